import {describe, expect, it} from 'vitest';
import type {ColumnRow} from '../../../source/session/view.ts';
import {columnWindow} from '../../../source/tui/plots/column-window.ts';
import {ghostPoints, ghostSeries} from '../../../source/tui/plots/ghost.ts';
import {sampleRow} from '../app/sample-session.ts';
import {checkoutBaseline} from '../fixtures/checkout-comparison.ts';

const [first] = checkoutBaseline.curve;
const pointOf = (level: number, p95: number, model: 'closed' | 'open' = 'closed') => ({...first!, model, level, p95});
const baseline = {
  ...checkoutBaseline,
  curve: [pointOf(100, 50_000), pointOf(200, 90_000), pointOf(100, 70_000, 'open')],
};

function ghost(rows: readonly Partial<ColumnRow>[]): number[] {
  const laid = rows.map((row, index) => ({...sampleRow(index), ...row}));
  const window = columnWindow(laid, 1, rows.length, rows.length * 1000);
  return [...ghostSeries(ghostPoints(window, baseline), ({p95}) => p95)];
}

describe('the ghost beside every column', () => {
  it('is the baseline at the load that column had, and a gap where it never had that load', () => {
    expect(ghost([{vus: 96}, {vus: 100}, {vus: 150}, {vus: 205}, {vus: 0}])).toEqual([
      50_000,
      50_000,
      Number.NaN,
      90_000,
      Number.NaN,
    ]);
  });

  it('matches rates with rates only', () => {
    expect(ghost([{vus: 200, offeredPerSecond: 100}, {vus: 100, offeredPerSecond: 200}, {vus: 100}])).toEqual([
      70_000,
      Number.NaN,
      50_000,
    ]);
  });

  it('is nothing without a baseline', () => {
    const window = columnWindow([sampleRow(0)], 1, 3, 1000);
    expect(ghostPoints(window, null)).toEqual([null, null, null]);
  });
});
