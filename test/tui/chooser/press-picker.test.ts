import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {pickerCommandOf, pickerHelp, pickerKeys} from '../../../source/tui/chooser/picker-keys.ts';
import {
  initialPicker,
  selectedEntry,
  shownEntries,
  withEntries,
  withRecordings,
  type PickerState,
} from '../../../source/tui/chooser/picker-model.ts';
import {pastePicker, pressPicker, settleStart, type PickerEffect} from '../../../source/tui/chooser/press-picker.ts';
import {badChecks, entries, entryOf, goodChecks, recordings} from '../fixtures/picker-entries.ts';

const checked = {...initialPicker(entries), checks: goodChecks, checksDone: true};

function press(state: PickerState, keys: readonly string[]): {state: PickerState; effects: PickerEffect[]} {
  let now = state;
  const effects: PickerEffect[] = [];
  for (const key of keys) {
    const {state: next, effect} = pressPicker(now, key);
    now = next;
    if (effect !== null) effects.push(effect);
  }
  return {state: now, effects};
}

describe('what is done with a profile or a recording', () => {
  const drives = {...initialPicker([...entries, ...recordings]), kind: 'recordings'} as const;

  it('Tab goes through profiles, presets and recordings, and has the first checked', () => {
    const all = initialPicker([...entries, ...recordings]);
    const names = (state: PickerState): string[] => shownEntries(state).map(({name}) => name);
    expect(names(press(all, ['tab']).state)).toEqual(['api-rate', 'nightly']);
    expect(names(press(all, ['tab', 'tab']).state)).toEqual(recordings.map(({name}) => name));
    expect(press(all, ['tab', 'tab', 'tab'])).toMatchObject({state: {kind: 'profiles', selected: 0}});
    expect(press(all, ['shift+tab'])).toMatchObject({state: {kind: 'recordings'}, effects: ['check']});
  });

  it('m starts at 0 once the checks hold', () => {
    expect(press(checked, ['m']).effects).toEqual(['manual']);
    const early = press({...checked, checksDone: false}, ['m']);
    expect(early.effects).toEqual([]);
    expect(settleStart({...early.state, checksDone: true}).effect).toBe('manual');
    expect(settleStart({...early.state, checksDone: true, checks: badChecks}).effect).toBeNull();
    expect(press(early.state, ['escape', 'enter']).state.isManual).toBe(false);
  });

  it('shipped profiles are neither edited nor deleted', () => {
    const shipped = {...checked, selected: 5};
    expect(press(shipped, ['e'])).toMatchObject({
      effects: [],
      state: {hint: expect.stringContaining('O makes a copy')},
    });
    expect(press(shipped, ['D'])).toMatchObject({effects: [], state: {overlay: null}});
    expect(press(checked, ['e']).effects).toEqual(['edit']);
  });

  it('D asks, and only y deletes', () => {
    for (const key of ['enter', 'escape', 'n', 'q']) {
      expect(press(checked, ['D', key])).toMatchObject({effects: [], state: {overlay: null}});
    }
    expect(press(checked, ['D', 'x', 'd', 'y']).effects).toEqual(['delete']);
  });

  it('O asks for a name, which is text', () => {
    const named = press(checked, ['O', 'ctrl+u', 'q', 'D', '/', 'enter']);
    expect(named.effects).toEqual(['copy']);
    expect(named.state.overlay).toMatchObject({kind: 'copy', line: {text: 'qD/'}});
    expect(press(checked, ['O', 'ctrl+u', 'enter']).effects).toEqual([]);
    expect(press(checked, ['O', 'escape']).state.overlay).toBeNull();
    expect(press({...checked, selected: 2}, ['O']).state.overlay).toBeNull();
  });

  it('a recording is opened or replayed; nothing of a profile is done to it', () => {
    expect(press(drives, ['enter']).effects).toEqual(['open']);
    expect(press(drives, ['r']).effects).toEqual(['replay']);
    for (const key of ['m', 'd', 'e', 'O', 'v']) {
      expect(press(drives, [key])).toMatchObject({effects: [], state: {hint: expect.stringContaining('a recording')}});
    }
    expect(press(checked, ['r']).effects).toEqual([]);
  });

  it('one that is being recorded is not deleted', () => {
    expect(press({...drives, selected: 1}, ['D']).state.overlay).toBeNull();
    expect(press(drives, ['D', 'y']).effects).toEqual(['delete']);
  });

  it('recordings that come later leave the cursor where it was', () => {
    const before = {...initialPicker(entries), selected: 3};
    expect(selectedEntry(withRecordings(before, recordings))?.name).toBe('api-rate');
  });
});

