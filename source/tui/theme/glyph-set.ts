import {isAmbiguousWidth} from '../canvas/ambiguous-width.ts';

/**
 * `full`: braille plots. `narrow`: the same without glyphs that terminals set for Chinese, Japanese or Korean draw two
 * cells wide. `blocks`: block elements instead of braille. `ascii`: nothing above 0x7e.
 */
export const glyphSets = ['full', 'narrow', 'blocks', 'ascii'] as const;
export type GlyphSet = (typeof glyphSets)[number];

/** A glyph above ASCII that is drawn, and what stands for it. */
export interface DrawnGlyph {
  /** East Asian width: `ambiguous` is one cell, or two in a CJK terminal. */
  readonly width: 'neutral' | 'ambiguous';
  readonly narrow: string;
  readonly ascii: string;
}

const ambiguous: readonly (readonly [glyphs: string, narrow: string, ascii: string])[] = [
  ['▁▂▃▄▅▆▇█', '⡀⣀⣄⣤⣦⣶⣷⣿', '_.-:=+*#'],
  ['▀▒▓', '⠛⠶⣶', '"+*'],
  ['─│┌┐└┘', '-|++++', '-|++++'],
  ['…≥×·→±', '~>x.>~', '~>x.>~'],
];

const neutral: readonly (readonly [glyphs: string, ascii: string])[] = [
  ['▸▴▾◂◉✓✗', '>^v<S+x'],
  ['▮▯░╌╎', '#.:-|'],
  ['µ₀', 'u0'],
];

/** Every glyph above ASCII the screens are drawn with, braille apart, by what it looks like in the full set. */
export const drawnGlyphs: ReadonlyMap<string, DrawnGlyph> = new Map<string, DrawnGlyph>([
  ...ambiguous.flatMap(([glyphs, narrow, ascii]) =>
    Array.from(glyphs).map((glyph, index): [string, DrawnGlyph] => [
      glyph,
      {width: 'ambiguous', narrow: Array.from(narrow)[index]!, ascii: ascii[index]!},
    ]),
  ),
  ...neutral.flatMap(([glyphs, ascii]) =>
    Array.from(glyphs).map((glyph, index): [string, DrawnGlyph] => [
      glyph,
      {width: 'neutral', narrow: glyph, ascii: ascii[index]!},
    ]),
  ),
]);

/**
 * What stands for a glyph in a set, in as many cells; null: everything is shown as it is. Second cells of wide glyphs come
 * as ''. Names and messages come from elsewhere: what has no stand-in becomes its base letter, or `?`.
 */
export function substituteOf(set: GlyphSet): ((glyph: string) => string) | null {
  switch (set) {
    case 'full':
      return null;
    case 'narrow':
      return narrowGlyph;
    case 'blocks':
      return (glyph) => (isBraille(glyph) ? halves(glyph, blockHalves) : glyph);
    case 'ascii':
    default:
      return asciiGlyph;
  }
}

export function isBraille(glyph: string): boolean {
  return glyph >= '\u2800' && glyph <= '\u28FF';
}

function narrowGlyph(glyph: string): string {
  const drawn = drawnGlyphs.get(glyph);
  if (drawn !== undefined) return drawn.narrow;
  return glyph === '' || !isAmbiguousWidth(glyph.codePointAt(0)!) ? glyph : baseLetter(glyph);
}

function asciiGlyph(glyph: string): string {
  if (glyph !== '' && glyph <= '~') return glyph;
  if (isBraille(glyph)) return halves(glyph, asciiHalves);
  return drawnGlyphs.get(glyph)?.ascii ?? (glyph === '' ? '?' : baseLetter(glyph));
}

/** `é` is `e`. */
function baseLetter(glyph: string): string {
  const [letter = '?'] = glyph.normalize('NFD');
  return letter > ' ' && letter <= '~' ? letter : '?';
}

/** Dots in the upper two and the lower two rows of a braille glyph. */
const upperDots = 0b0001_1011;
const lowerDots = 0b1110_0100;
const blockHalves = [' ', '▄', '▀', '█'] as const;
const asciiHalves = [' ', '.', "'", ':'] as const;

function halves(glyph: string, signs: typeof blockHalves | typeof asciiHalves): string {
  const dots = glyph.charCodeAt(0) - 0x2800;
  return signs[((dots & upperDots) === 0 ? 0 : 2) + ((dots & lowerDots) === 0 ? 0 : 1)]!;
}
