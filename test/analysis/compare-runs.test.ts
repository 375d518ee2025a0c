import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {ComparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {byWindow, latencies, latencyMetrics, metric, pair} from './compare-helpers.ts';
import {normal, simulatedRun} from './simulated-run.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';

describe('a run against itself', () => {
  it('has not changed, at any load model and seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('closed', 'open'), (seed, model) => {
        const run = simulatedRun({seed, model, seconds: 30, names: ['login', 'cart']});
        const comparison = compareRuns(run, run, {...byWindow, seed});
        // Where a tenth is within what chance does, a change of nothing is inconclusive.
        expect(['OK', 'INCONCLUSIVE']).toContain(comparison.verdict);
        for (const {metrics} of comparison.requests) {
          for (const {change, verdict} of metrics) {
            expect(change ?? 0).toBe(0);
            expect(['OK', 'INCONCLUSIVE', 'UNTESTED']).toContain(verdict);
          }
        }
      }),
      {numRuns: 15},
    );
  });

  it('that is calm is OK in every figure', () => {
    const run = simulatedRun({seed: 1, wander: 0.02});
    const {requests, verdict, text} = compareRuns(run, run, byWindow);
    expect(verdict).toBe('OK');
    expect(requests.map((one) => one.verdict)).toEqual(['OK', 'OK']);
    expect(text).toBe('no regression: 4 of 4 latency metrics below +10% with 95% confidence');
  });

  it('gives the same figures each time', () => {
    const [now, before] = pair();
    expect(compareRuns(now, before, byWindow)).toEqual(compareRuns(now, before, byWindow));
  });
});

describe('a change', () => {
  it('of all latencies by a factor is found, as large as it is', () => {
    const run = simulatedRun({seed: 3});
    const slower = simulatedRun({seed: 3, factor: 1.2});
    const comparison = compareRuns(slower, run, byWindow);
    for (const {change, interval, verdict, before, now} of latencies(comparison)) {
      expect(change).toBeCloseTo(0.2, 2);
      expect(now! / before! - 1).toBeCloseTo(0.2, 2);
      expect(interval![0]).toBeLessThan(change!);
      expect(interval![1]).toBeGreaterThan(change!);
      expect(verdict).toBe('REGRESSION');
    }
    expect(comparison.verdict).toBe('REGRESSION');
    expect(comparison.text).toMatch(/^regression confirmed: 4 of 4 latency metrics above \+10% with 95% confidence$/);
  });

  it('is the same the other way round, in the logarithm', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 1e6}), fc.double({min: 0.7, max: 1.4, noNaN: true}), (seed, factor) => {
        const [now, before] = pair({factor, seconds: 40}, {seconds: 40}, seed);
        const there = compareRuns(now, before, byWindow);
        const back = compareRuns(before, now, byWindow);
        for (const name of latencyMetrics) {
          const one = metric(there, name);
          const other = metric(back, name);
          if (one.interval === null) continue;
          expect(Math.log1p(other.change!)).toBeCloseTo(-Math.log1p(one.change!), 9);
          expect(Math.log1p(other.interval![0])).toBeCloseTo(-Math.log1p(one.interval[1]), 9);
          expect(other.detectable).toBeCloseTo(one.detectable!, 9);
        }
      }),
      {numRuns: 15},
    );
  });

  it('to the better is an improvement', () => {
    const [now, before] = pair({factor: 0.7});
    const comparison = compareRuns(now, before, byWindow);
    expect(comparison.verdict).toBe('IMPROVED');
    expect(comparison.text).toMatch(/^improved: 4 of 4 latency metrics below -20%/);
  });

  it('of one name is told though all together hide it', () => {
    const names = ['login', 'cart', 'rare'];
    const [now, before] = pair(
      {names, factors: [1, 1, 0.13], requestsPerSecond: 400},
      {names, factors: [1, 1, 0.1], requestsPerSecond: 400},
    );
    const comparison = compareRuns(now, before, byWindow);
    const [total, ...own] = comparison.requests;
    expect(own.map(({name, verdict}) => [name, verdict])).toEqual([
      ['login', 'OK'],
      ['cart', 'OK'],
      ['rare', 'REGRESSION'],
    ]);
    expect(metric(comparison, 'p95').verdict).toBe('OK');
    expect(total!.shareNow).toBe(1);
    expect(own[2]!.shareNow).toBeCloseTo(1 / 3, 2);
    expect(comparison.verdict).toBe('REGRESSION');
  });

  it('that noise may hide is inconclusive, with what would have been seen', () => {
    const [now, before] = pair({wander: 0.5, memory: 0.9}, {wander: 0.5, memory: 0.9});
    const comparison = compareRuns(now, before, byWindow);
    expect(comparison.verdict).toBe('INCONCLUSIVE');
    expect(metric(comparison, 'p50').detectable).toBeGreaterThan(0.2);
    expect(comparison.text).toMatch(/^inconclusive: .*p50 [+-]\d+%, under \+\d+% is not seen.*; compare longer runs$/);
  });

  it('is surer at 95% than at 99%', () => {
    const [now, before] = pair({factor: 1.1});
    const at95 = metric(compareRuns(now, before, byWindow), 'p95').interval!;
    const at99 = metric(compareRuns(now, before, {...byWindow, confidence: 0.99}), 'p95').interval!;
    expect(at99[0]).toBeLessThan(at95[0]);
    expect(at99[1]).toBeGreaterThan(at95[1]);
  });
});

