import {describe, expect, it} from 'vitest';
import type {ComparableCell, ComparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {bucketCount, bucketOf, lowestOf, toSparse} from '../../source/metrics/histogram.ts';
import {byWindow, metric, pair} from './compare-helpers.ts';
import {simulatedRun} from './simulated-run.ts';

describe('alignment', () => {
  /** 20 s at 20, a ramp of 10 s to 40, 30 s there, 30 s at 60. */
  const steps = (second: number) => (second < 23 ? 20 : second < 33 ? 20 + (second - 22) * 2 : second < 63 ? 40 : 60);

  it('by load takes the holds at the highest load both runs know', () => {
    const [now, before] = pair({level: steps, seconds: 90}, {level: 41, seconds: 40});
    const comparison = compareRuns(now, before, {align: 'load'});
    expect(comparison).toMatchObject({refusal: null, now: {level: 40, model: 'closed'}, before: {level: 41}});
    expect(comparison.now!.startMs).toBeGreaterThanOrEqual(33_000);
    expect(comparison.now!.endMs).toBeLessThanOrEqual(63_000);
    const same = compareRuns(now, now, {align: 'load'});
    expect(same.now).toMatchObject({level: 60, startMs: 66_000, endMs: 93_000});
  });

  it('by load takes a chosen window for what it is, and finds its load in the other run', () => {
    const chosen = {scope: 'window', windowStartMs: 40_000, windowEndMs: 60_000} as const;
    const [now, before] = pair({level: steps, seconds: 90, facts: chosen}, {level: steps, seconds: 90});
    const comparison = compareRuns(now, before, {align: 'load'});
    expect(comparison.now).toMatchObject({level: 40, startMs: 40_000, endMs: 60_000});
    expect(comparison.before!.level).toBe(40);
  });

  it('by load finds seconds of a ramp that pass through a common load', () => {
    const [now, before] = pair(
      {level: (second) => 20 + second / 2, seconds: 120},
      {level: (second) => 25 + second / 2, seconds: 120},
    );
    const {refusal, now: a, before: b} = compareRuns(now, before, {align: 'load'});
    expect(refusal).toBeNull();
    expect(Math.abs(a!.level / b!.level - 1)).toBeLessThan(0.05);
    expect(a!.level).toBeGreaterThan(70);
  });

  it('by load refuses runs without a common one, and names both', () => {
    const [now, before] = pair({level: 100}, {level: 50});
    expect(compareRuns(now, before, {align: 'load'}).refusal).toBe(
      'other load: 100 VUs now, 50.0 VUs before (+100%), more than 10% apart',
    );
  });

  describe('of runs without a hold that both know', () => {
    /** 8 s up to 40, 8 s there, 4 s out: under 10 s near any load. */
    const profile = (begunS: number) => (second: number) => {
      const at = second - begunS;
      if (at < 0) return 0;
      return at < 8 ? at * 5 : at < 16 ? 40 : Math.max(0, 40 - (at - 15) * 10);
    };

    it('by load sets the same seconds of the same course against each other, and says so', () => {
      const [now, before] = pair({level: profile(0), seconds: 17}, {level: profile(0), seconds: 17});
      const comparison = compareRuns(now, before, {align: 'load'});
      expect(comparison.refusal).toBeNull();
      expect(comparison.now).toMatchObject({startMs: 3000, seconds: comparison.before!.seconds});
      expect(comparison.differences).toEqual([
        'no load was held for 10 s by both: the same seconds are compared, ramps included',
      ]);
    });

    it('by load finds the same course in a run whose load began later', () => {
      const [now, before] = pair({level: profile(2), seconds: 19}, {level: profile(0), seconds: 17});
      const comparison = compareRuns(now, before, {align: 'load'});
      expect(comparison.refusal).toBeNull();
      expect(comparison.now!.startMs - comparison.before!.startMs).toBe(2000);
      expect(comparison.now!.level).toBeCloseTo(comparison.before!.level, 9);
    });

    it('finds a change of latencies that a ramp would hide from runs drawn apart', () => {
      // Ten times slower at the end than at the start, whatever the run.
      const [now, before] = [1.15, 1].map((factor, i) => {
        const run = simulatedRun({seed: i + 1, level: (second) => 5 + second, memory: 0, wander: 0.02, factor});
        return {...run, cells: run.cells.map((cell, at) => slowedBy(cell, 10 ** (at / 60)))};
      });
      const comparison = compareRuns(now!, before!, {align: 'load'});
      expect(comparison.verdict).toBe('REGRESSION');
      expect(metric(comparison, 'p50').change).toBeGreaterThan(0.1);
      expect(compareRuns(before!, before!, {align: 'load'}).verdict).toBe('OK');
    });

    it('by load does not take another course for the same', () => {
      const doubled = (second: number) => 2 * profile(0)(second);
      const [now, before] = pair({level: profile(0), seconds: 17}, {level: doubled, seconds: 17});
      expect(compareRuns(now, before, {align: 'load'}).refusal).toMatch(/^other load/);
    });
  });

  it('leaves out the seconds on the way out of a run: they are not its load', () => {
    const [now, before] = [1, 2].map((seed) => {
      const run = simulatedRun({seed, level: 40, seconds: 8});
      return {...run, cells: [...run.cells, ...drain(run, 3)], windowEndMs: run.windowEndMs + 3000};
    });
    for (const align of ['load', 'window', 'time'] as const) {
      const comparison = compareRuns(now!, before!, {align});
      expect(comparison).toMatchObject({refusal: null, now: {level: 40, seconds: 8, endMs: 11_000}});
    }
  });

  it('by time takes the seconds both runs have, after the first three', () => {
    const [now, before] = pair({seconds: 60}, {seconds: 30});
    const comparison = compareRuns(now, before, {align: 'time'});
    expect(comparison.now).toMatchObject({startMs: 3000, endMs: 33_000, seconds: 30});
    expect(comparison.before).toMatchObject({startMs: 3000, endMs: 33_000, seconds: 30});
  });

  it('by time finds nothing to say about ramps that are the same', () => {
    const [now, before] = pair({level: (second) => 20 + second}, {level: (second) => 20 + second});
    expect(compareRuns(now, before, {align: 'time'})).toMatchObject({refusal: null, differences: []});
    expect(compareRuns(now, before, byWindow).differences).toHaveLength(2);
  });

  it('by time refuses plans that only agree on the whole', () => {
    const [now, before] = pair({level: (second) => 20 + second}, {level: (second) => 83 - second});
    expect(compareRuns(now, before, {align: 'time'}).refusal).toMatch(/^other load: at the same seconds .*% apart/);
  });

  it('compares cells of a minute with cells of a second', () => {
    const fine = simulatedRun({seed: 1, seconds: 600, requestsPerSecond: 20});
    const coarse = {...fine, cells: mergedBy(fine, 60)};
    const comparison = compareRuns(coarse, fine, byWindow);
    expect(comparison.verdict).toBe('OK');
    expect(Math.abs(metric(comparison, 'p50').change!)).toBeLessThan(0.02);
  });
});

/** Seconds in which the last requests end: nothing is commanded any more. */
function drain({cells}: ComparableRun, seconds: number): ComparableRun['cells'] {
  const last = cells.at(-1)!;
  return Array.from({length: seconds}, (_, i) => ({
    ...last,
    atMs: last.atMs + (i + 1) * 1000,
    level: 40 / (i + 2),
    commandedLevel: 0,
    vus: i + 1 === seconds ? 0 : 1,
  }));
}

function slowedBy(cell: ComparableCell, factor: number): ComparableCell {
  const names = cell.names.map((one) => {
    const {buckets, counts} = one.latency();
    const dense = new Uint32Array(bucketCount);
    buckets.forEach((bucket, i) => (dense[bucketOf(Math.round(lowestOf(bucket) * factor))]! += counts[i]!));
    const latency = toSparse(dense);
    return {...one, maxUs: one.maxUs * factor, latency: () => latency};
  });
  return {...cell, names};
}

function mergedBy(run: ComparableRun, seconds: number): ComparableRun['cells'] {
  const groups = Map.groupBy(run.cells, ({atMs}) => Math.floor(atMs / (seconds * 1000)));
  return [...groups].map(([index, cells]) => ({
    ...cells[0]!,
    atMs: index * seconds * 1000,
    seconds,
    coveredMs: cells.reduce((sum, {coveredMs}) => sum + coveredMs, 0),
    doubtful: false,
    names: cells.flatMap(({names}) => names),
  }));
}
