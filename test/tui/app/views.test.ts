import {describe, expect, it} from 'vitest';
import type {PlaybackView} from '../../../source/session/view.ts';
import {keyPresses} from '../../../source/tui/app/key-press.ts';
import {initialKeyState} from '../../../source/tui/app/key-outcome.ts';
import {keyTable} from '../../../source/tui/app/key-table.ts';
import {barKeys} from '../../../source/tui/panels/key-bars.ts';
import {checkoutBaseline} from '../fixtures/checkout-comparison.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {at, press, step, tinyWindow, withScreen} from './press-keys.ts';

const compared = {kind: 'compare', a: 'live', b: null, align: 'load'} as const;
const inCompare = withScreen({view: 'compare'});
const files = withScreen({
  view: 'compare',
  compare: {...initialKeyState.screen.compare, files: ['now.json', 'before.json']},
});

describe('going from view to view', () => {
  it('tells the session what to prepare, and what is looked at no more', () => {
    const there = press(['4'], at());
    expect([there.state.screen.view, there.intents]).toEqual(['compare', [compared]]);
    const back = press(['1'], at(), there.state);
    expect([back.state.screen.view, back.intents]).toEqual(['drive', [{kind: 'compare-close'}]]);
  });

  it('goes round with Tab, back with Shift-Tab, and to the drive with Esc', () => {
    const round = (keys: readonly string[]): string => press(keys, at()).state.screen.view;
    const order = ['endpoints', 'latency', 'compare', 'host', 'snaps', 'events', 'drive'];
    for (const [index, view] of order.entries()) expect(round(Array.from({length: index + 1}, () => 'tab'))).toBe(view);
    for (const [index, view] of order.entries()) expect(round([String(index + 2)])).toBe(index === 6 ? 'drive' : view);
    expect(round(['shift+tab'])).toBe('events');
    expect(round(['shift+tab', 'shift+tab'])).toBe('snaps');
    expect(round(['6', 'escape'])).toBe('drive');
    expect(round(['4', 'escape'])).toBe('drive');
  });

  it('Esc leads from Compare back to the view it was opened from', () => {
    const opened = press(['6', 'enter'], at({view: {snapshots: [sampleListing({file: 'a.json'})]}}));
    expect(opened.state.screen.view).toBe('compare');
    const back = press(['escape'], at(), opened.state);
    expect(back.state.screen.view).toBe('snaps');
    expect(back.intents).toEqual([{kind: 'compare-close'}, {kind: 'list-snapshots'}]);
    expect(press(['escape', '4', 'escape'], at(), back.state).state.screen.view).toBe('drive');
  });

  it('is refused where a view has no room', () => {
    const refused = press(['4'], at({}, tinyWindow));
    expect(refused.state.screen.view).toBe('drive');
    expect(refused.state.screen.hint?.text).toMatch(/60x16/);
    expect(refused.intents).toEqual([]);
  });

  it('tells Shift-Tab from Tab', () => {
    expect(keyPresses('', {tab: true, shift: true})).toEqual(['shift+tab']);
    expect(keyPresses('', {tab: true})).toEqual(['tab']);
  });
});