describe('unchanged runs', () => {
  it('are hardly ever called slower, and a fifth more always is', () => {
    let falseAlarms = 0;
    let found = 0;
    const pairs = 60;
    for (let seed = 1; seed <= pairs; seed++) {
      const [now, before] = pair({requestsPerSecond: 100}, {requestsPerSecond: 100}, seed);
      if (compareRuns(now, before, byWindow).verdict === 'REGRESSION') falseAlarms++;
      if (seed > 15) continue;
      const slower = simulatedRun({seed: seed + 5000, requestsPerSecond: 100, factor: 1.2});
      if (compareRuns(slower, before, byWindow).verdict === 'REGRESSION') found++;
    }
    expect(falseAlarms).toBeLessThanOrEqual(3);
    expect(found).toBe(15);
  });

  it.each([8, 14])('of %d s are hardly ever called slower either', (seconds) => {
    let falseAlarms = 0;
    let covered = 0;
    let intervals = 0;
    for (let seed = 1; seed <= 80; seed++) {
      const comparison = compareRuns(...pair({seconds}, {seconds}, seed * 3), byWindow);
      if (comparison.verdict === 'REGRESSION') falseAlarms++;
      for (const {interval} of latencies(comparison)) {
        if (interval === null) continue;
        intervals++;
        if (interval[0] <= 0 && interval[1] >= 0) covered++;
      }
    }
    // As blocks of a second or two have it alone: 6 of 80, and 73%.
    expect(falseAlarms).toBeLessThanOrEqual(3);
    expect(covered / intervals).toBeGreaterThan(0.8);
  });

  it('whose seconds resemble those long before them get intervals for it', () => {
    const memory = 0.95;
    let widened = 0;
    let covered = 0;
    let intervals = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const [now, before] = pair({memory, wander: 0.1}, {memory, wander: 0.1}, seed * 7);
      for (const {interval} of latencies(compareRuns(now, before, byWindow))) {
        intervals++;
        if (interval![0] <= 0 && interval![1] >= 0) covered++;
        if (interval![1] - interval![0] > 0.1) widened++;
      }
    }
    // Blocks of ten seconds alone hold it in about 55% of all cases.
    expect(covered / intervals).toBeGreaterThan(0.65);
    expect(widened / intervals).toBeGreaterThan(0.5);
  });

  it('that differ from run to run by chance are told from slower ones once there are three baselines', () => {
    const random = seededRandom(77);
    const restarted = (seed: number) => simulatedRun({seed, factor: Math.exp(0.08 * normal(random)), wander: 0.01});
    const baselines = Array.from({length: 6}, (_, i) => restarted(i + 1));
    const now = simulatedRun({seed: 50, factor: 1.12, wander: 0.01});
    const alone = compareRuns(now, simulatedRun({seed: 51, wander: 0.01}), byWindow);
    const among = compareRuns(now, simulatedRun({seed: 51, wander: 0.01}), {...byWindow, baselines});
    expect(alone.verdict).toBe('REGRESSION');
    expect(metric(among, 'p50').interval![0]).toBeLessThan(metric(alone, 'p50').interval![0] - 0.03);
    expect(among.verdict).not.toBe('REGRESSION');
    const two = compareRuns(now, simulatedRun({seed: 51, wander: 0.01}), {
      ...byWindow,
      baselines: baselines.slice(0, 2),
    });
    expect(two).toEqual(alone);
  });
});

