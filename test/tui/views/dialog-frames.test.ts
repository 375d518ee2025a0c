import {expect, test} from 'vitest';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';

const quit: Partial<ScreenState> = {overlay: {kind: 'quit'}};
test.each([
  {name: 'dialog-quit-120x40', screen: quit},
  {name: 'dialog-quit-200x60', screen: quit},
  {name: 'dialog-open-80x24', screen: {overlay: {kind: 'quit', next: 'picker'}} as const},
])('$name', async ({name, screen}) => {
  const [columns, rows] = /(\d+)x(\d+)$/.exec(name)!.slice(1).map(Number) as [number, number];
  const {shown, golden} = await compareFrame(name, {
    mirror: checkoutPeak(),
    screen: {...plainScreen, ...screen},
    size: {columns, rows},
    theme: createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'}),
  });
  expect(shown).toEqual(golden);
});