describe('in Compare', () => {
  it.each([
    [['l'], {...compared, align: 'window'}],
    [['l', 'l'], {...compared, align: 'time'}],
    [['l', 'h'], compared],
    [['right', 'right', 'left'], {...compared, align: 'window'}],
    [['u'], {...compared, a: null, b: 'live'}],
    [['u', 'u'], compared],
    [['u', 'l'], {...compared, a: null, b: 'live', align: 'window'}],
  ])('%j asks anew', (keys, intent) => {
    expect(press(keys, at(), inCompare).intents.at(-1)).toEqual(intent);
  });

  it('asks nothing past the ends of the choice', () => {
    expect(press(['h'], at(), inCompare).intents).toEqual([]);
    expect(press(['l', 'l', 'l'], at(), inCompare).intents).toHaveLength(2);
  });

  it('d changes figures here alone', () => {
    const result = press(['d'], at(), inCompare);
    expect([result.state.screen.compare.absolute, result.intents]).toEqual([true, []]);
  });

  it('two files are compared until 4 or another baseline brings the live run back', () => {
    expect(press(['u'], at(), files).intents).toEqual([{...compared, a: 'before.json', b: 'now.json'}]);
    expect(press(['4'], at(), files).intents).toEqual([compared]);
    const listed = at({view: {snapshots: [sampleListing()], baseline: checkoutBaseline}});
    const chosen = press(['B', 'enter'], listed, files);
    expect(chosen.intents.slice(-2)).toEqual([{kind: 'baseline-choose', file: 's1.json'}, compared]);
    expect(chosen.state.screen.overlay).toBeNull();
    expect(chosen.state.screen.compare.files).toBeNull();
  });

  it('drives on: load keys work, u and h l are its own', () => {
    expect(press(['+'], at(), inCompare).intents).toEqual([step(1)]);
    expect(press([' '], at(), inCompare).intents).toEqual([{kind: 'hold'}]);
    expect(press(['X'], at(), inCompare).intents).toEqual([{kind: 'emergency-stop'}]);
    expect(press(['u'], at(), inCompare).state.screen.overlay).toBeNull();
  });
});

describe('raising load', () => {
  it.each([
    ['in Compare where its plots have no room', inCompare, {columns: 80, rows: 24}],
    ['in Compare of two files', files, undefined],
    ['in Snaps', withScreen({view: 'snaps'}), undefined],
  ] as const)('is off %s; lowering is not', (_where, from, size) => {
    const refused = press(['+'], at({}, size), from);
    expect(refused.intents).toEqual([]);
    expect(refused.state.screen.hint?.text).toMatch(/raising is off/);
    expect(press(['-'], at({}, size), from).intents).toEqual([step(-1)]);
    expect(press(['X'], at({}, size), from).intents).toEqual([{kind: 'emergency-stop'}]);
  });
});

