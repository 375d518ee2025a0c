import {describe, expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, elapsedMs, plainScreen} from '../fixtures/checkout-peak.ts';
import {classRun} from '../fixtures/class-run.ts';
import {freshRun} from '../fixtures/fresh-run.ts';
import {youngRun} from '../fixtures/young-run.ts';
import {doubtfulRun} from '../fixtures/doubtful-run.ts';
import {droppingRun, openRun, stalledRun} from '../fixtures/open-run.ts';
import {compareFrame, type FrameComparison} from '../fixtures/golden-frame.ts';

const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const hint = {text: '▸ 248 to 200 VUs, down at once     next: /30s = over 30s', tone: 'plain'} as const;
const question = {text: '248 to 600 VUs is over the cap 400. Raise the cap and go?', untilMs: elapsedMs + 8000};

/** Ten minutes and more into it, playing; what no file tells is unknown. */
function recordedRun(changes: Partial<SessionView> = {}): SessionMirror {
  const playback = {file: 'drive.jsonl', kind: 'drive', atMs: elapsedMs, endMs: 1_440_000, playing: true} as const;
  const {view} = checkoutPeak();
  const unknown = Number.NaN;
  return checkoutPeak({
    playback,
    recording: null,
    alert: null,
    closed: null,
    baseline: null,
    snapshots: [],
    window: {...view.window, change: null},
    endpoints: view.endpoints.map((row) => ({...row, change: null})),
    openSockets: unknown,
    workers: {alive: 0, wanted: 0},
    load: {...view.load, step: unknown, rampPerSecond: unknown, etaMs: null, plan: null, undoLevel: null},
    generator: {...view.generator, utilisation: unknown, clientWaitMs: unknown, probeLateMs: unknown, steal: unknown},
    ...changes,
  });
}

/** Of an old file, or of a killed process: neither judged nor told how it was sent, and the cap is nobody's. */
function barelyRecordedRun(): SessionMirror {
  const {view} = recordedRun();
  const doubtful = {...view.generator, verdict: 'saturated', reason: 'latencies were not to be trusted then'} as const;
  const load = {...view.load, capLevel: Number.NaN};
  return recordedRun({validity: null, transport: null, load, generator: doubtful});
}

