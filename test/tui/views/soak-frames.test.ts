import {describe, expect, test} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import {plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {soakRun} from '../fixtures/soak-runs.ts';

interface Case {
  /** Ends in the size. */
  readonly name: string;
  readonly run: Parameters<typeof soakRun>[0];
  readonly scroll?: number;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;

const cases: Readonly<Record<string, readonly Case[]>> = {
  'a leak, told by sign and word, and what it has come to': [
    {name: 'soak-leaks-60x16', run: 'leaks'},
    {name: 'soak-leaks-80x24', run: 'leaks'},
    {name: 'soak-leaks-100x32', run: 'leaks'},
    {name: 'soak-leaks-120x40', run: 'leaks'},
    {name: 'soak-leaks-200x60', run: 'leaks'},
    {name: 'soak-leaks-ascii-nocolor-120x40', run: 'leaks', theme: ascii},
  ],
  'periods that scroll, to the oldest': [{name: 'soak-scrolled-80x24', run: 'leaks', scroll: 1000}],
  'too short to tell, and a target that nobody observes': [
    {name: 'soak-young-80x24', run: 'young'},
    {name: 'soak-young-120x40', run: 'young'},
  ],
  'nothing has changed by the end': [
    {name: 'soak-steady-80x24', run: 'steady'},
    {name: 'soak-steady-ascii-nocolor-80x24', run: 'steady', theme: ascii},
  ],
  'errors have a chart where there is no memory of the target': [{name: 'soak-blind-120x40', run: 'blind'}],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, run, scroll = 0, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror: soakRun(run),
      screen: {...plainScreen, view: 'study', study: {...plainScreen.study, scroll}},
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
