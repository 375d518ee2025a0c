import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {completeCommand} from '../../../source/tui/app/complete-command.ts';
import {initialKeyState} from '../../../source/tui/app/key-outcome.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {parseCommand, previewCommand} from '../../../source/tui/app/parse-command.ts';
import {at, press, tinyWindow} from './press-keys.ts';
import {sampleArrivals, sampleView} from './sample-session.ts';

const closed = sampleView();
const open = sampleView({
  load: {model: 'open', activeVus: 30, targetLevel: 500, capLevel: 1000},
  view: {closed: null, arrivals: sampleArrivals},
});

describe('parseCommand', () => {
  it.each([
    ['cap 600', {kind: 'cap', model: 'closed', level: 600}],
    ['cap 1000r', {kind: 'cap', model: 'open', level: 1000}],
    ['cap 1000/s', {kind: 'cap', model: 'open', level: 1000}],
    ['cap x2', {kind: 'cap', model: 'closed', level: 800}],
    ['CAP +50', {kind: 'cap', model: 'closed', level: 450}],
    ['rate 500', {kind: 'target', model: 'open', level: 500, overMs: null}],
    ['rate 500/s over 30s', {kind: 'target', model: 'open', level: 500, overMs: 30_000}],
    ['ramp 200 30s', {kind: 'target', model: 'closed', level: 200, overMs: 30_000}],
    ['ramp 200/30s', {kind: 'target', model: 'closed', level: 200, overMs: 30_000}],
    ['ramp +50', {kind: 'target', model: 'closed', level: 300, overMs: null}],
    ['window', {kind: 'fresh-window'}],
    ['name night run', {kind: 'name-recording', name: 'night run'}],
    ['snapshot', {kind: 'snapshot', name: null, note: null, scope: 'window'}],
    ['snapshot before fix', {kind: 'snapshot', name: 'before fix', note: null, scope: 'window'}],
    ['baseline none', {kind: 'baseline-choose', file: null}],
    ['export endpoints', {kind: 'endpoints-export'}],
    ['vus 50/10s', {kind: 'target', model: 'closed', level: 50, overMs: 10_000}],
    ['vus +50', {kind: 'target', model: 'closed', level: 300, overMs: null}],
    ['mark', {kind: 'mark', text: null}],
    ['mark Deploy 1.4', {kind: 'mark', text: 'Deploy 1.4'}],
    ['save Peak', {kind: 'save-preset', name: 'Peak'}],
  ])('reads %j', (text, intent) => {
    expect(parseCommand(text, closed)).toEqual({kind: 'command', intent});
  });

  it('a bare cap is one of the present model', () => {
    expect(parseCommand('cap 600', open)).toEqual({
      kind: 'command',
      intent: {kind: 'cap', model: 'open', level: 600},
    });
  });

  it.each(['', ' ', 'c', 'cap', 'cap ', 'cap +', 'rat', 'rate', 'rate 500/', 'vus', 'save', 'save '])(
    'waits for more after %j',
    (text) => expect(parseCommand(text, closed).kind).toBe('incomplete'),
  );

  it.each([
    'cap 0',
    'cap 50%',
    'rate 50v',
    'rate +50',
    'rate x2',
    'vus 500r',
    'capp 5',
    'quit now',
    'cap abc',
    'window 3',
    'theme pink',
    'view 9',
    'mouse maybe',
    'go tomorrow',
    'go 99:00:00',
    'baseline no such',
    'export docx x',
    'constructor',
    '__proto__',
  ])('refuses %j', (text) => expect(parseCommand(text, closed).kind).toBe('problem'));

  it('says what it would do, in one line, for any text', () => {
    expect(previewCommand('rate 500', closed).text).toMatch(/^▸ switch to OPEN: 500\/s/);
    expect(previewCommand('vus 50', open).text).toMatch(/^▸ switch to CLOSED: 50 VUs/);
    expect(previewCommand('cap 600', closed).text).toBe('▸ cap 600 VUs, was 400 VUs: nothing goes above it');
    expect(previewCommand('cap 1000r', closed).text).toBe('▸ cap 1000/s: nothing goes above it');
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(closed, open), (text, view) => {
        expect(previewCommand(text, view).text).not.toMatch(/\n/);
      }),
    );
  });
});

/** Every key of a command, from `:` to Enter. */
function typed(text: string): string[] {
  return [':', ...text.split(''), 'enter'];
}

describe('the command prompt', () => {
  it('sends what was typed', () => {
    expect(press(typed('cap 600'), at()).intents).toEqual([{kind: 'cap', model: 'closed', level: 600}]);
    expect(press(typed('rate 500'), at()).intents).toEqual([{kind: 'target', model: 'open', level: 500, overMs: null}]);
  });

  it('stays open over what it does not understand, and says why', () => {
    const result = press(typed('fly'), at());
    expect(result.intents).toEqual([]);
    expect(result.state.screen).toMatchObject({prompt: {kind: 'command'}, hint: {tone: 'over'}});
  });

  it('X stops the load while the command word is typed, and is text after it', () => {
    expect(press([':', 'c', 'X'], at()).intents).toEqual([{kind: 'emergency-stop'}]);
    expect(press([...typed('mark X').slice(0, -1), 'enter'], at()).intents).toEqual([{kind: 'mark', text: 'X'}]);
  });

  it('is not there where there is no room to type', () => {
    expect(press([':'], at({}, tinyWindow)).state.screen.prompt).toBeNull();
  });
});

