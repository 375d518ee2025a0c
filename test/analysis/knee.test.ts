import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fitCurve, forecastAt} from '../../source/analysis/curve-fit.ts';
import {kneeOf} from '../../source/analysis/knee.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {settledMarks, type CurveMark} from '../../source/analysis/settled-marks.ts';
import {normal} from './simulated-run.ts';

interface Course {
  readonly levels: readonly number[];
  readonly marksEach?: number;
  readonly noise?: number;
  readonly seed?: number;
  readonly throughput: (level: number) => number;
  readonly p95?: (level: number) => number;
}

/** Each level held for some marks; the first of each is dropped as unsettled. */
function drive({levels, marksEach = 3, noise = 0, seed = 1, throughput, p95 = () => 20_000}: Course): CurveMark[] {
  const random = seededRandom(seed);
  return levels.flatMap((level, i) =>
    Array.from({length: marksEach}, (_, k) => ({
      atMs: (i * marksEach + k) * 10_000,
      level,
      p95: p95(level),
      requestsPerSecond: throughput(level) * Math.exp(noise * normal(random)),
    })),
  );
}

const levels = [10, 20, 40, 80, 120, 160, 200, 240, 300];
const flatFrom = (knee: number) => (level: number) => 2 * Math.min(level, knee);
const noisySeeds = fc.record({
  seed: fc.integer({min: 1, max: 1e9}),
  noise: fc.double({min: 0, max: 0.25, noNaN: true}),
});

describe('marks a load curve is made of', () => {
  it('leaves out the one in which a change begins, and what follows a gap', () => {
    const mark = (atMs: number, level: number): CurveMark => ({atMs, level, p95: 1, requestsPerSecond: 1});
    const marks = [mark(0, 10), mark(10e3, 10), mark(20e3, 20), mark(30e3, 30), mark(40e3, 30), mark(90e3, 30)];
    expect(settledMarks(marks).map(({atMs}) => atMs)).toEqual([10e3, 30e3, 40e3]);
  });

  it('leaves out what had no load or no answer', () => {
    const marks = [0, 0, 5, 5, 5].map((level, i) => ({
      atMs: i * 10_000,
      level,
      p95: Number.NaN,
      requestsPerSecond: i === 3 ? Number.NaN : level,
    }));
    expect(settledMarks(marks)).toEqual([marks[4]]);
  });
});

