import {expect, test} from 'vitest';
import {judgeGenerator, type WorkerHealth} from '../../source/fleet/generator-health.ts';

const calm: WorkerHealth = {utilisation: 0.3, loopDelayMs: 1, cpuShare: 0.29, silentMs: 10};

test('calm workers are ok, without a reason', () => {
  expect(judgeGenerator([calm, calm], true)).toEqual({verdict: 'ok', utilisation: 0.3, loopDelayMs: 1, reason: null});
});

test('the worst worker decides, and a worse finding is the one told', () => {
  const late = {...calm, loopDelayMs: 12};
  const busy = {...calm, utilisation: 0.85, cpuShare: 0.84};
  const health = judgeGenerator([late, busy], true);
  expect(health).toMatchObject({verdict: 'saturated', utilisation: 0.85, loopDelayMs: 12});
  expect(health.reason).toContain('85%');
  expect(judgeGenerator([late, calm], true)).toMatchObject({verdict: 'warn', reason: expect.stringContaining('12 ms')});
  expect(judgeGenerator([{...calm, loopDelayMs: 20}], true).verdict).toBe('saturated');
});

test('a busy loop without think times is saturated by design, and told so', () => {
  const busy = {...calm, utilisation: 1, cpuShare: 0.99};
  expect(judgeGenerator([busy], false)).toMatchObject({
    verdict: 'saturated',
    reason: expect.stringContaining('without think time'),
  });
  expect(judgeGenerator([busy], true).reason).not.toContain('think time');
});

test('a worker that is busy without getting the CPU is starved by others', () => {
  const starved = {...calm, utilisation: 0.5, cpuShare: 0.2};
  expect(judgeGenerator([starved], true)).toMatchObject({verdict: 'warn', reason: expect.stringContaining('30%')});
  expect(judgeGenerator([{...starved, cpuShare: Number.NaN}], true).verdict).toBe('ok');
});

test('a worker that gives no sign of life is late by its silence, whatever it said before', () => {
  expect(judgeGenerator([{...calm, silentMs: 900}], true)).toMatchObject({verdict: 'saturated', loopDelayMs: 900});
});

test('what was not measured yet is not held against a worker', () => {
  const unknown = {utilisation: Number.NaN, loopDelayMs: Number.NaN, cpuShare: Number.NaN, silentMs: Number.NaN};
  expect(judgeGenerator([unknown], true)).toEqual({
    verdict: 'ok',
    utilisation: Number.NaN,
    loopDelayMs: Number.NaN,
    reason: null,
  });
});
