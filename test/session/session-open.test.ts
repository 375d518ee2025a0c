import {describe, expect, it} from 'vitest';
import {
  durationOf,
  intervalReport,
  metricsOf,
  nameMetrics,
  preparedRun,
  profileOf,
  saturated,
  threshold,
} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';
import type {Executor, Profile} from '../../source/domain/profile.ts';
import {emptyDuration} from '../../source/metrics/merge-metrics.ts';

const arrivals = {arrivals: 'constant', preAllocatedVus: 10, maxVus: 100} as const;
const openExecutor: Executor = {kind: 'constant-arrival-rate', rate: 20, durationMs: null, ...arrivals};
const openProfile = (changes: Partial<Profile> = {}): Profile => profileOf({executor: openExecutor, ...changes});
const toRate = (level: number) => ({kind: 'target', model: 'open', level, overMs: 0}) as const;

describe('an open run', () => {
  it('shows what was offered, started, achieved and dropped', () => {
    const run = new SessionHarness(openProfile()).start();
    run.traffic = {requests: 4, latencyUs: 50_000, dropped: 1, busyVus: 7};
    run.wait(15_000);
    const {arrivals: shown, load, closed, totals} = run.view();
    expect(shown).toMatchObject({
      offeredPerSecond: 20,
      startedPerSecond: 16,
      achievedPerSecond: 16,
      droppedPerSecond: 4,
      dropped: 60,
      missed: 0,
      queued: 0,
      maxVus: 100,
      sendLag: {p50: {us: 200, few: false}, p99: {us: 200, few: true}},
    });
    expect(load).toMatchObject({model: 'open', targetLevel: 20, activeVus: 7, capLevel: 2000});
    expect([closed, totals.iterations]).toEqual([null, 240]);
    const row = run.session.takeUpdate(true).columns[0]!.rows.at(-1)!;
    expect(row).toMatchObject({offeredPerSecond: 20, startedPerSecond: 16, lostPerSecond: 4, targetVus: Number.NaN});
  });

  it('is written as one: snapshot, summary and preset', () => {
    const run = new SessionHarness(openProfile()).start().wait(15_000);
    const snapshot = run.session.buildSnapshot('window', 'open', null);
    expect(snapshot.load).toMatchObject({model: 'open', rate: 20, steady: true, vus: 5});
    expect(snapshot.arrivals).toEqual({offered: 240, started: 240, dropped: 0, missed: 0});
    expect(snapshot.sendLagUs).toMatchObject({samples: 240, p50: 200});
    expect(snapshot.cells.at(-1)).toMatchObject({targetVus: null, targetRate: 20});
    expect(snapshot).toMatchObject({transport: {kind: 'http1'}, validity: {verdict: 'VALID'}});
    expect(run.session.summary()).toMatchObject({
      models: ['open'],
      arrivals: {offered: 300, started: 300, dropped: 0, missed: 0},
      trends: {send_lag: {count: 300, max: 0.2}},
    });
    run.do(toRate(40)).do({kind: 'save-preset', name: 'more'});
    expect(run.presets[0]?.executor).toEqual({...openExecutor, rate: 40});
  });
});

describe('a switch of the load model', () => {
  it('begins a fresh window, is marked, and both models are told in the end', () => {
    const run = new SessionHarness(profileOf({vus: 10})).start().wait(15_000);
    expect(run.view().window.seconds).toBe(10);
    run.do(toRate(20)).wait(500);
    run.traffic = {requests: 5, latencyUs: 900_000};
    run.wait(1500);
    const view = run.view();
    expect(view.load.model).toBe('open');
    // The second of the switch belongs to neither.
    expect(view.window).toMatchObject({seconds: 1, p50: {us: expect.any(Number) as number}});
    expect(view.window.min!.us).toBeGreaterThanOrEqual(900_000);
    expect(run.events.find((event) => event.kind === 'model')).toMatchObject({mark: '▸20/s'});
    run.wait(3000);
    expect(run.session.buildSnapshot('window', 'after', null).load).toMatchObject({model: 'open', rate: 20});
    expect(run.session.summary().models).toEqual(['closed', 'open']);
  });

  it('judges no threshold over both sides of it', () => {
    const p95 = threshold('http_req_duration', 'p(95)<250');
    const run = new SessionHarness(profileOf({vus: 10, thresholds: [p95]})).start().wait(15_000);
    run.do(toRate(20)).wait(1000);
    run.traffic = {requests: 5, latencyUs: 900_000};
    run.wait(2000);
    expect(run.view().slos[0]).toMatchObject({state: 'over', value: expect.closeTo(900_000, -4) as number, few: true});
  });

  it('compares with no baseline of the other model', () => {
    const snapshot = snapshotOf({vus: 10, latenciesUs: Array.from({length: 400}, () => 80_000), seconds: 20});
    const run = new SessionHarness(profileOf({vus: 10}), {baseline: {file: 'b.json', snapshot}}).start().wait(15_000);
    expect(run.view().window.change).not.toBeNull();
    run.do(toRate(20)).wait(5000);
    const {window, baseline, latencyBins} = run.view();
    expect([window.change, latencyBins[0]?.baselineCount]).toEqual([null, null]);
    // The fixture is of another target: that comes first.
    expect(baseline?.mismatch).toBe('other target');
  });
});

