import {describe, expect, it} from 'vitest';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {judgeSteady, startUp, type SteadySecond} from '../../source/analysis/steadiness.ts';
import {normal} from './simulated-run.ts';

function seconds(
  count: number,
  seed: number,
  at: (second: number) => number = () => 0,
  rate: (second: number) => number = () => 100,
): readonly SteadySecond[] {
  const random = seededRandom(seed);
  let drift = 0;
  return Array.from({length: count}, (_, i) => {
    drift = 0.5 * drift + 0.04 * normal(random);
    return {lnP95: Math.log(20_000) + drift + at(i), requestsPerSecond: rate(i) * (1 + 0.02 * normal(random))};
  });
}

describe('steadiness', () => {
  it('of what stands still is hardly ever doubted', () => {
    const verdicts = Array.from({length: 300}, (_, seed) => judgeSteady(seconds(20 + (seed % 100), seed + 1)).steady);
    expect(verdicts.filter((steady) => steady === true).length).toBeGreaterThan(285);
  });

  it('of what rises by half is denied, with how much it rose', () => {
    const verdicts = Array.from({length: 50}, (_, seed) =>
      judgeSteady(seconds(60, seed + 1, (i) => (Math.log(1.5) * i) / 60)),
    );
    expect(verdicts.filter(({steady}) => steady === false).length).toBeGreaterThan(47);
    expect(verdicts[0]!.why).toMatch(/^p95 rose by \d+% over it$/);
  });

  it('is denied to a rate that falls though latencies stand still', () => {
    const verdict = judgeSteady(
      seconds(
        60,
        3,
        () => 0,
        (i) => 100 - i / 3,
      ),
    );
    expect(verdict).toEqual({steady: false, why: expect.stringMatching(/^requests a second fell by \d+% over it$/)});
  });

  it('is denied to what settles for most of the time', () => {
    const {steady} = judgeSteady(seconds(60, 4, (i) => (i < 45 ? 0.5 : 0)));
    expect(steady).toBe(false);
  });

  it('of under 20 seconds, or without samples, cannot be told', () => {
    expect(judgeSteady(seconds(19, 1)).steady).toBeNull();
    expect(judgeSteady(seconds(60, 1).map((one) => ({...one, lnP95: Number.NaN}))).steady).toBeNull();
    expect(judgeSteady([]).why).toBe('under 20 s of samples');
  });

  it('of a day is told in no time', () => {
    expect(judgeSteady(seconds(86_400, 1)).steady).toBe(true);
  });
});

describe('MSER-5', () => {
  it('cuts off a start that is unlike the rest, and not more', () => {
    const values = Array.from({length: 100}, (_, i) => (i < 20 ? 5 - i / 5 : 1) + (i % 2) / 10);
    expect(startUp(values)).toMatchObject({batches: 4, of: 20});
    expect(startUp(values).difference).toBeGreaterThan(1);
  });
});
