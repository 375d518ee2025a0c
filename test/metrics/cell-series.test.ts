import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Cell, CellInterval} from '../../source/metrics/cell.ts';
import {createCellSeries, secondOf} from '../../source/metrics/cell-series.ts';
import {countSparse} from '../../source/metrics/histogram.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';

function interval(startMs: number, endMs: number, latencies: readonly number[] = [], vus = 5): CellInterval {
  return {
    startMs,
    endMs,
    metrics: metricsOf(latencies.length === 0 ? [] : [nameMetrics(0, latencies)]),
    activeVus: vus,
    targetVus: 10,
    targetRate: Number.NaN,
    inFlight: 2,
    saturated: false,
    loopDelayMs: 3,
  };
}

function answeredIn(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.total.answered, 0);
}

describe('cell series', () => {
  it('puts an interval into the second in which it ended', () => {
    expect([0, 0.1, 999, 1000, 1000.1, 2000].map(secondOf)).toEqual([0, 0, 0, 0, 1, 1]);
    const series = createCellSeries();
    expect(series.add(interval(0, 500, [10]))).toBeNull();
    expect(series.add(interval(500, 1020, [20, 30]))).toMatchObject({atMs: 0, coveredMs: 500, total: {answered: 1}});
    expect(series.open()).toMatchObject({atMs: 1000, coveredMs: 520, total: {answered: 2}});
  });

  it('completes a second at once when a reading ends on it', () => {
    const series = createCellSeries();
    expect(series.add(interval(0, 1000, [10]))).toMatchObject({atMs: 0});
    expect(series.open()).toBeNull();
    // A reading without length at the very end must not make a second cell of the same second.
    expect(series.add(interval(1000, 1000, [10]))).toBeNull();
    expect(series.flush()).toMatchObject({atMs: 1000});
  });

  it('leaves out seconds in which no reading ended, and keeps what a long one brought', () => {
    const series = createCellSeries();
    series.add(interval(0, 900, [10]));
    series.add(interval(900, 4100, [20, 30]));
    series.flush();
    expect(series.cells().map((cell) => [cell.atMs, cell.coveredMs])).toEqual([
      [0, 900],
      [4000, 3200],
    ]);
    expect(answeredIn(series.cells())).toBe(3);
  });

  it('keeps load at the end, and its mean, least and most over the second', () => {
    const series = createCellSeries();
    series.add(interval(0, 250, [], 2));
    series.add(interval(250, 1000, [], 6));
    expect(series.cells()[0]!.load).toEqual({
      vus: 6,
      meanVus: 5,
      minVus: 2,
      maxVus: 6,
      targetVus: 10,
      targetRate: Number.NaN,
      inFlight: 2,
    });
  });

  it('gives host samples to the cell of their second', () => {
    const series = createCellSeries();
    const sample = {
      cpu: 0.5,
      processCpuCores: null,
      memoryUsedBytes: null,
      rssBytes: 100,
      netRxBytesPerSecond: null,
      netTxBytesPerSecond: null,
      openFds: null,
    };
    series.addHost({...sample, atMs: 300});
    series.addHost({...sample, atMs: 800, cpu: 0.7, rssBytes: 300});
    series.addHost({...sample, atMs: 1100, cpu: 0.9});
    const cell = series.add(interval(0, 1000))!;
    expect(cell.host).toMatchObject({samples: 2, rssBytes: 200, memoryUsedBytes: null});
    expect(cell.host.cpu).toBeCloseTo(0.6);
    expect(series.add(interval(1000, 2000))!.host.cpu).toBe(0.9);
  });

  it('marks the warm-up and saturated seconds as doubtful', () => {
    const series = createCellSeries();
    for (let second = 0; second < 5; second++) {
      series.add({...interval(second * 1000, second * 1000 + 1000), saturated: second === 4});
    }
    expect(series.cells().map((cell) => cell.doubtful)).toEqual([true, true, true, false, true]);
  });

  it('merges into tiers that never overlap and keep every count', () => {
    const series = createCellSeries();
    const seconds = 4400;
    for (let second = 0; second < seconds; second++) {
      series.add(interval(second * 1000, second * 1000 + 1000, [second + 1, 5000]));
    }
    const cells = series.cells();
    expect(answeredIn(cells)).toBe(2 * seconds);
    expect(cells.reduce((sum, cell) => sum + countSparse(cell.total.latency), 0)).toBe(2 * seconds);
    expect(cells.reduce((sum, cell) => sum + cell.coveredMs, 0)).toBe(seconds * 1000);
    for (let i = 1; i < cells.length; i++) {
      expect(cells[i]!.atMs).toBe(cells[i - 1]!.atMs + cells[i - 1]!.seconds * 1000);
    }
    const bySeconds = Map.groupBy(cells, (cell) => cell.seconds);
    expect(bySeconds.get(1)!.length).toBe(600);
    expect(bySeconds.get(10)!.length).toBe(302);
    expect(bySeconds.get(60)!.length).toBe(13);
    expect(series.since((seconds - 10) * 1000).map((cell) => cell.seconds)).toEqual(Array.from({length: 10}, () => 1));
  });

  it('loses and doubles nothing, whatever the readings are like', () => {
    const lengths = fc.array(fc.tuple(fc.integer({min: 1, max: 2500}), fc.nat(3)), {minLength: 1, maxLength: 60});
    fc.assert(
      fc.property(lengths, (readings) => {
        const series = createCellSeries();
        let atMs = 0;
        let samples = 0;
        for (const [length, count] of readings) {
          series.add(
            interval(
              atMs,
              atMs + length,
              Array.from({length: count}, () => 100),
            ),
          );
          atMs += length;
          samples += count;
        }
        series.flush();
        const cells = series.cells();
        expect(answeredIn(cells)).toBe(samples);
        expect(cells.reduce((sum, cell) => sum + cell.coveredMs, 0)).toBe(atMs);
        expect(new Set(cells.map((cell) => cell.atMs)).size).toBe(cells.length);
      }),
    );
  });
});
