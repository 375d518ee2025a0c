import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import type {NameMetrics} from '../../source/metrics/interval.ts';
import {phaseRows} from '../../source/session/look-phases.ts';
import type {LadderRow, LookRequest, LookView} from '../../source/session/look.ts';
import {healthy, nameMetrics, profileOf, threshold} from './fixtures.ts';
import {SessionHarness, settled, type Traffic} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';

const all: LookRequest = {name: null, seconds: 1};
const cart: LookRequest = {name: 'cart', seconds: 2};
const thresholds = [
  threshold('http_req_duration', 'p(95)<250'),
  threshold('http_req_duration{name:cart}', 'p(99)<900'),
  threshold('http_req_duration{name:login}', 'p(95)<30'),
];

const spread = (fromUs: number, count: number): readonly number[] =>
  Array.from({length: count}, (_, at) => fromUs + (at * fromUs) / count);
/** So many requests a reading, a quarter of a second. */
function traffic(fromUs: number, count = 40, changes: Partial<NameMetrics> = {}): Traffic {
  const phases = {
    connecting: {count: 1, sumUs: 4000},
    waiting: {count, sumUs: count * 90},
    receiving: {count, sumUs: count * 10},
  };
  const names = [nameMetrics(0, spread(5000, 10)), nameMetrics(1, spread(fromUs, count), {phases, ...changes})];
  return {requests: 0, latencyUs: 0, names};
}

function driven(run = new SessionHarness(profileOf({vus: 5, thresholds})).start()): SessionHarness {
  run.traffic = traffic(100_000);
  return run.wait(25_000);
}

function lookOf(run: SessionHarness): LookView {
  const {look} = run.session.takeUpdate(true);
  expect(look).toBeDefined();
  expect(look).not.toBeNull();
  return look!;
}

