import {describe, expect, test} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {searchRun} from '../fixtures/search-runs.ts';

interface Case {
  /** Ends in the size: `study-climb-80x24`. */
  readonly name: string;
  readonly mirror: SessionMirror;
  readonly screen?: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;

const cases: Readonly<Record<string, readonly Case[]>> = {
  'a search that climbs': [
    {name: 'study-climb-80x24', mirror: searchRun('climb')},
    {name: 'study-climb-120x40', mirror: searchRun('climb')},
  ],
  'one that has failed, between the load that held and the one that did not': [
    {name: 'study-bisect-60x16', mirror: searchRun('bisect')},
    {name: 'study-bisect-80x24', mirror: searchRun('bisect')},
    {name: 'study-bisect-100x32', mirror: searchRun('bisect')},
    {name: 'study-bisect-120x40', mirror: searchRun('bisect')},
    {name: 'study-bisect-ascii-nocolor-80x24', mirror: searchRun('bisect'), theme: ascii},
  ],
  'one that the operator took the load from': [
    {name: 'study-paused-80x24', mirror: searchRun('paused')},
    {name: 'study-paused-120x40', mirror: searchRun('paused'), screen: {study: {scroll: 0, sort: 'load'}}},
  ],
  'what was found, with the knee and where throughput is greatest': [
    {name: 'study-found-60x16', mirror: searchRun('found')},
    {name: 'study-found-80x24', mirror: searchRun('found'), screen: {study: {scroll: 4, sort: 'when'}}},
    {name: 'study-found-120x40', mirror: searchRun('found')},
    {name: 'study-found-200x60', mirror: searchRun('found')},
    {name: 'study-found-ascii-nocolor-120x40', mirror: searchRun('found'), theme: ascii},
  ],
  'no capacity: the generator was at its end': [
    {name: 'study-limited-80x24', mirror: searchRun('limited')},
    {name: 'study-limited-120x40', mirror: searchRun('limited')},
  ],
  'nothing failed, or everything did': [
    {name: 'study-at-least-80x24', mirror: searchRun('atLeast')},
    {name: 'study-below-80x24', mirror: searchRun('below')},
    {name: 'study-below-120x40', mirror: searchRun('below')},
  ],
  'no study: how one is begun': [
    {name: 'study-none-80x24', mirror: checkoutPeak()},
    {name: 'study-none-120x40', mirror: checkoutPeak()},
  ],
  'the help says what its signs mean': [
    {
      name: 'study-help-80x24',
      mirror: searchRun('bisect'),
      screen: {overlay: {kind: 'help', filter: '', scroll: 0}},
    },
  ],
  'the drive view says who has the load, and what is being found out': [
    {name: 'study-drive-80x24', mirror: searchRun('bisect'), screen: {view: 'drive'}},
    {name: 'study-drive-120x40', mirror: searchRun('bisect'), screen: {view: 'drive'}},
    {name: 'study-tiny-40x8', mirror: searchRun('bisect')},
    {name: 'study-drive-paused-120x40', mirror: searchRun('paused'), screen: {view: 'drive'}},
  ],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, mirror, screen, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror,
      screen: {...plainScreen, view: 'study', ...screen},
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
