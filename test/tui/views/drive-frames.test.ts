import {describe, test} from 'vitest';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, elapsedMs, plainScreen} from '../fixtures/checkout-peak.ts';
import {expectFrame} from '../fixtures/golden-frame.ts';
import {freshRun} from '../fixtures/fresh-run.ts';

const colours: ThemeChoice = {colour: '256', glyphs: 'full', background: 'dark'};

async function hold(
  name: string,
  columns: number,
  rows: number,
  change: {mirror?: SessionMirror | null; screen?: Partial<ScreenState>; theme?: Partial<ThemeChoice>} = {},
): Promise<void> {
  const {mirror = checkoutPeak(), screen = {}, theme = {}} = change;
  await expectFrame(name, {
    mirror,
    screen: {...plainScreen, ...screen},
    size: {columns, rows},
    theme: createTheme({...colours, ...theme}),
  });
}

describe('the drive view at each layout, cell by cell', () => {
  test.for([
    ['drive-80x24', 80, 24],
    ['drive-120x40', 120, 40],
    ['drive-200x60', 200, 60],
    ['drive-60x16', 60, 16],
    ['drive-100x32', 100, 32],
    ['drive-160x48', 160, 48],
    ['tiny-40x8', 40, 8],
    ['tiny-10x3', 10, 3],
  ] as const)('%s', async ([name, columns, rows]) => hold(name, columns, rows));

  test('in ascii without colour', async () => {
    const theme = {colour: 'none', glyphs: 'ascii'} as const;
    await hold('drive-ascii-nocolor-80x24', 80, 24, {theme});
    await hold('drive-ascii-nocolor-120x40', 120, 40, {theme});
  });

  test('in block elements where braille is missing', async () => {
    await hold('drive-blocks-120x40', 120, 40, {theme: {glyphs: 'blocks'}});
  });

  test('before anything is measured: no figure, no scale made up', async () => {
    await hold('fresh-80x24', 80, 24, {mirror: freshRun()});
    await hold('fresh-120x40', 120, 40, {mirror: freshRun()});
    await hold('fresh-200x60', 200, 60, {mirror: freshRun()});
    await hold('starting-80x24', 80, 24, {mirror: null});
  });
});

describe('what stands over the drive view', () => {
  test('help', async () => hold('help-80x24', 80, 24, {screen: {overlay: {kind: 'help'}}}));
  test('quit', async () => hold('quit-80x24', 80, 24, {screen: {overlay: {kind: 'quit'}}}));
  test('baseline chooser', async () =>
    hold('baseline-120x40', 120, 40, {screen: {overlay: {kind: 'baseline', selected: 1}}}));
});

describe('the bottom two lines', () => {
  test('a target being typed', async () => {
    const hint = {text: '▸ 248 to 200 VUs, down at once     next: /30s = over 30s', tone: 'plain'} as const;
    await hold('prompt-80x24', 80, 24, {screen: {prompt: {kind: 'target', text: '200', cursor: 3}, hint}});
  });

  test('a question', async () => {
    const question = {
      text: '248 to 600 VUs is over the cap 400. Raise the cap and go?',
      untilMs: elapsedMs + 8000,
    };
    await hold('question-80x24', 80, 24, {mirror: checkoutPeak({question})});
  });

  test('a saturated generator, stopped', async () => {
    const alert = {
      text: 'GENERATOR SATURATED loop 84ms cpu 99%: latencies read high from 00:13:02',
      hint: null,
      more: 1,
    };
    const {view} = checkoutPeak();
    const load = {...view.load, activeVus: 0, targetVus: 0, etaMs: null, resumeVus: 240};
    const generator = {verdict: 'saturated', utilisation: 0.99, loopDelayMs: 84, reason: 'loop'} as const;
    const mirror = checkoutPeak({phase: 'STOPPED', load, generator, alert: {...alert, tone: 'over'}});
    await hold('stopped-80x24', 80, 24, {mirror});
  });

  test('a frozen picture: header and bottom lines go on', async () => {
    const frozen = checkoutPeak();
    const later = checkoutPeak({elapsedMs: elapsedMs + 30_000, alert: null, phase: 'HOLD'});
    await hold('frozen-80x24', 80, 24, {mirror: later, screen: {frozen}});
  });
});
