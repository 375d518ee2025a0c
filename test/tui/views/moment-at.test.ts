import {expect, test} from 'vitest';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {InspectCursor} from '../../../source/tui/ui-state.ts';
import {plotX} from '../../../source/tui/views/layout.ts';
import {momentAt} from '../../../source/tui/views/moment-at.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';

const size = {columns: 120, rows: 40};
const theme = createTheme({colour: '256', glyphs: 'full', background: 'dark'});

function inLatency(x: number, y: number, at = size): number | null {
  return momentAt({mirror: checkoutPeak(), screen: {...plainScreen, view: 'latency'}, size: at, theme}, x, y);
}

function at(x: number, cursor: InspectCursor | null): number | null {
  return momentAt({mirror: checkoutPeak(), screen: {...plainScreen, cursor}, size, theme}, x, 10);
}

test('a cell left of the plots has no moment', () => {
  expect(at(plotX - 1, null)).toBeNull();
});

test('cells of a picture that a cursor has scrolled have the moments they show', () => {
  const scrolled = {atS: 200, anchorS: null};
  const first = at(plotX, scrolled);
  expect(first).toBeGreaterThanOrEqual(200);
  expect(first).toBeLessThanOrEqual(204);
  expect(at(plotX + 10, scrolled)! - first!).toBe(40);
});

test('the plots of Latency have moments too, one column further on in the next cell, at every size', () => {
  for (const small of [size, {columns: 80, rows: 24}, {columns: 200, rows: 60}]) {
    const x = small.columns <= 80 ? 60 : plotX + 60;
    const [before, after] = [inLatency(x, 4, small), inLatency(x + 1, 4, small)];
    expect(after! - before!).toBeGreaterThan(0);
    expect(inLatency(x, 6, small)).toBe(before);
  }
});

test('beside and below the plots of Latency there is no moment', () => {
  expect(inLatency(plotX - 1, 8)).toBeNull();
  expect(inLatency(size.columns - 3, 8)).toBeNull();
  expect(inLatency(plotX + 40, 2)).toBeNull();
  expect(inLatency(plotX + 40, size.rows - 4)).toBeNull();
  expect(inLatency(plotX + 40, size.rows - 1)).toBeNull();
});
