import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Prompt} from '../../../source/tui/ui-state.ts';
import {editLine, pasteLine} from '../../../source/tui/app/edit-line.ts';
import {pressKey, type HeldKey} from '../../../source/tui/app/held-key.ts';
import {isPrintable, keyPresses} from '../../../source/tui/app/key-press.ts';
import {commandOf, isInScope, keyHelp, keyScopes, keyTable, ownCommandOf} from '../../../source/tui/app/key-table.ts';

const line = (text: string, cursor = text.length): Prompt => ({kind: 'mark-text', text, cursor});

describe('the key table', () => {
  it.each(keyScopes)('gives every key of %s to one command only', (scope) => {
    const commands = keyTable.filter((command) => isInScope(command, scope));
    const keys = commands.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(0);
    for (const command of commands) {
      for (const key of command.keys) {
        expect(scope === 'session' ? commandOf(key) : ownCommandOf(key, scope)).toBe(command);
      }
    }
  });

  it('has every command once, with help that says what it does', () => {
    expect(new Set(keyTable.map(({id}) => id)).size).toBe(keyTable.length);
    for (const {help, label} of keyTable) expect([help.length >= 3, label.length > 0]).toEqual([true, true]);
  });

  it('holds the keys of this program wherever there is a session, no more and no fewer', () => {
    const keys =
      '+ = w - s W S [ ] { } t T : space p z Z x X ^C a u c C b B m M n o O R 1 2 3 4 5 6 7 8 tab shift+tab f , . y i ? q ^L ^Z Esc'.split(
        ' ',
      );
    const named: Record<string, string> = {space: ' ', '^C': 'ctrl+c', '^L': 'ctrl+l', '^Z': 'ctrl+z', Esc: 'escape'};
    const wanted = keys.map((key) => named[key] ?? key).toSorted();
    const session = keyTable.filter(({scopes}) => scopes === 'session');
    expect(session.flatMap((command) => command.keys).toSorted()).toEqual(wanted);
  });

  it('a view’s own keys shadow these of the session and no others', () => {
    const views = [
      'recording',
      'drive',
      'endpoints',
      'latency',
      'compare',
      'host',
      'snaps',
      'events',
      'study',
    ] as const;
    const shadowed = views.flatMap((scope) =>
      keyTable
        .filter((command) => isInScope(command, scope))
        .flatMap(({id, keys}) => keys.flatMap((key) => (commandOf(key) === null ? [] : [`${scope} ${key} ${id}`]))),
    );
    expect(shadowed).toEqual(['recording   play', 'compare u swap', 'compare 4 compare-live', 'snaps n row-note']);
  });

  it('has no printable key where such keys are text', () => {
    for (const scope of ['prompt', 'ramp', 'first-run'] as const) {
      const keys = keyTable.filter((command) => isInScope(command, scope)).flatMap((command) => command.keys);
      expect(keys.filter((key) => isPrintable(key))).toEqual([]);
    }
  });

  it('joins commands that share a line of the help', () => {
    const lines = keyHelp('DRIVE');
    expect(lines.filter(({label}) => label === 'W / S')).toHaveLength(1);
    expect(new Set(lines.map(({label}) => label)).size).toBe(lines.length);
  });
});

describe('keyPresses', () => {
  it.each([
    ['++', {}, ['+', '+']],
    ['200\r', {}, ['2', '0', '0', 'enter']],
    ['', {return: true}, ['enter']],
    ['', {escape: true}, ['escape']],
    ['', {upArrow: true}, ['up']],
    ['c', {ctrl: true}, ['ctrl+c']],
    ['c', {ctrl: true, meta: true}, ['ctrl+c']],
    ['+', {meta: true}, ['alt++']],
    ['W', {shift: true}, ['W']],
    ['\u007F', {}, ['backspace']],
    ['a\u0003', {}, ['a', 'ctrl+c']],
    ['👩‍👩‍👧é', {}, ['👩‍👩‍👧', 'é']],
    ['\u009B', {}, []],
  ])('%j with %o is %j', (input, key, presses) => {
    expect(keyPresses(input, key)).toEqual(presses);
  });

  it('loses no text in any input', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (input) => {
        const printable = input.replaceAll(/\p{Control}/gu, '');
        const text = keyPresses(input, {}).filter((press) => isPrintable(press));
        expect(text.join('')).toBe(printable);
      }),
    );
  });
});

describe('editLine', () => {
  it.each<[Prompt, string, Prompt]>([
    [line('ab'), 'c', line('abc')],
    [line('ab', 1), 'X', line('aXb', 2)],
    [line('ab', 1), 'backspace', line('b', 0)],
    [line('ab', 1), 'delete', line('a', 1)],
    [line('', 0), 'backspace', line('', 0)],
    [line('ab', 1), 'home', line('ab', 0)],
    [line('ab', 1), 'end', line('ab', 2)],
    [line('a👩‍👩‍👧'), 'backspace', line('a')],
    [line('a👩‍👩‍👧'), 'left', line('a👩‍👩‍👧', 1)],
    [line('one two'), 'ctrl+w', line('one ')],
    [line('one two', 3), 'ctrl+u', line(' two', 0)],
    [line('one two', 3), 'ctrl+k', line('one', 3)],
  ])('%o then %j is %o', (before, press, after) => {
    expect(editLine(before, press)).toEqual(after);
  });

  it('has no answer to keys that do not edit', () => {
    for (const press of ['up', 'tab', 'ctrl+d', 'alt+x', 'pageup']) expect(editLine(line('a'), press)).toBeNull();
  });

  it('keeps the cursor between graphemes and the text under its limit, whatever is pressed', () => {
    const presses = fc.array(
      fc.oneof(
        fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}),
        fc.constantFrom('backspace', 'delete', 'left', 'right', 'home', 'end', 'ctrl+w', 'ctrl+u', 'ctrl+k'),
      ),
      {maxLength: 60},
    );
    fc.assert(
      fc.property(presses, fc.string({unit: 'grapheme', maxLength: 300}), (pressed, pasted) => {
        let prompt = pasteLine(line(''), pasted);
        for (const press of pressed) prompt = editLine(prompt, press) ?? prompt;
        expect(prompt.cursor).toBeLessThanOrEqual(prompt.text.length);
        expect(prompt.text.length).toBeLessThanOrEqual(200);
        expect(prompt.text.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a held key', () => {
  it('is known from its third key on at the usual 30 per second, jitter included', () => {
    expect(repeats([500, 33, 12, 60, 33])).toEqual([false, false, false, true, true, true]);
  });

  it('is known at the 11 per second of a Linux console', () => {
    expect(repeats([250, 92, 92, 92])).toEqual([false, false, false, true, true]);
  });

  it('is not what eight taps a second are, nor a double tap', () => {
    expect(repeats([125, 125, 125, 125])).toEqual([false, false, false, false, false]);
    expect(repeats([80, 400, 80])).toEqual([false, false, false, false]);
  });

  it('ends with another key', () => {
    const first = pressKey(pressKey(null, '+', 0).held, '+', 30).held;
    expect(pressKey(first, '-', 60)).toEqual({held: {key: '-', atMs: 60, shortGaps: 0}, repeat: false});
  });
});

/** Which of the presses count as repeats, from the gaps between them in ms. */
function repeats(gaps: readonly number[], key = '+'): boolean[] {
  let held: HeldKey | null = null;
  let atMs = 0;
  return [0, ...gaps].map((gap) => {
    atMs += gap;
    const result = pressKey(held, key, atMs);
    held = result.held;
    return result.repeat;
  });
}
