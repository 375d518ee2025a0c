import {describe, expect, test} from 'vitest';
import type {ColumnRow} from '../../../source/session/view.ts';
import {
  columnOf,
  columnWindow,
  pickColumnSeconds,
  pictureEndMs,
  seriesOf,
  trendSeconds,
  windowAt,
} from '../../../source/tui/plots/column-window.ts';
import type {SessionPhase} from '../../../source/session/view.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';

const model = checkoutPeak().columns[5][0]!;
const rowsAt = (...starts: number[]): ColumnRow[] => starts.map((atS) => ({...model, atS, vus: atS}));
const vusOf = (row: ColumnRow): number => row.vus;

describe('a column window', () => {
  test('lays rows out with the newest at the right; before the run there is nothing', () => {
    const window = columnWindow(rowsAt(0, 5, 10), 5, 5, 12_000);
    expect(window.first).toBe(2);
    expect([...seriesOf(window, vusOf)]).toEqual([Number.NaN, Number.NaN, 0, 5, 10]);
  });

  test('a row that is missing is a gap, not a zero', () => {
    const window = columnWindow(rowsAt(0, 10), 5, 3, 12_000);
    expect([...seriesOf(window, vusOf)]).toEqual([0, Number.NaN, 10]);
    expect(window.first).toBe(0);
  });

  test('moves on when rows stop coming: what is owed is a gap', () => {
    const window = columnWindow(rowsAt(0, 5), 5, 4, 21_000);
    expect(window.newestS).toBe(15);
    expect([...seriesOf(window, vusOf)]).toEqual([0, 5, Number.NaN, Number.NaN]);
  });

  test('takes a column that is filling once it covers a second', () => {
    const [whole, filling] = rowsAt(0, 1);
    const rows = [whole!, {...filling!, complete: false}];
    expect([...seriesOf(columnWindow(rows, 1, 2, 1900), vusOf)]).toEqual([Number.NaN, 0]);
    expect([...seriesOf(columnWindow(rows, 1, 2, 2000), vusOf)]).toEqual([0, 1]);
    expect(columnWindow(rows.slice(1), 1, 2, 1900).first).toBe(2);
  });

  test('keeps the newest when there are more rows than columns', () => {
    expect([...seriesOf(columnWindow(rowsAt(0, 5, 10, 15), 5, 2, 20_000), vusOf)]).toEqual([10, 15]);
  });

  test('finds the column of a moment', () => {
    const window = columnWindow(rowsAt(0, 5, 10), 5, 3, 12_000);
    expect([0, 4999, 5000, 12_000].map((atMs) => columnOf(window, atMs))).toEqual([0, 0, 1, 2]);
  });

  test('is empty without rows', () => {
    const window = columnWindow([], 5, 4, 0);
    expect([window.first, window.rows.length]).toEqual([4, 4]);
  });
});