describe('a look', () => {
  it('comes when it is asked for, again with each second, not between, and goes when it is closed', () => {
    const run = driven();
    expect('look' in run.session.takeUpdate()).toBe(false);
    run.do({kind: 'look', request: cart});
    expect(run.session.takeUpdate().look).toMatchObject({request: cart});
    expect('look' in run.session.takeUpdate()).toBe(false);
    run.wait(250);
    expect('look' in run.session.takeUpdate()).toBe(false);
    run.wait(1000);
    expect(run.session.takeUpdate().look!.columns.at(-1)).toMatchObject({atS: 24, complete: true});
    expect(run.session.takeUpdate(true).look).toMatchObject({request: cart});
    run.do({kind: 'look', request: null});
    expect(run.session.takeUpdate().look).toBeNull();
    expect('look' in run.session.takeUpdate()).toBe(false);
    expect(run.session.takeUpdate(true).look).toBeNull();
    run.do({kind: 'look', request: {name: 'nobody', seconds: 1}});
    expect(run.session.takeUpdate().look).toBeNull();
    expect(run.journal.some((line) => line.kind === 'intent' && line.intent.kind === 'look')).toBe(false);
  });

  it('says of the headline window what its row says', () => {
    const run = driven();
    for (const request of [all, cart]) {
      run.do({kind: 'look', request});
      const {view} = run.session.takeUpdate();
      const row = request.name === null ? view.window : view.endpoints[1]!;
      const {ladder, samples, windowBins, columns, change} = lookOf(run);
      const now = Object.fromEntries(ladder.map((one) => [one.step, one.now]));
      const {min, p50, p75, p90, p95, p99, p999, max} = row;
      expect(now).toMatchObject({min, p50, p75, p90, p95, p99, 'p99.9': p999, max});
      expect(now['p10']!.us).toBeLessThanOrEqual(p50!.us);
      expect(samples).toBe(row.samples);
      expect(windowBins.reduce((sum, bin) => sum + bin, 0)).toBe(samples);
      expect(change).toBeNull();
      expect(ladder.every(({baselineUs}) => baselineUs === null)).toBe(true);
      expect(columns.at(-1)!.requestsPerSecond).toBeCloseTo(row.requestsPerSecond!, 6);
    }
  });

  it('gives an interval where seconds and samples tell one, never of the ends', () => {
    const run = driven().do({kind: 'look', request: cart});
    const steps = new Map(lookOf(run).ladder.map((one) => [one.step, one]));
    const p95 = steps.get('p95')!;
    expect(p95.interval!.lowUs).toBeLessThanOrEqual(p95.now!.us);
    expect(p95.interval!.highUs).toBeGreaterThanOrEqual(p95.now!.us);
    expect(p95.interval!.highUs / p95.interval!.lowUs).toBeLessThan(1.1);
    expect(steps.get('p99.9')!.now!.few).toBe(true);
    for (const step of ['min', 'max', 'p99.9'] as const) expect(steps.get(step)!.interval).toBeNull();
    run.do({kind: 'fresh-window'}).wait(3000);
    expect(lookOf(run).ladder.every(({interval}) => interval === null)).toBe(true);
  });

  it('doubts the columns view 1 doubts, whenever they are first looked at', () => {
    const run = new SessionHarness(profileOf({vus: 5, thresholds})).start();
    const doubted = (): number[] =>
      lookOf(run.do({kind: 'look', request: {name: 'cart', seconds: 1}})).columns.flatMap(
        ({doubtful, atS, complete}) => (doubtful && complete ? [atS] : []),
      );
    const doubtedRows = (): number[] =>
      run.session
        .takeUpdate(true)
        .columns.find(({seconds}) => seconds === 1)!
        .rows.flatMap(({doubtful, atS, complete}) => (doubtful && complete ? [atS] : []));
    run.traffic = traffic(100_000);
    run.wait(10_000);
    doubted();
    run.traffic = {...traffic(100_000), generator: {...healthy, verdict: 'warn', reason: 'cpu', cause: 'host-cpu'}};
    run.wait(14_000);
    expect(run.view().validity!.verdict).not.toBe('VALID');
    run.traffic = traffic(100_000);
    run.wait(6000);
    const rows = doubtedRows();
    expect(rows).toContain(25);
    expect(doubted()).toEqual(rows);
    run.do({kind: 'look', request: {name: 'login', seconds: 1}});
    const first = lookOf(run).columns.filter(({doubtful, complete}) => doubtful && complete);
    expect(first.map(({atS}) => atS)).toEqual(rows);
  });

  it('divides the time of a request into what it was spent on', () => {
    const run = driven().do({kind: 'look', request: cart});
    const rows = lookOf(run).phases;
    expect(rows.map(({phase}) => phase)).toEqual(['blocked', 'connecting', 'tls', 'sending', 'waiting', 'receiving']);
    expect(rows[0]).toEqual({phase: 'blocked', meanUs: null, perRequestUs: 0, share: 0});
    expect(rows[1]).toMatchObject({meanUs: 4000, perRequestUs: 100, share: 0.5});
    expect(rows[4]).toMatchObject({meanUs: 90, perRequestUs: 90, share: 0.45});
    expect(lookOf(run.do({kind: 'look', request: {name: 'login', seconds: 1}})).phases).toEqual([]);
    const unanswered = nameMetrics(1, [], {started: 5, failed: 5, phases: {connecting: {count: 5, sumUs: 500}}});
    expect(phaseRows(unanswered)).toEqual([]);
  });

  it('shows failures by what they said, newest first, redacted, with how many there are of them now', () => {
    const run = new SessionHarness(profileOf({vus: 5})).start();
    const timeout = errorIndex['timeout'];
    run.traffic = traffic(100_000, 40, {
      failed: 5,
      statuses: [
        [200, 36],
        [503, 4],
      ],
      unexpected: [[503, 4]],
      errors: [[timeout, 1]],
    });
    const sample = {name: 1, code: 1503, word: '503', status: 503, responseHeaders: [], message: null};
    const tell = (atMs: number, changes: Partial<Parameters<typeof run.session.onReport>[0] & object> | object): void =>
      run.session.onReport({kind: 'error-sample', atMs, sample: {...sample, body: null, ...changes}});
    run.wait(5000);
    for (let at = 0; at < 30; at++) tell(at * 100, {body: '\n secret pool exhausted \nmore'});
    tell(4000, {code: 1050, word: 'timeout', status: null, message: 'no response within 2s'});
    tell(4500, {body: 'secret pool exhausted'});
    tell(4600, {name: 0, body: 'elsewhere'});
    const {errors, outcomes} = lookOf(run.do({kind: 'look', request: cart}));
    expect(errors.map(({atMs, word, text, inWindow}) => [atMs, word, text, inWindow])).toEqual([
      [4500, '503', '[redacted] pool exhausted', 8 * 4],
      [4000, 'timeout', 'no response within 2s', 8],
    ]);
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(outcomes).toEqual([
      {code: 0, word: '200', count: 8 * 36},
      {code: 1503, word: '503', count: 8 * 4},
      {code: 1050, word: 'timeout', count: 8},
    ]);
    expect(lookOf(run.do({kind: 'look', request: all})).errors.map(({text}) => text)[0]).toBe('elsewhere');
  });

  it('knows which alerts were about it, and at what load the first was', () => {
    const run = driven(new SessionHarness(profileOf({vus: 5, thresholds})).start());
    run.traffic = traffic(1_000_000);
    run.wait(30_000);
    const cartAlerts = lookOf(run.do({kind: 'look', request: cart})).alerts;
    expect(cartAlerts).toMatchObject({count: 1, first: {level: 5}});
    expect(cartAlerts.first!.atMs).toBeGreaterThan(25_000);
    expect(lookOf(run.do({kind: 'look', request: {name: 'login', seconds: 1}})).alerts).toEqual({
      count: 0,
      first: null,
    });
    expect(lookOf(run.do({kind: 'look', request: all})).alerts.count).toBe(2);
  });

  it('has the bound of a p95 before that of another percentile, its own before that of all', () => {
    const run = driven();
    const bound = (name: string | null): number | null =>
      lookOf(run.do({kind: 'look', request: {name, seconds: 1}})).sloBoundUs;
    expect([bound(null), bound('login'), bound('cart')]).toEqual([250_000, 30_000, 250_000]);
    const own = driven(new SessionHarness(profileOf({vus: 5, thresholds: [thresholds[1]!]})).start());
    expect(lookOf(own.do({kind: 'look', request: cart})).sloBoundUs).toBe(900_000);
    expect(lookOf(own.do({kind: 'look', request: all})).sloBoundUs).toBeNull();
  });

  it('sets the ladder beside that of the baseline, whose bins are scaled to as many samples', async () => {
    const before = driven();
    const baseline = {file: 'base.json', snapshot: before.session.buildSnapshot('window', 'base', null)};
    const run = new SessionHarness(profileOf({vus: 5}), {baseline}).start();
    await settled();
    run.traffic = traffic(200_000, 20);
    run.wait(25_000);
    const {ladder, change, baselineBins, samples} = lookOf(run.do({kind: 'look', request: cart}));
    const p95 = ladder.find(({step}) => step === 'p95')!;
    expect(p95.baselineUs).toBe(baseline.snapshot.requests[2]!.latencyUs!.p95);
    expect(p95.change).toBeCloseTo(1, 1);
    expect(change).toMatchObject({loadDiffers: false, p95: p95.change});
    expect(change).toEqual(run.view().endpoints[1]!.change);
    expect(baselineBins!.reduce((sum, bin) => sum + bin, 0)).toBeCloseTo(samples, 6);
    run.do({kind: 'baseline-toggle'});
    expect(run.session.takeUpdate().look).toMatchObject({change: null, baselineBins: null});
  });

  it('tells nothing of a quantile the baseline has few samples above', async () => {
    const at = async (snapshot: Snapshot): Promise<ReadonlyMap<string, LadderRow>> => {
      const run = new SessionHarness(profileOf({vus: 5}), {baseline: {file: 'base.json', snapshot}}).start();
      await settled();
      run.traffic = traffic(200_000);
      run.wait(15_000).do({kind: 'look', request: cart});
      return new Map(lookOf(run).ladder.map((one) => [one.step, one]));
    };
    const window = driven().session.buildSnapshot('window', 'base', null);
    expect(window.requests[2]!.latencyUs!.p999).toBeGreaterThan(0);
    const before = new SessionHarness(profileOf({vus: 5})).start();
    before.traffic = traffic(100_000, 4);
    before.wait(15_000).do({kind: 'target', model: 'closed', level: 40, overMs: 0}).do({kind: 'answer', yes: true});
    before.wait(40_000);
    const elsewhere = before.session.buildSnapshot('window', 'base', null);
    for (const [snapshot, untold] of [
      [window, ['p99.9']],
      [elsewhere, ['p99', 'p99.9']],
    ] as const) {
      const steps = await at(snapshot);
      for (const step of untold) expect(steps.get(step)).toMatchObject({baselineUs: null, change: null});
      for (const step of ['min', 'p50', 'p90', 'max'] as const) expect(steps.get(step)!.baselineUs).not.toBeNull();
    }
  });

  it('finds the seconds in which the baseline was at this load, where its window was at another', async () => {
    const before = new SessionHarness(profileOf({vus: 5})).start();
    before.traffic = traffic(100_000);
    before.wait(15_000).do({kind: 'target', model: 'closed', level: 40, overMs: 0}).do({kind: 'answer', yes: true});
    before.traffic = traffic(400_000);
    before.wait(40_000);
    const snapshot = before.session.buildSnapshot('window', 'base', null);
    expect(snapshot.load.vus).toBe(40);
    const run = new SessionHarness(profileOf({vus: 5}), {baseline: {file: 'base.json', snapshot}}).start();
    await settled();
    run.traffic = traffic(200_000);
    run.wait(15_000).do({kind: 'look', request: cart});
    const {ladder, change, baselineBins} = lookOf(run);
    const steps = new Map(ladder.map((one) => [one.step, one]));
    expect(steps.get('p50')!.baselineUs).toBeGreaterThan(140_000);
    expect(steps.get('max')!.baselineUs).toBeLessThan(200_000);
    expect(change).toMatchObject({loadDiffers: false});
    expect(change!.p95).toBeCloseTo(1, 1);
    expect(baselineBins).not.toBeNull();
    const none = snapshotOf({vus: 60, latenciesUs: spread(1000, 500)});
    const elsewhere = new SessionHarness(profileOf({vus: 5}), {baseline: {file: 'x.json', snapshot: none}}).start();
    elsewhere.wait(15_000).do({kind: 'look', request: {name: 'login', seconds: 1}});
    expect(lookOf(elsewhere)).toMatchObject({change: {loadDiffers: true}, baselineBins: null});
  });
});
