import {array, assert, constantFrom, integer, property, record} from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildCell, mergeCells, type Cell} from '../../source/metrics/cell.ts';
import {createCellSeries} from '../../source/metrics/cell-series.ts';
import {percentilesOf} from '../../source/metrics/histogram.ts';
import {emptyName} from '../../source/metrics/merge-metrics.ts';
import {createLookColumns, type CellList} from '../../source/session/look-columns.ts';
import {lookBinEdgesUs, lookBins, lookColumnsKept, type LookColumn} from '../../source/session/look.ts';
import {columnSeconds} from '../../source/session/view.ts';
import {metricsOf, nameMetrics} from './fixtures.ts';

const never = (): boolean => false;

function second(atS: number, latenciesUs: readonly number[]): Parameters<typeof buildCell>[2][number] {
  return {
    startMs: atS * 1000,
    endMs: atS * 1000 + 1000,
    metrics: metricsOf(latenciesUs.length === 0 ? [] : [nameMetrics(0, latenciesUs), nameMetrics(1, [77_000])]),
    activeVus: 1,
    targetVus: 1,
    targetRate: Number.NaN,
    inFlight: 0,
    saturated: false,
    loopDelayMs: 1,
  };
}

/** Seconds of a run as its series holds them: merged further back. */
function cellsOf(seconds: readonly {readonly atS: number; readonly latenciesUs: readonly number[]}[]): readonly Cell[] {
  const series = createCellSeries();
  for (const {atS, latenciesUs} of seconds) series.add(second(atS, latenciesUs));
  return series.cells();
}

function listOf(cells: readonly Cell[], length = cells.length): CellList {
  return {length, cell: (at) => cells[at]!};
}

/** Seconds one after the other, with gaps now and then. */
const anyCells = array(
  record({
    gap: constantFrom(0, 0, 0, 0, 1, 7, 65),
    latenciesUs: array(integer({min: 1, max: 90_000_000}), {maxLength: 5}),
  }),
  {minLength: 1, maxLength: 120},
).map((steps) => {
  let atS = 0;
  return cellsOf(steps.map(({gap, latenciesUs}) => ({atS: (atS += gap + 1), latenciesUs})));
});

interface Figures {
  readonly samples: number;
  readonly perSecond: string;
  readonly max: number;
  readonly p95: number;
  readonly binned: number;
}

function figuresOf({samples, requestsPerSecond, max, p95, bins}: LookColumn): Figures {
  const binned = bins.reduce((sum, bin) => sum + bin, 0);
  expect(bins).toHaveLength(lookBins);
  return {samples, perSecond: requestsPerSecond.toFixed(9), max, p95, binned};
}

/** Of the first request, from the merged cells of the bucket. */
function expectedOf(cells: readonly Cell[], atS: number, width: number): Figures {
  const nothing = Number.NaN;
  const parts = cells.filter(({atMs}) => atMs >= atS * 1000 && atMs < (atS + width) * 1000);
  if (parts.length === 0) return {samples: 0, perSecond: 'NaN', max: nothing, p95: nothing, binned: 0};
  const {metrics, coveredMs} = mergeCells(parts, atS * 1000, width);
  const {answered, latency, latencyMaxUs} = metrics.names.find(({name}) => name === 0) ?? emptyName(0);
  const [p95] = percentilesOf(latency, [95], latencyMaxUs);
  const perSecond = (answered / (coveredMs / 1000)).toFixed(9);
  return {samples: answered, perSecond, max: latencyMaxUs, p95: p95!, binned: answered};
}

describe('columns of a look', () => {
  it('are those of the merged counts of their bucket, one after the other, gaps without data', () => {
    assert(
      property(anyCells, constantFrom(...columnSeconds), (cells, width) => {
        const columns = createLookColumns(never).of(0, width, listOf(cells));
        const last = cells.at(-1)!;
        expect(columns.length).toBeLessThanOrEqual(lookColumnsKept);
        expect(columns.at(-1)!.atS).toBe(Math.floor(last.atMs / 1000 / width) * width);
        expect(columns.every(({atS}, at) => atS === columns[0]!.atS + at * width && atS % width === 0)).toBe(true);
        expect(columns.slice(0, -1).every(({complete}) => complete)).toBe(true);
        expect(columns.map(figuresOf)).toEqual(columns.map(({atS}) => expectedOf(cells, atS, width)));
      }),
      {numRuns: 60},
    );
  });

  it('are the same whether they were followed second by second or looked at once, forth or back', () => {
    assert(
      property(anyCells, constantFrom(...columnSeconds), constantFrom(null, 0, 1), (cells, width, name) => {
        const followed = createLookColumns(never);
        const lengths = cells.map((_, at) => at + 1);
        for (const length of [...lengths, ...lengths.toReversed(), cells.length])
          followed.of(name, width, listOf(cells, length));
        const once = createLookColumns(never).of(name, width, listOf(cells));
        expect(followed.of(name, width, listOf(cells))).toEqual(once);
      }),
      {numRuns: 15},
    );
  });

  it('stand where a cell is wider than they are, each with what the cell tells of that time', () => {
    const seconds = Array.from({length: 700}, (_, atS) => ({atS, latenciesUs: [1000 + Math.floor(atS / 10)]}));
    const cells = cellsOf(seconds);
    expect(cells[0]!.seconds).toBe(10);
    const columns = createLookColumns(never).of(0, 5, listOf(cells));
    expect(columns).toHaveLength(140);
    expect(columns.slice(0, 4).map(({atS, samples, p50}) => [atS, samples, p50])).toEqual([
      [0, 10, 1000],
      [5, 10, 1000],
      [10, 10, 1001],
      [15, 10, 1001],
    ]);
    expect(columns.at(-1)).toMatchObject({atS: 695, samples: 5, requestsPerSecond: 1, complete: true});
  });

  it('keep the newest, and say which are not to be trusted', () => {
    const cells = cellsOf(Array.from({length: 500}, (_, atS) => ({atS, latenciesUs: [1000]})));
    const columns = createLookColumns((endMs) => endMs > 499_000).of(0, 1, listOf(cells));
    expect(columns).toHaveLength(lookColumnsKept);
    expect(columns.filter(({doubtful}) => doubtful).map(({atS}) => atS)).toEqual([499]);
    const filling = createLookColumns(never).of(0, 60, listOf(cells)).at(-1)!;
    expect(filling).toMatchObject({atS: 480, complete: false, samples: 20, requestsPerSecond: 1});
  });

  it('have bins that hold what is above the edge before and up to their own', () => {
    for (const us of [1, 10, 11, 14, 999, 1000, 2000, 2001, 5100, 69_000_000, 70_200_000, 120_000_000]) {
      const {bins} = createLookColumns(never)
        .of(0, 1, listOf(cellsOf([{atS: 5, latenciesUs: [us]}])))
        .at(-1)!;
      const edge = lookBinEdgesUs.findIndex((one) => us <= one);
      expect([us, bins.indexOf(1)]).toEqual([us, edge === -1 ? lookBins - 1 : edge]);
    }
    // One bucket of the histogram holds 3500 and 3501 µs: it belongs where its highest value does.
    const {bins} = createLookColumns(never)
      .of(0, 1, listOf(cellsOf([{atS: 5, latenciesUs: [3500]}])))
      .at(-1)!;
    expect(lookBinEdgesUs[bins.indexOf(1) - 1]).toBe(3500);
  });
});
