import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {drawGauge} from '../../../source/tui/plots/gauge.ts';
import {drawHeatmap, heatRows, heatStep} from '../../../source/tui/plots/heatmap.ts';
import {drawHistogram} from '../../../source/tui/plots/histogram.ts';
import {tone} from '../../../source/tui/theme/tone.ts';
import {drawn} from '../fixtures/drawn-rows.ts';

describe('a heatmap', () => {
  test('never looks lighter for a greater share; nothing is blank, and a column without data says so', () => {
    const share = fc.double({min: 0, max: 1, noNaN: true});
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(heatStep(Math.max(a, b))).toBeGreaterThanOrEqual(heatStep(Math.min(a, b)));
      }),
    );
    expect(heatStep(0)).toBe(-1);
    const rows = drawn(
      (region) => drawHeatmap(region, [[0, 5], null, undefined, [0, 0]], {from: 0, perRow: 1, isOpen: false}),
      [],
      4,
      2,
      'full',
    );
    expect(rows).toEqual(['█- -', ' - -']);
  });

  test('has every sample in a row: what lies above and below its bins is in the outer ones', () => {
    const bins = fc.array(fc.nat(1000), {minLength: 1, maxLength: 50});
    fc.assert(
      fc.property(fc.array(bins, {minLength: 1, maxLength: 9}), fc.integer({min: 1, max: 20}), (columns, rows) => {
        const count = Math.max(...columns.map(({length}) => length));
        const {from, perRow} = heatRows(columns, count, rows);
        expect(from).toBeGreaterThanOrEqual(0);
        const lines = drawn(
          (region) => drawHeatmap(region, columns, {from, perRow, isOpen: false}),
          [],
          columns.length,
          rows,
          'full',
        );
        for (const [x, column] of columns.entries()) {
          const text = lines
            .map((line) => line[x])
            .join('')
            .trim();
          expect(text === '').toBe(false);
          const isEmpty = column.every((one) => one === 0);
          expect(text === '-'.repeat(rows)).toBe(isEmpty);
        }
      }),
    );
  });

  test('slow requests are not what is left out: at most 0.3% of them share the top row with others', () => {
    const counts = Array.from({length: 50}, (_, bin) => (bin < 20 ? 100 : bin < 40 ? 10 : 1));
    const {from, perRow, isOpen} = heatRows([counts], 50, 10);
    const above = counts.slice(from + perRow * 10).reduce((sum, one) => sum + one, 0);
    expect(above / counts.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(0.003);
    expect(isOpen).toBe(above > 0);
  });
});

describe('a histogram', () => {
  test('never has a shorter bar for more samples', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.integer({min: 10, max: 80}), (a, b, columns) => {
        const bars = [a, b].map((count) => ({label: 'x', count, baseline: null, tone: tone.ok}));
        const [one, two] = drawn((region) => drawHistogram(region, bars), [], columns, 2, 'full').map(
          (line) => line.split('█').length,
        );
        expect(Math.sign(a - b) * (one! - two!)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('has what it is set against below each bar where there is room, else behind its end', () => {
    const bars = [
      {label: '200ms', count: 6, baseline: 3, tone: tone.ok},
      {label: '100ms', count: 3, baseline: 6, tone: tone.ok},
    ];
    expect(drawn((region) => drawHistogram(region, bars), [], 22, 4, 'full')).toEqual([
      '  200ms ██████  66.7% ',
      '        ╌╌╌           ',
      '  100ms ███     33.3% ',
      '        ╌╌╌╌╌╌        ',
    ]);
    expect(drawn((region) => drawHistogram(region, bars), [], 22, 2, 'full')).toEqual([
      '  200ms ██▒███  66.7% ',
      '  100ms ███╌╌╌  33.3% ',
    ]);
  });
});

describe('a gauge', () => {
  test('has its mark on it', () => {
    const gauge = {share: 0.5, mark: 0.8, tone: tone.ok};
    expect(drawn((region) => drawGauge(region, 0, 0, 10, gauge), [], 10, 1, 'full')).toEqual(['▮▮▮▮▮▯▯▯|▯']);
  });
});