describe('the picker’s keys', () => {
  it('are in one table, each with one meaning and a help that says it', () => {
    const keys = pickerKeys().flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const {id, keys: own, help} of pickerKeys()) {
      expect(help.length).toBeGreaterThan(5);
      for (const key of own) expect(pickerCommandOf(key)).toBe(id);
    }
    expect(new Set(pickerHelp().map(({label}) => label)).size).toBe(pickerHelp().length);
  });

  it('select within the list, and have what is selected checked anew', () => {
    expect(press(checked, ['k']).effects).toEqual([]);
    const down = press(checked, ['j', 'down']);
    expect([selectedEntry(down.state)?.name, down.effects]).toEqual(['half-written', ['check', 'check']]);
    expect([down.state.checks, down.state.checksDone]).toEqual([[], false]);
    expect(selectedEntry(press(checked, ['G']).state)?.name).toBe('smoke');
    expect(selectedEntry(press(checked, ['pagedown', 'j', 'g']).state)?.name).toBe('checkout-peak');
  });

  it('filter as it is typed, by every word, in name, target and description', () => {
    const {state, effects} = press(checked, ['/', ...letters('evening LOCAL')]);
    expect(shownEntries(state).map(({name}) => name)).toEqual(['checkout-peak']);
    expect(effects).toEqual([]);
    expect(shownEntries(press(checked, ['/', ...letters('shipped')]).state).map(({name}) => name)).toEqual(['smoke']);
    const cleared = press(state, ['enter', 'escape']);
    expect([shownEntries(cleared.state).length, cleared.effects]).toEqual([entries.length, []]);
    expect(press(cleared.state, ['escape']).effects).toEqual(['leave']);
  });

  it('keep the selected profile under a filter that leaves it, else take the first', () => {
    const smoke = press(checked, ['G', '/', ...letters('smoke')]);
    expect(selectedEntry(smoke.state)?.name).toBe('smoke');
    const other = press(checked, ['G', '/', ...letters('rate')]);
    expect([selectedEntry(other.state)?.name, other.effects.at(-1)]).toEqual(['api-rate', 'check']);
  });

  it('typed into the filter are text, but ^C leaves from anywhere', () => {
    expect(press(checked, ['/', ...letters('qdnv')]).effects).toEqual(['check']);
    for (const before of [['/'], ['?'], ['v'], []]) {
      expect(press(checked, [...before, 'ctrl+c']).effects.at(-1)).toBe('leave');
    }
  });

  it('start nothing when pasted', () => {
    expect(pastePicker(checked, 'q\r\rd')).toEqual({state: checked, effect: null});
    expect(pastePicker({...checked, isTyping: true}, 'smo\nke').state.filter.text).toBe('smo ke');
  });
});

describe('Enter', () => {
  it('starts what was checked and found right', () => {
    expect(press(checked, ['enter']).effects).toEqual(['start']);
  });

  it('waits for checks that are still being made, and Esc takes it back', () => {
    const waiting = press({...checked, checksDone: false}, ['enter']);
    expect([waiting.effects, waiting.state.isStarting]).toEqual([[], true]);
    expect(settleStart({...waiting.state, checksDone: true}).effect).toBe('start');
    expect(press(waiting.state, ['escape']).state.isStarting).toBe(false);
    expect(settleStart({...waiting.state, isStarting: false, checksDone: true}).effect).toBeNull();
  });

  it('looks again at what had failed, and says why it does not start', () => {
    const again = press({...checked, checks: badChecks}, ['enter']);
    expect([again.effects, again.state.isStarting, again.state.checks]).toEqual([['check'], true, []]);
    const settled = settleStart({...again.state, checks: badChecks, checksDone: true});
    expect([settled.effect, settled.state.hint]).toEqual([null, 'not started: not set in the environment: TOKEN']);
    expect(press(settled.state, ['j']).state.hint).toBeNull();
  });

  it('on a broken profile names its problems, and starts nothing', () => {
    const {state, effects} = press({...checked, selected: 2}, ['enter']);
    expect([effects, state.overlay?.kind]).toEqual([['validate'], 'problems']);
    expect(press(state, ['enter']).state.overlay).toBeNull();
  });

  it('with no profile under the filter does nothing', () => {
    expect(press(checked, ['/', ...letters('zzz'), 'enter', 'enter', 'd', 'v']).effects).toEqual(['check']);
  });
});

it('a profile that has come is selected; else the list read anew changes nothing', () => {
  const added = entryOf('brand-new', {executor: 'constant-vus', vus: 1});
  expect(selectedEntry(withEntries({...checked, selected: 4}, [...entries, added]))).toBe(added);
  expect(selectedEntry(withEntries({...checked, selected: 4}, [...entries]))?.name).toBe('nightly');
  expect(withEntries(checked, entries.slice(1)).selected).toBe(0);
});

it('whatever is pressed, the selection is one of the shown, and only Enter starts', () => {
  const keys = fc.array(
    fc.constantFrom('j', 'k', 'g', 'G', '/', 'enter', 'escape', 's', 'm', 'o', 'v', '?', 'd', 'n', 'up', 'pagedown'),
    {maxLength: 40},
  );
  fc.assert(
    fc.property(keys, (pressed) => {
      let state: PickerState = checked;
      for (const key of pressed) {
        const {state: next, effect} = pressPicker(state, key);
        expect(effect !== 'start' || key === 'enter').toBe(true);
        state = next;
        expect(state.selected).toBeLessThanOrEqual(Math.max(0, shownEntries(state).length - 1));
        expect(state.selected).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

/** Keys of a typed text. */
function letters(text: string): string[] {
  return Array.from(text);
}
