import {tone, type Tone} from './tone.ts';

/** How one tone looks. Colours differ by depth and background, attributes by whether there is colour at all. */
export interface ToneLook {
  readonly dark: Colour | null;
  readonly light: Colour | null;
  readonly attributes: readonly Attribute[];
  /** Attributes without any colour (NO_COLOR). */
  readonly plainAttributes: readonly Attribute[];
}

export interface Colour {
  readonly hex: string;
  /** Index in the 256-colour palette. */
  readonly indexed: number;
  /** SGR foreground code in the 16-colour palette; 39 is the terminal's own. */
  readonly basic: number;
}

export type Attribute = 'bold' | 'dim' | 'inverse';

const ok = {dark: colour('56B4E9', 74, 36), light: colour('1F5FD0', 26, 34)};
const near = {dark: colour('F5D547', 221, 33), light: colour('8C6500', 94, 33)};
const over = {dark: colour('FF5F87', 204, 31), light: colour('A8005C', 125, 31)};
const grey = {dark: colour('8A8A8A', 245, 90), light: colour('6C6C6C', 242, 90)};

/**
 * Blue, yellow, red: told apart under the three colour deficiencies (smallest ΔE2000 22; green, yellow, red: 4).
 * Colour never stands alone: a sign and a number are beside it. The background is never painted.
 */
const looks: readonly (readonly [Tone, ToneLook])[] = [
  [tone.plain, {dark: null, light: null, attributes: [], plainAttributes: []}],
  [tone.dim, {...grey, attributes: [], plainAttributes: ['dim']}],
  [tone.strong, {dark: null, light: null, attributes: ['bold'], plainAttributes: ['bold']}],
  [tone.ok, {...ok, attributes: [], plainAttributes: []}],
  [tone.near, {...near, attributes: [], plainAttributes: ['bold']}],
  [tone.over, {...over, attributes: [], plainAttributes: ['bold']}],
  [tone.okStrong, {...ok, attributes: ['bold'], plainAttributes: ['bold']}],
  [tone.nearStrong, {...near, attributes: ['bold'], plainAttributes: ['bold']}],
  [tone.overStrong, {...over, attributes: ['bold'], plainAttributes: ['bold', 'inverse']}],
  [
    tone.baseline,
    {dark: colour('9D7BFF', 141, 35), light: colour('6B3FA0', 91, 35), attributes: [], plainAttributes: []},
  ],
  [tone.p50, {...grey, attributes: [], plainAttributes: []}],
  [tone.p95, {dark: colour('BCBCBC', 250, 37), light: colour('4E4E4E', 239, 39), attributes: [], plainAttributes: []}],
  [tone.p99, {dark: colour('FFFFFF', 231, 97), light: colour('000000', 16, 30), attributes: [], plainAttributes: []}],
  [tone.max, {...grey, attributes: [], plainAttributes: ['dim']}],
  [tone.badge, {dark: null, light: null, attributes: ['bold'], plainAttributes: ['bold', 'inverse']}],
  [tone.cursor, {dark: null, light: null, attributes: ['inverse'], plainAttributes: ['inverse']}],
];

/** Looks by tone number. */
export const palette: ReadonlyMap<Tone, ToneLook> = new Map(looks);

function colour(hex: string, indexed: number, basic: number): Colour {
  return {hex, indexed, basic};
}
