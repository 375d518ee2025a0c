import {expect, test} from 'vitest';
import type {Executor} from '../../source/domain/profile.ts';
import {describeLoad} from '../../source/files/profile-store.ts';

const stages = [{durationMs: 60_000, target: 1, name: null}];

test.each<[Executor, string]>([
  [{kind: 'constant-vus', vus: 1, durationMs: 30_000}, '1 VU, 30s'],
  [{kind: 'constant-vus', vus: 50, durationMs: null}, '50 VUs, without end'],
  [{kind: 'ramping-vus', startVus: 0, stages}, '1 stage, 0-1 VU, 1m'],
  [
    {kind: 'per-vu-iterations', vus: 1, iterations: 20, maxDurationMs: 600_000},
    '1 VU, 20 iterations each, at most 10m',
  ],
])('the load of %j reads "%s"', (executor, text) => {
  expect(describeLoad(executor)).toBe(text);
});
