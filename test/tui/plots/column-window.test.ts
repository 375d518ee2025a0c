import {describe, expect, test} from 'vitest';
import type {ColumnRow} from '../../../source/session/view.ts';
import {
  columnOf,
  columnWindow,
  pickColumnSeconds,
  seriesOf,
  trendSeconds,
} from '../../../source/tui/plots/column-window.ts';
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
