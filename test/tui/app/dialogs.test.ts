import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Intent} from '../../../source/session/intent.ts';
import {handlePaste} from '../../../source/tui/app/handle-prompt.ts';
import {initialKeyState} from '../../../source/tui/app/key-outcome.ts';
import {keyTable} from '../../../source/tui/app/key-table.ts';
import type {Overlay} from '../../../source/tui/ui-state.ts';
import {at, idleRun, press, tinyWindow, withScreen} from './press-keys.ts';
import {checkoutBaseline} from '../fixtures/checkout-comparison.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';

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
    expect(press(['q'], at(idleRun)).intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
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

describe('opening another profile', () => {
  it('asks while load runs as quitting does, and says what is wanted then', () => {
    const asked = press(['o'], at());
    expect([asked.intents, asked.state.screen.overlay]).toEqual([[], {kind: 'quit', next: 'picker'}]);
    expect(press(['enter'], at(), asked.state)).toMatchObject({intents: [], state: {leaving: 'no'}});
    expect(press(['s'], at(), asked.state).intents).toEqual([{kind: 'finish', how: 'stop', end: true, next: 'picker'}]);
    expect(press(['d'], at(), asked.state).intents).toEqual([
      {kind: 'finish', how: 'drain', end: true, next: 'picker'},
    ]);
  });

  it('goes at once without load, and q on the way quits after all', () => {
    expect(press(['o'], at(idleRun)).intents).toEqual([{kind: 'finish', how: 'stop', end: true, next: 'picker'}]);
    expect(press(['o', 'd', 'q'], at()).intents.at(-1)).toEqual({kind: 'finish', how: 'stop', end: true});
  });

  it('is refused in one line for a run that is elsewhere, and where there is no room to ask', () => {
    for (const context of [at({view: {remote: true}}), at({}, tinyWindow)]) {
      const {intents, state} = press(['o'], context);
      expect([intents, state.screen.overlay]).toEqual([[], null]);
      expect(state.screen.hint?.text).toBeTruthy();
    }
  });
});

describe('prompts', () => {
  it('t 2 0 0 / 3 0 s Enter sets the target, with a preview on the way', () => {
    const typed = press(['t', '2', '0', '0'], at());
    expect(typed.state.screen.hint?.text).toBe('▸ 248 to 200 VUs, down at once     next: /30s = over 30s');
    const done = press(['/', '3', '0', 's', 'enter'], at(), typed.state);
    expect(done.intents).toEqual([{kind: 'target', model: 'closed', level: 200, overMs: 30_000}]);
    expect(done.state.screen).toMatchObject({prompt: null, hint: null});
  });

  it('a rate takes a closed run to the open model', () => {
    const result = press(['t', '5', '0', '0', 'r', 'enter'], at());
    expect(result.intents).toEqual([{kind: 'target', model: 'open', level: 500, overMs: null}]);
    expect(result.state.screen.prompt).toBeNull();
  });

  it('refuses a change in the unit of the other model and stays open', () => {
    const result = press(['t', '+', '1', '0', 'r', 'enter'], at());
    expect(result.intents).toEqual([]);
    expect(result.state.screen.prompt?.text).toBe('+10r');
    expect(result.state.screen.hint).toMatchObject({tone: 'over', text: expect.stringMatching(/of what/)});
  });

  it('a window that became tiny refuses a raise and takes a cut', () => {
    const raised = press(['t', '3', '0', '0'], at()).state;
    expect(press(['enter'], at({}, tinyWindow), raised).intents).toEqual([]);
    const lowered = press(['t', '1', '0', '0'], at()).state;
    expect(press(['enter'], at({}, tinyWindow), lowered).intents).toHaveLength(1);
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
    expect(press([key, ...text.split(''), 'enter'], at()).intents).toEqual(intents);
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
  const listed = at({
    view: {
      snapshots: ['a', 'b', 'c'].map((name) => sampleListing({name, file: `${name}.json`})),
      baseline: {...checkoutBaseline, file: 'b.json', name: 'b'},
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

describe('any keys at all', () => {
  const overlays: readonly (Overlay | null)[] = [
    null,
    {kind: 'help', filter: '', scroll: 0},
    {kind: 'quit'},
    {kind: 'baseline', selected: 3},
    {kind: 'scenarios', selected: 3},
  ];
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
        expect(prompt?.cursor ?? 0).toBeLessThanOrEqual(prompt?.text.length ?? 0);
        const searches = prompt?.kind === 'help-search' && state.screen.overlay?.kind === 'help';
        expect(state.screen.overlay === null || prompt === null || searches).toBe(true);
      }),
    );
  });
});
