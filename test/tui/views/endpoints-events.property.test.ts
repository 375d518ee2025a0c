import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {shownEndpoints} from '../../../source/tui/panels/endpoint-rows.ts';
import {sampleLines, wrapCells} from '../../../source/tui/panels/endpoint-sample.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {endpointSorts, type ScreenState} from '../../../source/tui/ui-state.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {anyLook} from '../fixtures/any-look.ts';
import {anyMirror} from '../fixtures/any-mirror.ts';
import {anyScreen, anySize, anyTheme} from '../fixtures/any-screen.ts';

const sgr = /\u001B\[[\d;]*m/g;
const anyRun = anyMirror.filter((mirror) => mirror !== null);

/** A run with a request of it looked at, and view 2 with the cursor on that. */
const lookedAt = fc
  .tuple(anyRun, anyScreen, fc.nat(20))
  .chain(([mirror, screen, nth]) => {
    const {endpoints} = mirror.view;
    const name = endpoints[nth % Math.max(1, endpoints.length)]?.name ?? null;
    return fc.tuple(fc.constant(mirror), fc.constant(screen), anyLook(name), fc.nat(99));
  })
  .map(([mirror, screen, look, scroll]) => ({
    mirror: {...mirror, look},
    screen: {
      ...screen,
      view: 'endpoints',
      overlay: null,
      prompt: null,
      frozen: null,
      hint: null,
      endpoints: {...screen.endpoints, filter: '', selected: look.request.name, errorScroll: scroll},
    } satisfies ScreenState,
  }));

test('whatever is looked at, view 2 has exactly its rows and columns, and no figure that is none', () => {
  fc.assert(
    fc.property(lookedAt, anySize, anyTheme, ({mirror, screen}, size, choice) => {
      const rows = renderScreen(mirror, screen, size, createTheme(choice));
      expect(rows).toHaveLength(size.rows);
      expect(wrongRows(rows, size.columns)).toEqual([]);
    }),
    {numRuns: 150, endOnFailure: true},
  );
});

test('whatever has happened, view 7 has exactly its rows and columns, and no figure that is none', () => {
  fc.assert(
    fc.property(anyRun, anyScreen, anySize, anyTheme, (mirror, any, size, choice) => {
      const screen: ScreenState = {...any, view: 'events', overlay: null, prompt: null, frozen: null, hint: null};
      const rows = renderScreen(mirror, screen, size, createTheme(choice));
      expect(rows).toHaveLength(size.rows);
      expect(wrongRows(rows, size.columns)).toEqual([]);
    }),
    {numRuns: 100, endOnFailure: true},
  );
});

test('rows are the same requests however they are sorted, and reversed they stand the other way round', () => {
  fc.assert(
    fc.property(anyRun, fc.constantFrom(...endpointSorts), ({view}, sort) => {
      const screen = {selected: null, filter: '', detail: 'split', versus: false, error: null, sort} as const;
      const plain = shownEndpoints(view, {...screen, reversed: false});
      const reversed = shownEndpoints(view, {...screen, reversed: true});
      expect(new Set(plain)).toEqual(new Set(view.endpoints));
      expect(new Set(reversed)).toEqual(new Set(view.endpoints));
      if (sort !== 'req/s') return;
      const rates = (rows: typeof plain): readonly number[] =>
        rows.map((row) => row.requestsPerSecond).filter((rate) => rate !== null && !Number.isNaN(rate)) as number[];
      expect(rates(plain)).toEqual(rates(plain).toSorted((a, b) => (a === b ? 0 : b - a)));
      expect(rates(reversed)).toEqual(rates(plain).toReversed());
    }),
    {numRuns: 60},
  );
});

test('a body of any kind is broken into lines that fit and lose nothing', () => {
  fc.assert(
    fc.property(fc.string({unit: 'grapheme', maxLength: 300}), fc.integer({min: 2, max: 120}), (text, cells) => {
      const lines = wrapCells(text, cells);
      expect(lines.every((line) => widthOf(line) <= cells)).toBe(true);
      expect(lines.map((line) => widthOf(line)).reduce((sum, width) => sum + width, 0)).toBe(widthOf(text));
    }),
    {numRuns: 100},
  );
});

test('a sample has its headers, and its body to the end', () => {
  const body = `{"error":"${'x'.repeat(400)}"}\nlast line`;
  const error = {
    atMs: 1000,
    word: '503',
    code: 1503,
    status: 503,
    requestName: 'pay',
    text: body.slice(0, 80),
    body,
    headers: {'retry-after': '1'},
    inWindow: 0,
  };
  const lines = sampleLines(error, 10, 40).map(({text}) => text);
  expect(lines.join('').replaceAll(' ', '')).toContain('x'.repeat(400));
  expect(lines).toContain('retry-after: 1');
  expect(lines.at(-1)).toBe('last line');
});

/** Rows of another width, or with a figure that is none. */
function wrongRows(rows: readonly string[], columns: number): readonly string[] {
  return rows
    .map((row) => row.replaceAll(sgr, ''))
    .filter((text) => widthOf(text) !== columns || /\bNaN|undefined|Infinity/.test(text));
}
