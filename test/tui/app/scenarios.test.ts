import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Intent} from '../../../source/session/intent.ts';
import type {ScenarioRow} from '../../../source/session/view.ts';
import {parseCommand, previewCommand} from '../../../source/tui/app/parse-command.ts';
import {nextWeight} from '../../../source/tui/app/scenario-weight.ts';
import {userClasses} from '../fixtures/class-run.ts';
import {at, press, step, tinyWindow} from './press-keys.ts';
import {sampleView} from './sample-session.ts';

const view = sampleView({view: {scenarios: userClasses}});
const listed = at({view: {scenarios: userClasses}});

const weighed = (...profileWeights: number[]): ScenarioRow[] =>
  profileWeights.map((profileWeight) => ({...userClasses[0]!, profileWeight, weight: profileWeight}));

describe('the scenarios', () => {
  it('open on u, and on u, Enter, q or Esc close', () => {
    const opened = press(['u'], listed);
    expect(opened.state.screen.overlay).toEqual({kind: 'scenarios', selected: 0});
    for (const key of ['u', 'enter', 'q', 'escape']) {
      const closed = press([key], listed, opened.state);
      expect(closed.state.screen.overlay).toBeNull();
      expect(closed.intents).toEqual([]);
    }
  });

  it('are not there without any, nor where there is no room', () => {
    expect(press(['u'], at()).state.screen).toMatchObject({overlay: null, hint: {tone: 'near'}});
    const small = at({view: {scenarios: userClasses}}, tinyWindow);
    expect(press(['u'], small).state.screen).toMatchObject({overlay: null, hint: {tone: 'near'}});
  });

  it.each<[string[], Intent]>([
    [['+'], {kind: 'scenario-weight', index: 0, weight: 4}],
    [['='], {kind: 'scenario-weight', index: 0, weight: 4}],
    [['-'], {kind: 'scenario-weight', index: 0, weight: 2}],
    [['down', '-'], {kind: 'scenario-weight', index: 1, weight: 0}],
    [['j', 'j', '+'], {kind: 'scenario-weight', index: 2, weight: 1}],
    [['G', 'm'], {kind: 'scenario-mute', index: 2}],
    [['down', 'down', 'up', ' '], {kind: 'scenario-mute', index: 1}],
    [['end', 'home', 'm'], {kind: 'scenario-mute', index: 0}],
    [['down', 'down', 'down', 'down', 'm'], {kind: 'scenario-mute', index: 2}],
  ])('%j asks for %o', (keys, intent) => {
    expect(press(['u', ...keys], listed).intents).toEqual([intent]);
  });

  it('counts quick keys on from the last one, not from a picture that does not show it yet', () => {
    const weights = (keys: readonly string[]): unknown[] =>
      press(['u', ...keys], listed).intents.map((intent) => (intent.kind === 'scenario-weight' ? intent.weight : null));
    expect(weights(['+', '+', '+', '-'])).toEqual([4, 5, 6, 5]);
    expect(weights(['+', 'down', 'up', '+'])).toEqual([4, 4]);
    const first = press(['u', '+'], listed);
    const later = at({view: {scenarios: userClasses, elapsedMs: view.elapsedMs + 500}});
    expect(press(['+'], later, first.state).intents).toEqual([{kind: 'scenario-weight', index: 0, weight: 4}]);
  });

  it('give way to the command line that they name', () => {
    const {state, intents} = press(['u', ':'], listed);
    expect(state.screen).toMatchObject({overlay: null, prompt: {kind: 'command', text: ''}});
    expect(intents).toEqual([]);
  });

  it('a muted one has no less', () => {
    const result = press(['u', 'G', '-'], listed);
    expect(result.intents).toEqual([]);
    expect(result.state.screen.hint?.text).toBe('admin is muted: its weight is 0');
  });

  it('+ and - are the load again once they are closed, and what lowers it works meanwhile', () => {
    expect(press(['u', 'escape', '-', '+'], listed).intents).toEqual([step(-1), step(1)]);
    expect(press(['u', 'x', 'S', 'X'], listed).intents).toEqual([{kind: 'halve'}, step(-5), {kind: 'emergency-stop'}]);
    const raised = press(['u', 'W'], listed);
    expect(raised.intents).toEqual([]);
    expect(raised.state.screen.hint?.text).toMatch(/raising is off/);
  });

  it('cover a standing question, which is a No', () => {
    const asked = at({view: {scenarios: userClasses, question: {text: 'raise?', untilMs: 999_999}}});
    expect(press(['u'], asked).intents).toEqual([{kind: 'answer', yes: false}]);
  });

  it('follow a list that became shorter', () => {
    const {state} = press(['u', 'G'], listed);
    const one = at({view: {scenarios: userClasses.slice(0, 1)}});
    expect(press(['m'], one, state).intents).toEqual([{kind: 'scenario-mute', index: 0}]);
    expect(press(['m', '+', '-'], at(), state).intents).toEqual([]);
  });
});

