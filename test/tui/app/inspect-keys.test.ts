import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {initialKeyState, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import type {InspectCursor, ViewName} from '../../../source/tui/ui-state.ts';
import {checkoutEndpoints} from '../fixtures/checkout-endpoints.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {at, press, tinyWindow, withScreen} from './press-keys.ts';

/** Five seconds a column: at 00:12:34 the newest whole one began at 745 s. */
const now: KeyContext = {...at(), view: checkoutPeak().view};
const newest = 745;

function cursorAfter(keys: readonly string[], from: KeyState = initialKeyState, context = now): InspectCursor | null {
  return press(keys, context, from).state.screen.cursor;
}

function inView(view: ViewName): KeyState {
  return withScreen({view});
}

describe.each(['drive', 'latency'] as const)('the cursor in view %s', (view) => {
  const from = inView(view);

  test('comes to the newest whole column and goes', () => {
    expect(cursorAfter(['i'], from)).toEqual({atS: newest, anchorS: null});
    expect(cursorAfter(['i', 'i'], from)).toBeNull();
  });

  test.each([
    [['i', 'h'], newest - 5],
    [['i', 'left', 'h', 'l'], newest - 5],
    [['i', 'H'], newest - 50],
    [['i', 'H', 'L'], newest],
    [['i', 'l', 'L', 'right'], newest],
    [['i', ...Array.from({length: 40}, () => 'H')], 0],
    [['h'], newest],
  ] as const)('%j puts it at %i s', (keys, atS) => {
    expect(cursorAfter(keys, from)).toEqual({atS, anchorS: null});
  });

  test.each([['end'], ['G']])('%s makes the picture live again', (key) => {
    expect(cursorAfter(['i', 'H', key], from)).toBeNull();
    expect(cursorAfter(['i', 'H', 'v', key], from)).toEqual({atS: newest, anchorS: newest - 50});
  });

  test('comes to the end of the picture while the run is at rest, and goes no further', () => {
    const atRest = {...now, endMs: 600_000};
    expect(cursorAfter(['i'], from, atRest)).toEqual({atS: 595, anchorS: null});
    expect(cursorAfter(['i', 'h', 'L'], from, atRest)).toEqual({atS: 595, anchorS: null});
  });

  test('v begins a range and ends it; Esc drops the range, then the cursor', () => {
    expect(cursorAfter(['i', 'h', 'v', 'H'], from)).toEqual({atS: newest - 55, anchorS: newest - 5});
    expect(cursorAfter(['v', 'h'], from)).toEqual({atS: newest - 5, anchorS: newest});
    expect(cursorAfter(['v', 'v'], from)).toEqual({atS: newest, anchorS: null});
    expect(cursorAfter(['i', 'v', 'h', 'escape'], from)).toEqual({atS: newest - 5, anchorS: null});
    const left = press(['i', 'v', 'escape', 'escape'], now, from).state.screen;
    expect([left.cursor, left.view]).toEqual([null, view]);
  });

  test('c takes a snapshot of the range, both ends included, and lets it go', () => {
    const {state, intents} = press(['i', 'v', 'H', 'c'], now, from);
    const scope = {fromMs: (newest - 50) * 1000, toMs: (newest + 5) * 1000};
    expect(intents.filter(({kind}) => kind === 'snapshot')).toEqual([
      {kind: 'snapshot', name: null, note: null, scope},
    ]);
    expect(state.screen.cursor).toEqual({atS: newest - 50, anchorS: null});
    const without = press(['i', 'H', 'c'], now, from).intents;
    expect(without.filter(({kind}) => kind === 'snapshot')).toEqual([
      {kind: 'snapshot', name: null, note: null, scope: 'window'},
    ]);
  });

  test('C asks for a note first', () => {
    const {state, intents} = press(['i', 'v', 'h', 'C', 'g', 'c', 'enter'], now, from);
    const scope = {fromMs: (newest - 5) * 1000, toMs: (newest + 5) * 1000};
    expect(intents.filter(({kind}) => kind === 'snapshot')).toEqual([
      {kind: 'snapshot', name: null, note: 'gc', scope},
    ]);
    expect([state.screen.prompt, state.screen.cursor?.anchorS]).toEqual([null, null]);
  });

  test('stays at its moment while time goes on, and in another column width', () => {
    const {state} = press(['i', 'h'], now, from);
    const later = {...now, view: {...now.view!, elapsedMs: 900_000}};
    expect(press(['f'], later, state).state.screen.cursor).toEqual({atS: newest - 5, anchorS: null});
    expect(cursorAfter(['h'], state, {...later, columnSeconds: 30})).toEqual({atS: 690, anchorS: null});
  });

  test('a range never ends after what was measured', () => {
    const wide = {...now, columnSeconds: 60} as const;
    const {state} = press(['i', 'v', 'h'], now, from);
    const {intents} = press(['c'], wide, state);
    expect(intents).toMatchObject([{scope: {fromMs: 720_000, toMs: 754_000}}]);
  });

  test('does nothing of a recording, whose moment is its cursor', () => {
    const playback = {file: 'drive.jsonl', kind: 'drive', atMs: 60_000, endMs: 90_000, playing: false} as const;
    const recorded = {...now, view: checkoutPeak({playback}).view};
    const {state} = press(['i'], recorded, from);
    expect(state.screen.cursor).toBeNull();
    expect(state.screen.hint?.text).toContain('recording');
    expect(press(['h'], recorded, from).intents).toEqual([{kind: 'scrub', byMs: -10_000}]);
  });

  test('stays within what is kept, whatever is pressed', () => {
    const keys = fc.array(fc.constantFrom('i', 'h', 'l', 'H', 'L', 'v', 'end', 'escape', 'c', 'y', ',', '.'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(keys, fc.integer({min: 0, max: 4_000_000}), (pressed, elapsedMs) => {
        const cursor = cursorAfter(pressed, from, {...now, view: {...now.view!, elapsedMs}});
        for (const s of [cursor?.atS ?? 0, cursor?.anchorS ?? 0]) {
          expect(s).toBeGreaterThanOrEqual(0);
          expect(s * 1000).toBeLessThan(Math.max(1, elapsedMs));
        }
      }),
    );
  });
});

test('before the first column is whole there is nothing to inspect', () => {
  const young = {...now, view: {...now.view!, elapsedMs: 4_900}};
  const {screen} = press(['i'], young).state;
  expect([screen.cursor, screen.hint?.tone]).toEqual([null, 'near']);
});

test('a frozen picture is inspected as it stood', () => {
  const frozen = withScreen({frozen: checkoutPeak({elapsedMs: 100_000})});
  expect(cursorAfter(['i'], frozen)).toEqual({atS: 95, anchorS: null});
});

test('there is no room for a cursor under 60x16', () => {
  expect(cursorAfter(['i'], initialKeyState, {...now, size: tinyWindow})).toBeNull();
});

describe('view 3', () => {
  const latency = inView('latency');

  test('j and k choose the request: all of them first, then the profile order, without going round', () => {
    const names = checkoutEndpoints.map(({name}) => name);
    const nameAfter = (keys: readonly string[]): string | null => press(keys, now, latency).state.screen.latency.name;
    expect(nameAfter(['k'])).toBeNull();
    expect(nameAfter(['j'])).toBe(names[0]);
    expect(nameAfter(['j', 'down', 'k'])).toBe(names[0]);
    expect(nameAfter(['j', 'k'])).toBeNull();
    expect(nameAfter(Array.from({length: 99}, () => 'j'))).toBe(names.at(-1));
  });

  test('a request that is gone stands where all of them do', () => {
    const gone = withScreen({latency: {name: 'gone'}}, latency);
    expect(press(['j'], now, gone).state.screen.latency.name).toBe(checkoutEndpoints[0]!.name);
  });

  test('y makes the plots linear and back', () => {
    expect(press(['y'], now, latency).state.screen.scale).toBe('linear');
    expect(press(['y', 'y'], now, latency).state.screen.scale).toBe('log');
  });
});
