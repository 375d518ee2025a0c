import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildCell, mergeCells, type Cell} from '../../source/metrics/cell.ts';
import {percentilesOf} from '../../source/metrics/histogram.ts';
import {createColumnRows} from '../../source/session/column-rows.ts';
import {columnsKept, columnSeconds, type ColumnSeconds, type ViewUpdate} from '../../source/session/view.ts';
import {metricsOf, nameMetrics} from './fixtures.ts';

function cellAt(second: number, latencies: readonly number[] = [100], coveredMs = 1000): Cell {
  const endMs = second * 1000 + coveredMs;
  const interval = {
    startMs: second * 1000,
    endMs,
    metrics: metricsOf(latencies.length === 0 ? [] : [nameMetrics(1, latencies)]),
    activeVus: second,
    targetVus: 50,
    targetRate: Number.NaN,
    inFlight: 1,
    saturated: false,
    loopDelayMs: second,
  };
  return buildCell(second * 1000, 1, [interval], []);
}

function rowsOf(update: ViewUpdate['columns'], seconds: ColumnSeconds) {
  return update.find((one) => one.seconds === seconds)!.rows;
}

describe('column rows', () => {
  it('are computed once a bucket is over, and replaced while it fills', () => {
    const rows = createColumnRows(2);
    for (let second = 0; second < 4; second++) rows.add(cellAt(second));
    const first = rows.take(cellAt(4, [100], 250), false);
    expect(rowsOf(first, 2).map((row) => [row.atS, row.complete])).toEqual([
      [0, true],
      [2, true],
      [4, false],
    ]);
    expect(rowsOf(first, 60).map((row) => [row.atS, row.complete, row.vus])).toEqual([[0, false, 4]]);
    rows.add(cellAt(4));
    rows.add(cellAt(5));
    const next = rows.take(null, false);
    expect(rowsOf(next, 1).map((row) => row.atS)).toEqual([4, 5]);
    expect(rowsOf(next, 2).map((row) => [row.atS, row.complete])).toEqual([[4, true]]);
    expect(rowsOf(next, 5).map((row) => [row.atS, row.complete])).toEqual([
      [0, true],
      [5, false],
    ]);
  });

  it('send everything again to a screen that has just come', () => {
    const rows = createColumnRows(2);
    for (let second = 0; second < 10; second++) rows.add(cellAt(second));
    rows.take(null, false);
    expect(rowsOf(rows.take(null, false), 1)).toEqual([]);
    expect(rowsOf(rows.take(null, true), 1)).toHaveLength(10);
    expect(rowsOf(rows.take(null, true), 10)).toHaveLength(1);
  });

  it('read rates over the time that was measured', () => {
    const rows = createColumnRows(2);
    rows.add(cellAt(0, [100, 200, 300], 750));
    const [row] = rowsOf(rows.take(null, false), 1);
    expect(row).toMatchObject({requestsPerSecond: 4, errorShare: 0, rxBytesPerSecond: 4000, max: 300});
    expect(row!.endpointP95).toEqual([Number.NaN, 300]);
    expect(row!.endpointRequestsPerSecond).toEqual([0, 4]);
    expect(row!.doubtful).toBe(true);
  });

  it('know no latency and no error share where no request ended', () => {
    const rows = createColumnRows(2);
    rows.add(cellAt(0, []));
    const [row] = rowsOf(rows.take(null, false), 1);
    expect(row).toMatchObject({requestsPerSecond: 0, errorShare: Number.NaN, p95: Number.NaN, max: Number.NaN});
    expect(row!.cpu).toBeNaN();
  });

  it('show a second without a reading as a gap', () => {
    const rows = createColumnRows(2);
    rows.add(cellAt(0));
    rows.add(cellAt(3));
    const ones = rowsOf(rows.take(null, false), 1);
    expect(ones.map((row) => [row.atS, row.requestsPerSecond])).toEqual([
      [0, 1],
      [1, Number.NaN],
      [2, Number.NaN],
      [3, 1],
    ]);
    rows.add(cellAt(70));
    const update = rows.take(null, false);
    expect(rowsOf(update, 30).map((row) => [row.atS, row.complete])).toEqual([
      [0, true],
      [60, false],
    ]);
  });

  it('keep no more than a screen can show', () => {
    const rows = createColumnRows(1);
    for (let second = 0; second < columnsKept + 100; second++) rows.add(cellAt(second));
    expect(rowsOf(rows.take(null, true), 1)).toHaveLength(columnsKept);
    rows.add(cellAt(columnsKept + 5000));
    const after = rowsOf(rows.take(null, true), 1);
    expect(after).toHaveLength(columnsKept);
    expect(after.at(-1)).toMatchObject({atS: columnsKept + 5000, requestsPerSecond: 1});
  });

  it('equal the percentiles of all samples of their bucket, at every width', () => {
    const seconds = fc.array(fc.array(fc.integer({min: 1, max: 5_000_000}), {maxLength: 6}), {
      minLength: 60,
      maxLength: 75,
    });
    fc.assert(
      fc.property(seconds, (latencies) => {
        const rows = createColumnRows(2);
        const cells = latencies.map((values, second) => cellAt(second, values));
        for (const cell of cells) rows.add(cell);
        const update = rows.take(null, true);
        for (const width of columnSeconds) {
          for (const row of rowsOf(update, width)) {
            const inside = cells.filter((cell) => Math.floor(cell.atMs / 1000 / width) * width === row.atS);
            const {total} = mergeCells(inside, row.atS * 1000, width);
            const [p50, p95] = percentilesOf(total.latency, [50, 95], total.latencyMaxUs);
            expect([row.p50, row.p95, row.max]).toEqual([p50, p95, total.latencyMaxUs]);
            expect(row.endpointP95).toEqual(row.complete ? [Number.NaN, p95] : []);
          }
        }
      }),
      {numRuns: 30},
    );
  });
});
