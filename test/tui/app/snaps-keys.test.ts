import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {reportFormats} from '../../../source/domain/report-format.ts';
import {handlePaste} from '../../../source/tui/app/handle-prompt.ts';
import {followCursor} from '../../../source/tui/app/handle-snaps.ts';
import {initialKeyState, outcome, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {keyTable} from '../../../source/tui/app/key-table.ts';
import {cursorRow, snapRows} from '../../../source/tui/panels/snaps-rows.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {checkoutBaseline} from '../fixtures/checkout-comparison.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {at, press, tinyWindow, withScreen} from './press-keys.ts';

/** Newest first: c, b, a; b is the baseline. */
const listed = ['a', 'b', 'c'].map((name, index) =>
  sampleListing({
    file: `${name}.json`,
    name,
    git: `g${name}1`,
    takenAt: `2026-08-1${index}T12:00:00Z`,
    p95Us: [300_000, 100_000, 200_000][index]!,
  }),
);
const baseline = {...checkoutBaseline, file: 'b.json', name: 'b'};
const context = at({view: {snapshots: listed, baseline}});

function open(snaps: Partial<ScreenState['snaps']> = {}): KeyState {
  return withScreen({view: 'snaps', snaps: {...initialKeyState.screen.snaps, ...snaps}});
}

function selectedName(state: KeyState, from: KeyContext = context): string | undefined {
  const rows = snapRows(from.view, state.screen.snaps);
  return rows[cursorRow(rows, state.screen.snaps)]?.name;
}

describe('the cursor', () => {
  it.each<[string[], string]>([
    [[], 'c'],
    [['j'], 'b'],
    [['down', 'down', 'down'], 'a'],
    [['j', 'j', 'k'], 'b'],
    [['j', 'up', 'up'], 'c'],
    [['G'], 'a'],
    [['end', 'g'], 'c'],
    [['pagedown'], 'a'],
    [['pagedown', 'pageup'], 'c'],
    [['G', 'home'], 'c'],
  ])('%j ends at %s', (keys, name) => {
    expect(selectedName(press(keys, context, open()).state)).toBe(name);
  });

  it('asks for the preview of each row it stops at', () => {
    expect(press(['j', 'j'], context, open()).intents).toEqual([
      {kind: 'snapshot-preview', file: 'b.json'},
      {kind: 'snapshot-preview', file: 'a.json'},
    ]);
  });

  it('asks at most five times a second while a key is held, and for the row it stopped at with the next update', () => {
    const many = at({
      view: {snapshots: Array.from({length: 100}, (_, index) => sampleListing({file: `${index}.json`}))},
    });
    let state = open();
    let asked = 0;
    for (let index = 0; index < 40; index++) {
      const result = press(['j'], {...many, nowMs: 1000 + index * 25}, state);
      state = result.state;
      asked += result.intents.length;
    }
    expect(asked).toBe(5);
    const {selected} = state.screen.snaps;
    const later = followCursor(outcome(state), {...many, nowMs: 2200});
    expect(later.intents).toEqual([{kind: 'snapshot-preview', file: selected}]);
    expect(followCursor(outcome(later.state), {...many, nowMs: 5000}).intents).toEqual([]);
  });

  it('is at the first row once the list is there, and its preview is asked for then', () => {
    const empty = at({view: {snapshots: []}});
    const opened = press(['6'], empty);
    expect(opened.intents).toEqual([{kind: 'list-snapshots'}]);
    expect(followCursor(outcome(opened.state), empty).intents).toEqual([]);
    const followed = followCursor(outcome(opened.state), context);
    expect(followed.intents).toEqual([{kind: 'snapshot-preview', file: 'c.json'}]);
  });

  it('asks anew after the view was left, and for a file that was edited', () => {
    const first = followCursor(outcome(open()), context).state;
    const back = press(['escape', '6'], {...context, nowMs: 9000}, first);
    expect(back.state.screen.view).toBe('snaps');
    const again = followCursor(outcome(back.state), {...context, nowMs: 9500});
    expect(again.intents).toEqual([{kind: 'snapshot-preview', file: 'c.json'}]);
    const edited = at({view: {snapshots: listed.map((listing) => ({...listing, note: 'other'})), baseline}});
    expect(followCursor(outcome(again.state), {...edited, nowMs: 9999}).intents).toEqual(again.intents);
  });

  it('stays in its row when its snapshot is deleted or has another file', () => {
    const {state} = press(['j', 'n', 'escape'], context, open());
    const without = at({view: {snapshots: listed.filter(({name}) => name !== 'b')}});
    expect(selectedName(state, without)).toBe('a');
    const renamed = listed.map((one) => (one.name === 'b' ? {...one, file: 'z.json', name: 'z'} : one));
    expect(selectedName(state, at({view: {snapshots: renamed}}))).toBe('z');
  });
});

describe('sorting and filtering', () => {
  it('> and < go through when, name, VUs, p95, round and round, and the cursor stays on its snapshot', () => {
    const sorts = (keys: string[]): string => press(keys, context, open()).state.screen.snaps.sort;
    expect([['>'], ['>', '>'], ['<'], ['>', '>', '>', '>']].map(sorts)).toEqual(['name', 'vus', 'p95', 'when']);
    const {state} = press(['<'], context, open());
    expect(snapRows(context.view, state.screen.snaps).map(({name}) => name)).toEqual(['a', 'c', 'b']);
    expect(selectedName(state)).toBe('c');
  });

  it('/ filters while it is typed, Enter keeps it, Esc brings back the one before', () => {
    const typed = press(['/', 'B', '1'], context, open());
    expect(typed.state.screen.snaps.filter).toBe('B1');
    expect(typed.state.screen.hint?.text).toContain('1 of 3');
    expect(selectedName(typed.state)).toBe('b');
    const kept = press(['enter'], context, typed.state).state.screen;
    expect(kept).toMatchObject({prompt: null, hint: null, snaps: {filter: 'B1'}});
    const back = press(['/', 'x', 'escape'], context, withScreen(kept)).state.screen;
    expect(back).toMatchObject({prompt: null, hint: null, snaps: {filter: 'B1'}});
    expect(handlePaste(press(['/'], context, open()).state, 'c', context).state.screen.snaps.filter).toBe('c');
  });

  it('X is text in the filter', () => {
    expect(press(['/', 'X'], context, open()).intents).toEqual([]);
  });
});

describe('comparing', () => {
  it('Enter opens Compare with live against the selected one', () => {
    const {state, intents} = press(['j', 'enter'], context, open());
    expect(state.screen).toMatchObject({view: 'compare', compare: {files: ['live', 'b.json'], swapped: false}});
    expect(intents).toContainEqual({kind: 'compare', a: 'live', b: 'b.json', align: 'load'});
  });

  it('Enter compares two marked ones with each other, the newer as now, in whatever order they were marked', () => {
    for (const keys of [
      ['v', 'G', 'v', 'enter'],
      ['G', 'v', 'g', 'v', 'enter'],
    ]) {
      const {state, intents} = press(keys, context, open());
      expect(state.screen.compare.files).toEqual(['c.json', 'a.json']);
      expect(intents).toContainEqual({kind: 'compare', a: 'c.json', b: 'a.json', align: 'load'});
    }
  });

  it('v marks and unmarks, and a third mark drops the first', () => {
    const marks = (keys: string[]): readonly string[] => press(keys, context, open()).state.screen.snaps.marked;
    expect(marks(['v'])).toEqual(['c.json']);
    expect(marks(['v', 'v'])).toEqual([]);
    expect(marks(['v', 'j', 'v', 'j', 'v'])).toEqual(['b.json', 'a.json']);
  });

  it('a mark on what is gone counts no more', () => {
    const state = open({marked: ['gone.json', 'a.json']});
    expect(press(['enter'], context, state).state.screen.compare.files).toEqual(['live', 'c.json']);
    expect(press(['v'], context, state).state.screen.snaps.marked).toEqual(['a.json', 'c.json']);
  });
});

describe('one snapshot', () => {
  it('B makes it the baseline, unless it is', () => {
    expect(press(['B'], context, open()).intents).toEqual([{kind: 'baseline-choose', file: 'c.json'}]);
    const refused = press(['j', 'B'], context, open());
    expect(refused.intents).toEqual([{kind: 'snapshot-preview', file: 'b.json'}]);
    expect(refused.state.screen.hint?.text).toMatch(/baseline already/);
  });

  it('n edits name and note, prefilled', () => {
    const opened = press(['n'], context, open());
    expect(opened.state.screen.prompt).toMatchObject({text: 'c | release base', subject: 'c.json'});
    const done = press(['!', 'enter'], context, opened.state);
    expect(done.intents).toEqual([{kind: 'snapshot-edit', file: 'c.json', name: 'c', note: 'release base!'}]);
    expect(done.state.screen).toMatchObject({prompt: null, hint: null});
  });

  it.each<[string, string, string | null]>([
    ['new name', 'new name', null],
    ['new | note', 'new', 'note'],
    ['new |  ', 'new', null],
    ['a|b | note', 'a|b', 'note'],
  ])('%j is the name %j and the note %j', (text, name, note) => {
    const keys = ['n', 'ctrl+u', ...text.split(''), 'enter'];
    expect(press(keys, context, open()).intents).toEqual([{kind: 'snapshot-edit', file: 'c.json', name, note}]);
  });

  it('a snapshot without a name is not written, and the prompt stays open', () => {
    const {state, intents} = press(['n', 'ctrl+u', '|', 'x', 'enter'], context, open());
    expect(intents).toEqual([]);
    expect(state.screen.prompt?.text).toBe('|x');
    expect(state.screen.hint?.tone).toBe('over');
  });

  it('what is not changed is written as it was, whatever stands in it but controls and bars', () => {
    const plain = fc.string({unit: 'grapheme'}).filter((text) => !/[\p{Control}|]/u.test(text) && text.trim() === text);
    fc.assert(
      fc.property(plain, plain, (name, note) => {
        fc.pre(name !== '');
        const one = at({view: {snapshots: [sampleListing({file: 'c.json', name, note})]}});
        expect(press(['n', 'enter'], one, open()).intents).toEqual([
          {kind: 'snapshot-edit', file: 'c.json', name, note: note === '' ? null : note},
        ]);
      }),
    );
  });

  it('e writes it in the format chosen', () => {
    const exported = (keys: string[]): unknown => press(['e', ...keys, 'enter'], context, open()).intents.at(-1);
    for (const [index, format] of reportFormats.entries()) {
      const keys = Array<string>(index).fill('j');
      expect(exported(keys)).toEqual({kind: 'snapshot-export', file: 'c.json', format});
    }
    expect(exported(['up'])).toMatchObject({format: reportFormats[0]});
    expect(exported(['G', 'j'])).toMatchObject({format: reportFormats.at(-1)});
    expect(exported(['G', 'home'])).toMatchObject({format: reportFormats[0]});
    for (const key of ['escape', 'q', 'e']) {
      const {state, intents} = press(['e', key], context, open());
      expect(state.screen.overlay).toBeNull();
      expect(intents).toEqual([]);
    }
  });

  it('D asks, and only y deletes', () => {
    const asked = press(['D'], context, open());
    expect(asked.intents).toEqual([]);
    expect(asked.state.screen.overlay).toEqual({kind: 'snapshot-delete', file: 'c.json'});
    for (const key of ['enter', 'escape', 'n', 'q']) {
      const kept = press([key], context, asked.state);
      expect(kept.state.screen.overlay).toBeNull();
      expect(kept.intents).toEqual([]);
    }
    expect(press(['D', ' ', 'j'], context, open()).intents).not.toContainEqual(
      expect.objectContaining({kind: 'snapshot-delete'}),
    );
    expect(press(['y'], context, asked.state).intents).toEqual([{kind: 'snapshot-delete', file: 'c.json'}]);
  });

  it('the baseline is not deleted, also where it became that while the question stood', () => {
    const refused = press(['j', 'D'], context, open()).state.screen;
    expect(refused.overlay).toBeNull();
    expect(refused.hint?.text).toMatch(/is the baseline/);
    const asked = press(['D'], context, open()).state;
    const now = at({view: {snapshots: listed, baseline: {...baseline, file: 'c.json'}}});
    const {state, intents} = press(['y'], now, asked);
    expect(intents).toEqual([]);
    expect(state.screen).toMatchObject({overlay: null, hint: {tone: 'near'}});
  });

  it.each(['enter', 'v', 'B', 'n', 'e', 'D'])('%s without any snapshot says so', (key) => {
    const {state, intents} = press([key], at({view: {snapshots: []}}), open());
    expect(intents).toEqual([]);
    expect(state.screen).toMatchObject({view: 'snaps', overlay: null, prompt: null, hint: {tone: 'near'}});
  });
});

describe('beside the view’s own keys', () => {
  it('what lowers load works, also behind the dialogs; what raises it is refused', () => {
    for (const before of [[], ['e'], ['D']]) {
      expect(press([...before, '-'], context, open()).intents).toContainEqual({kind: 'step', steps: -1, repeat: false});
      expect(press([...before, 'X'], context, open()).intents).toContainEqual({kind: 'emergency-stop'});
      expect(press([...before, 'x'], context, open()).intents).toContainEqual({kind: 'halve'});
      const raised = press([...before, '+', 'W'], context, open());
      expect(raised.intents).toEqual([]);
      expect(raised.state.screen.hint?.text).toMatch(/raising is off/);
    }
    expect(press(['+'], context, open()).state.screen.hint?.text).not.toMatch(/60x16/);
  });

  it('c takes a snapshot, esc goes back and ends the preview', () => {
    expect(press(['c'], context, open()).intents).toEqual([
      {kind: 'snapshot', name: null, note: null, scope: 'window'},
    ]);
    const left = press(['escape'], context, open());
    expect(left.state.screen.view).toBe('drive');
    expect(left.intents).toEqual([{kind: 'snapshot-preview', file: null}]);
  });

  it('a window too small for the view has none of its keys', () => {
    const tiny = at({view: {snapshots: listed, baseline}}, tinyWindow);
    const {state, intents} = press(['D', 'v', 'e'], tiny, open());
    expect(intents).toEqual([]);
    expect(state.screen).toMatchObject({overlay: null, prompt: null, snaps: {marked: []}});
  });

  it('opening a prompt or a dialog over a question declines it', () => {
    const asking = at({view: {snapshots: listed, baseline, question: {text: 'Raise?', untilMs: 1e9}}});
    // `n` itself is the No.
    for (const key of ['e', 'D', '/']) {
      expect(press([key], asking, open()).intents).toContainEqual({kind: 'answer', yes: false});
    }
  });

  it('any keys never throw, and nothing is deleted but what was asked about', () => {
    const anyKey = fc.constantFrom(
      ...keyTable.flatMap((command) => command.keys),
      ...Array.from('ynveD/<>jkG|'),
      'enter',
      'escape',
      'backspace',
    );
    fc.assert(
      fc.property(fc.array(anyKey, {maxLength: 40}), (keys) => {
        const {state, intents} = press(keys, context, open());
        // The help alone is searched while it is open.
        const {overlay, prompt} = state.screen;
        expect(overlay === null || prompt === null || prompt.kind === 'help-search').toBe(true);
        expect(state.screen.snaps.marked.length).toBeLessThanOrEqual(2);
        const deleted = intents.filter((intent) => intent.kind === 'snapshot-delete').map(({file}) => file);
        expect(['a.json', 'c.json']).toEqual(expect.arrayContaining([...new Set(deleted)]));
      }),
    );
  });
});