describe('the knee', () => {
  it('lies about the load where throughput stops growing', () => {
    const knee = kneeOf(drive({levels, noise: 0.02, throughput: flatFrom(150)}))!;
    expect(knee.fromLevel).toBeLessThanOrEqual(160);
    expect(knee.toLevel).toBeGreaterThanOrEqual(140);
    expect(knee.toLevel / knee.fromLevel).toBeLessThan(1.6);
    expect(knee.flatSinceMs).toBe(levels.indexOf(160) * 30_000 + 10_000);
  });

  it('is not flat now once the load is back below it', () => {
    const marks = drive({levels: [...levels, 40], noise: 0.02, throughput: flatFrom(150)});
    expect(kneeOf(marks)!.flatSinceMs).toBeNull();
  });

  it('is seen in a slow climb too', () => {
    const climb = Array.from({length: 60}, (_, i) => 5 * (i + 1));
    const knee = kneeOf(drive({levels: climb, marksEach: 1, noise: 0.03, throughput: flatFrom(150)}))!;
    expect(knee.fromLevel).toBeGreaterThan(110);
    expect(knee.toLevel).toBeLessThan(200);
  });

  it('is not told while it may as well lie where throughput is not yet seen to bend', () => {
    const measured = [
      [10, 10.27],
      [10, 9.77],
      [14, 15.09],
      [14, 13.85],
      [20, 22.46],
      [20, 17.99],
      [28, 17.43],
      [28, 17.54],
      [40, 17.78],
      [40, 18.27],
      [57, 19.64],
      [57, 19.6],
      [80, 20.87],
      [80, 21.96],
    ] as const;
    const marks = measured.map(([level, requestsPerSecond], i) => ({
      atMs: (i + 1) * 10_000,
      level,
      p95: 20_000,
      requestsPerSecond,
    }));
    expect(kneeOf(marks)).toBeNull();
  });

  it('is never made of noise about a straight line', () => {
    fc.assert(
      fc.property(noisySeeds, ({seed, noise}) => {
        expect(kneeOf(drive({levels, noise, seed, throughput: (level) => 2 * level}))).toBeNull();
      }),
      {numRuns: 500},
    );
  });

  it('is never made of noise about a flat line, or of pure noise', () => {
    fc.assert(
      fc.property(noisySeeds, ({seed, noise}) => {
        expect(kneeOf(drive({levels, noise: 4 * noise, seed, throughput: () => 300}))).toBeNull();
      }),
      {numRuns: 500},
    );
  });

  it('is not hidden by what a target turns away quickly once it is full', () => {
    const marks = drive({levels, noise: 0.01, throughput: flatFrom(150)}).map((mark) => {
      const refused = Math.max(0, 2 * mark.level - mark.requestsPerSecond);
      const requestsPerSecond = mark.requestsPerSecond + refused;
      return {...mark, requestsPerSecond, errorShare: refused / requestsPerSecond};
    });
    const knee = kneeOf(marks)!;
    expect(knee.fromLevel).toBeLessThanOrEqual(165);
    expect(knee.toLevel).toBeGreaterThanOrEqual(135);
  });

  it('is not told from few loads, or when little lies beyond it', () => {
    expect(kneeOf(drive({levels: [10, 20, 40, 80], throughput: flatFrom(30)}))).toBeNull();
    expect(kneeOf(drive({levels: [10, 20, 40, 80, 100, 115], throughput: flatFrom(100)}))).toBeNull();
    expect(kneeOf([])).toBeNull();
  });

  it('holds its order and lies within what was driven, whatever the marks', () => {
    const any = fc.array(
      fc.record({
        level: fc.double({min: 0, max: 1000, noNaN: true}),
        p95: fc.double(),
        requestsPerSecond: fc.oneof(fc.double(), fc.double({min: 0, max: 5000, noNaN: true})),
      }),
      {maxLength: 60},
    );
    fc.assert(
      fc.property(any, (some) => {
        const knee = kneeOf(some.map((one, i) => ({...one, atMs: i * 10_000})));
        if (knee === null) return;
        expect(knee.fromLevel).toBeGreaterThan(0);
        expect(knee.fromLevel).toBeLessThanOrEqual(knee.toLevel);
        expect(knee.toLevel).toBeLessThanOrEqual(1000);
      }),
      {numRuns: 300},
    );
  });
});

