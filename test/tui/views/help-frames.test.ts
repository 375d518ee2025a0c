import {expect, test} from 'vitest';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {previewCommand} from '../../../source/tui/app/parse-command.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {Prompt, ScreenState} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';

interface Case {
  /** Ends in the size. */
  readonly name: string;
  readonly screen: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const help = (filter = '', scroll = 0): Partial<ScreenState> => ({overlay: {kind: 'help', filter, scroll}});

function command(text: string): Partial<ScreenState> {
  const prompt: Prompt = {kind: 'command', text, cursor: text.length};
  return {prompt, hint: previewCommand(text, checkoutPeak().view)};
}

const cases: readonly Case[] = [
  {name: 'help-120x40', screen: help()},
  {name: 'help-200x60', screen: help()},
  {name: 'help-latency-80x24', screen: {...help(), view: 'latency'}},
  {name: 'help-end-80x24', screen: help('', 99)},
  {name: 'help-search-80x24', screen: {...help('zoo'), prompt: {kind: 'help-search', text: 'zoo', cursor: 3}}},
  {name: 'help-found-80x24', screen: help('load')},
  {name: 'help-60x16', screen: help()},
  {name: 'help-ascii-nocolor-80x24', screen: help(), theme: {colour: 'none', glyphs: 'ascii'}},
  {name: 'command-80x24', screen: command('ramp 200 30s')},
  {name: 'command-empty-120x40', screen: command('')},
  {name: 'command-empty-200x60', screen: command('')},
  {name: 'command-choice-80x24', screen: command('theme ')},
];

test.for(cases)('$name', async ({name, screen, theme}) => {
  const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
  const {shown, golden} = await compareFrame(name, {
    mirror: checkoutPeak(),
    screen: {...plainScreen, ...screen},
    size: {columns: columns!, rows: rows!},
    theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
  });
  expect(shown).toEqual(golden);
});

test('a search of the help is drawn in a window of any size', () => {
  const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
  const screen = {...plainScreen, ...help('load'), prompt: {kind: 'help-search', text: 'load', cursor: 4} as const};
  for (let columns = 1; columns < 70; columns++) {
    for (const rows of [1, 2, 3, 8])
      expect(renderScreen(checkoutPeak(), screen, {columns, rows}, theme)).toHaveLength(rows);
  }
});
