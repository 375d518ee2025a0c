import {expect, it} from 'vitest';
import type {PlanRequest} from '../../source/domain/run-plan.ts';
import {vusLimit} from '../../source/coordinator/vus-limit.ts';
import {preparedRun, profileOf} from '../session/fixtures.ts';

const {plan} = preparedRun(profileOf());

it.each([
  [[1000, 20_000], 1000],
  [[20_000, 1000], 1000],
  [[null, 1000], 1000],
  [[null, null], null],
])('VUs that fit %j are %j: whichever runs out first', (limits, vus) => {
  expect(vusLimit(plan, 'http1', limits)).toBe(vus);
});

it('VUs that share HTTP/2 connections are as many times more', () => {
  const shared = {...plan, transport: {...plan.transport, h2Streams: 10}};
  expect(vusLimit(shared, 'http2', [1000, null])).toBe(10_000);
  expect(vusLimit(shared, 'http1', [1000, null])).toBe(1000);
});

it('VUs with parallel batches are as many times fewer as each may have connections, but one always', () => {
  const batch = {kind: 'parallel' as const, requests: [1, 2, 3].map(() => ({}) as PlanRequest)};
  const scenarios = [{name: 'a', weight: 0, steps: [{kind: 'group' as const, name: 'g', steps: [batch]}]}];
  expect(vusLimit({...plan, scenarios}, 'http1', [1002])).toBe(250);
  expect(vusLimit({...plan, scenarios}, 'http1', [3])).toBe(1);
});
