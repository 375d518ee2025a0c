import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isAmbiguousWidth} from '../../../source/tui/canvas/ambiguous-width.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {drawnGlyphs, glyphSets, isBraille, substituteOf, type GlyphSet} from '../../../source/tui/theme/glyph-set.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror, ViewName} from '../../../source/tui/ui-state.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {initialScreen} from '../../../source/tui/app/key-outcome.ts';
import {anyMirror} from '../fixtures/any-mirror.ts';
import {anyScreen, anySize} from '../fixtures/any-screen.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {classRun} from '../fixtures/class-run.ts';
import {doubtfulRun} from '../fixtures/doubtful-run.ts';
import {droppingRun} from '../fixtures/open-run.ts';
import {snapsRun} from '../fixtures/snaps-run.ts';

const sgr = /\u001B\[[\d;]*m/g;

function draw(
  set: GlyphSet,
  mirror: SessionMirror | null,
  screen: ScreenState,
  size: {columns: number; rows: number},
): string[] {
  const theme = createTheme({colour: 'none', glyphs: set, background: 'dark'});
  return renderScreen(mirror, screen, size, theme).map((row) => row.replaceAll(sgr, ''));
}

describe('the list of glyphs', () => {
  test('has the width class of each, and stand-ins of one cell that are allowed in their sets', () => {
    for (const [glyph, {width, narrow, ascii}] of drawnGlyphs) {
      expect([glyph, isAmbiguousWidth(glyph.codePointAt(0)!)]).toEqual([glyph, width === 'ambiguous']);
      expect([narrow, isAmbiguousWidth(narrow.codePointAt(0)!)]).toEqual([narrow, false]);
      expect(widthOf(narrow)).toBe(1);
      expect(ascii).toMatch(/^[!-~]$/);
    }
  });

  test('has every glyph that a view draws by itself', () => {
    const views: readonly ViewName[] = ['drive', 'endpoints', 'latency', 'compare', 'host', 'snaps', 'events'];
    const overlays: readonly ScreenState['overlay'][] = [
      null,
      {kind: 'help', filter: '', scroll: 0},
      {kind: 'quit'},
      {kind: 'baseline', selected: 0},
      {kind: 'scenarios', selected: 0},
    ];
    const mirrors = [checkoutPeak(), classRun(), doubtfulRun('INVALID'), droppingRun(), snapsRun()];
    const unknown = new Set<string>();
    for (const mirror of mirrors) {
      for (const view of views) {
        for (const overlay of view === 'drive' ? overlays : [null]) {
          for (const [columns, rows] of [
            [40, 8],
            [80, 24],
            [120, 40],
            [200, 60],
          ] as const) {
            const text = draw('full', mirror, {...initialScreen, view, overlay}, {columns, rows}).join('');
            for (const glyph of text)
              if (glyph > '~' && !isBraille(glyph) && !drawnGlyphs.has(glyph)) unknown.add(glyph);
          }
        }
      }
    }
    expect([...unknown]).toEqual([]);
  });
});

describe('whatever is on the screen', () => {
  test.for<[GlyphSet, (glyph: string) => boolean]>([
    ['narrow', (glyph) => !isAmbiguousWidth(glyph.codePointAt(0)!)],
    ['blocks', (glyph) => !isBraille(glyph)],
    ['ascii', (glyph) => glyph <= '~'],
  ])('the %s set shows it with its own glyphs, in as many cells', ([set, isAllowed]) => {
    fc.assert(
      fc.property(anyMirror, anyScreen, anySize, (mirror, screen, size) => {
        const rows = draw(set, mirror, screen, size);
        const others = new Set(Array.from(rows.join('')).filter((glyph) => !isAllowed(glyph)));
        expect([...others]).toEqual([]);
        for (const row of rows) expect(widthOf(row)).toBe(size.columns);
      }),
      {numRuns: 60},
    );
  });
});

describe('what stands for a glyph', () => {
  test('rises with it: a higher bar is never shown lower', () => {
    const bars = '▁▂▃▄▅▆▇█';
    const dots = Array.from(bars).map((bar) => {
      const code = substituteOf('narrow')!(bar).charCodeAt(0) - 0x2800;
      return Array.from(code.toString(2)).filter((bit) => bit === '1').length;
    });
    expect(dots).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('keeps the base letter of a name, and nothing else of what it cannot show', () => {
    expect(Array.from('éßα商').map(substituteOf('ascii')!)).toEqual(['e', '?', '?', '?']);
    expect(Array.from('éß商x').map(substituteOf('narrow')!)).toEqual(['e', '?', '商', 'x']);
  });

  test('of braille is above or below as its dots are', () => {
    expect(Array.from('⠀⠉⣀⣿').map(substituteOf('blocks')!)).toEqual([' ', '▀', '▄', '█']);
    expect(Array.from('⠀⠉⣀⣿').map(substituteOf('ascii')!)).toEqual([' ', "'", '.', ':']);
  });

  test('there is something in every set but the full one', () => {
    for (const set of glyphSets) expect(substituteOf(set) === null).toBe(set === 'full');
  });
});

test('ambiguous width is that of the Unicode table', () => {
  const isAmbiguous = (glyph: string): boolean => isAmbiguousWidth(glyph.codePointAt(0)!);
  expect(Array.from('¡°±·×éαЖ…≥①─│▒▲○★').filter((glyph) => !isAmbiguous(glyph))).toEqual([]);
  expect(Array.from('aµ₀╌░▐▮▯▴▸▾◂◉✓✗⣿商한').filter(isAmbiguous)).toEqual([]);
});