describe('the forecast', () => {
  const law = (level: number) => (90 * level) / (1 + 0.0277 * (level - 1) + 0.0001 * level * (level - 1));
  const p95 = (level: number) => 5000 * Math.exp(level / 100);
  const driven = [10, 20, 40, 60, 80, 100];

  it('tells what the law and the growth of p95 say of a load not yet driven', () => {
    const fit = fitCurve('closed', drive({levels: driven, noise: 0.01, throughput: law, p95}))!;
    const forecast = forecastAt(fit, 150)!;
    expect(forecast.requestsPerSecond / law(150)).toBeCloseTo(1, 0);
    expect(forecast.p95Us! / p95(150)).toBeCloseTo(1, 5);
    expect(forecast.extrapolated).toBe(true);
    expect(forecastAt(fit, 50)!.extrapolated).toBe(false);
  });

  it('says nothing beyond twice or below half of what was driven', () => {
    const fit = fitCurve('closed', drive({levels: driven, throughput: law}))!;
    expect(forecastAt(fit, 201)).toBeNull();
    expect(forecastAt(fit, 4)).toBeNull();
    expect(forecastAt(fit, Number.NaN)).toBeNull();
  });

  it('knows when a load is past the peak, only where the peak was seen', () => {
    const peak = 98;
    const seen = fitCurve('closed', drive({levels: [...driven, 130, 160], noise: 0.003, throughput: law}))!;
    expect(seen.peakLevel! / peak).toBeCloseTo(1, 0);
    expect(forecastAt(seen, 150)!.pastKnee).toBe(true);
    expect(forecastAt(seen, 60)!.pastKnee).toBe(false);
    const unseen = fitCurve('closed', drive({levels: [5, 8, 10, 15, 20], noise: 0.003, throughput: law}))!;
    expect(unseen.peakLevel).toBeNull();
  });

  it('needs five different loads that follow the law', () => {
    expect(fitCurve('closed', drive({levels: driven.slice(0, 4), throughput: law}))).toBeNull();
    expect(
      fitCurve('closed', drive({levels: driven, throughput: (level) => (level % 40 === 0 ? 900 : 100)})),
    ).toBeNull();
  });

  it('is silent about p95 that jumps about, and level where it does not grow', () => {
    const wild = fitCurve(
      'closed',
      drive({levels: driven, throughput: law, p95: (level) => (level % 40 ? 1e3 : 1e5)}),
    )!;
    expect(wild.latency).toBeNull();
    expect(forecastAt(wild, 100)!.p95Us).toBeNull();
    const level = fitCurve('closed', drive({levels: driven, throughput: law, p95: (at) => 20_000 - at}))!;
    expect(level.latency!.slope).toBe(0);
  });

  it('follows the rate in the open model until it falls behind', () => {
    const fit = fitCurve('open', drive({levels: [50, 100, 200, 300, 400], throughput: (rate) => rate}))!;
    expect(forecastAt(fit, 600)!.requestsPerSecond).toBeCloseTo(600, 0);
  });

  it('is a bound while no limit was seen: a pool takes throughput away that the loads below it promise', () => {
    const pool = (level: number): number => Math.min(level, 1100);
    const fit = fitCurve('closed', drive({levels: [200, 300, 450, 650, 900], noise: 0.01, throughput: pool, p95}))!;
    const forecast = forecastAt(fit, 1500)!;
    expect(forecast).toMatchObject({isBound: true, pastKnee: false, extrapolated: true});
    expect(forecast.requestsPerSecond).toBeGreaterThan(pool(1500));
    expect(forecastAt(fit, 500)!.isBound).toBe(false);
  });

  it('goes on along the flat line beyond a knee, where all that is added to the load waits', () => {
    const driven = [100, 200, 300, 450, 650, 900, 1200, 1500];
    const pool = {
      levels: driven,
      noise: 0.005,
      throughput: (level: number) => Math.min(level, 600),
      p95: (level: number) => 80_000 + Math.max(0, level / 600 - 1) * 1e6,
    };
    const forecast = forecastAt(fitCurve('closed', drive(pool))!, 2000)!;
    expect(forecast).toMatchObject({isBound: false, pastKnee: true});
    expect(forecast.requestsPerSecond / 600).toBeCloseTo(1, 1);
    expect(forecast.p95Us! / pool.p95(2000)).toBeCloseTo(1, 1);
    expect(forecastAt(fitCurve('open', drive(pool))!, 2000)!.p95Us).toBeNull();
  });

  it('says nothing of loads from which on requests fail, unless they were borne later', () => {
    const marks = drive({levels: [10, 20, 40, 80, 120, 160], throughput: (level) => 2 * level});
    const failing = marks.map((mark) => ({...mark, errorShare: mark.level >= 160 ? 0.3 : 0.001}));
    const fit = fitCurve('closed', failing)!;
    expect(fit).toMatchObject({maxLevel: 120, failingLevel: 160});
    expect(forecastAt(fit, 150)).not.toBeNull();
    expect(forecastAt(fit, 160)).toBeNull();
    const once = failing.map((mark, i) => (i === failing.length - 1 ? {...mark, errorShare: 0} : mark));
    expect(fitCurve('closed', once)!.failingLevel).toBeNull();
  });

  it('is never NaN, whatever the marks', () => {
    const any = fc.array(
      fc.record({
        level: fc.oneof(fc.double(), fc.double({min: 0, max: 1000, noNaN: true})),
        p95: fc.double(),
        requestsPerSecond: fc.oneof(fc.double(), fc.double({min: 0, max: 5000, noNaN: true})),
      }),
      {maxLength: 60},
    );
    fc.assert(
      fc.property(any, fc.double(), (some, level) => {
        const fit = fitCurve(
          'closed',
          some.map((one, i) => ({...one, atMs: i * 10_000})),
        );
        const forecast = fit === null ? null : forecastAt(fit, level);
        if (forecast === null) return;
        expect(forecast.requestsPerSecond).not.toBeNaN();
        expect(forecast.p95Us).not.toBeNaN();
      }),
      {numRuns: 300},
    );
  });
});