interface Case {
  /** Ends in the size: `drive-80x24`. */
  readonly name: string;
  readonly mirror?: SessionMirror | null;
  readonly screen?: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  'the drive view at each layout': [
    {name: 'drive-80x24'},
    {name: 'drive-120x40'},
    {name: 'drive-200x60'},
    {name: 'drive-60x16'},
    {name: 'drive-100x32'},
    {name: 'drive-160x48'},
    {name: 'tiny-40x8'},
    {name: 'tiny-10x3'},
  ],
  'ascii without colour, and block elements without braille': [
    {name: 'drive-ascii-nocolor-80x24', theme: ascii},
    {name: 'drive-ascii-nocolor-120x40', theme: ascii},
    {name: 'drive-blocks-120x40', theme: {glyphs: 'blocks'}},
  ],
  'a young run has short columns; without thresholds there is room for what requests end in': [
    {name: 'young-120x40', mirror: youngRun()},
    {name: 'young-80x24', mirror: youngRun()},
  ],
  'before anything is measured: no figure and no scale made up': [
    {name: 'fresh-80x24', mirror: freshRun()},
    {name: 'fresh-120x40', mirror: freshRun()},
    {name: 'fresh-200x60', mirror: freshRun()},
    {name: 'starting-80x24', mirror: null},
  ],
  'the open model: what was due, started, done and lost a second': [
    {name: 'open-80x24', mirror: openRun()},
    {name: 'open-120x40', mirror: openRun()},
    {name: 'open-200x60', mirror: openRun()},
    {name: 'open-60x16', mirror: openRun()},
    {name: 'open-dropping-80x24', mirror: droppingRun()},
    {name: 'open-dropping-120x40', mirror: droppingRun()},
    {name: 'open-dropping-ascii-nocolor-120x40', mirror: droppingRun(), theme: ascii},
    {name: 'open-tiny-40x8', mirror: droppingRun()},
  ],
  'in a stall latencies are lower bounds': [
    {name: 'stall-80x24', mirror: stalledRun()},
    {name: 'stall-120x40', mirror: stalledRun()},
    {name: 'stall-ascii-nocolor-80x24', mirror: stalledRun(), theme: ascii},
  ],
  'a run whose generator was the bottleneck says so, and what to do': [
    {name: 'degraded-80x24', mirror: doubtfulRun('DEGRADED')},
    {name: 'degraded-120x40', mirror: doubtfulRun('DEGRADED')},
    {name: 'invalid-120x40', mirror: doubtfulRun('INVALID')},
    {name: 'invalid-200x60', mirror: doubtfulRun('INVALID')},
    {name: 'invalid-tiny-40x8', mirror: doubtfulRun('INVALID')},
  ],
  'a recording: where in it the picture is, and how to move': [
    {name: 'recorded-80x24', mirror: recordedRun()},
    {name: 'recorded-120x40', mirror: recordedRun()},
    {name: 'recorded-200x60', mirror: recordedRun()},
    {name: 'recorded-tiny-40x8', mirror: recordedRun()},
    {name: 'recorded-help-80x24', mirror: recordedRun(), screen: {overlay: {kind: 'help', filter: '', scroll: 0}}},
    {name: 'recorded-barely-80x24', mirror: barelyRecordedRun()},
    {name: 'recorded-barely-120x40', mirror: barelyRecordedRun()},
    {name: 'recorded-barely-200x60', mirror: barelyRecordedRun()},
  ],
  'screens that look on from elsewhere are counted': [{name: 'attached-160x48', mirror: checkoutPeak({attached: 2})}],
  'user classes, checks, budgets, a forecast, and the plan ahead of now': [
    {name: 'classes-80x24', mirror: classRun()},
    {name: 'classes-120x40', mirror: classRun()},
    {name: 'classes-200x60', mirror: classRun()},
    {name: 'classes-160x48', mirror: classRun()},
    {name: 'classes-ascii-nocolor-120x40', mirror: classRun(), theme: ascii},
    {name: 'classes-tiny-40x8', mirror: classRun()},
    {name: 'checks-80x24', mirror: classRun({forecast: null})},
    {name: 'scenarios-80x24', mirror: classRun(), screen: {overlay: {kind: 'scenarios', selected: 1}}},
    {name: 'scenarios-120x40', mirror: classRun(), screen: {overlay: {kind: 'scenarios', selected: 0}}},
    {name: 'scenarios-200x60', mirror: classRun(), screen: {overlay: {kind: 'scenarios', selected: 2}}},
  ],
  'what stands over the drive view': [
    {name: 'help-80x24', screen: {overlay: {kind: 'help', filter: '', scroll: 0}}},
    {name: 'quit-80x24', screen: {overlay: {kind: 'quit'}}},
    {name: 'quit-tiny-40x8', screen: {overlay: {kind: 'quit'}}},
    {name: 'baseline-120x40', screen: {overlay: {kind: 'baseline', selected: 1}}},
  ],
  'the bottom two lines': [
    {name: 'prompt-80x24', screen: {prompt: {kind: 'target', text: '200', cursor: 3}, hint}},
    {name: 'question-80x24', mirror: checkoutPeak({question})},
    {name: 'stopped-80x24', mirror: stopped()},
  ],
  'a frozen picture: header and bottom lines go on': [
    {
      name: 'frozen-80x24',
      mirror: checkoutPeak({elapsedMs: elapsedMs + 30_000, alert: null, phase: 'HOLD'}),
      screen: {frozen: checkoutPeak()},
    },
  ],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async (frame) => {
    const {shown, golden} = await compare(frame);
    expect(shown).toEqual(golden);
  });
});

async function compare({name, mirror = checkoutPeak(), screen, theme}: Case): Promise<FrameComparison> {
  const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
  return compareFrame(name, {
    mirror,
    screen: {...plainScreen, ...screen},
    size: {columns: columns!, rows: rows!},
    theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
  });
}

/** Stopped by the operator while the generator itself could not keep up. */
function stopped(): SessionMirror {
  const {load, generator} = checkoutPeak().view;
  return checkoutPeak({
    phase: 'STOPPED',
    load: {...load, activeVus: 0, commandedLevel: 0, targetLevel: 0, etaMs: null, resumeLevel: 240},
    generator: {...generator, verdict: 'saturated', utilisation: 0.99, loopDelayMs: 84, reason: 'loop'},
    alert: {
      text: 'GENERATOR SATURATED loop 84ms cpu 99%: latencies read high from 00:12:30',
      hint: null,
      more: 1,
      tone: 'over',
    },
  });
}
