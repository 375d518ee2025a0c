import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Intent} from '../../../source/session/intent.ts';
import {handleKey} from '../../../source/tui/app/handle-key.ts';
import {initialKeyState, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {keyTable} from '../../../source/tui/app/key-table.ts';
import {at, idleRun, press, step, tinyWindow, withScreen} from './press-keys.ts';
import {sampleView, type SampleOptions} from './sample-session.ts';

const question = {text: 'raise to 600?', untilMs: 999_999};

describe('on the drive view', () => {
  it.each<[string, Intent]>([
    ['+', step(1)],
    ['=', step(1)],
    ['w', step(1)],
    ['-', step(-1)],
    ['s', step(-1)],
    ['W', step(5)],
    ['S', step(-5)],
    ['[', {kind: 'step-size', direction: -1}],
    [']', {kind: 'step-size', direction: 1}],
    ['{', {kind: 'ramp-speed', direction: -1}],
    ['}', {kind: 'ramp-speed', direction: 1}],
    [' ', {kind: 'hold'}],
    ['p', {kind: 'pause'}],
    ['z', {kind: 'undo'}],
    ['Z', {kind: 'last-good'}],
    ['x', {kind: 'halve'}],
    ['X', {kind: 'emergency-stop'}],
    ['ctrl+c', {kind: 'emergency-stop'}],
    ['a', {kind: 'auto'}],
    ['c', {kind: 'snapshot', name: null, note: null, scope: 'window'}],
    ['b', {kind: 'baseline-toggle'}],
    ['m', {kind: 'mark', text: null}],
    ['n', {kind: 'fresh-window'}],
  ])('%j asks for %o', (key, intent) => {
    expect(press([key], at()).intents).toEqual([intent]);
  });

  it.each([
    ['f', 'freeze'],
    ['ctrl+l', 'repaint'],
  ])('%j is for the screen alone: %s', (key, effect) => {
    const result = press([key], at());
    expect(result.effects).toEqual([effect]);
    expect(result.intents).toEqual([]);
  });

  it.each(['9', 'home', 'up', 'alt+X', 'alt+-', 'e', 'D', 'enter', 'ctrl+d', '漢'])('%j does nothing', (key) => {
    const result = press([key], at());
    expect(result).toEqual({state: initialKeyState, intents: [], effects: []});
    expect(result.state.screen).toBe(initialKeyState.screen);
  });

  it('every key of the session does something', () => {
    for (const command of keyTable.filter(({scopes}) => scopes === 'session')) {
      for (const key of command.keys) {
        const from = withScreen({
          view: command.id === 'view-drive' ? 'snaps' : 'drive',
          frozen: {view: sampleView(), columns: {1: [], 2: [], 5: [], 10: [], 30: [], 60: []}, events: [], look: null},
        });
        const result = press([key], at(), from);
        const changed = result.intents.length + result.effects.length > 0 || result.state.screen !== from.screen;
        expect([key, changed]).toEqual([key, true]);
      }
    }
  });

  it('marks steps of a held key from its third in a row on, and tells keys apart', () => {
    let state = initialKeyState;
    const repeats: boolean[] = [];
    for (const [index, nowMs] of [0, 500, 533, 566, 600, 900].entries()) {
      const result = handleKey(state, '+', {...at(), nowMs});
      state = result.state;
      repeats[index] = (result.intents[0] as Extract<Intent, {kind: 'step'}>).repeat;
    }
    expect(repeats).toEqual([false, false, false, true, true, false]);
    expect(handleKey(state, '-', {...at(), nowMs: 910}).intents).toEqual([step(-1)]);
  });

  it('zooms one column width at a time and stops at the ends', () => {
    const out = press([',', ','], at());
    expect(out.state.screen.zoom).toBe(30);
    expect(press([','], at(), withScreen({zoom: 60})).state.screen).toMatchObject({zoom: 60, hint: {tone: 'near'}});
    expect(press(['.', '.'], at(), withScreen({zoom: 5})).state.screen.zoom).toBe(1);
  });
});

it('a zoom back to the width that the screen would pick leaves it to the screen again', () => {
  const out = press([',', '.'], at());
  expect(out.state.screen.zoom).toBeNull();
});

describe('raising is off while plots are hidden', () => {
  const raising: readonly string[] = ['+', '=', 'w', 'W', ' ', 'p', 'z', 'Z', 'a'];
  const lowered: SampleOptions = {
    load: {
      targetLevel: 100,
      activeVus: 100,
      undoLevel: 240,
      lastGoodLevel: 240,
      resumeLevel: 240,
      plan: {stages: [], stage: 0, progress: 0, model: 'closed', level: 240, heldMs: 0},
    },
    view: {phase: 'PAUSED'},
  };
  const hidden: readonly (readonly [string, KeyState, KeyContext])[] = [
    ['a tiny window', initialKeyState, at(lowered, tinyWindow)],
    ['the help', withScreen({overlay: {kind: 'help', filter: '', scroll: 0}}), at(lowered)],
    ['the quit dialog', withScreen({overlay: {kind: 'quit'}}), at(lowered)],
    ['the baseline list', withScreen({overlay: {kind: 'baseline', selected: 0}}), at(lowered)],
  ];

  it.each(hidden)('in %s', (_, state, context) => {
    for (const key of raising) {
      const result = press([key], context, state);
      expect([key, result.intents]).toEqual([key, []]);
      expect(result.state.screen.hint?.text).toMatch(/raising is off/);
    }
  });

  it.each(hidden)('but what lowers works in %s', (_, state, context) => {
    expect(press(['-'], context, state).intents).toEqual([step(-1)]);
    expect(press(['S'], context, state).intents).toEqual([step(-5)]);
    expect(press(['x'], context, state).intents).toEqual([{kind: 'halve'}]);
    expect(press(['X'], context, state).intents).toEqual([{kind: 'emergency-stop'}]);
    expect(press(['ctrl+c'], context, state).intents).toEqual([{kind: 'emergency-stop'}]);
  });

  it('keys that only may raise work hidden when they do not', () => {
    const running = at({load: {undoLevel: 100, lastGoodLevel: 100}, view: {phase: 'RAMP'}}, tinyWindow);
    for (const key of [' ', 'p', 'z', 'Z']) expect(press([key], running).intents).toHaveLength(1);
  });

  it('a yes to a raise is refused too', () => {
    const context = at({view: {question}}, tinyWindow);
    expect(press(['y'], context).intents).toEqual([]);
    expect(press(['n'], context).intents).toEqual([{kind: 'answer', yes: false}]);
  });

  it('no keys in any order raise load from a tiny window', () => {
    const keys = fc.array(fc.constantFrom(...keyTable.flatMap((command) => command.keys), 'y', 'enter', '9', '%'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(keys, (pressed) => {
        const {intents} = press(pressed, at({view: {question}}, tinyWindow));
        expect(intents.filter((intent) => raises(intent))).toEqual([]);
      }),
    );
  });
});

describe('^C', () => {
  it('is the emergency stop in prompts and overlays, and closes them', () => {
    for (const screen of [{prompt: {kind: 'mark-text', text: 'x', cursor: 1}}, {overlay: {kind: 'quit'}}] as const) {
      const result = press(['ctrl+c'], at(), withScreen(screen));
      expect(result.intents).toEqual([{kind: 'emergency-stop'}]);
      expect(result.state.screen).toMatchObject({prompt: null, overlay: null});
    }
  });

  it('quits when there is no load, and does not wait the second time', () => {
    const result = press(['ctrl+c', 'ctrl+c'], at(idleRun));
    expect(result.intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    expect(result.effects).toEqual(['force-quit']);
  });

  it('stops again while requests are still in flight', () => {
    expect(press(['ctrl+c'], at({load: {activeVus: 0, targetLevel: 0}})).intents).toEqual([{kind: 'emergency-stop'}]);
  });

  it('quits before the first view has come', () => {
    expect(press(['ctrl+c'], {...at(), view: null}).intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
  });
});

describe('a standing question', () => {
  const asked = at({view: {question}});

  it.each([
    ['y', true],
    ['n', false],
    ['enter', false],
    ['escape', false],
  ])('%j answers %s', (key, yes) => {
    expect(press([key], asked).intents).toEqual([{kind: 'answer', yes}]);
  });

  it('other keys act as usual', () => {
    expect(press(['-'], asked).intents).toEqual([step(-1)]);
    expect(press(['c'], asked).intents).toHaveLength(1);
  });

  it.each(['t', 'C', 'M', 'O', '?', 'B', 'q'])('%j covers it, which is a No', (key) => {
    expect(press([key], asked).intents[0]).toEqual({kind: 'answer', yes: false});
  });
});

describe('^Z', () => {
  it('drains without ending and suspends; the second press changes nothing', () => {
    const result = press(['ctrl+z', 'ctrl+z'], at());
    expect(result.intents).toEqual([{kind: 'finish', how: 'drain', end: false}]);
    expect(result.effects).toEqual(['suspend']);
  });

  it('only suspends when there is no load', () => {
    const result = press(['ctrl+z'], at(idleRun));
    expect(result.intents).toEqual([]);
    expect(result.effects).toEqual(['suspend']);
  });

  it('Esc stays, and nothing is raised meanwhile', () => {
    const result = press(['ctrl+z', '+', 'escape'], at());
    expect(result.effects).toEqual(['suspend', 'stay']);
    expect(result.intents).toHaveLength(1);
    expect(result.state.suspending).toBe(false);
  });
});

function raises(intent: Intent): boolean {
  return (
    (intent.kind === 'step' && intent.steps > 0) || (intent.kind === 'answer' && intent.yes) || intent.kind === 'target'
  );
}
