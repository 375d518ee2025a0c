import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {columnsKept, type ViewUpdate} from '../../../source/session/view.ts';
import {createCommitPacer, type PacerClock} from '../../../source/tui/app/commit-pacer.ts';
import {eventsKept, mergeUpdate} from '../../../source/tui/app/merge-update.ts';
import {createSessionStore} from '../../../source/tui/app/session-store.ts';
import {waitIdle} from '../../../source/tui/app/wait-idle.ts';
import type {SessionMirror} from '../../../source/tui/ui-state.ts';
import {sampleRow, sampleUpdate, sampleView} from './sample-session.ts';

/** A clock that goes when told to. */
export function manualClock(): PacerClock & {advance(ms: number): void; pending(): number} {
  let nowMs = 0;
  let timers: {atMs: number; action: () => void}[] = [];
  return {
    nowMs: () => nowMs,
    after: (ms, action) => {
      const timer = {atMs: nowMs + ms, action};
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance: (ms) => {
      const end = nowMs + ms;
      for (;;) {
        const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > end) break;
        timers = timers.filter((one) => one !== next);
        nowMs = next.atMs;
        next.action();
      }
      nowMs = end;
    },
    pending: () => timers.length,
  };
}

function rowsUpdate(rows: readonly (readonly [atS: number, complete: boolean])[]): ViewUpdate {
  return {
    ...sampleUpdate(0, 0),
    columns: [{seconds: 1, rows: rows.map(([atS, complete]) => sampleRow(atS, complete))}],
  };
}

function starts(mirror: SessionMirror): number[] {
  return mirror.columns[1].map(({atS}) => atS);
}

describe('the mirror', () => {
  it('replaces a row that was filling and appends new ones', () => {
    let mirror = mergeUpdate(
      null,
      rowsUpdate([
        [0, true],
        [1, false],
      ]),
    );
    mirror = mergeUpdate(
      mirror,
      rowsUpdate([
        [1, true],
        [2, false],
      ]),
    );
    expect(mirror.columns[1].map(({atS, complete}) => [atS, complete])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it('keeps the caps, and leaves the mirror before untouched', () => {
    const full = mergeUpdate(null, sampleUpdate(0, columnsKept + 100));
    expect(starts(full)).toHaveLength(columnsKept);
    const events = Array.from({length: eventsKept + 5}, (_, atMs) => ({
      atMs,
      kind: 'info' as const,
      text: '',
      mark: '',
    }));
    const more = mergeUpdate(full, {...sampleUpdate(0, 0), events});
    expect(more.events).toHaveLength(eventsKept);
    expect(more.events.at(-1)?.atMs).toBe(eventsKept + 4);
    expect(full.events).toHaveLength(0);
  });

  it('is ascending without doubles, the newest row of each start, for any updates', () => {
    const update = fc.uniqueArray(fc.nat(60), {maxLength: 20}).map((values) => values.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(update, {maxLength: 8}), (updates) => {
        let mirror: SessionMirror | null = null;
        const newest = new Map<number, number>();
        for (const [index, list] of updates.entries()) {
          const rows = list.map((atS) => ({...sampleRow(atS), inFlight: index}));
          mirror = mergeUpdate(mirror, {...sampleUpdate(0, 0), columns: [{seconds: 1, rows}]});
          for (const atS of list) newest.set(atS, index);
        }
        const expected = [...newest].toSorted(([a], [b]) => a - b);
        expect((mirror?.columns[1] ?? []).map(({atS, inFlight}) => [atS, inFlight])).toEqual(expected);
      }),
    );
  });
});

describe('the store', () => {
  it('draws updates only when published, keys at once with the newest update', () => {
    const store = createSessionStore({columns: 80, rows: 24});
    let draws = 0;
    store.shown.subscribe(() => draws++);
    store.receive(sampleUpdate(0, 10));
    expect([draws, store.shown.getState().mirror]).toEqual([0, null]);
    store.setKeys({...store.keys(), screen: {...store.keys().screen, overlay: {kind: 'help', filter: '', scroll: 0}}});
    expect([draws, store.shown.getState().mirror?.view.elapsedMs]).toEqual([1, 10_000]);
  });

  it('freezes the picture and goes on measuring', () => {
    const store = createSessionStore({columns: 80, rows: 24});
    store.receive(sampleUpdate(0, 10));
    store.toggleFreeze();
    store.receive(sampleUpdate(10, 20));
    store.publish();
    expect(store.shown.getState().screen.frozen?.view.elapsedMs).toBe(10_000);
    expect(store.latest()?.view.elapsedMs).toBe(20_000);
    store.toggleFreeze();
    expect(store.shown.getState().screen.frozen).toBeNull();
  });
});

describe('the pacer', () => {
  it('makes one frame of a backlog', () => {
    const {clock, drawnAt, request} = pacer();
    for (let index = 0; index < 40; index++) request();
    clock.advance(1_000);
    expect(drawnAt).toEqual([0]);
  });

  it('draws every update of a session at 4.5 Hz, and a burst at its own pace', () => {
    const {clock, drawnAt, request} = pacer();
    for (let index = 0; index < 9; index++) {
      request();
      clock.advance(222);
    }
    expect(drawnAt).toHaveLength(9);
    for (let index = 0; index < 20; index++) {
      request();
      clock.advance(50);
    }
    expect(drawnAt.length).toBeLessThanOrEqual(9 + 6);
  });

  it('waits while the terminal does not take more, then draws once', () => {
    let open = false;
    const {clock, drawnAt, request} = pacer(() => open);
    for (let index = 0; index < 40; index++) {
      request();
      clock.advance(200);
    }
    expect([drawnAt.length, clock.pending()]).toEqual([0, 1]);
    open = true;
    clock.advance(1_000);
    expect(drawnAt).toHaveLength(1);
  });

  it('has nothing left to do after a key drew everything', () => {
    const {clock, drawnAt, request, committed} = pacer();
    request();
    committed();
    clock.advance(1_000);
    expect(drawnAt).toEqual([]);
  });
});

describe('waitIdle', () => {
  it('ends by becoming idle, by time, or by being called off', async () => {
    const clock = manualClock();
    let idle = false;
    const listeners = new Set<() => void>();
    const wait = (signal: AbortSignal): Promise<boolean> =>
      waitIdle({
        isIdle: () => idle,
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        clock,
        limitMs: 10_000,
        signal,
      });
    const timedOut = wait(new AbortController().signal);
    clock.advance(10_000);
    expect(await timedOut).toBe(false);
    const controller = new AbortController();
    const calledOff = wait(controller.signal);
    controller.abort();
    expect(await calledOff).toBe(false);
    const becameIdle = wait(new AbortController().signal);
    idle = true;
    for (const listener of listeners) listener();
    expect(await becameIdle).toBe(true);
    expect([listeners.size, clock.pending()]).toEqual([0, 0]);
    expect(await wait(new AbortController().signal)).toBe(true);
  });
});

it('the sample is what it says: a steady run', () => {
  expect(sampleView().load.activeVus).toBe(248);
});

function pacer(canDraw = (): boolean => true): {
  clock: ReturnType<typeof manualClock>;
  drawnAt: number[];
  request: () => void;
  committed: () => void;
} {
  const clock = manualClock();
  const drawnAt: number[] = [];
  const {request, committed} = createCommitPacer({
    clock,
    intervalMs: 180,
    canDraw,
    commit: () => drawnAt.push(clock.nowMs()),
  });
  return {clock, drawnAt, request, committed};
}
