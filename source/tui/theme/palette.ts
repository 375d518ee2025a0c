import {statusColours, type StatusColour} from '../../domain/status-colours.ts';
import {tone, type Tone} from './tone.ts';

/** The backgrounds and contrasts there are colours for. */
export const schemes = ['dark', 'light', 'highDark', 'highLight'] as const;
export type Scheme = (typeof schemes)[number];

/** How one tone looks. Colours differ by scheme and depth, attributes by whether there is colour at all. */
export interface ToneLook {
  /** Null: the terminal's own. */
  readonly colours: Readonly<Record<Scheme, Colour | null>>;
  readonly attributes: readonly Attribute[];
  /** Attributes in the two schemes of high contrast. */
  readonly highAttributes: readonly Attribute[];
  /** Attributes without any colour (NO_COLOR, `mono`). */
  readonly plainAttributes: readonly Attribute[];
}

export interface Colour extends StatusColour {
  /** SGR foreground code in the 16-colour palette; 39 is the terminal's own. */
  readonly basic: number;
}

export type Attribute = 'bold' | 'dim' | 'inverse';

type Colours = ToneLook['colours'];

/*
 * Blue, yellow, red and violet are told apart under the three colour deficiencies: smallest CIEDE2000 difference 22 (green,
 * yellow, red: 4). In 256 colours it is 20 to 23, in 16 (xterm's) 20 to 23. Colour never stands alone all the same: a sign
 * and a number are beside it, and the baseline is dotted. The background is never painted.
 */
const own: Colours = {dark: null, light: null, highDark: null, highLight: null};
const ok: Colours = {
  dark: {...statusColours.ok, basic: 36},
  light: colour('146DFF', 27, 34),
  highDark: colour('798CFF', 189, 96),
  highLight: colour('0546E3', 21, 34),
};
const near: Colours = {
  dark: {...statusColours.near, basic: 33},
  light: colour('916D14', 130, 33),
  highDark: colour('F5D547', 220, 93),
  highLight: colour('555B00', 58, 33),
};
const over: Colours = {
  dark: {...statusColours.over, basic: 31},
  light: colour('6C0829', 52, 31),
  highDark: colour('FF5F87', 204, 91),
  highLight: colour('83435E', 89, 31),
};
const baseline: Colours = {
  dark: colour('875FFF', 99, 35),
  light: colour('452B7C', 18, 90),
  highDark: colour('DED8FF', 141, 95),
  highLight: colour('1B0045', 16, 30),
};
const grey: Colours = {
  dark: colour('8A8A8A', 245, 90),
  light: colour('6C6C6C', 242, 90),
  highDark: colour('BCBCBC', 250, 37),
  highLight: colour('4E4E4E', 239, 30),
};
const p95: Colours = {
  dark: colour('BCBCBC', 250, 37),
  light: colour('4E4E4E', 239, 39),
  highDark: colour('DADADA', 253, 37),
  highLight: colour('303030', 236, 39),
};
const white = colour('FFFFFF', 231, 97);
const black = colour('000000', 16, 30);
const p99: Colours = {dark: white, light: black, highDark: white, highLight: black};

const looks: readonly (readonly [Tone, ToneLook])[] = [
  [tone.plain, look(own)],
  [tone.dim, look(grey, {plain: ['dim']})],
  [tone.strong, look(own, {usual: ['bold'], plain: ['bold']})],
  [tone.ok, look(ok)],
  [tone.near, look(near, {high: ['bold'], plain: ['bold']})],
  [tone.over, look(over, {high: ['bold'], plain: ['bold']})],
  [tone.okStrong, look(ok, {usual: ['bold'], plain: ['bold']})],
  [tone.nearStrong, look(near, {usual: ['bold'], plain: ['bold']})],
  [tone.overStrong, look(over, {usual: ['bold'], high: ['bold', 'inverse'], plain: ['bold', 'inverse']})],
  [tone.baseline, look(baseline)],
  [tone.p50, look(grey)],
  [tone.p95, look(p95)],
  [tone.p99, look(p99, {high: ['bold']})],
  [tone.max, look(grey, {plain: ['dim']})],
  [tone.badge, look(own, {usual: ['bold'], high: ['bold', 'inverse'], plain: ['bold', 'inverse']})],
  [tone.cursor, look(own, {usual: ['inverse'], plain: ['inverse']})],
];

/** Looks by tone number. */
export const palette: ReadonlyMap<Tone, ToneLook> = new Map(looks);

/** @param attributes `high`: as usual where not given */
function look(
  colours: Colours,
  attributes: {
    readonly usual?: readonly Attribute[];
    readonly high?: readonly Attribute[];
    readonly plain?: readonly Attribute[];
  } = {},
): ToneLook {
  const {usual = [], high = usual, plain = []} = attributes;
  return {colours, attributes: usual, highAttributes: high, plainAttributes: plain};
}

function colour(hex: string, indexed: number, basic: number): Colour {
  return {hex, indexed, basic};
}