describe('a recording', () => {
  const playback: PlaybackView = {file: 'drive.jsonl', kind: 'drive', atMs: 60_000, endMs: 754_000, playing: false};
  const recorded = at({view: {playback, recording: null}});

  it.each([
    ['h', {kind: 'scrub', byMs: -10_000}],
    ['l', {kind: 'scrub', byMs: 10_000}],
    ['H', {kind: 'scrub', byMs: -60_000}],
    ['L', {kind: 'scrub', byMs: 60_000}],
    ['g', {kind: 'scrub', byMs: Number.NEGATIVE_INFINITY}],
    ['G', {kind: 'scrub', byMs: Number.POSITIVE_INFINITY}],
    [' ', {kind: 'play'}],
  ])('%j moves through it', (key, intent) => {
    expect(press([key], recorded).intents).toEqual([intent]);
  });

  it.each([
    ['4', /views 1 2 3 5 7/],
    ['6', /views 1 2 3 5 7/],
    ['n', /looked at, not changed/],
    ['R', /looked at, not changed/],
    ['c', /looked at, not changed/],
    ['B', /looked at, not changed/],
    ['O', /looked at, not changed/],
  ])('%j finds nothing to do there', (key, why) => {
    const {state, intents} = press([key], recorded);
    expect([state.screen.view, state.screen.overlay, state.screen.prompt, intents]).toEqual(['drive', null, null, []]);
    expect(state.screen.hint?.text).toMatch(why);
  });

  it('has the views there is data for, host included', () => {
    for (const [key, name] of Object.entries({1: 'drive', 2: 'endpoints', 3: 'latency', 5: 'host', 7: 'events'})) {
      expect(press([key], recorded, withScreen({view: 'latency'})).state.screen.view).toBe(name);
    }
  });

  it('says that it has no baseline to set beside its requests', () => {
    const {state, intents} = press(['d'], recorded, withScreen({view: 'endpoints'}));
    expect([state.screen.endpoints.versus, intents]).toEqual([false, []]);
    expect(state.screen.hint?.text).toMatch(/recording has no baseline/);
  });

  it('offers no key that it refuses', () => {
    const {view} = recorded;
    const size = {columns: 200, rows: 60};
    const words = (['endpoints', 'latency', 'host', 'events'] as const).flatMap((name) =>
      barKeys(view!, withScreen({view: name}).screen, size).map(([, word]) => word),
    );
    expect(words).not.toEqual(expect.arrayContaining([expect.stringMatching(/base|mark|export|workers/)]));
  });

  it('refuses every key that drives, also behind a dialog', () => {
    const drives = keyTable.filter(({group, id}) => group === 'DRIVE' && id !== 'interrupt' && id !== 'hold');
    for (const key of drives.flatMap(({keys}) => keys)) {
      for (const from of [initialKeyState, withScreen({overlay: {kind: 'help', filter: '', scroll: 0}})]) {
        const result = press([key], recorded, from);
        expect([key, result.intents]).toEqual([key, []]);
        expect(result.state.screen.hint?.text).toBe('this is a recording: nothing is sent');
      }
    }
  });

  it('is left without a question, by q and by ^C', () => {
    for (const key of ['q', 'ctrl+c']) {
      expect(press([key], recorded).intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    }
  });

  it('goes round the views it has', () => {
    const round = (keys: readonly string[]): string => press(keys, recorded).state.screen.view;
    expect(round(['tab'])).toBe('endpoints');
    expect(round(['tab', 'tab'])).toBe('latency');
    expect(round(['tab', 'tab', 'tab'])).toBe('host');
    expect(round(['tab', 'tab', 'tab', 'tab'])).toBe('events');
    expect(round(['tab', 'tab', 'tab', 'tab', 'tab'])).toBe('drive');
    expect(round(['shift+tab'])).toBe('events');
    expect(round(['7', '3'])).toBe('latency');
  });

  it('its own keys come before those of the view', () => {
    const inLatency = withScreen({view: 'latency'});
    expect(press(['h'], recorded, inLatency).intents).toContainEqual({kind: 'scrub', byMs: -10_000});
    expect(press(['G'], recorded, withScreen({view: 'events'})).intents).toEqual([{kind: 'scrub', byMs: Infinity}]);
  });

  it('takes command lines that only look, and refuses those that drive', () => {
    const typed = (line: string): ReturnType<typeof press> => press([':', ...Array.from(line), 'enter'], recorded);
    expect(typed('view events').state.screen.view).toBe('events');
    expect(typed('theme light').state.screen.theme).toBe('light');
    expect(typed('go 1:30').intents).toEqual([{kind: 'scrub', byMs: 30_000}]);
    for (const line of ['vus 50', 'cap 900', 'mark x', 'save y', 'window', 'baseline none']) {
      const refused = typed(line);
      expect([line, refused.intents]).toEqual([line, []]);
      expect(refused.state.screen.hint?.text).toMatch(/this is a recording/);
    }
  });
});

describe('a screen that looks on from elsewhere', () => {
  const remote = at({view: {remote: true}});

  it('is left at once: the run goes on', () => {
    const left = press(['q'], remote);
    expect(left.intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    expect(left.state.screen.overlay).toBeNull();
    expect(left.state.screen.hint?.text).toBe('detached, the run goes on');
  });

  it('sleeps without touching the load', () => {
    const asleep = press(['ctrl+z'], remote);
    expect([asleep.intents, asleep.effects]).toEqual([[], ['suspend']]);
  });

  it('stops the load in an emergency all the same', () => {
    expect(press(['ctrl+c'], remote).intents).toEqual([{kind: 'emergency-stop'}]);
    expect(press(['X'], remote).intents).toEqual([{kind: 'emergency-stop'}]);
  });
});
