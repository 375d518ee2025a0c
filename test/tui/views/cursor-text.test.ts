import {expect, test} from 'vitest';
import type {ColumnRow} from '../../../source/session/view.ts';
import {atThisLoad} from '../../../source/tui/panels/cursor-text.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';

const {view, columns} = checkoutPeak();
const row = columns[5].findLast(({complete}) => complete)!;
const textOf = (of: ColumnRow, nowUs: number, thenUs: number, shown = view): string =>
  atThisLoad(of, {view: shown, nowUs, thenUs})
    .map(([text]) => text)
    .join('');

test('what the baseline had at a column’s load, and the change since', () => {
  expect(textOf(row, 300_000, 200_000)).toBe('at this load S1 had p95 200ms: +50%');
  expect(textOf(row, Number.NaN, 200_000)).toBe('at this load S1 had p95 200ms');
});

test('why there is nothing to tell', () => {
  expect(textOf({...row, vus: 5000}, 300_000, Number.NaN)).toBe('S1 never had this load');
  expect(textOf(row, 300_000, Number.NaN)).toBe('of one request S1 tells the present load alone');
});

test('nothing where there was no load: no baseline ever had it', () => {
  expect(textOf({...row, vus: 0}, Number.NaN, Number.NaN)).toBe('');
  expect(textOf(row, 300_000, 200_000, {...view, baseline: null})).toBe('');
});
