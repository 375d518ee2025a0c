import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import type {GeneratorHealth} from '../../source/protocol/report.ts';
import {assertsLatency, createRunValidity} from '../../source/session/run-validity.ts';
import type {ValidityView} from '../../source/session/view.ts';
import {durationOf, healthy, intervalReport, metricsOf, nameMetrics, saturated, threshold} from './fixtures.ts';

interface Part {
  readonly seconds: number;
  readonly generator?: GeneratorHealth;
  readonly vus?: number;
  readonly metrics?: Partial<IntervalMetrics>;
  readonly model?: LoadModel;
  readonly latencyUs?: number;
}

const busy: GeneratorHealth = {...saturated, loopDelayMs: 1, cause: 'busy', reason: 'load worker 93% busy'};
const starved: GeneratorHealth = {...healthy, verdict: 'warn', cause: 'starved', reason: 'others take 30% of a core'};

/** Four readings a second, ten requests each. */
function judge(asserted: boolean, parts: readonly Part[]): ValidityView {
  const validity = createRunValidity(asserted);
  let atMs = 0;
  for (const {seconds, generator = healthy, vus = 5, metrics = {}, model = 'closed', latencyUs = 5000} of parts) {
    for (let i = 0; i < seconds * 4; i++) {
      const name = nameMetrics(0, vus === 0 ? [] : Array.from({length: 10}, () => latencyUs));
      validity.reading(intervalReport(atMs, atMs + 250, metricsOf([name], metrics), {vus, generator}), model);
      atMs += 250;
    }
  }
  return validity.view();
}

function missing(arrivalsMissed: number): ValidityView {
  return judge(true, [{seconds: 10, metrics: {arrivals: 1000, arrivalsMissed}}]);
}

function asserts(key: string, value: unknown): boolean {
  return assertsLatency([threshold(key, value)]);
}

test('a calm run is valid', () => {
  expect(judge(true, [{seconds: 60}])).toEqual({verdict: 'VALID', sinceMs: null, reasons: []});
});

test('the warm-up is not held against it, nor is time without load', () => {
  expect(judge(true, [{seconds: 3, generator: busy}, {seconds: 20}]).verdict).toBe('VALID');
  expect(judge(true, [{seconds: 20}, {seconds: 20, vus: 0, generator: busy}]).verdict).toBe('VALID');
});

test.each([
  // [saturated seconds after 10 calm ones, of judged 57 in all, verdict when latency is asserted, and when it is not]
  [1.75, 'VALID', 'VALID'],
  [2, 'DEGRADED', 'DEGRADED'],
  [5, 'DEGRADED', 'DEGRADED'],
  [6, 'INVALID', 'DEGRADED'],
  [50, 'INVALID', 'DEGRADED'],
] as const)('saturated for %d s of 57: %s where latency is asserted, %s where not', (seconds, asserting, silent) => {
  const parts = [{seconds: 10}, {seconds, generator: busy}, {seconds: 50 - seconds}];
  expect([judge(true, parts).verdict, judge(false, parts).verdict]).toEqual([asserting, silent]);
});

test('it says since when, why, for how long and what to do', () => {
  expect(judge(true, [{seconds: 10}, {seconds: 10, generator: busy}])).toEqual({
    verdict: 'INVALID',
    sinceMs: 10_000,
    reasons: [{text: 'load worker 93% busy (in 10s of 17s)', hint: expect.stringContaining('--workers')}],
  });
});

test.each(['starved', 'machine', 'steal', 'host-cpu'] as const)(
  '%s comes from outside: three seconds and a fifth of the time, even where it saturates',
  (cause) => {
    for (const verdict of ['warn', 'saturated'] as const) {
      const generator: GeneratorHealth = {...starved, verdict, cause};
      expect(judge(true, [{seconds: 3}, {seconds: 2.75, generator}]).verdict).toBe('VALID');
      expect(judge(true, [{seconds: 3}, {seconds: 3, generator}]).verdict).not.toBe('VALID');
      expect(judge(true, [{seconds: 20}, {seconds: 4, generator}]).verdict).toBe('VALID');
      expect(judge(true, [{seconds: 20}, {seconds: 5, generator}]).verdict).not.toBe('VALID');
    }
  },
);

