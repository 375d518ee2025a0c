import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
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

  it.each(['cap 0', 'cap 50%', 'rate 50v', 'rate +50', 'rate x2', 'vus 500r', 'capp 5', 'quit', 'cap abc'])(
    'refuses %j',
    (text) => expect(parseCommand(text, closed).kind).toBe('problem'),
  );

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
