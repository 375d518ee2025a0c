import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {drawBlocks, estimateQuantiles, estimateRatio} from '../../source/analysis/block-bootstrap.ts';
import {binCount, binOfBucket, lowestOfBin, widthOfBin} from '../../source/analysis/latency-bins.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {bucketCount, bucketOf, highestOf, lowestOf, toSparse} from '../../source/metrics/histogram.ts';
import {normal} from './simulated-run.ts';

function histogramOf(latenciesUs: readonly number[]) {
  const dense = new Uint32Array(bucketCount);
  for (const us of latenciesUs) dense[bucketOf(us)]!++;
  return toSparse(dense);
}

describe('bins for resampling', () => {
  it('hold each bucket whole, none wider than 0.4% of its values', () => {
    const wrong = Array.from({length: bucketCount}, (_, bucket) => bucket).filter((bucket) => {
      const bin = binOfBucket[bucket]!;
      const low = lowestOfBin(bin);
      const width = widthOfBin(bin);
      return lowestOf(bucket) < low || highestOf(bucket) >= low + width || (width > 1 && width > low / 256);
    });
    expect(wrong).toEqual([]);
  });

  it('follow each other without a gap', () => {
    const bins = Array.from({length: binCount - 1}, (_, i) => i + 1);
    const gaps = bins.filter((bin) => lowestOfBin(bin) !== lowestOfBin(bin - 1) + widthOfBin(bin - 1));
    expect(gaps).toEqual([]);
  });
});

describe('quantiles of blocks', () => {
  it('are the exact ones within the width of a bin', () => {
    const latencies = fc.array(fc.integer({min: 1, max: 120_000_000}), {minLength: 1, maxLength: 60});
    fc.assert(
      fc.property(fc.array(latencies, {minLength: 6, maxLength: 12}), (cells) => {
        const draws = drawBlocks(cells.length, 1, 2, 1);
        const histograms = cells.map((cell) => [histogramOf(cell)]);
        const sorted = cells.flat().sort((a, b) => a - b);
        for (const [i, quantile] of [0.1, 0.5, 0.9, 0.99].entries()) {
          const exact = sorted[Math.max(0, Math.ceil(quantile * sorted.length - 1e-9) - 1)]!;
          const {value} = estimateQuantiles(histograms, [0.1, 0.5, 0.9, 0.99], draws)[i]!;
          expect(Math.abs(Math.exp(value) - exact)).toBeLessThanOrEqual(1 + exact / 256);
        }
      }),
      {numRuns: 60},
    );
  });

  it('err as theory has it, when nothing ties one cell to the next', () => {
    const random = seededRandom(9);
    const perCell = 100;
    const cells = Array.from({length: 120}, () => [
      histogramOf(Array.from({length: perCell}, () => Math.round(20_000 * Math.exp(0.5 * normal(random))))),
    ]);
    const [p50, p90] = estimateQuantiles(cells, [0.5, 0.9], drawBlocks(120, 4, 2000, 3));
    const samples = 120 * perCell;
    // √(q(1−q)/n) over the density at the quantile, of ln latency: a normal distribution of deviation 0.5.
    const errorAt = (quantile: number, z: number) =>
      Math.sqrt((quantile * (1 - quantile)) / samples) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / 0.5);
    expect(p50!.value).toBeCloseTo(Math.log(20_000), 1);
    expect(p50!.error / errorAt(0.5, 0)).toBeGreaterThan(0.7);
    expect(p50!.error / errorAt(0.5, 0)).toBeLessThan(1.35);
    expect(p90!.error / errorAt(0.9, 1.2816)).toBeGreaterThan(0.7);
    expect(p90!.error / errorAt(0.9, 1.2816)).toBeLessThan(1.35);
  });

  it('are found in the same place wherever the search begins', () => {
    const random = seededRandom(4);
    const cells = Array.from({length: 30}, () => [
      histogramOf(Array.from({length: 20}, () => 1 + Math.floor(random() ** 4 * 1_000_000))),
    ]);
    const draws = drawBlocks(30, 5, 200, 8);
    const together = estimateQuantiles(cells, [0.5, 0.9, 0.99], draws);
    for (const [i, quantile] of [0.5, 0.9, 0.99].entries()) {
      expect(estimateQuantiles(cells, [quantile], draws)[0]).toEqual(together[i]);
    }
    const reversed = {...draws, starts: draws.starts.toReversed()};
    expect(estimateQuantiles(cells, [0.9], reversed)[0]!.error).toBeCloseTo(together[1]!.error, 10);
  });

  it('are not known without samples', () => {
    const [only] = estimateQuantiles([[], [], [], [], [], []], [0.5], drawBlocks(6, 1, 10, 1));
    expect(only!.value).toBeNaN();
    expect(only!.error).toBeNaN();
  });
});

describe('ratios of blocks', () => {
  it('err as the mean of independent values does', () => {
    const random = seededRandom(2);
    const counts = Float64Array.from({length: 200}, () => 100 + 10 * normal(random));
    const {value, error} = estimateRatio(counts, new Float64Array(200).fill(1), drawBlocks(200, 5, 2000, 1));
    expect(value).toBeCloseTo(100, -1);
    expect(error).toBeGreaterThan(0.5);
    expect(error).toBeLessThan(0.95);
  });

  it('do not err where nothing differs', () => {
    const same = new Float64Array(20).fill(7);
    expect(estimateRatio(same, same, drawBlocks(20, 3, 100, 1))).toMatchObject({value: 1, error: 0});
  });
});
