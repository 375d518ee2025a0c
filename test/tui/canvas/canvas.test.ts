import {describe, expect, test} from 'vitest';
import {drawBox} from '../../../source/tui/canvas/box.ts';
import {Canvas} from '../../../source/tui/canvas/canvas.ts';
import {drawHeading} from '../../../source/tui/canvas/heading.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {tone} from '../../../source/tui/theme/tone.ts';

const plain = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
const colours = createTheme({colour: '256', glyphs: 'full', background: 'dark'});
const ascii = createTheme({colour: 'none', glyphs: 'ascii', background: 'dark'});

describe('a canvas', () => {
  test('clips what sticks out on every side', () => {
    const canvas = new Canvas(4, 2);
    canvas.region().text(-2, 0, 'abcdefgh', tone.plain);
    canvas.region().text(0, 5, 'below', tone.plain);
    canvas.region().inner(2, 1, 9, 9).text(0, 0, 'xyz', tone.plain);
    expect(canvas.toRows(plain)).toEqual(['cdef', '  xy']);
  });

  test('never tears a wide glyph: at the edges, and when half of it is written over', () => {
    const canvas = new Canvas(5, 3);
    const region = canvas.region();
    region.text(0, 0, '商品商', tone.plain);
    region.text(-1, 1, '商品', tone.plain);
    region.text(0, 2, '商品', tone.plain);
    region.put(1, 2, 'x', tone.plain);
    region.put(2, 2, 'y', tone.plain);
    expect(canvas.toRows(plain)).toEqual(['商品 ', ' 品  ', ' xy  ']);
  });

  test('writes a code only where the look changes, and none across spaces or rows', () => {
    const canvas = new Canvas(8, 2);
    canvas.region().text(0, 0, 'ab', tone.ok);
    canvas.region().text(2, 0, '   ', tone.over);
    canvas.region().text(5, 0, 'c', tone.ok);
    canvas.region().text(0, 1, 'plain', tone.plain);
    expect(canvas.toRows(colours)).toEqual(['\u001B[38;5;117mab   c  \u001B[39m', 'plain   ']);
  });

  test('keeps inverse cells to themselves, spaces as well', () => {
    const canvas = new Canvas(4, 1);
    canvas.region().text(1, 0, ' ', tone.cursor);
    expect(canvas.toRows(colours)).toEqual([' \u001B[7m \u001B[27m  ']);
  });

  test('has nothing above 0x7e in ascii, cell for cell', () => {
    const canvas = new Canvas(14, 1);
    canvas.region().text(0, 0, '▸▮▯▁█µ…é商x⠁⡀', tone.plain);
    expect(canvas.toRows(ascii)).toEqual([">#._#u~e??x'. "]);
  });
});

describe('headings and boxes', () => {
  test('the longest text that fits stands at the right', () => {
    const canvas = new Canvas(24, 3);
    drawHeading(canvas.region(), 0, 'LOAD', ['MANUAL over stage 4/5', 'MANUAL']);
    drawHeading(canvas.region(), 1, 'LOAD', ['far too long for this row here']);
    drawHeading(canvas.region().inner(0, 2, 9, 1), 0, 'ENDPOINTS');
    expect(canvas.toRows(plain).map((row) => row.replaceAll(/\u001B\[\d+m/g, ''))).toEqual([
      '─ LOAD ──────── MANUAL ─',
      '─ LOAD ─────────────────',
      '─ ENDP… ─               ',
    ]);
  });

  test('a box covers what is under it', () => {
    const canvas = new Canvas(9, 5);
    for (let y = 0; y < 5; y++) canvas.region().repeat(0, y, 'x', 9, tone.plain);
    drawBox(canvas.region(), 'Q', 7, 3);
    expect(canvas.toRows(ascii).map((row) => row.replaceAll(/\u001B\[\d+m/g, ''))).toEqual([
      'xxxxxxxxx',
      'x+- Q -+x',
      'x|     |x',
      'x+-----+x',
      'xxxxxxxxx',
    ]);
  });
});
