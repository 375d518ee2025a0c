import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fastWidth} from '../../../source/tui/app/fast-width.ts';

// What Ink itself measures with.
const fromInk = createRequire(createRequire(import.meta.url).resolve('ink'));
const {default: stringWidth} = (await import(pathToFileURL(fromInk.resolve('string-width')).href)) as {
  default: (text: string) => number;
};

const sgr = fc.constantFrom('\u001B[0m', '\u001B[m', '\u001B[38;2;1;2;3m', '\u001B[1m', '\u001B[39m');
const drawn = fc.integer({min: 0x20, max: 0x28ff}).map((code) => String.fromCharCode(code));
const foreign = fc.oneof(
  fc.string({unit: 'grapheme'}),
  fc.constantFrom(
    '\u200D',
    '\uFE0F',
    '\u20E3',
    '\u001B',
    '\u009B',
    '\u001B]8;;x\u0007',
    '\u001B[2J',
    '\u0300',
    '\uD83D',
  ),
);

describe('fastWidth', () => {
  it('says what string-width says, for every code unit it knows', () => {
    const wrong: number[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const text = String.fromCharCode(code);
      const width = fastWidth(text);
      if (width !== -1 && width !== stringWidth(text)) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });

  it('says the same or nothing for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(drawn, sgr, foreign)), (parts) => {
        const text = parts.join('');
        const width = fastWidth(text);
        expect([-1, stringWidth(text)]).toContain(width);
      }),
      {numRuns: 2_000},
    );
  });

  it('knows what the screen draws', () => {
    const text = '\u001B[38;5;74m▸ POST /api ⣀⡠⠔ ▁▂▃▄▅▆▇█ ▮▯╌│┌─┐ ◉✓µ ▴▾ Δ≥…\u001B[39m';
    expect(fastWidth(text)).toBe(stringWidth(text));
  });

  it.each(['漢', '👍', 'e\u0301', '\t', '\n', '1\uFE0F\u20E3', '\u001B[2J', '\u001B', '\u001B['])(
    'leaves %j to the original',
    (text) => {
      expect(fastWidth(text)).toBe(-1);
    },
  );
});
