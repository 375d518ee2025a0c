import * as fc from 'fast-check';
import {afterEach, describe, expect, it} from 'vitest';
import {handleKey} from '../../../source/tui/app/handle-key.ts';
import {initialKeyState} from '../../../source/tui/app/key-outcome.ts';
import {parseKeyMap} from '../../../source/tui/app/key-map.ts';
import {keyFor} from '../../../source/tui/app/key-name.ts';
import {commandOf, keyHelp, keyTable, ownCommandOf, useKeys} from '../../../source/tui/app/key-table.ts';
import {at, press, step, withScreen} from './press-keys.ts';

function problems(map: unknown): readonly string[] {
  const result = parseKeyMap(map);
  return 'problems' in result ? result.problems.map(({name, message}) => `${name}: ${message}`) : [];
}

function take(map: unknown): number {
  const result = parseKeyMap(map);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  useKeys(result.table);
  return result.remapped;
}

afterEach(() => useKeys(keyTable));

describe('a key map', () => {
  it('gives a command other keys, and takes those it had', () => {
    expect(take({$schema: 'x', 'step-up': ['ctrl+u', '*'], pause: ['P']})).toBe(2);
    expect(press(['ctrl+u'], at()).intents).toEqual([step(1)]);
    expect(press(['*'], at()).intents).toEqual([step(1)]);
    expect(press(['+'], at()).intents).toEqual([]);
    expect(press(['P'], at()).intents).toEqual([{kind: 'pause'}]);
    expect(press(['p'], at()).intents).toEqual([]);
  });

  it('remaps a command in one place alone, and stays as it was in the others', () => {
    take({'latency.cursor-back': ['alt+h']});
    expect(ownCommandOf('alt+h', 'latency')?.id).toBe('cursor-back');
    expect(ownCommandOf('h', 'latency')).toBeNull();
    expect(ownCommandOf('h', 'drive')?.id).toBe('cursor-back');
  });

  it('reaches dialogs, questions and lines being typed', () => {
    take({'quit-stop': ['Q'], yes: ['J'], 'erase-start': ['alt+u']});
    const asked = at({view: {question: {text: 'raise?', untilMs: 999_999}}});
    expect(press(['J'], asked).intents).toEqual([{kind: 'answer', yes: true}]);
    expect(press(['y'], asked).intents).toEqual([]);
    expect(press([':', 'c', 'a', 'alt+u'], at()).state.screen.prompt?.text).toBe('');
  });

  it('shows in the help and on the bars', () => {
    take({'step-up': ['U'], scenarios: ['ctrl+s'], 'big-step-up': ['*'], hold: ['K']});
    expect(keyFor('step-up')).toBe('U');
    expect(keyHelp('DRIVE').map(({label}) => label)).toEqual(expect.arrayContaining(['U', '^S', '* S', 'K']));
  });

  it('understands the names people give keys', () => {
    take({hold: ['Space'], help: ['PgDn'], freeze: ['^f'], quit: ['Q']});
    expect([commandOf(' '), commandOf('pagedown'), commandOf('ctrl+f')].map((one) => one?.id)).toEqual([
      'hold',
      'help',
      'freeze',
    ]);
  });

  it.each<[unknown, string | RegExp]>([
    [[], /must be an object/],
    [{'step-upp': ['+']}, 'step-upp: no such command; did you mean "step-up"?'],
    [{pause: 'P'}, /pause: must be a list of keys/],
    [{pause: ['spce']}, 'pause: "spce" is no key; did you mean "space"?'],
    [{pause: ['F5']}, /function keys/],
    [{pause: [7]}, /7 is no key/],
    [{pause: ['x']}, /(?:halve: x is pause too|pause: x is halve too)/],
    [{'endpoints.versus': ['j']}, /j is row-down too in endpoints|j is versus too in endpoints/],
    [{'drive.pause': ['P']}, 'drive.pause: pause is a key everywhere: write "pause"'],
    [{'snaps.versus': ['P']}, /versus is no key of "snaps"; it is one of endpoints/],
    [{interrupt: ['ctrl+x']}, 'interrupt: ^C is the emergency stop and cannot be moved'],
    [{halve: ['ctrl+c']}, 'halve: ctrl+c is the emergency stop and nothing else'],
    [{'emergency-stop': []}, 'emergency-stop: must have a key: without one it could not be done at all'],
    [{quit: []}, /quit: must have a key/],
    [{hold: ['h']}, /h is hold everywhere: it cannot be hidden in drive, latency/],
    [{'latency.range': ['X']}, 'range: X is emergency-stop everywhere: it cannot be hidden in latency'],
    [{submit: ['s']}, /submit: s is text in prompt/],
  ])('%j is refused, and told why', (map, why) => {
    const [first, ...others] = problems(map);
    expect(first).toMatch(why);
    for (const other of others) expect(other).toMatch(why instanceof RegExp ? / is hold everywhere/ : why);
  });

  it('names every problem, not the first alone', () => {
    expect(problems({'step-upp': ['+'], pause: ['spce', 'F5'], interrupt: ['x']})).toHaveLength(4);
  });

  it('may leave keyless what neither drives nor leads out', () => {
    expect(take({freeze: []})).toBe(1);
    expect(press(['f'], at()).effects).toEqual([]);
  });

  it('whatever it holds, throws nothing; what it lets through keeps ^C and every guarded command', () => {
    const id = fc.constantFrom(...keyTable.map((command) => command.id), 'nothing', 'latency.range');
    const key = fc.oneof(
      fc.constantFrom('+', 'ctrl+c', 'X', 'space', 'esc', 'enter', 'ctrl+u', 'alt+x', 'f1', ''),
      fc.string({unit: 'grapheme', maxLength: 2}),
    );
    fc.assert(
      fc.property(fc.dictionary(id, fc.array(key, {maxLength: 3})), (map) => {
        const result = parseKeyMap(map);
        if ('problems' in result) return result.problems.length > 0;
        useKeys(result.table);
        expect(commandOf('ctrl+c')?.id).toBe('interrupt');
        expect(result.table.filter(({load, keys}) => load !== 'neutral' && keys.length === 0)).toEqual([]);
        expect(handleKey(withScreen({overlay: {kind: 'quit'}}, initialKeyState), 'ctrl+c', at()).intents).toEqual([
          {kind: 'emergency-stop'},
        ]);
        useKeys(keyTable);
        return true;
      }),
    );
  });
});
