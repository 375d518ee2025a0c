import {describe, expect, test} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import {plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {openSpikeRun, spikeRun, type SpikeMoment} from '../fixtures/spike-runs.ts';

interface Case {
  /** Ends in the size. */
  readonly name: string;
  readonly moment: SpikeMoment | 'open';
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;

const cases: Readonly<Record<string, readonly Case[]>> = {
  'the baseline is measured': [{name: 'spike-baseline-80x24', moment: 'baseline'}],
  'a spike under way': [
    {name: 'spike-held-80x24', moment: 'spike'},
    {name: 'spike-held-120x40', moment: 'spike'},
  ],
  'the load is back, the target is not': [
    {name: 'spike-watching-60x16', moment: 'watching'},
    {name: 'spike-watching-80x24', moment: 'watching'},
    {name: 'spike-watching-120x40', moment: 'watching'},
    {name: 'spike-watching-ascii-nocolor-80x24', moment: 'watching', theme: ascii},
  ],
  'all recovered': [
    {name: 'spike-done-80x24', moment: 'done'},
    {name: 'spike-done-120x40', moment: 'done'},
    {name: 'spike-done-200x60', moment: 'done'},
    {name: 'spike-done-ascii-nocolor-120x40', moment: 'done', theme: ascii},
  ],
  'a recovery that never came': [
    {name: 'spike-never-60x16', moment: 'never'},
    {name: 'spike-never-80x24', moment: 'never'},
    {name: 'spike-never-100x32', moment: 'never'},
    {name: 'spike-never-120x40', moment: 'never'},
  ],
  'a queue in the open model, with arrivals that were dropped': [
    {name: 'spike-open-80x24', moment: 'open'},
    {name: 'spike-open-120x40', moment: 'open'},
  ],
  'the generator at its end': [
    {name: 'spike-limited-80x24', moment: 'limited'},
    {name: 'spike-limited-120x40', moment: 'limited'},
  ],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, moment, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror: moment === 'open' ? openSpikeRun() : spikeRun(moment),
      screen: {...plainScreen, view: 'study'},
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
