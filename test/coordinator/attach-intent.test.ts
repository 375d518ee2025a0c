import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {readIntent} from '../../source/coordinator/attach-intent.ts';
import type {Intent} from '../../source/session/intent.ts';

const allowed: readonly Intent[] = [
  {kind: 'step', steps: -2, repeat: true},
  {kind: 'step-size', direction: -1},
  {kind: 'ramp-speed', direction: 1},
  {kind: 'target', model: 'open', level: 12.5, overMs: null},
  {kind: 'target', model: 'closed', level: 100, overMs: 60_000},
  {kind: 'target', model: 'closed', level: 9, overMs: 5000, shape: 'smooth', then: {kind: 'back', afterMs: 100}},
  {kind: 'target', model: 'closed', level: 9, overMs: null, shape: 'steps', then: {kind: 'auto'}},
  {kind: 'hold'},
  {kind: 'pause'},
  {kind: 'scenario-weight', index: 1, weight: 0.5},
  {kind: 'scenario-mute', index: 0},
  {kind: 'undo'},
  {kind: 'last-good'},
  {kind: 'halve'},
  {kind: 'emergency-stop'},
  {kind: 'auto'},
  {kind: 'cap', model: 'closed', level: 400},
  {kind: 'answer', yes: false},
  {kind: 'snapshot', name: null, note: 'before the fix', scope: 'window'},
  {kind: 'baseline-toggle'},
  {kind: 'baseline-choose', file: null},
  {kind: 'list-snapshots'},
  {kind: 'compare', a: 'live', b: null, align: 'load'},
  {kind: 'compare-close'},
  {kind: 'snapshot-preview', file: 'a.json'},
  {kind: 'snapshot-edit', file: 'a.json', name: 'b', note: null},
  {kind: 'snapshot-delete', file: 'a.json'},
  {kind: 'snapshot-export', file: 'a.json', format: 'html'},
  {kind: 'mark', text: 'deploy'},
  {kind: 'save-preset', name: 'peak'},
  {kind: 'finish', how: 'drain', end: false},
];

describe('an intent from elsewhere', () => {
  it.each(allowed)('$kind comes through as it is', (intent) => {
    expect(readIntent(intent)).toEqual(intent);
    expect(readIntent({...intent, more: 'x'})).toEqual(intent);
  });

  it.each([
    {kind: 'step', steps: Number.NaN, repeat: false},
    {kind: 'step', steps: 1e12, repeat: false},
    {kind: 'target', model: 'closed', level: -1, overMs: null},
    {kind: 'target', model: 'closed', level: 1, overMs: null, shape: 'zigzag'},
    {kind: 'target', model: 'closed', level: 1, overMs: null, then: {kind: 'back'}},
    {kind: 'target', model: 'closed', level: 1, overMs: null, then: {kind: 'more'}},
    {kind: 'target', model: 'other', level: 1, overMs: null},
    {kind: 'scenario-mute', index: 0.5},
    {kind: 'snapshot', name: 'x'.repeat(5000), note: null, scope: 'run'},
    {kind: 'snapshot-delete', file: 'a\0b'},
    {kind: 'snapshot-export', file: 'a.json', format: 'exe'},
    {kind: 'alert-action', action: 'hold', why: 'no alert'},
    {kind: 'scrub', byMs: 1},
    {kind: 'toString'},
    {kind: '__proto__'},
    {kind: 'constructor'},
  ])('$kind of another shape, or that no person asks for, is refused', (raw) => {
    expect(readIntent(raw)).toBeNull();
  });

  it('a reason is not for a screen to give', () => {
    expect(readIntent({kind: 'emergency-stop', why: 'circuit breaker'})).toEqual({kind: 'emergency-stop'});
    expect(readIntent({kind: 'finish', how: 'stop', end: true, why: 'data ran out'})).toEqual({
      kind: 'finish',
      how: 'stop',
      end: true,
    });
  });

  it('anything else is refused, and never throws', () => {
    const kinds = fc.constantFrom(...allowed.map(({kind}) => kind), 'x', 3);
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.anything()), fc.record({kind: kinds})),
        (raw) => {
          expect([null, ...allowed.map(({kind}) => kind)]).toContain(readIntent(raw)?.kind ?? null);
        },
      ),
      {numRuns: 500},
    );
  });
});