test('one noisy second early in a run speaks against nothing', () => {
  const metrics = {clientWait: durationOf([40_000])};
  for (const generator of [busy, starved]) {
    expect(judge(true, [{seconds: 4}, {seconds: 1, generator, metrics}, {seconds: 1}]).verdict).toBe('VALID');
  }
});

test('starved by others for a fifth of the time it is degraded, for half of it invalid', () => {
  expect(judge(true, [{seconds: 20}, {seconds: 10, generator: starved}])).toMatchObject({
    verdict: 'DEGRADED',
    reasons: [{text: expect.stringContaining('others take')}],
  });
  expect(judge(true, [{seconds: 40}, {seconds: 2, generator: starved}]).verdict).toBe('VALID');
  expect(judge(true, [{seconds: 10}, {seconds: 30, generator: starved}]).verdict).toBe('INVALID');
  expect(judge(true, [{seconds: 10}, {seconds: 30, generator: {...starved, cause: 'host-cpu'}}]).verdict).toBe(
    'DEGRADED',
  );
});

test('a warning about the generator alone does not degrade a run', () => {
  const warm: GeneratorHealth = {...healthy, verdict: 'warn', cause: 'busy', reason: 'load worker 65% busy'};
  expect(judge(true, [{seconds: 40, generator: warm}]).verdict).toBe('VALID');
});

test.each([
  // [wait, µs; shown, µs; verdict]
  [1500, 5000, 'VALID'],
  [2500, 5000, 'DEGRADED'],
  [3500, 5000, 'INVALID'],
  [12_000, 100_000, 'VALID'],
  [17_000, 100_000, 'DEGRADED'],
  [21_000, 100_000, 'INVALID'],
] as const)(
  'answers that waited %d µs of the %d shown (p99) make a run %s, however short the pauses',
  (us, latencyUs, verdict) => {
    const metrics = {clientWait: durationOf([us])};
    expect(judge(true, [{seconds: 10, latencyUs, metrics}]).verdict).toBe(verdict);
  },
);

test.each([
  [2500, 5000, 'VALID'],
  [3500, 5000, 'DEGRADED'],
  [5500, 5000, 'INVALID'],
  [17_000, 100_000, 'VALID'],
  [25_000, 100_000, 'DEGRADED'],
  [31_000, 100_000, 'INVALID'],
] as const)('starts that were %d µs late of the %d shown (p99) make a run %s', (us, latencyUs, verdict) => {
  const metrics = {startLag: durationOf([us])};
  expect(judge(true, [{seconds: 10, model: 'open', latencyUs, metrics}]).verdict).toBe(verdict);
});

test.each([
  // [late seconds of 20 judged, late by, p99 shown, verdict]: others take the core, and no wait of ours says so
  [5, 1.5, 5000, 'VALID'],
  [3, 4, 5000, 'VALID'],
  [5, 4, 5000, 'DEGRADED'],
  [7, 2.2, 9000, 'INVALID'],
  [20, 2.2, 100_000, 'VALID'],
] as const)(
  'an event loop that runs late for %d s by %d ms of %d µs shown makes a run %s',
  (seconds, ms, us, verdict) => {
    const late = {...healthy, loopDelayMs: ms};
    const calm = {seconds: 3 + 20 - seconds, latencyUs: us};
    expect(judge(true, [calm, {seconds, latencyUs: us, generator: late}]).verdict).toBe(verdict);
  },
);

test('waits are held against what was shown in the same model, before a switch and after it', () => {
  const late = {model: 'open', latencyUs: 100_000, metrics: {startLag: durationOf([15_000])}} as const;
  expect(
    judge(true, [
      {seconds: 60, latencyUs: 7000},
      {seconds: 10, ...late},
    ]).verdict,
  ).toBe('VALID');
  const waited = {metrics: {clientWait: durationOf([3500])}} as const;
  const view = judge(true, [
    {seconds: 10, ...waited},
    {seconds: 60, model: 'open', latencyUs: 100_000},
  ]);
  expect(view).toMatchObject({verdict: 'INVALID', reasons: [{text: expect.stringContaining('of the 5')}]});
});

