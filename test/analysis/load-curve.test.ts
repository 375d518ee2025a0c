import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  crossing,
  curveCellsOf,
  liveCurveCell,
  loadCurve,
  pointAt,
  type LoadCurveCell,
} from '../../source/analysis/load-curve.ts';
import type {LoadCurvePoint} from '../../source/domain/comparison.ts';
import {buildCell} from '../../source/metrics/cell.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';
import {emptyMetrics, emptyName} from '../../source/metrics/merge-metrics.ts';
import {simulatedRun} from './simulated-run.ts';

function cell(level: number, latencyUs: number, more: Partial<LoadCurveCell> = {}): LoadCurveCell {
  const dense = new Uint32Array(bucketCount);
  dense[bucketOf(latencyUs)] = 10;
  const latency = toSparse(dense);
  return {
    model: 'closed',
    level,
    seconds: 1,
    requests: 10,
    failed: 1,
    doubtful: false,
    maxUs: latencyUs,
    parts: 1,
    latency: () => [latency],
    ...more,
  };
}

const point = (level: number, p95: number): LoadCurvePoint => ({
  model: 'closed',
  level,
  seconds: 10,
  samples: 100,
  p50: p95 / 2,
  p95,
  p99: p95 * 2,
  requestsPerSecond: 10,
  errorShare: 0,
});

describe('a load curve', () => {
  it('reads a point from all seconds near a load, wherever they were', () => {
    const curve = loadCurve([cell(100, 1000), cell(200, 9000), cell(102, 1000), cell(104, 3000)]);
    expect(curve.map(({level}) => level)).toEqual([102, 200]);
    expect(curve[0]).toMatchObject({seconds: 3, samples: 30, p50: 1000, requestsPerSecond: 10, errorShare: 0.1});
    expect(curve[0]!.p95 / 3000).toBeCloseTo(1, 3);
  });

  it('leaves out what is doubtful, and seconds without load', () => {
    expect(loadCurve([cell(100, 1000, {doubtful: true}), cell(0, 500), cell(Number.NaN, 500)])).toEqual([]);
  });

  it('keeps the models apart', () => {
    const curve = loadCurve([cell(100, 1000), cell(100, 5000, {model: 'open'})]);
    expect(curve.map(({model}) => model)).toEqual(['closed', 'open']);
    expect(pointAt(curve, 'open', 100)!.p50 / 5000).toBeCloseTo(1, 3);
    expect(pointAt(curve, 'open', 120)).toBeNull();
  });

  it('ascends, has at most 64 points a model, and loses no second', () => {
    const levels = fc.array(fc.double({min: 0.1, max: 100_000, noNaN: true}), {maxLength: 300});
    fc.assert(
      fc.property(levels, (all) => {
        const curve = loadCurve(all.map((level) => cell(level, 1000)));
        expect(curve.length).toBeLessThanOrEqual(64);
        expect(curve.map(({level}) => level)).toEqual(curve.map(({level}) => level).toSorted((a, b) => a - b));
        expect(curve.reduce((sum, {seconds}) => sum + seconds, 0)).toBe(all.length);
      }),
      {numRuns: 50},
    );
  });

  it('without a sample in a second knows no latency there', () => {
    const [only] = loadCurve([cell(10, 1, {requests: 0, failed: 0, maxUs: Number.NaN, parts: 0, latency: () => []})]);
    expect(only!.p95).toBeNaN();
    expect(only!.errorShare).toBeNaN();
    expect(only!.requestsPerSecond).toBe(0);
  });

  it('of a run is read from its cells', () => {
    const run = simulatedRun({seed: 1, seconds: 20, names: ['a', 'b'], requestsPerSecond: 100, level: 30});
    expect(loadCurve(curveCellsOf(run))).toMatchObject([
      {level: 30, seconds: 20, samples: 2000, requestsPerSecond: 100},
    ]);
  });
});

describe('a live cell', () => {
  const interval = {
    startMs: 10_000,
    endMs: 11_000,
    metrics: {
      ...emptyMetrics,
      arrivals: 80,
      names: [
        {...emptyName(0), answered: 30, failed: 4, errors: [[1, 3]] as const},
        {...emptyName(1), answered: 10, failed: 1},
      ],
    },
    activeVus: 12,
    targetVus: 15,
    targetRate: Number.NaN,
    inFlight: 1,
    saturated: false,
    loopDelayMs: 1,
  };

  it('is at the VUs that were at work, with every request that ended', () => {
    expect(liveCurveCell(buildCell(10_000, 1, [interval], []))).toMatchObject({
      model: 'closed',
      level: 12,
      seconds: 1,
      requests: 43,
      failed: 5,
      doubtful: false,
    });
  });

  it('of the open model is at the rate that was commanded, merged ones at what was offered', () => {
    const open = {...interval, targetRate: 100};
    expect(liveCurveCell(buildCell(10_000, 1, [open], []))).toMatchObject({model: 'open', level: 100});
    expect(liveCurveCell(buildCell(10_000, 10, [open], []))).toMatchObject({model: 'open', level: 80});
  });
});

describe('the nearest point', () => {
  const curve = [point(100, 1), point(109, 2), point(200, 3)];

  it.each([
    [101, 100],
    [106, 109],
    [190, 200],
    [150, null],
    [10, null],
  ])('to %d is at %s', (level, found) => {
    expect(pointAt(curve, 'closed', level)?.level ?? null).toBe(found);
  });
});

describe('where p95 crosses a bound', () => {
  it('is on a straight line through its logarithm', () => {
    expect(crossing([point(100, 100), point(200, 10_000)], 1000)).toBeCloseTo(150, 9);
  });

  it('is nowhere when it stays below, or begins above', () => {
    expect(crossing([point(100, 10), point(200, 20)], 1000)).toBeNull();
    expect(crossing([point(100, 2000), point(200, 3000)], 1000)).toBeNull();
    expect(crossing([], 1000)).toBeNull();
  });

  it('is no single wild point', () => {
    const curve = [point(100, 100), point(150, 2000), point(200, 110), point(250, 900), point(300, 1100)];
    expect(crossing(curve, 1000)).toBeGreaterThan(250);
  });
});