describe('the next weight', () => {
  it.each([
    [weighed(3, 1), 3, 1, 4],
    [weighed(3, 1), 1, -1, 0],
    [weighed(3, 1), 0, -1, 0],
    [weighed(3, 1), 2.5, 1, 3],
    [weighed(3, 1), 2.5, -1, 2],
    [weighed(0.7, 0.2, 0.1), 0.7, 1, 0.8],
    [weighed(0.7, 0.2, 0.1), 0.3, -1, 0.2],
    [weighed(0.75, 0.25), 0.25, 1, 0.3],
    [weighed(0.95, 0.05), 0.05, -1, 0.04],
    [weighed(2.5, 1), 2.5, 1, 3],
    [weighed(1, 0), 0, 1, 1],
  ] as const)('of %#: %d goes %d to %d', (rows, weight, direction, next) => {
    expect(nextWeight(rows, weight, direction)).toBe(next);
  });

  it('always moves, never below 0, and comes back', () => {
    const anyWeight = fc.oneof(
      fc.integer({min: 0, max: 1000}),
      fc.integer({min: 1, max: 9999}).map((n) => n / 1000),
    );
    fc.assert(
      fc.property(fc.array(anyWeight, {minLength: 1, maxLength: 5}), anyWeight, (profile, weight) => {
        const rows = weighed(...profile);
        const up = nextWeight(rows, weight, 1);
        expect(up).toBeGreaterThan(weight);
        expect(nextWeight(rows, up, -1)).toBeLessThanOrEqual(weight);
        const down = nextWeight(rows, weight, -1);
        expect(down >= 0 && (down < weight || weight === 0)).toBe(true);
      }),
    );
  });
});

describe('the commands', () => {
  it.each<[string, Intent]>([
    ['mute shopper', {kind: 'scenario-mute', index: 0}],
    ['mute SHOP', {kind: 'scenario-mute', index: 0}],
    ['mute returning customer', {kind: 'scenario-mute', index: 1}],
    ['unmute admin', {kind: 'scenario-mute', index: 2}],
    ['weight shopper 5', {kind: 'scenario-weight', index: 0, weight: 5}],
    ['weight returning customer .5', {kind: 'scenario-weight', index: 1, weight: 0.5}],
    ['weight admin 0', {kind: 'scenario-weight', index: 2, weight: 0}],
  ])('%j', (text, intent) => {
    expect(parseCommand(text, view)).toEqual({kind: 'command', intent});
  });

  it.each(['mute', 'mute ', 'unm', 'unmute ', 'weight', 'weight shopper', 'weight returning', 'weight returning c'])(
    'waits for more after %j',
    (text) => expect(parseCommand(text, view).kind).toBe('incomplete'),
  );

  it.each([
    ['mute admin', 'admin is muted already'],
    ['unmute shopper', 'shopper is not muted'],
    ['mute nobody', 'no scenario nobody: there are shopper, returning customer, admin'],
    ['weight shopper many', 'a weight is a number, 0 mutes: weight shopper 2'],
    ['weight shopper -1', 'a weight is a number, 0 mutes: weight shopper 2'],
    ['weight nobody 2', 'no scenario nobody: there are shopper, returning customer, admin'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseCommand(text, view)).toEqual({kind: 'problem', text: problem});
  });

  it('a name that two begin with is asked for, one that is whole is taken', () => {
    const names = ['user', 'user two', 'user three'];
    const scenarios = names.map((name) => ({...userClasses[0]!, name}));
    const many = {...view, scenarios};
    expect(parseCommand('mute user', many)).toMatchObject({intent: {index: 0}});
    expect(parseCommand('mute user t', many)).toEqual({kind: 'problem', text: 'which: user two, user three?'});
    expect(parseCommand('mute x', {...view, scenarios: []}).kind).toBe('problem');
  });

  it('say what they would do', () => {
    expect(previewCommand('weight shopper 2', view).text).toBe('▸ shopper: weight 3 to 2');
    expect(previewCommand('mute shopper', view).text).toBe('▸ shopper is muted: the others share its load');
    expect(previewCommand('weight shopper 0', view).text).toBe('▸ shopper is muted: the others share its load');
    expect(previewCommand('unmute admin', view).text).toBe('▸ admin plays again');
  });
});