describe('a stall', () => {
  it('shows ≥ from the ages in flight at the next reading, and the plain figures after it', () => {
    const run = new SessionHarness(profileOf({vus: 10})).start().wait(15_000);
    expect(run.view().window.p99).toMatchObject({atLeast: false});
    run.traffic = {requests: 0, latencyUs: 0, agesUs: Array.from({length: 10}, () => 1_250_000)};
    run.wait(1250);
    const stalled = run.view().window;
    expect(stalled.p99?.atLeast).toBe(true);
    expect(stalled.p99?.us).toBeGreaterThan(1_200_000);
    expect(stalled.max).toMatchObject({atLeast: true});
    expect(stalled.p50).toMatchObject({atLeast: false});
    expect(run.view().endpoints[0]?.p99?.atLeast).toBe(false);
    run.traffic = {requests: 5, latencyUs: 100_000};
    run.wait(3000);
    expect(run.view().window.p99).toMatchObject({atLeast: false});
  });
});

describe('in a stall', () => {
  const ages = {requests: 0, latencyUs: 0, agesUs: Array.from({length: 10}, () => 1_250_000)};
  const rule = threshold('http_req_duration', 'p(99)<250');

  it('a threshold reads what the headline says, between seconds too', () => {
    const run = new SessionHarness(profileOf({vus: 10, thresholds: [rule]})).start().wait(15_000);
    run.traffic = ages;
    for (let readings = 0; readings < 12; readings++) {
      const {window, slos} = run.wait(250).view();
      expect(slos[0]!.value).toBe(window.p99!.us);
    }
    expect(run.view().slos[0]).toMatchObject({state: 'over'});
    expect(run.view().endpoints[0]?.worstSlo).toMatchObject({holds: true});
  });

  it('the only request says what the headline says', () => {
    const {scenarios} = profileOf();
    const flow = scenarios[0]!.flow.slice(0, 2);
    const profile = profileOf({vus: 10, thresholds: [rule], scenarios: [{...scenarios[0]!, flow}]});
    const run = new SessionHarness(profile, {prepared: preparedRun(profile, ['login'])}).start().wait(15_000);
    run.traffic = ages;
    const {window, endpoints} = run.wait(1250).view();
    expect(endpoints).toHaveLength(1);
    expect(window.p99).toMatchObject({atLeast: true});
    expect(endpoints[0]).toMatchObject({p50: window.p50, p95: window.p95, p99: window.p99, max: window.max});
    expect(endpoints[0]?.worstSlo).toMatchObject({holds: false});
  });
});

it('while arrivals wait for a free VU the figures are at least what those have waited, though answers come in', () => {
  const run = new SessionHarness(openProfile()).start().wait(15_000);
  expect(run.view().window.p99).toMatchObject({atLeast: false});
  const agesUs = Array.from({length: 30}, (_, index) => 100_000 * (index + 1));
  run.traffic = {requests: 5, latencyUs: 100_000, agesUs, queued: 30};
  run.wait(250);
  const {window} = run.view();
  expect(window.p95).toMatchObject({atLeast: true});
  expect(window.p95!.us).toBeGreaterThan(500_000);
  expect(window.max).toMatchObject({atLeast: true});
});

describe('validity', () => {
  const asserting = profileOf({vus: 5, thresholds: [threshold('http_req_duration', 'p(95)<250')]});

  it('is told when it has held, marks what is drawn from then on, and makes the run 111', () => {
    const tenSeconds: Profile = {...asserting, executor: {kind: 'constant-vus', vus: 5, durationMs: 20_000}};
    const run = new SessionHarness(tenSeconds, {interactive: false}).start().wait(8000);
    expect(run.view().validity?.verdict).toBe('VALID');
    run.traffic = {...run.traffic, generator: saturated};
    run.wait(6000);
    run.traffic = {requests: 5, latencyUs: 100_000};
    const {validity} = run.view();
    expect([validity?.verdict, validity?.sinceMs]).toEqual(['INVALID', 8000]);
    expect(run.texts().some((text) => /^run (DEGRADED|INVALID): /.test(text))).toBe(true);
    run.wait(3000);
    const rows = run.session.takeUpdate(true).columns[0]!.rows;
    expect(rows.filter((row) => row.doubtful).map((row) => row.atS)).toEqual([
      0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    ]);
    run.wait(4000).stop();
    expect(run.session.summary()).toMatchObject({exitCode: 111, validity: {verdict: 'INVALID'}});
    expect(run.session.buildSnapshot('run', 'x', null).validity?.verdict).toBe('INVALID');
  });

  it('is lifted by --allow-invalid', () => {
    const profile: Profile = {...asserting, executor: {kind: 'constant-vus', vus: 5, durationMs: 20_000}};
    const run = new SessionHarness(profile, {interactive: false, allowInvalid: true}).start().wait(5000);
    run.traffic = {...run.traffic, generator: saturated};
    run.wait(16_000).stop();
    expect(run.session.summary()).toMatchObject({exitCode: 0, validity: {verdict: 'INVALID'}});
  });
});

it('counts the arrivals of every reading, also those of a second that never completes', () => {
  const run = new SessionHarness(openProfile()).start();
  const metrics = metricsOf([nameMetrics(0, [1000])], {arrivals: 3, arrivalsStarted: 1, arrivalsMissed: 2});
  run.driver.clockMs = 200;
  run.session.onReport(intervalReport(0, 200, {...metrics, sendLag: durationOf([50]), startLag: emptyDuration}));
  run.session.onReport({kind: 'stopped', atMs: 200});
  expect(run.session.summary().arrivals).toMatchObject({offered: 3, started: 1, missed: 2});
});
