import {glyphSets, type GlyphSet} from './glyph-set.ts';
import {themeNames} from './theme-name.ts';
import {chooseTheme, createTheme, type ColourDepth, type Theme, type ThemeChoice} from './theme.ts';

/** What a theme is chosen by; a subset of `process.env`. */
export type ThemeEnvironment = Readonly<Record<string, string | undefined>>;

/** `isTTY` and, where Node knows it, the colour depth in bits. */
export interface ThemeStream {
  readonly isTTY?: boolean | undefined;
  getColorDepth?: ((env?: NodeJS.ProcessEnv) => number) | undefined;
}

/** What the terminal itself has answered; null: it was not asked, or did not. */
export interface TerminalAnswers {
  readonly background: ThemeChoice['background'] | null;
  /** Glyphs of ambiguous width take two cells. */
  readonly ambiguousIsWide: boolean | null;
}

/** Of a terminal that said nothing. */
export const noAnswers: TerminalAnswers = {background: null, ambiguousIsWide: null};

/**
 * NO_COLOR (non-empty) wins, then FORCE_COLOR, COLORTERM, TERM. PERFTUI_GLYPHS is a glyph set, PERFTUI_THEME a theme's
 * name; a locale that is not UTF-8 means ascii. The background is the theme's, else as COLORFGBG or the terminal itself
 * tells. Values that say nothing are ignored.
 */
export function detectTheme(env: ThemeEnvironment, stream: ThemeStream, answers: TerminalAnswers = noAnswers): Theme {
  const terminal: ThemeChoice = {
    colour: detectColour(env, stream),
    glyphs: detectGlyphs(env, answers.ambiguousIsWide),
    background: paintedBackground(env) ?? answers.background ?? 'dark',
  };
  const name = themeNames.find((one) => one === env['PERFTUI_THEME']);
  return name === undefined ? createTheme(terminal) : createTheme(chooseTheme(terminal, name), terminal);
}

/** What only the terminal itself can tell, and would change how things look. */
export function openQuestions(
  env: ThemeEnvironment,
  stream: ThemeStream,
): {
  readonly background: boolean;
  readonly ambiguousWidth: boolean;
} {
  const named = env['PERFTUI_THEME'] ?? '';
  const {colour, glyphs} = detectTheme(env, stream);
  return {
    background: colour !== 'none' && !/^(?:dark|light)$/.test(named) && paintedBackground(env) === null,
    ambiguousWidth: glyphs === 'full' && env['PERFTUI_GLYPHS'] !== 'full',
  };
}

function detectColour(env: ThemeEnvironment, stream: ThemeStream): ColourDepth {
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
  if (term === 'dumb' || isMonochrome(term)) return least;
  if (/^(?:truecolor|24bit)$/i.test(env['COLORTERM'] ?? '')) return 'truecolor';
  if (/-(?:direct|truecolor)$/.test(term)) return 'truecolor';
  if (/-256(?:color)?$/i.test(term)) return '256';
  if (term !== '' || env['COLORTERM']) return '16';
  const depth = stream.getColorDepth?.({}) ?? 1;
  return depth >= 24 ? 'truecolor' : depth >= 8 ? '256' : depth >= 4 ? '16' : least;
}

/** Terminals of the DEC family before colour, and their like. */
function isMonochrome(term: string): boolean {
  return /^vt(?:52|[12]\d\d)\b|-m(?:ono)?$/.test(term);
}

function detectGlyphs(env: ThemeEnvironment, ambiguousIsWide: boolean | null): GlyphSet {
  const wanted = glyphSets.find((set) => set === env['PERFTUI_GLYPHS']);
  if (wanted !== undefined) return wanted;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (locale !== '' && !/utf-?8/i.test(locale)) return 'ascii';
  if (env['TERM'] === 'linux') return 'blocks';
  return ambiguousIsWide === true ? 'narrow' : 'full';
}

function paintedBackground(env: ThemeEnvironment): ThemeChoice['background'] | null {
  const [, painted] = /;(\d+)$/.exec(env['COLORFGBG'] ?? '') ?? [];
  if (painted === undefined) return null;
  return ['7', '15'].includes(painted) ? 'light' : 'dark';
}
