import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {anyMirror} from '../fixtures/any-mirror.ts';
import {anyScreen, anySize, anyTheme} from '../fixtures/any-screen.ts';
import {terminalCells} from '../fixtures/terminal-cells.ts';

const attributesOnly = /^(?:\u001B\[(?:1|2|7|22|27)m)*$/;
const sgr = /\u001B\[[\d;]*m/g;

test('every size, run and screen gives exactly its rows and columns, and nothing but colour codes', () => {
  fc.assert(
    fc.property(anyMirror, anyScreen, anySize, anyTheme, (mirror, screen, size, choice) => {
      const rows = renderScreen(mirror, screen, size, createTheme(choice));
      expect(rows).toHaveLength(size.rows);
      for (const row of rows) {
        const text = row.replaceAll(sgr, '');
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(widthOf(text)).toBe(size.columns);
        expect(openAtEnd(row)).toEqual([]);
        expect(text).toMatch(choice.glyphs === 'ascii' ? /^[ -~]*$/ : /^/);
        expect(row.match(sgr)?.join('') ?? '').toMatch(choice.colour === 'none' ? attributesOnly : /^/);
      }
    }),
    {numRuns: 200},
  );
});

test('a terminal shows every row where it belongs', async () => {
  // The emulator has the widths of Unicode 6: it takes emoji and later scripts for one cell, terminals and the renderer
  // for two.
  const others = /[\p{So}\p{Cn}\p{Co}\u25FD\u25FE\u3248-\u324F\u{16FE0}-\u{1B2FF}\u{1D360}-\u{1D376}]/gu;
  const without = <Value>(shown: Value): Value => mapTexts(shown, (text) => text.replaceAll(others, '~')) as Value;
  await fc.assert(
    fc.asyncProperty(anyMirror.map(without), anyScreen.map(without), anySize, async (mirror, screen, size) => {
      const rows = renderScreen(mirror, screen, size, createTheme({colour: '256', glyphs: 'full', background: 'dark'}));
      const cells = await terminalCells(rows, size);
      expect(cells.overflow).toBe(0);
      expect(cells.looks.join('')).not.toContain('%');
      expect(cells.text).toEqual(rows.map((row) => row.replaceAll(sgr, '')));
    }),
    {numRuns: 40},
  );
});

/** A copy with every text in it put through `change`. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
}

/** The codes a row ends with, undone one by one. */
function openAtEnd(row: string): string[] {
  const open = new Set<string>();
  for (const [code] of row.matchAll(sgr)) {
    if (code === '\u001B[39m') open.delete('colour');
    else if (code === '\u001B[22m') {
      open.delete('bold');
      open.delete('dim');
    } else if (code === '\u001B[27m') open.delete('inverse');
    else open.add({'\u001B[1m': 'bold', '\u001B[2m': 'dim', '\u001B[7m': 'inverse'}[code] ?? 'colour');
  }
  return [...open];
}
