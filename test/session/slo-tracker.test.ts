import {describe, expect, it} from 'vitest';
import type {Threshold} from '../../source/domain/profile.ts';
import {createCellSeries} from '../../source/metrics/cell-series.ts';
import {createRunTotals} from '../../source/metrics/run-totals.ts';
import {createLastGood, type HeldSecond} from '../../source/session/last-good.ts';
import {createSloTracker} from '../../source/session/slo-tracker.ts';
import {readingOfRun} from '../../source/session/threshold-value.ts';
import type {SessionEvent} from '../../source/session/view.ts';
import {emptySparse, type SparseHistogram} from '../../source/metrics/histogram.ts';
import {hostFacts, indexOf, metricsOf, nameMetrics, requestNames, sparseOf, threshold} from './fixtures.ts';

/** One second a call: each with requests of these latencies, ms. */
function tracking(...thresholds: readonly Threshold[]) {
  return trackingOf(requestNames, thresholds);
}

function trackingOf(requestNames: readonly string[], thresholds: readonly Threshold[]) {
  const series = createCellSeries();
  const totals = createRunTotals(requestNames.length);
  const slos = createSloTracker(thresholds, indexOf(requestNames), hostFacts.memoryBytes);
  const events: SessionEvent[] = [];
  const aborts: (readonly [second: number, source: string])[] = [];
  let second = 0;
  const run = () =>
    readingOfRun(totals.metrics(), {coveredMs: second * 1000, vus: 3, maxVus: 3, hostCpu: null, hostMemory: null});
  return {
    slos,
    events,
    aborts,
    run,
    seconds(count: number, latenciesMs: readonly number[], failed = 0, vus = 3, ages: SparseHistogram | null = null) {
      for (let i = 0; i < count; i++) {
        const latencies = latenciesMs.map((ms) => ms * 1000);
        const metrics = metricsOf(latencies.length === 0 ? [] : [nameMetrics(0, latencies, {failed})]);
        totals.add(metrics);
        const startMs = second * 1000;
        const cell = series.add({
          startMs,
          endMs: startMs + 1000,
          metrics,
          activeVus: vus,
          targetVus: vus,
          targetRate: Number.NaN,
          inFlight: 0,
          saturated: false,
          loopDelayMs: 1,
        })!;
        second++;
        const change = slos.second(cell, series, run, ages);
        events.push(...change.events);
        if (change.abort !== null) aborts.push([second, change.abort.source]);
      }
    },
  };
}

const p95 = threshold('http_req_duration', 'p(95)<250');

describe('live thresholds', () => {
  it('leave out the warm-up', () => {
    const run = tracking(p95);
    run.seconds(3, [900]);
    expect(run.slos.rows()[0]).toMatchObject({value: null, used: null, state: 'unknown'});
    run.seconds(1, [100]);
    expect(run.slos.rows()[0]).toMatchObject({value: 100_000, used: 0.4, state: 'ok'});
  });

  it('are near from 80% of the limit on, over when they do not hold', () => {
    const run = tracking(p95);
    run.seconds(4, [100]);
    run.seconds(10, [200]);
    expect(run.slos.rows()[0]).toMatchObject({state: 'near', label: 'p95 < 250ms', percentile: 95, bound: 250_000});
    run.seconds(10, [300]);
    expect(run.slos.rows()[0]).toMatchObject({state: 'over', used: 1.2});
    expect(run.slos.critical()).toBe('over');
  });

  it('raise an alert after ten seconds over, and clear it with how long it was', () => {
    const run = tracking(p95);
    run.seconds(4, [100]);
    run.seconds(10, [300]);
    expect(run.events).toEqual([]);
    run.seconds(1, [300]);
    expect(run.events).toEqual([
      {atMs: 15_000, kind: 'alert', text: 'ALERT p95 < 250ms breached for 10s (now 300ms)', mark: '!p95'},
    ]);
    run.seconds(3, [300]);
    expect(run.slos.alerts().map((alert) => alert.text)).toEqual(['p95 300ms > 250ms for 13s']);
    run.seconds(10, [100]);
    expect(run.events[1]).toMatchObject({kind: 'cleared', mark: '✓p95'});
    expect(run.events[1]!.text).toMatch(/^cleared p95 < 250ms \(now 100ms, breached for \d+s\)$/);
    expect(run.slos.alerts()).toEqual([]);
  });

  it('judge lower bounds by what is missing, and nothing while nobody is there', () => {
    const run = tracking(threshold('http_reqs', 'rate>4'));
    run.seconds(14, [10], 0, 3);
    expect(run.slos.rows()[0]).toMatchObject({value: 1, used: 4, state: 'over', kind: 'rate'});
    run.seconds(11, [], 0, 0);
    expect(run.slos.rows()[0]).toMatchObject({value: null, state: 'unknown'});
  });

  it('stand under their own request, and one that never came is unknown', () => {
    const run = tracking(
      threshold('http_req_duration{name:login}', 'p(95)<30'),
      threshold('http_req_duration{name:cart}', 'max<1'),
    );
    run.seconds(15, [40]);
    expect(run.slos.rows().map((row) => [row.requestName, row.state])).toEqual([
      ['login', 'over'],
      ['cart', 'unknown'],
    ]);
    expect(run.slos.alerts()[0]!.text).toBe('login p95 40.0ms > 30ms for 11s');
  });

  it('put critical alerts first, the worst of them on top', () => {
    const run = tracking(
      threshold('http_req_duration', {threshold: 'max<1', severity: 'warning'}),
      threshold('http_req_duration', 'p(95)<250'),
      threshold('http_req_duration', 'med<100'),
    );
    run.seconds(20, [300]);
    expect(run.slos.alerts().map((alert) => alert.text.split(' ')[0])).toEqual(['med', 'p95', 'max']);
    expect(run.slos.alerts().map((alert) => alert.tone)).toEqual(['over', 'over', 'near']);
  });
});

