import {describe, expect, test} from 'vitest';
import {columnSecondsOf, plotCells, plotX, sideColumns, textCells} from '../../../source/tui/views/layout.ts';

const braille = {glyphs: 'full'} as const;

function at(columns: number, rows: number, elapsedS: number): number {
  return columnSecondsOf({zoom: null}, {columns, rows}, braille, elapsedS * 1000);
}

describe('the column width of the screen', () => {
  test('starts short and widens as the run grows older, up to about five minutes', () => {
    expect([0, 164, 165, 9000].map((elapsedS) => at(120, 40, elapsedS))).toEqual([1, 1, 2, 2]);
    expect([0, 48, 49, 97, 9000].map((elapsedS) => at(80, 24, elapsedS))).toEqual([1, 1, 2, 5, 5]);
  });

  test('is the zoom, whatever the age', () => {
    expect(columnSecondsOf({zoom: 30}, {columns: 80, rows: 24}, braille, 5000)).toBe(30);
  });
});

test('plot, numbers and side column share the width; the wide layout keeps a cell before its rule', () => {
  expect(plotX + plotCells(120, 'plots') + 2 + textCells).toBe(120);
  expect(plotX + plotCells(200, 'wide') + 2 + textCells).toBe(200 - sideColumns(200) - 1 - 1);
});
