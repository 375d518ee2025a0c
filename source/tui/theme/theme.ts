import {asciiGlyphs} from './ascii-glyphs.ts';
import {palette, type Attribute, type Colour} from './palette.ts';

export interface ThemeChoice {
  readonly colour: 'none' | '16' | '256' | 'truecolor';
  /** `full`: braille plots. `blocks`: block elements instead of braille. `ascii`: nothing above 0x7e. */
  readonly glyphs: 'full' | 'blocks' | 'ascii';
  readonly background: 'dark' | 'light';
}

/** How tones and glyphs come out on one terminal. */
export interface Theme extends ThemeChoice {
  /** SGR that starts a tone, by tone number; '' for none. */
  readonly open: readonly string[];
  /** SGR that ends it. */
  readonly close: readonly string[];
  /** What stands for a glyph that the terminal may lack; null: everything is shown as it is. */
  readonly substitutes: ReadonlyMap<string, string> | null;
}

/** Builds the SGR tables. Every code is closed by its own end code, as Ink's tokenizer expects. */
export function createTheme(choice: ThemeChoice): Theme {
  const open: string[] = [];
  const close: string[] = [];
  for (const [tone, look] of palette) {
    const attributes = choice.colour === 'none' ? look.plainAttributes : look.attributes;
    const colour = choice.background === 'dark' ? look.dark : look.light;
    const sgr = colour === null ? null : colourCode(colour, choice.colour);
    const bright = choice.colour === '16' && colour !== null && [31, 33, 36].includes(colour.basic);
    const all: readonly Attribute[] = bright && !attributes.includes('bold') ? [...attributes, 'bold'] : attributes;
    open[tone] = all.map((name) => `\u001B[${attributeCodes[name][0]}m`).join('') + (sgr ?? '');
    close[tone] = (sgr === null ? '' : '\u001B[39m') + endCodes(all);
  }
  return {...choice, open, close, substitutes: choice.glyphs === 'ascii' ? asciiGlyphs : null};
}

/** What a theme is chosen by; a subset of `process.env`. */
export type ThemeEnvironment = Readonly<Record<string, string | undefined>>;

/** `isTTY` and, where Node knows it, the colour depth in bits. */
export interface ThemeStream {
  readonly isTTY?: boolean | undefined;
  getColorDepth?: ((env?: NodeJS.ProcessEnv) => number) | undefined;
}

/**
 * NO_COLOR (non-empty) wins, then FORCE_COLOR, COLORTERM, TERM. PERFTUI_GLYPHS is `full`, `blocks` or `ascii`,
 * PERFTUI_THEME `dark` or `light`; a locale that is not UTF-8 means ascii. Values that say nothing are ignored.
 */
export function detectTheme(env: ThemeEnvironment, stream: ThemeStream): Theme {
  return createTheme({colour: detectColour(env, stream), glyphs: detectGlyphs(env), background: detectBackground(env)});
}

function detectColour(env: ThemeEnvironment, stream: ThemeStream): ThemeChoice['colour'] {
  if (env['NO_COLOR']) return 'none';
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 'none';
    if (forced === '1') return '16';
    if (forced === '2') return '256';
    if (forced === '3') return 'truecolor';
  }
  const term = env['TERM'] ?? '';
  const least = forced === undefined ? 'none' : '16';
  if (stream.isTTY !== true && forced === undefined) return 'none';
  if (term === 'dumb') return least;
  if (/^(?:truecolor|24bit)$/i.test(env['COLORTERM'] ?? '')) return 'truecolor';
  if (/-(?:direct|truecolor)$/.test(term)) return 'truecolor';
  if (/-256(?:color)?$/i.test(term)) return '256';
  if (term !== '' || env['COLORTERM']) return '16';
  const depth = stream.getColorDepth?.({}) ?? 1;
  return depth >= 24 ? 'truecolor' : depth >= 8 ? '256' : depth >= 4 ? '16' : least;
}

function detectGlyphs(env: ThemeEnvironment): ThemeChoice['glyphs'] {
  const wanted = env['PERFTUI_GLYPHS'];
  if (wanted === 'full' || wanted === 'blocks' || wanted === 'ascii') return wanted;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (locale !== '' && !/utf-?8/i.test(locale)) return 'ascii';
  return env['TERM'] === 'linux' ? 'blocks' : 'full';
}

function detectBackground(env: ThemeEnvironment): ThemeChoice['background'] {
  const wanted = env['PERFTUI_THEME'];
  if (wanted === 'dark' || wanted === 'light') return wanted;
  const painted = /;(\d+)$/.exec(env['COLORFGBG'] ?? '');
  return painted !== null && ['7', '15'].includes(painted[1]!) ? 'light' : 'dark';
}

const attributeCodes: Readonly<Record<Attribute, readonly [start: number, end: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
};

function endCodes(attributes: readonly Attribute[]): string {
  return [...new Set(attributes.map((name) => attributeCodes[name][1]))].map((code) => `\u001B[${code}m`).join('');
}

function colourCode(colour: Colour, depth: ThemeChoice['colour']): string | null {
  if (depth === 'none') return null;
  if (depth === '16') return colour.basic === 39 ? null : `\u001B[${colour.basic}m`;
  if (depth === '256') return `\u001B[38;5;${colour.indexed}m`;
  const value = Number.parseInt(colour.hex, 16);
  return `\u001B[38;2;${value >> 16};${(value >> 8) & 255};${value & 255}m`;
}