describe('too little data', () => {
  it('leaves the quantiles untested that it is too little for, and says how much it takes', () => {
    const [now, before] = pair({seconds: 20, requestsPerSecond: 40}, {seconds: 20, requestsPerSecond: 40});
    const comparison = compareRuns(now, before, byWindow);
    expect(latencies(comparison).map(({verdict}) => verdict === 'UNTESTED')).toEqual([false, false, true, true]);
    expect(metric(comparison, 'p99')).toMatchObject({
      interval: null,
      detectable: null,
      why: 'too few: 800 samples now, 800 before, it takes 5000',
    });
    expect(metric(comparison, 'p99').now).toBeGreaterThan(0);
  });

  it('is no verdict', () => {
    const [now, before] = pair({seconds: 4}, {seconds: 60});
    const comparison = compareRuns(now, before, byWindow);
    expect(comparison.verdict).toBe('UNTESTED');
    expect(metric(comparison, 'p50').why).toBe('too short: under 6 cells');
    expect(comparison.text).toBe('too short for a verdict: hold the load for 30 s or longer');
    const few = pair({requestsPerSecond: 1}, {requestsPerSecond: 1});
    expect(compareRuns(...few, byWindow).text).toBe('too few samples for a verdict: compare longer runs');
  });

  it('of a request that only one run knows is told', () => {
    const [now, before] = pair({names: ['login', 'cart']}, {names: ['login', 'logout']});
    const comparison = compareRuns(now, before, byWindow);
    expect(comparison.requests.map(({name}) => name)).toEqual([null, 'login', 'cart', 'logout']);
    expect(metric(comparison, 'p50', 'cart')).toMatchObject({before: null, verdict: 'UNTESTED'});
    expect(metric(comparison, 'p50', 'logout')).toMatchObject({now: null, verdict: 'UNTESTED'});
    expect(comparison.differences).toContain('other request mix: cart is 50.0% of all now, 0% before');
  });

  it('without any sample is unknown, not zero', () => {
    const [now, before] = pair({requestsPerSecond: 0});
    const comparison = compareRuns(now, before, byWindow);
    expect(metric(comparison, 'p50')).toMatchObject({now: null, change: null, verdict: 'UNTESTED'});
    expect(metric(comparison, 'error share').now).toBeNull();
    expect(comparison.verdict).toBe('UNTESTED');
  });
});

describe('throughput and errors', () => {
  it('less at the same rate is a regression in the open model, and only a hint in the closed one', () => {
    for (const [model, verdict] of [
      ['open', 'REGRESSION'],
      ['closed', 'SUSPECT'],
    ] as const) {
      const [now, before] = pair({model, requestsPerSecond: 180}, {model, requestsPerSecond: 200});
      const comparison = compareRuns(now, before, byWindow);
      expect(metric(comparison, 'req/s')).toMatchObject({before: 200, now: 180, verdict});
      expect(comparison.verdict).toBe(model === 'open' ? 'REGRESSION' : 'OK');
    }
  });

  it('that the load explains is no change of its own', () => {
    const [now, before] = pair(
      {model: 'open', level: 184, requestsPerSecond: 184},
      {model: 'open', level: 200, requestsPerSecond: 200},
    );
    expect(metric(compareRuns(now, before, byWindow), 'req/s').verdict).toBe('OK');
  });

  it('more errors beyond chance are a regression; few are no test', () => {
    const [bad, good] = pair({failing: 0.03}, {failing: 0.01});
    const comparison = compareRuns(bad, good, byWindow);
    expect(metric(comparison, 'error share').verdict).toBe('REGRESSION');
    expect(comparison.verdict).toBe('REGRESSION');
    expect(comparison.text).toMatch(/^regression confirmed: error share \+\d+%/);
    const [few, fewer] = pair({failing: 0.001}, {failing: 0.001});
    expect(metric(compareRuns(few, fewer, byWindow), 'error share')).toMatchObject({
      verdict: 'UNTESTED',
      interval: null,
    });
  });

  it('errors where there were none before are a regression without a ratio', () => {
    const [bad, good] = pair({failing: 0.02});
    const comparison = compareRuns(bad, good, byWindow);
    expect(metric(comparison, 'error share')).toMatchObject({
      before: 0,
      change: null,
      interval: null,
      verdict: 'REGRESSION',
    });
    expect(comparison.text).toMatch(/error share was 0 before/);
  });
});

