import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Intent} from '../../../source/session/intent.ts';
import {handleKey} from '../../../source/tui/app/handle-key.ts';
import {handlePaste} from '../../../source/tui/app/handle-prompt.ts';
import {initialKeyState, type KeyContext, type KeyOutcome, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {keyTable} from '../../../source/tui/app/key-table.ts';
import type {Overlay, ScreenState} from '../../../source/tui/ui-state.ts';
import {sampleView, type SampleOptions} from './sample-session.ts';

const large = {columns: 120, rows: 40};
const tiny = {columns: 40, rows: 8};
const idle: SampleOptions = {
  load: {activeVus: 0, targetVus: 0},
  view: {totals: {...sampleView().totals, inFlight: 0}, phase: 'IDLE'},
};
const question = {text: 'raise to 600?', untilMs: 999_999};

function at(options: SampleOptions = {}, size = large): KeyContext {
  return {view: sampleView(options), size, nowMs: 1_000};
}

function withScreen(screen: Partial<ScreenState>, state: KeyState = initialKeyState): KeyState {
  return {...state, screen: {...state.screen, ...screen}};
}

/** All keys one after another, 500 ms apart. */
function press(keys: readonly string[], context: KeyContext, from: KeyState = initialKeyState): KeyOutcome {
  let state = from;
  const intents: Intent[] = [];
  const effects: KeyOutcome['effects'][number][] = [];
  for (const [index, key] of keys.entries()) {
    const result = handleKey(state, key, {...context, nowMs: context.nowMs + index * 500});
    state = result.state;
    intents.push(...result.intents);
    effects.push(...result.effects);
  }
  return {state, intents, effects};
}

const step = (steps: number, repeat = false): Intent => ({kind: 'step', steps, repeat});

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

  it.each(['5', 'tab', 'up', 'alt+X', 'alt+-', 'n', 'y', 'enter', 'ctrl+d', '漢'])('%j does nothing', (key) => {
    const result = press([key], at());
    expect(result).toEqual({state: initialKeyState, intents: [], effects: []});
    expect(result.state.screen).toBe(initialKeyState.screen);
  });

  it('every key of the table does something', () => {
    for (const command of keyTable) {
      for (const key of command.keys) {
        const from = withScreen({
          frozen: {view: sampleView(), columns: {1: [], 2: [], 5: [], 10: [], 30: [], 60: []}, events: []},
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
    const out = press([',', ',', ','], at());
    expect(out.state.screen.zoom).toBe(30);
    expect(press([','], at(), withScreen({zoom: 60})).state.screen).toMatchObject({zoom: 60, hint: {tone: 'near'}});
    expect(press(['.', '.'], at(), withScreen({zoom: 5})).state.screen.zoom).toBe(1);
  });
});

describe('raising is off while plots are hidden', () => {
  const raising: readonly string[] = ['+', '=', 'w', 'W', ' ', 'p', 'z', 'Z', 'a'];
  const lowered: SampleOptions = {
    load: {
      targetVus: 100,
      activeVus: 100,
      undoVus: 240,
      lastGoodVus: 240,
      resumeVus: 240,
      plan: {stages: [], stage: 0, progress: 0, vus: 240, heldMs: 0},
    },
    view: {phase: 'PAUSED'},
  };
  const hidden: readonly (readonly [string, KeyState, KeyContext])[] = [
    ['a tiny window', initialKeyState, at(lowered, tiny)],
    ['the help', withScreen({overlay: {kind: 'help'}}), at(lowered)],
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
    const running = at({load: {undoVus: 100, lastGoodVus: 100}, view: {phase: 'RAMP'}}, tiny);
    for (const key of [' ', 'p', 'z', 'Z']) expect(press([key], running).intents).toHaveLength(1);
  });

  it('a yes to a raise is refused too', () => {
    const context = at({view: {question}}, tiny);
    expect(press(['y'], context).intents).toEqual([]);
    expect(press(['n'], context).intents).toEqual([{kind: 'answer', yes: false}]);
  });

  it('no keys in any order raise load from a tiny window', () => {
    const keys = fc.array(fc.constantFrom(...keyTable.flatMap((command) => command.keys), 'y', 'enter', '9', '%'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(keys, (pressed) => {
        const {intents} = press(pressed, at({view: {question}}, tiny));
        for (const intent of intents) {
          expect(intent.kind === 'step' ? intent.steps : -1).toBeLessThan(0);
          if (intent.kind === 'answer') expect(intent.yes).toBe(false);
          expect(intent.kind).not.toBe('target');
        }
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
    const result = press(['ctrl+c', 'ctrl+c'], at(idle));
    expect(result.intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    expect(result.effects).toEqual(['force-quit']);
  });

  it('stops again while requests are still in flight', () => {
    expect(press(['ctrl+c'], at({load: {activeVus: 0, targetVus: 0}})).intents).toEqual([{kind: 'emergency-stop'}]);
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

describe('quitting', () => {
  it('asks while load runs, and Enter or Esc stays', () => {
    const opened = press(['q'], at());
    expect(opened.state.screen.overlay).toEqual({kind: 'quit'});
    expect(opened.intents).toEqual([]);
    for (const key of ['enter', 'escape', 'n']) {
      const stayed = press([key], at(), opened.state);
      expect(stayed.state.screen.overlay).toBeNull();
      expect(stayed.intents).toEqual([]);
    }
  });

  it.each([
    ['s', 'stop'],
    ['d', 'drain'],
  ] as const)('%j finishes with %s', (key, how) => {
    const result = press(['q', key], at());
    expect(result.intents).toEqual([{kind: 'finish', how, end: true}]);
    expect(result.state.leaving).toBe(how);
  });

  it('does not ask without load', () => {
    expect(press(['q'], at(idle)).intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
  });

  it('again while draining stops, again while stopping leaves at once', () => {
    const result = press(['q', 'd', 'q', 'q'], at());
    expect(result.intents.slice(1)).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    expect(result.effects).toEqual(['force-quit']);
  });

  it('raises nothing once it is on its way', () => {
    expect(press(['q', 'd', '+'], at()).intents).toHaveLength(1);
  });
});

describe('prompts', () => {
  it('t 2 0 0 / 3 0 s Enter sets the target, with a preview on the way', () => {
    const typed = press(['t', '2', '0', '0'], at());
    expect(typed.state.screen.hint?.text).toBe('▸ 248 to 200 VUs, down at once     next: /30s = over 30s');
    const done = press(['/', '3', '0', 's', 'enter'], at(), typed.state);
    expect(done.intents).toEqual([{kind: 'target', vus: 200, overMs: 30_000}]);
    expect(done.state.screen).toMatchObject({prompt: null, hint: null});
  });

  it('refuses a rate in a closed run and stays open', () => {
    const result = press(['t', '5', '0', '0', 'r', 'enter'], at());
    expect(result.intents).toEqual([]);
    expect(result.state.screen.prompt?.text).toBe('500r');
    expect(result.state.screen.hint).toMatchObject({tone: 'over', text: expect.stringMatching(/arrival-rate/)});
  });

  it('a window that became tiny refuses a raise and takes a cut', () => {
    const raised = press(['t', '3', '0', '0'], at()).state;
    expect(press(['enter'], at({}, tiny), raised).intents).toEqual([]);
    const lowered = press(['t', '1', '0', '0'], at()).state;
    expect(press(['enter'], at({}, tiny), lowered).intents).toHaveLength(1);
  });

  it('X stops in the target prompt and is text in the others', () => {
    expect(press(['t', '2', 'X'], at()).intents).toEqual([{kind: 'emergency-stop'}]);
    const named = press(['O', 'X', '1', 'enter'], at());
    expect(named.intents).toEqual([{kind: 'save-preset', name: 'X1'}]);
  });

  it.each<[string, string, Intent[]]>([
    ['C', 'note', [{kind: 'snapshot', name: null, note: 'note', scope: 'window'}]],
    ['C', '', [{kind: 'snapshot', name: null, note: null, scope: 'window'}]],
    ['M', 'deploy', [{kind: 'mark', text: 'deploy'}]],
    ['M', '', [{kind: 'mark', text: null}]],
    ['O', 'peak', [{kind: 'save-preset', name: 'peak'}]],
    ['O', ' ', []],
  ])('%s %j Enter asks for %o', (key, text, intents) => {
    expect(press([key, ...text, 'enter'], at()).intents).toEqual(intents);
  });

  it('Esc closes without asking for anything', () => {
    const result = press(['M', 'a', 'escape'], at());
    expect(result.intents).toEqual([]);
    expect(result.state.screen).toMatchObject({prompt: null, hint: null});
  });

  it('takes pasted text as one line, and keys never come from a paste', () => {
    const open = press(['M'], at()).state;
    expect(handlePaste(open, 'two\r\nlines\u001B[31m', at()).state.screen.prompt?.text).toBe('two lines[31m');
    const refused = handlePaste(initialKeyState, '+++X', at());
    expect(refused.intents).toEqual([]);
    expect(refused.state.screen.hint).not.toBeNull();
  });
});

describe('the baseline list', () => {
  const listing = {
    takenAt: '',
    vus: 1,
    requestsPerSecond: null,
    p95Us: null,
    p99Us: null,
    errorShare: null,
    targetLabel: 'demo',
  };
  const listed = at({
    view: {
      snapshots: ['a', 'b', 'c'].map((name) => ({...listing, name, file: `${name}.json`})),
      baseline: {file: 'b.json', name: 'b', shown: true, vus: 1, requestsPerSecond: null, mismatch: null},
    },
  });

  it('reads the folder again and starts at the present choice', () => {
    const result = press(['B'], listed);
    expect(result.intents).toEqual([{kind: 'list-snapshots'}]);
    expect(result.state.screen.overlay).toEqual({kind: 'baseline', selected: 1});
  });

  it.each<[string[], string]>([
    [['enter'], 'b.json'],
    [['down', 'enter'], 'c.json'],
    [['j', 'j', 'j', 'enter'], 'c.json'],
    [['up', 'up', 'enter'], 'a.json'],
    [['G', 'enter'], 'c.json'],
    [['home', 'enter'], 'a.json'],
  ])('%j chooses %s', (keys, file) => {
    const result = press(['B', ...keys], listed);
    expect(result.intents.at(-1)).toEqual({kind: 'baseline-choose', file});
    expect(result.state.screen.overlay).toBeNull();
  });

  it('n chooses none, Esc changes nothing, and an empty list closes', () => {
    expect(press(['B', 'n'], listed).intents.at(-1)).toEqual({kind: 'baseline-choose', file: null});
    expect(press(['B', 'escape'], listed).intents).toHaveLength(1);
    expect(press(['B', 'enter'], at()).intents).toEqual([{kind: 'list-snapshots'}]);
  });
});

describe('^Z', () => {
  it('drains without ending and suspends; the second press changes nothing', () => {
    const result = press(['ctrl+z', 'ctrl+z'], at());
    expect(result.intents).toEqual([{kind: 'finish', how: 'drain', end: false}]);
    expect(result.effects).toEqual(['suspend']);
  });

  it('only suspends when there is no load', () => {
    const result = press(['ctrl+z'], at(idle));
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

describe('any keys at all', () => {
  const overlays: readonly (Overlay | null)[] = [null, {kind: 'help'}, {kind: 'quit'}, {kind: 'baseline', selected: 3}];
  const anyKey = fc.oneof(
    fc.constantFrom(
      ...keyTable.flatMap((command) => command.keys),
      'enter',
      'escape',
      'y',
      'n',
      'up',
      'down',
      'backspace',
    ),
    fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}),
  );

  it('never throw, and the screen stays one the contract knows', () => {
    fc.assert(
      fc.property(fc.array(anyKey, {maxLength: 40}), fc.constantFrom(...overlays), (keys, overlay) => {
        const {state} = press(keys, at(), withScreen({overlay}));
        const {prompt} = state.screen;
        if (prompt !== null) expect(prompt.cursor).toBeLessThanOrEqual(prompt.text.length);
        expect(state.screen.overlay === null || prompt === null).toBe(true);
      }),
    );
  });
});
