import {substituteOf, type GlyphSet} from './glyph-set.ts';
import {palette, type Attribute, type Colour, type Scheme, type ToneLook} from './palette.ts';
import type {ThemeName} from './theme-name.ts';

export type ColourDepth = 'none' | '16' | '256' | 'truecolor';

export interface ThemeChoice {
  readonly colour: ColourDepth;
  readonly glyphs: GlyphSet;
  readonly background: 'dark' | 'light';
  /** Absent: as usual. */
  readonly contrast?: 'high';
}

/** How tones and glyphs come out on one terminal. */
export interface Theme extends ThemeChoice {
  /** What the terminal has, whatever theme was asked for by name. */
  readonly terminal: ThemeChoice;
  /** SGR that starts a tone, by tone number; '' for none. */
  readonly open: readonly string[];
  /** SGR that ends it. */
  readonly close: readonly string[];
  /** What stands for a glyph; null: everything is shown as it is. */
  readonly substitute: ((glyph: string) => string) | null;
}

/**
 * Builds the SGR tables. Every code is closed by its own end code, as Ink's tokenizer expects.
 * @param terminal what the terminal has, where `choice` is not that
 */
export function createTheme(choice: ThemeChoice, terminal: ThemeChoice = choice): Theme {
  const open: string[] = [];
  const close: string[] = [];
  for (const [tone, look] of palette) {
    const colour = look.colours[schemeOf(choice)];
    const sgr = colour === null ? null : colourCode(colour, choice.colour);
    const attributes = attributesOf(look, colour, choice);
    open[tone] = attributes.map((name) => `\u001B[${attributeCodes[name][0]}m`).join('') + (sgr ?? '');
    close[tone] = (sgr === null ? '' : '\u001B[39m') + endCodes(attributes);
  }
  return {...choice, terminal, open, close, substitute: substituteOf(choice.glyphs)};
}

const restyled = new WeakMap<Theme, Map<ThemeName, Theme>>();

/** The same terminal with another theme (`:theme NAME`); null: as it is. A theme is made once. */
export function withThemeName(theme: Theme, name: ThemeName | null): Theme {
  if (name === null) return theme;
  const known = restyled.get(theme) ?? new Map<ThemeName, Theme>();
  restyled.set(theme, known);
  const other = known.get(name) ?? createTheme(chooseTheme(theme.terminal, name), theme.terminal);
  known.set(name, other);
  return other;
}

/** What a terminal shows of a theme: never more colours than it has (none with NO_COLOR). */
export function chooseTheme(terminal: ThemeChoice, name: ThemeName): ThemeChoice {
  switch (name) {
    case 'dark':
    case 'light':
      return {...terminal, background: name};
    case 'high-contrast':
      return {...terminal, contrast: 'high'};
    case 'mono':
      return {...terminal, colour: 'none'};
    case '16':
    default:
      return {...terminal, colour: terminal.colour === 'none' ? 'none' : '16'};
  }
}

function schemeOf({background, contrast}: ThemeChoice): Scheme {
  if (contrast === 'high') return background === 'dark' ? 'highDark' : 'highLight';
  return background;
}

function attributesOf(look: ToneLook, colour: Colour | null, choice: ThemeChoice): readonly Attribute[] {
  if (choice.colour === 'none') return look.plainAttributes;
  const attributes = choice.contrast === 'high' ? look.highAttributes : look.attributes;
  // The dark ones of the sixteen are hard to read as thin strokes.
  const thin = choice.colour === '16' && colour !== null && [31, 33, 36].includes(colour.basic);
  return thin && !attributes.includes('bold') ? [...attributes, 'bold'] : attributes;
}

const attributeCodes: Readonly<Record<Attribute, readonly [start: number, end: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
};

function endCodes(attributes: readonly Attribute[]): string {
  return [...new Set(attributes.map((name) => attributeCodes[name][1]))].map((code) => `\u001B[${code}m`).join('');
}

function colourCode(colour: Colour, depth: ColourDepth): string | null {
  if (depth === 'none') return null;
  if (depth === '16') return colour.basic === 39 ? null : `\u001B[${colour.basic}m`;
  if (depth === '256') return `\u001B[38;5;${colour.indexed}m`;
  const value = Number.parseInt(colour.hex, 16);
  return `\u001B[38;2;${value >> 16};${(value >> 8) & 255};${value & 255}m`;
}
