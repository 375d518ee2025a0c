import {describe, expect, test} from 'vitest';
import {palette, schemes, type Colour, type Scheme} from '../../../source/tui/theme/palette.ts';
import {chooseTheme, createTheme, withThemeName, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import {themeNames} from '../../../source/tui/theme/theme-name.ts';
import {tone, type Tone} from '../../../source/tui/theme/tone.ts';
import {
  contrastOf,
  deficiencies,
  deltaE2000,
  indexedRgb,
  labOf,
  rgbOf,
  simulate,
  type Deficiency,
  type Lab,
  type Rgb,
} from './colour-difference.ts';

const truecolor: ThemeChoice = {colour: 'truecolor', glyphs: 'full', background: 'dark'};
const names = ['ok', 'near', 'over', 'baseline'] as const;

/** xterm's own sixteen. */
const xterm: Readonly<Record<number, Rgb>> = {
  30: [0, 0, 0],
  31: [205, 0, 0],
  33: [205, 205, 0],
  34: [0, 0, 238],
  35: [205, 0, 205],
  36: [0, 205, 205],
  90: [127, 127, 127],
  91: [255, 0, 0],
  93: [255, 255, 0],
  95: [255, 0, 255],
  96: [0, 255, 255],
};

/** What a tone's colour is in 24 bits, of 256, of 16. */
const depths: readonly (readonly [name: string, read: (colour: Colour) => Rgb])[] = [
  ['truecolor', ({hex}) => rgbOf(hex)],
  ['256', ({indexed}) => indexedRgb(indexed)],
  ['16', ({basic}) => xterm[basic]!],
];

describe('CIEDE2000', () => {
  // Pairs 1, 4, 7, 9, 10, 14, 17, 20, 25, 26, 31 and 34 of the data published with the formula.
  test.for<[Lab, Lab, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.49, -0.001], [50, -2.49, 0.001], 7.1792],
    [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.263],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ])('of %j and %j is %d', ([one, other, expected]) => {
    expect(deltaE2000(one, other)).toBeCloseTo(expected, 3);
    expect(deltaE2000(other, one)).toBeCloseTo(expected, 3);
  });
});

describe('status and baseline are told apart with every colour deficiency', () => {
  test('green, yellow and red would not be', () => {
    expect(smallestDifference(['00FF00', 'FFFF00', 'FF0000'].map(rgbOf))).toBeCloseTo(4.07, 1);
  });

  // Where 256 colours have no better four at that contrast, that is the figure.
  const least: Readonly<Record<string, number>> = {'highDark 256': 19.8};
  test.for(schemes.flatMap((scheme) => depths.map(([depth, read]) => ({scheme, depth, read}))))(
    'in the $scheme colours, $depth',
    ({scheme, depth, read}) => {
      const colours = names.map((name) => read(colourOf(tone[name], scheme)));
      const smallest = smallestDifference(colours);
      expect(smallest).toBeGreaterThanOrEqual(least[`${scheme} ${depth}`] ?? 20);
    },
  );
});

describe('contrast', () => {
  const white: Rgb = [255, 255, 255];
  const black: Rgb = [0, 0, 0];

  test('is known of known pairs', () => {
    expect(contrastOf(black, white)).toBeCloseTo(21, 5);
    expect(contrastOf(rgbOf('777777'), white)).toBeCloseTo(4.48, 2);
  });

  test.for([
    {scheme: 'highDark', background: black, depth: 'truecolor', status: 7},
    {scheme: 'highLight', background: white, depth: 'truecolor', status: 7},
    {scheme: 'highDark', background: black, depth: '256', status: 7},
    // No yellow of the 256 has 7 on white.
    {scheme: 'highLight', background: white, depth: '256', status: 6.6},
    {scheme: 'dark', background: black, depth: 'truecolor', status: 4.5},
    {scheme: 'light', background: white, depth: 'truecolor', status: 4.5},
    {scheme: 'dark', background: black, depth: '256', status: 4.5},
    {scheme: 'light', background: white, depth: '256', status: 4.5},
  ] as const)('of the $scheme colours, $depth, with their background', ({scheme, background, depth, status}) => {
    const read = depths.find(([name]) => name === depth)![1];
    const greys = scheme.startsWith('high') ? 7 : 4.5;
    for (const [which, {colours}] of palette) {
      const colour = colours[scheme];
      if (colour === null) continue;
      const isStatus = names.some((name) => colours === palette.get(tone[name])!.colours);
      const contrast = contrastOf(read(colour), background);
      expect.soft(contrast, `tone ${which}: ${contrast}`).toBeGreaterThanOrEqual(isStatus ? status : greys);
    }
  });
});

describe('a theme by name', () => {
  const codes = (choice: ThemeChoice): string => createTheme(choice).open.join('') + createTheme(choice).close.join('');

  test('16 has no code but those of sixteen colours, mono none but attributes', () => {
    for (const background of ['dark', 'light'] as const) {
      const terminal = {...truecolor, background};
      expect(codes(chooseTheme(terminal, '16')).replaceAll(/\u001B\[(?:[1-9]|2[1-9]|3[0-79]|9[0-7])m/g, '')).toBe('');
      expect(codes(chooseTheme(terminal, 'mono')).replaceAll(/\u001B\[(?:[127]|22|27)m/g, '')).toBe('');
    }
  });

  test('no theme paints the background', () => {
    for (const colour of ['none', '16', '256', 'truecolor'] as const) {
      for (const name of themeNames) {
        expect(codes(chooseTheme({...truecolor, colour}, name))).not.toMatch(/\[(?:4\d|48|10\d)[;m]/);
      }
    }
  });

  test('high contrast has more attributes, and keeps the background that the terminal has', () => {
    const usual = createTheme({...truecolor, background: 'light'});
    const high = withThemeName(usual, 'high-contrast');
    expect(high).toMatchObject({background: 'light', contrast: 'high'});
    expect(high.open[tone.over]).toContain('\u001B[1m');
    expect(usual.open[tone.over]).not.toContain('\u001B[1m');
  });

  test('is chosen live as often as wanted, and made once; null is the one it began with', () => {
    const first = createTheme(truecolor);
    const mono = withThemeName(first, 'mono');
    expect(withThemeName(first, 'mono')).toBe(mono);
    expect(withThemeName(first, null)).toBe(first);
    const begunMono = createTheme(chooseTheme(truecolor, 'mono'), truecolor);
    expect(withThemeName(begunMono, 'dark').colour).toBe('truecolor');
  });

  test('a terminal without colours gets none by any name', () => {
    for (const name of themeNames) expect(chooseTheme({...truecolor, colour: 'none'}, name).colour).toBe('none');
  });
});

function colourOf(which: Tone, scheme: Scheme): Colour {
  const colour = palette.get(which)?.colours[scheme];
  if (colour == null) throw new Error(`tone ${which} has no colour`);
  return colour;
}

/** Between any two, seen with and without a deficiency. */
function smallestDifference(colours: readonly Rgb[]): number {
  const eyes: readonly (Deficiency | null)[] = [null, ...(Object.keys(deficiencies) as Deficiency[])];
  const differences = eyes.flatMap((eye) => {
    const seen = colours.map((colour) => labOf(eye === null ? colour : simulate(colour, eye)));
    return seen.flatMap((one, index) => seen.slice(0, index).map((other) => deltaE2000(one, other)));
  });
  return Math.min(...differences);
}
