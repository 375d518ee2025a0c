import {describe, expect, it} from 'vitest';
import {
  firstRunKeys,
  initialFirstRun,
  pasteFirstRun,
  pressFirstRun,
  settleLook,
  textsOf,
  type FirstRunEffect,
  type FirstRunState,
} from '../../../source/tui/chooser/first-run-model.ts';
import {parseLimits} from '../../../source/tui/chooser/limit-text.ts';

const noProblem = (): null => null;
const needsTarget = (field: string, text: string): string | null =>
  field === 'target' && !text.startsWith('http') ? 'type a URL' : null;

function press(
  keys: readonly string[],
  problemOf: Parameters<typeof pressFirstRun>[2] = noProblem,
  from: FirstRunState = initialFirstRun,
): {state: FirstRunState; effects: FirstRunEffect[]} {
  let state = from;
  const effects: FirstRunEffect[] = [];
  for (const key of keys) {
    const outcome = pressFirstRun(state, key, problemOf);
    state = outcome.state;
    if (outcome.effect !== null) effects.push(outcome.effect);
  }
  return {state, effects};
}

describe('the first screen', () => {
  it('gives every key one meaning', () => {
    const keys = firstRunKeys().flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes letters as text, q and ? too, in the field that has the focus', () => {
    const {state, effects} = press([...letters('http://q?'), 'tab', 'ctrl+u', ...letters('/x')]);
    expect(textsOf(state)).toEqual({target: 'http://q?', requests: '/x', limits: '', ceiling: '50'});
    expect(effects).toEqual(['look']);
    expect(textsOf(pasteFirstRun(initialFirstRun, 'http://a\r').state).target).toBe('http://a');
  });

  it('goes round its fields', () => {
    expect(press(['tab', 'tab', 'tab', 'tab']).state.focus).toBe('target');
    expect(press(['up']).state.focus).toBe('ceiling');
  });

  it('starts once the target has been looked at', () => {
    const {state, effects} = press([...letters('http://a'), 'enter'], needsTarget);
    expect([effects, state.isStarting]).toEqual([['look'], true]);
    expect(settleLook(state, {outcome: 'pending', text: '', brief: ''}).effect).toBeNull();
    expect(settleLook(state, {outcome: 'ok', text: 'a', brief: ''}).effect).toBe('start');
    expect(settleLook(state, {outcome: 'unknown', text: 'another machine', brief: ''}).effect).toBe('start');
    const failed = settleLook(state, {outcome: 'failed', text: 'refused', brief: ''});
    expect([failed.effect, failed.state.hint, failed.state.isStarting]).toEqual([null, 'not started: refused', false]);
  });

  it('says what is wrong with a target that is only looked at, and lets go on typing', () => {
    const {state, effects} = press([...letters('http://a'), 'tab'], needsTarget);
    const {state: told, effect} = settleLook(state, {outcome: 'failed', text: 'refused', brief: ''});
    expect([effects, effect, told.hint, told.focus]).toEqual([['look'], null, 'refused', 'requests']);
  });

  it('does not start what was changed after Enter, nor what Esc took back', () => {
    const {state} = press([...letters('http://a'), 'enter', 'b'], needsTarget);
    expect(settleLook(state, {outcome: 'ok', text: 'a', brief: ''}).effect).toBeNull();
    const back = press([...letters('http://a'), 'enter', 'escape'], needsTarget);
    expect([back.effects, back.state.isStarting]).toEqual([['look'], false]);
  });

  it('names the first field that is wrong, and goes there', () => {
    const {state, effects} = press(['tab', 'enter'], needsTarget);
    expect([effects, state.focus, state.hint]).toEqual([[], 'target', 'type a URL']);
  });

  it('has keys for the demo, a first profile, saved ones and the way out', () => {
    expect(press(['ctrl+d', 'ctrl+n', 'ctrl+o', 'escape', 'ctrl+c']).effects).toEqual([
      'demo',
      'new',
      'open',
      'leave',
      'leave',
    ]);
  });
});

describe('limits as people type them', () => {
  it.each([
    ['', []],
    ['p95 < 250ms   error < 1%', ['http_req_duration: p(95)<250', 'http_req_failed: rate<0.01']],
    ['p(99.9)<=1.5s, avg<100', ['http_req_duration: p(99.9)<=1500', 'http_req_duration: avg<100']],
    ['errors<0.1%', ['http_req_failed: rate<0.001']],
    ['P95<250MS', ['http_req_duration: p(95)<250']],
  ])('%j', (text, thresholds) => {
    expect(parseLimits(text)).toEqual({thresholds});
  });

  it.each(['p95', 'fast', 'p95 < 250%', 'error < 1s', 'p95 < 250ms and more', 'p200 < 1s', 'p95 < 1.2.3ms'])(
    '%j is none',
    (text) => {
      expect(parseLimits(text)).toHaveProperty('problem');
    },
  );
});

/** Keys of a typed text. */
function letters(text: string): string[] {
  return Array.from(text);
}