test('arrivals the generator missed make figures invalid from one in a thousand on', () => {
  expect(missing(1).verdict).toBe('VALID');
  expect(missing(2)).toMatchObject({
    verdict: 'INVALID',
    sinceMs: 3000,
    reasons: [{text: expect.stringContaining('never started')}],
  });
});

test('arrivals dropped for want of a VU degrade, and invalidate only where the generator itself was saturated', () => {
  const metrics = {arrivals: 1000, arrivalsDropped: 20};
  expect(judge(true, [{seconds: 10, metrics}])).toMatchObject({
    verdict: 'DEGRADED',
    reasons: [{hint: expect.stringContaining('--max-vus')}],
  });
  expect(judge(true, [{seconds: 20}, {seconds: 0.75, generator: busy, metrics}]).verdict).toBe('INVALID');
});

test('arrivals dropped after the warm-up count among those that were taken up in it', () => {
  const validity = createRunValidity(true);
  for (let atMs = 0; atMs < 4000; atMs += 250) {
    const warm = atMs < 3000;
    const changes = warm ? {arrivals: 100, arrivalsStarted: 50} : {arrivals: 10, arrivalsDropped: 150};
    validity.reading(intervalReport(atMs, atMs + 250, metricsOf([nameMetrics(0, [])], changes), {vus: 5}));
  }
  expect(validity.view().reasons[0]?.text).toBe('600 of 640 arrivals were dropped: no VU was free');
});

test('a run without load beyond the warm-up is valid, and says that nothing was judged', () => {
  for (const parts of [[], [{seconds: 2}], [{seconds: 3}, {seconds: 5, vus: 0}]]) {
    expect(judge(true, parts)).toEqual({
      verdict: 'VALID',
      sinceMs: null,
      reasons: [{text: 'not judged: no load beyond the 3s of warm-up', hint: expect.any(String)}],
    });
  }
});

test('requests that found no socket speak against the run', () => {
  const refused = nameMetrics(0, [], {started: 5, failed: 5, errors: [[errorIndex['out of sockets'], 5]]});
  const view = judge(true, [{seconds: 10, metrics: {names: [refused]}}]);
  expect(view).toMatchObject({verdict: 'INVALID', reasons: [{hint: expect.stringContaining('ulimit')}]});
});

test('a worker that died degrades the run from then on', () => {
  const validity = createRunValidity(true);
  validity.workerLost(7300, 1);
  expect(validity.view()).toMatchObject({verdict: 'DEGRADED', sinceMs: 7300});
});

test('only critical thresholds on durations assert something about latency', () => {
  expect(asserts('http_req_duration', 'p(95)<250')).toBe(true);
  expect(asserts('http_req_duration{name:login}', 'avg<250')).toBe(true);
  expect(asserts('iteration_duration', 'p(95)<250')).toBe(true);
  expect(asserts('http_req_failed', 'rate<0.01')).toBe(false);
  expect(asserts('http_reqs', 'rate>100')).toBe(false);
  expect(asserts('http_req_duration', {threshold: 'p(95)<250', severity: 'warning'})).toBe(false);
});

test('whatever the readings say, without an assertion no run is invalid, and a reason stands where it is not valid', () => {
  const generator = fc.constantFrom(healthy, busy, starved, saturated);
  const part = fc.record({
    seconds: fc.nat(10),
    generator,
    vus: fc.nat(2),
    metrics: fc.record({arrivals: fc.nat(100), arrivalsMissed: fc.nat(3), arrivalsDropped: fc.nat(3)}),
  });
  fc.assert(
    fc.property(fc.array(part, {maxLength: 8}), (parts) => {
      const silent = judge(false, parts);
      const asserting = judge(true, parts);
      expect(silent.verdict).not.toBe('INVALID');
      expect(silent.verdict === 'VALID').toBe(asserting.verdict === 'VALID');
      const notJudged = silent.reasons[0]?.text.startsWith('not judged') === true;
      expect(silent.reasons.length > 0).toBe(silent.verdict !== 'VALID' || notJudged);
      expect(silent.sinceMs !== null).toBe(silent.verdict !== 'VALID');
    }),
    {numRuns: 50},
  );
});