function valuesOf(run: ReturnType<typeof tracking>): readonly (number | null)[] {
  return run.slos.rows().map((row) => row.value);
}

describe('requests in flight', () => {
  const ages = sparseOf(Array.from({length: 10}, () => 1_400_000));
  const own = threshold('http_req_duration{name:login}', 'p(95)<250');

  it('raise what bounds the latency of all requests, at a second and between two', () => {
    const run = tracking(p95, threshold('http_req_duration', 'max<250'), threshold('http_req_duration', 'avg<250'));
    run.seconds(13, [10, 10]);
    expect(run.slos.rows()[0]).toMatchObject({value: 10_000, state: 'ok', atLeast: false});
    run.slos.lift(ages);
    for (const row of run.slos.rows()) expect(row).toMatchObject({state: 'over', atLeast: true});
    expect(valuesOf(run)[0]).toBeCloseTo(1_400_000, -4);
    expect(valuesOf(run)[2]).toBeCloseTo((20 * 10_000 + 10 * 1_400_000) / 30, -4);
    expect(run.slos.critical()).toBe('over');
    run.seconds(1, [10, 10]);
    expect(run.slos.rows()[0]).toMatchObject({value: 10_000, state: 'ok', atLeast: false});
    run.seconds(1, [], 0, 3, ages);
    expect(run.slos.rows()[0]).toMatchObject({state: 'over', few: true});
  });

  it('raise an alert when it lasts, but decide no verdict, no snapshot and no abort', () => {
    const windowed = threshold('http_req_duration', {threshold: 'p(95)<250', window: '5s', abortOnFail: true});
    const run = tracking(p95, windowed);
    run.seconds(13, [10, 10]);
    run.seconds(12, [10, 10], 0, 3, ages);
    expect(run.events.map(({kind}) => kind)).toEqual(['alert', 'alert']);
    expect(run.slos.verdicts(run.run()).map(({ok}) => ok)).toEqual([true, true]);
    expect(run.slos.standing().map(({value}) => value)).toEqual([10, 10]);
    expect(run.aborts).toEqual([]);
  });

  it('never lower a row, nor touch what they say nothing about', () => {
    const run = tracking(p95, own, threshold('http_req_duration', 'min<1'), threshold('http_req_failed', 'rate<0.5'));
    run.seconds(13, [900, 900]);
    const before = valuesOf(run);
    run.slos.lift(sparseOf([1000, 1000]));
    expect(valuesOf(run)).toEqual(before);
    run.slos.lift(ages);
    expect(valuesOf(run).slice(1)).toEqual(before.slice(1));
    run.slos.lift(emptySparse);
    expect(valuesOf(run)).toEqual(before);
  });

  it('belong to the only request there is', () => {
    const run = trackingOf(['login'], [own]);
    run.seconds(13, [10, 10]);
    run.slos.lift(ages);
    expect(valuesOf(run)[0]).toBeCloseTo(1_400_000, -4);
  });
});