describe('a picture at rest', () => {
  /** Load until 60 s, in columns of 2 s. */
  const rows = Array.from({length: 200}, (_, index): ColumnRow => {
    const isDriven = index < 30;
    return {...model, atS: index * 2, vus: isDriven ? 5 : 0, inFlight: 0, requestsPerSecond: isDriven ? 9 : 0};
  });
  const until = (elapsedMs: number): ColumnRow[] => rows.filter(({atS}) => atS * 1000 < elapsedMs);
  const endAt = (elapsedMs: number, phase: SessionPhase = 'STOPPED'): number =>
    pictureEndMs(until(elapsedMs), 2, {elapsedMs, phase, playback: null});

  test('ends some seconds after the last load, and stays there', () => {
    expect([61_000, 69_000, 70_000, 71_000, 300_000].map((ms) => endAt(ms))).toEqual([
      61_000, 69_000, 70_000, 70_000, 70_000,
    ]);
    const windows = [120_000, 300_000].map((elapsedMs) =>
      windowAt(until(elapsedMs), 2, {count: 20, elapsedMs, ahead: 4, endMs: endAt(elapsedMs)}, null),
    );
    expect(windows.map(({newestS, ahead}) => [newestS, ahead])).toEqual([
      [68, 0],
      [68, 0],
    ]);
    expect(windows[0]!.rows).toEqual(windows[1]!.rows);
    expect(windows.map(({behindS}) => behindS)).toEqual([50, 230]);
  });

  test.each<SessionPhase>(['RAMP', 'HOLD', 'DRAIN', 'PAUSED'])('goes on in %s', (phase) => {
    expect(endAt(300_000, phase)).toBe(300_000);
  });

  test('goes on where nothing was driven, and in a recording', () => {
    const view = {elapsedMs: 300_000, phase: 'STOPPED', playback: null} as const;
    expect(pictureEndMs(rows.slice(30), 2, view)).toBe(300_000);
    const playback = {} as NonNullable<Parameters<typeof pictureEndMs>[2]['playback']>;
    expect(pictureEndMs(rows, 2, {...view, playback})).toBe(300_000);
  });

  test('has the cursor in it where it is in sight, and is scrolled left of it', () => {
    const place = {count: 20, elapsedMs: 300_000, ahead: 0, endMs: endAt(300_000)};
    const near = windowAt(until(300_000), 2, place, {atS: 60, anchorS: null});
    expect([near.newestS, near.behindS, near.cursor?.at]).toEqual([68, 230, 15]);
    const far = windowAt(until(300_000), 2, place, {atS: 10, anchorS: null});
    expect([far.newestS, far.behindS, far.cursor?.at]).toEqual([48, 250, 0]);
  });
});

describe('the column width', () => {
  test.for([
    [48, 5],
    [164, 2],
    [192, 2],
    [28, 10],
    [300, 1],
    [12, 30],
  ] as const)('of %i columns is %i s: about five minutes', ([count, seconds]) => {
    expect(pickColumnSeconds(count)).toBe(seconds);
  });

  test('of a trend grows with the run until it is that', () => {
    expect([5, 20, 60, 300, 9000].map((s) => trendSeconds(12, s * 1000))).toEqual([1, 2, 5, 30, 30]);
  });
});

describe('a window with a cursor', () => {
  const rows = rowsAt(...Array.from({length: 40}, (_, at) => at * 5));
  const place = {count: 8, elapsedMs: 200_000, ahead: 2};

  test('is the live one while the cursor is in it', () => {
    const window = windowAt(rows, 5, place, {atS: 192, anchorS: 180});
    expect({...window, cursor: null}).toEqual({...columnWindow(rows, 5, 8, 200_000, 2), cursor: null});
    expect(window.cursor).toEqual({at: 4, from: 2, to: 4, isRange: true});
  });

  test('is scrolled to a cursor left of it, and says how far it is behind', () => {
    const window = windowAt(rows, 5, place, {atS: 50, anchorS: null});
    expect([...seriesOf(window, vusOf)]).toEqual([50, 55, 60, 65, 70, 75, 80, 85]);
    expect([window.behindS, window.ahead, window.cursor?.at]).toEqual([110, 0, 0]);
    expect(windowAt(rows, 5, place, null)).toEqual(columnWindow(rows, 5, 8, 200_000, 2));
  });

  test('has a range in it as a whole where there is room, else its cursor', () => {
    const fitting = windowAt(rows, 5, place, {atS: 70, anchorS: 50});
    expect(fitting.cursor).toEqual({at: 4, from: 0, to: 4, isRange: true});
    const long = windowAt(rows, 5, place, {atS: 100, anchorS: 50});
    expect(long.cursor).toEqual({at: 0, from: -10, to: 0, isRange: true});
  });

  test('is all gaps where nothing is kept of it', () => {
    const window = windowAt(rows.slice(20), 5, place, {atS: 10, anchorS: null});
    expect(seriesOf(window, vusOf).every(Number.isNaN)).toBe(true);
    expect(window.first).toBe(0);
  });
});