describe('another model', () => {
  it('may be more load: it is refused where a raise is', () => {
    const small = {...at(), size: tinyWindow};
    const prompt = {kind: 'target', text: '1r', cursor: 2} as const;
    const {state} = press(['t'], at());
    const opened = {...state, screen: {...state.screen, prompt}};
    expect(press(['enter'], small, opened).intents).toEqual([]);
    expect(press(['enter'], at(), opened).intents).toEqual([{kind: 'target', model: 'open', level: 1, overMs: null}]);
  });
});

describe('commands for the screen alone', () => {
  it.each([
    ['view latency', {view: 'latency'}],
    ['view 5', {view: 'host'}],
    ['view ev', {view: 'events'}],
    ['theme high-contrast', {theme: 'high-contrast'}],
    ['mouse on', {mouse: true}],
    ['go 12:30', {cursor: {atS: 750, anchorS: null}, view: 'drive'}],
    ['help', {overlay: {kind: 'help', filter: '', scroll: 0}}],
    ['quit', {overlay: {kind: 'quit'}}],
  ])('%j', (text, screen) => {
    const result = press(typed(text), at());
    expect(result.state.screen).toMatchObject({...screen, prompt: null});
  });

  it('one that is not known suggests the nearest', () => {
    expect(press(typed('themee light'), at()).state.screen.hint?.text).toMatch(/Did you mean theme\?/);
  });
});

describe('Tab and the arrows at the command prompt', () => {
  const snapshots = [
    sampleListing({file: 's1.json', name: 'v1 nightly'}),
    sampleListing({file: 's2.json', name: 'v2'}),
  ];
  const listed = at({view: {snapshots}});
  const text = (keys: readonly string[], from = initialKeyState): string | undefined =>
    press(keys, listed, from).state.screen.prompt?.text;

  it.each([
    ['th', 'theme '],
    ['s', 's'],
    ['wi', 'window'],
    ['theme hi', 'theme high-contrast'],
    ['mouse o', 'mouse o'],
    ['baseline v1', 'baseline v1 nightly'],
    ['baseline v', 'baseline v'],
    ['export md v2', 'export md v2'],
    ['view la', 'view latency'],
    ['fly', 'fly'],
  ])('%j becomes %j', (typedText, completed) => {
    expect(text([':', ...Array.from(typedText), 'tab'])).toBe(completed);
  });

  it('whatever is typed, adds to it or leaves it', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme-ascii', maxLength: 12}), (line) => {
        const completed = completeCommand(line, listed.view!);
        if (completed === null) return;
        expect(completed.toLowerCase().startsWith(line.toLowerCase())).toBe(true);
        expect(completed.length).toBeGreaterThanOrEqual(line.length);
      }),
    );
  });

  it('lines typed before come back, the newest first, and what stood there last', () => {
    const {state} = press([...typed('mark one'), ...typed('mark two'), ...typed('mark two')], listed);
    expect(text([':', 'up'], state)).toBe('mark two');
    expect(text([':', 'up', 'up'], state)).toBe('mark one');
    expect(text([':', 'up', 'up', 'up'], state)).toBe('mark one');
    expect(text([':', 'c', 'a', 'up', 'down'], state)).toBe('ca');
    expect(press([':', 'up', 'enter'], listed, state).intents).toEqual([{kind: 'mark', text: 'two'}]);
  });

  it('Tab leads from a target to its ramp', () => {
    const {state} = press(['t', '3', '0', '0', 'tab'], at());
    expect(state.screen).toMatchObject({prompt: null, overlay: {kind: 'ramp', level: '300'}});
  });
});

describe('the search of the help', () => {
  it('narrows it as it is typed; Esc brings back what was there, Enter keeps it', () => {
    const typing = press(['?', '/', 'z', 'o'], at());
    expect(typing.state.screen).toMatchObject({overlay: {kind: 'help', filter: 'zo'}, prompt: {kind: 'help-search'}});
    expect(press(['escape'], at(), typing.state).state.screen).toMatchObject({overlay: {filter: ''}, prompt: null});
    const kept = press(['enter'], at(), typing.state);
    expect(kept.state.screen).toMatchObject({overlay: {filter: 'zo'}, prompt: null});
    expect(press(['escape'], at(), kept.state).state.screen.overlay).toBeNull();
  });

  it('scrolls in a small window to its end and no further, and not where all is in sight', () => {
    const small = at({}, {columns: 80, rows: 24});
    const end = press(['?', 'G'], small).state.screen.overlay;
    const further = press(['?', 'G', 'j', 'pagedown'], small).state.screen.overlay;
    expect(end).toEqual(further);
    expect((end as {scroll: number}).scroll).toBeGreaterThan(0);
    expect(press(['?', 'G'], at({}, {columns: 200, rows: 60})).state.screen.overlay).toMatchObject({scroll: 0});
  });

  it(': leads from it to the command line, and load keys but - and X stay off', () => {
    expect(press(['?', ':'], at()).state.screen).toMatchObject({overlay: null, prompt: {kind: 'command'}});
    expect(press(['?', '+'], at()).intents).toEqual([]);
    expect(press(['?', '-'], at()).intents).toHaveLength(1);
    expect(press(['?', 'X'], at()).intents).toEqual([{kind: 'emergency-stop'}]);
  });
});