describe('over the run', () => {
  it('is judged by all of it, as in k6', () => {
    const run = tracking(p95, threshold('http_req_failed', 'rate<0.5'), threshold('iterations', 'count>5'));
    run.seconds(10, [100, 100]);
    run.seconds(1, [900, 900], 2);
    expect(run.slos.verdicts(run.run())).toEqual([
      {source: p95.source, severity: 'critical', value: 900, ok: false},
      {source: 'http_req_failed: rate<0.5', severity: 'critical', value: 2 / 22, ok: true},
      {source: 'iterations: count>5', severity: 'critical', value: 22, ok: true},
    ]);
  });

  it('with a window is failed by one complete window that broke it, with the worst value', () => {
    const windowed = threshold('http_req_duration', {threshold: 'max<500', window: '2s'});
    const run = tracking(windowed);
    run.seconds(4, [900]);
    run.seconds(4, [100]);
    run.seconds(1, [700]);
    run.seconds(1, [600]);
    run.seconds(10, [100]);
    expect(run.slos.verdicts(run.run())).toEqual([
      {source: windowed.source, severity: 'critical', value: 900, ok: false},
    ]);
    const fine = tracking(windowed);
    fine.seconds(3, [900]);
    fine.seconds(9, [100]);
    expect(fine.slos.verdicts(fine.run())[0]).toMatchObject({value: 100, ok: true});
  });

  it('without a sample is neither held nor failed', () => {
    const run = tracking(p95);
    run.seconds(5, []);
    expect(run.slos.verdicts(run.run())[0]).toMatchObject({value: null, ok: null});
  });

  it('aborts once, after its delay', () => {
    const run = tracking(
      threshold('http_req_failed', {threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '5s'}),
    );
    run.seconds(10, [10], 1);
    expect(run.aborts).toEqual([[5, 'http_req_failed: rate<0.1']]);
  });

  it('aborts by a window only when the window is complete', () => {
    const run = tracking(threshold('http_req_failed', {threshold: 'rate<0.1', abortOnFail: true, window: '3s'}));
    run.seconds(10, [10], 1);
    expect(run.aborts).toEqual([[6, 'http_req_failed: rate<0.1']]);
  });
});

function heldSecond(endS: number, targetLevel: number, changes: Partial<HeldSecond> = {}): HeldSecond {
  const model = 'closed';
  return {endMs: endS * 1000, model, holding: true, targetLevel, level: targetLevel, slos: 'held', ...changes};
}

describe('last good load', () => {
  it('is the highest that held every SLO for 30 s', () => {
    const good = createLastGood();
    for (let s = 1; s <= 29; s++) good.second(heldSecond(s, 100));
    expect(good.levels().closed).toBeNull();
    good.second(heldSecond(30, 100));
    expect(good.levels().closed).toBe(100);
    for (let s = 31; s <= 70; s++) good.second(heldSecond(s, 60));
    expect(good.levels().closed).toBe(100);
  });

  it('is one of each model', () => {
    const good = createLastGood();
    for (let s = 1; s <= 20; s++) good.second(heldSecond(s, 100));
    for (let s = 21; s <= 49; s++) good.second(heldSecond(s, 100, {model: 'open'}));
    expect(good.levels()).toEqual({closed: null, open: null});
    good.second(heldSecond(50, 100, {model: 'open'}));
    expect(good.levels()).toEqual({closed: null, open: 100});
  });

  it.each([
    ['an SLO that fails', {slos: 'over' as const}],
    ['an SLO without a value', {slos: 'unknown' as const}],
    ['a ramp', {holding: false}],
    ['VUs that are not there', {level: 80}],
  ])('starts anew after %s', (_, changes) => {
    const good = createLastGood();
    for (let s = 1; s <= 29; s++) good.second(heldSecond(s, 100));
    good.second(heldSecond(30, 100, changes));
    for (let s = 31; s <= 59; s++) good.second(heldSecond(s, 100));
    expect(good.levels().closed).toBeNull();
    good.second(heldSecond(60, 100));
    expect(good.levels().closed).toBe(100);
  });
});
