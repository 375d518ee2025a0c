import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {pickerCommandOf, pickerHelp, pickerKeys} from '../../../source/tui/chooser/picker-keys.ts';
import {
  initialPicker,
  selectedEntry,
  shownEntries,
  withEntries,
  type PickerState,
} from '../../../source/tui/chooser/picker-model.ts';
import {pastePicker, pressPicker, settleStart, type PickerEffect} from '../../../source/tui/chooser/press-picker.ts';
import {badChecks, entries, entryOf, goodChecks} from '../fixtures/picker-entries.ts';

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

describe('the picker’s keys', () => {
  it('are in one table, each with one meaning and a help that says it', () => {
    const keys = pickerKeys.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const {id, keys: own, help} of pickerKeys) {
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