describe('what cannot be compared', () => {
  it('is another load, unless it is forced', () => {
    const [now, before] = pair({level: 60}, {level: 50});
    const refused = compareRuns(now, before, byWindow);
    expect(refused).toMatchObject({verdict: 'UNTESTED', requests: []});
    expect(refused.refusal).toBe('other load: 60.0 VUs now, 50.0 VUs before (+20%), more than 10% apart');
    expect(refused.text).toContain(refused.refusal!);
    const forced = compareRuns(now, before, {...byWindow, force: true});
    expect(forced.refusal).toBeNull();
    expect(forced.differences).toContain(refused.refusal);
    expect(forced.requests.length).toBeGreaterThan(0);
  });

  it('is another target, unless it is forced', () => {
    const [now, before] = pair({facts: {targetLabel: 'http://staging'}});
    expect(compareRuns(now, before, byWindow).refusal).toBe('other target: http://staging now, demo before');
    const forced = compareRuns(now, before, {...byWindow, force: true});
    expect(forced.verdict).not.toBe('UNTESTED');
    expect(forced.differences).toEqual(['other target: http://staging now, demo before']);
  });

  it('is the other load model, forced or not', () => {
    const [now, before] = pair({model: 'open'});
    for (const align of ['load', 'window', 'time'] as const) {
      expect(compareRuns(now, before, {align}).refusal).toMatch(/^other load model: open now, closed before/);
      expect(compareRuns(now, before, {align, force: true}).refusal).toMatch(/^other load model/);
    }
  });

  it('is nothing', () => {
    const [now, before] = pair({facts: {cells: []}});
    for (const align of ['load', 'window', 'time'] as const) {
      const {refusal, now: none} = compareRuns(now, before, {align, force: true});
      expect(refusal).toMatch(/no seconds/);
      expect(none).toBeNull();
    }
  });
});

describe('differences that may explain a change', () => {
  it.each<[string, Partial<ComparableRun>, string]>([
    ['profile', {profileName: 'search'}, 'other profile: search now, checkout before'],
    ['revision', {profileRevision: 'b2'}, 'other profile revision: b2 now, a1 before'],
    ['think time', {thinkTimes: ''}, 'other think time: none now, 1s-3s before'],
    ['host', {hostname: 'there'}, 'other host: there now, here before'],
    ['processor', {cores: 8}, 'other host processor: 8 × cpu now, 2 × cpu before'],
    ['transport', {transport: 'http2'}, 'other transport: http2 now, http1 before'],
    [
      'validity',
      {validity: 'INVALID', validityReason: 'load worker 93% busy'},
      'the run now was INVALID: load worker 93% busy',
    ],
  ])('%s', (_what, facts, line) => {
    const [now, before] = pair({facts});
    expect(compareRuns(now, before, byWindow).differences).toEqual([line]);
  });

  it('a load that moved', () => {
    const [now, before] = pair({level: (second) => (second < 30 ? 47 : 53)});
    expect(compareRuns(now, before, byWindow).differences).toEqual([
      'the run now was not steady: load went from 47.0 to 53.0',
    ]);
  });

  it('are none that nobody knows', () => {
    const [now, before] = pair({facts: {profileRevision: null, thinkTimes: null, transport: null, validity: null}});
    expect(compareRuns(now, before, byWindow).differences).toEqual([]);
  });
});
