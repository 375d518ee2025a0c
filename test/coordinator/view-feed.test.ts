import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {mergeUpdates} from '../../source/coordinator/merge-updates.ts';
import {createViewFeed, type Seat} from '../../source/coordinator/view-feed.ts';
import {columnsKept, type ColumnRow, type SessionEvent, type ViewUpdate} from '../../source/session/view.ts';
import type {LookRequest, LookView} from '../../source/session/look.ts';
import {createSessionLooks} from '../../source/session/session-look.ts';
import {sampleUpdate} from '../tui/app/sample-session.ts';

const template = sampleUpdate(0, 2);
const row: ColumnRow = template.columns.flatMap(({rows}) => rows)[0]!;

function lookViewOf(request: LookRequest): LookView {
  return {
    request,
    columns: [],
    ladder: [],
    phases: [],
    outcomes: [],
    errors: [],
    samples: 0,
    change: null,
    alerts: {count: 0, first: null},
    windowBins: new Uint32Array(0),
    baselineBins: null,
    sloBoundUs: null,
  };
}

/** A session that completes a second at each take, and tells of it. */
function fakeSession() {
  let taken = 0;
  const events: SessionEvent[] = [];
  const rowOf = (atS: number, complete: boolean): ColumnRow => ({...row, atS, complete});
  const looks = createSessionLooks((request) => lookViewOf(request));
  return {
    openLook: () => looks.open(),
    changed: () => looks.changed(),
    takeUpdate(full = false): ViewUpdate {
      const before = full ? 0 : taken;
      if (!full) {
        events.push({atMs: taken * 1000, kind: 'info', text: `event ${taken}`, mark: ''});
        taken++;
      }
      const rows = Array.from({length: taken - before}, (_, index) => rowOf(before + index, true));
      return {
        kind: 'view',
        view: {...template.view, elapsedMs: taken * 1000},
        columns: [{seconds: 1, rows: [...rows, rowOf(taken, false)]}],
        events: full ? [...events] : events.slice(before),
      };
    },
  };
}

/** What a screen keeps: appends events, and lets newer rows take the place of older ones. */
function mirror() {
  const rows = new Map<number, boolean>();
  const events: string[] = [];
  const views: ViewUpdate['view'][] = [];
  return {
    rows,
    events,
    views,
    take(update: ViewUpdate) {
      views.push(update.view);
      for (const one of update.columns[0]!.rows) rows.set(one.atS, one.complete);
      for (const {text} of update.events) events.push(text);
    },
  };
}

function joined(feed: ReturnType<typeof createViewFeed>, remote: boolean) {
  const own = mirror();
  return {...own, seat: feed.join({remote, post: (update) => own.take(update)})};
}

describe('the view feed', () => {
  it('whoever comes whenever, and takes however slowly, sees in the end what all the others see', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('update', 'take 0', 'take 1', 'join'), {maxLength: 60}), (steps) => {
        const feed = createViewFeed(fakeSession());
        const screens = [joined(feed, false)];
        for (const step of steps) {
          if (step === 'update') feed.update();
          else if (step === 'join' && screens.length < 4) screens.push(joined(feed, true));
          else screens[Number(step.at(-1))]?.seat.taken();
        }
        feed.end();
        const [first, ...others] = screens;
        for (const other of others) {
          expect(other.events).toEqual(first!.events);
          expect([...other.rows]).toEqual([...first!.rows]);
        }
        expect(first!.events.map((text) => Number(text.slice(6)))).toEqual(first!.events.map((_, index) => index));
      }),
    );
  });

  it('tells nobody more before the last was taken, and then all in one', () => {
    const feed = createViewFeed(fakeSession());
    const slow = joined(feed, true);
    const quick = joined(feed, true);
    for (let count = 0; count < 5; count++) {
      feed.update();
      quick.seat.taken();
    }
    expect([slow.views.length, quick.views.length]).toEqual([1, 5]);
    slow.seat.taken();
    feed.update();
    expect(slow.views.length).toBe(2);
    expect(slow.events).toEqual(quick.events);
  });

  it('counts those from elsewhere, and tells each whether it is one', () => {
    const feed = createViewFeed(fakeSession());
    const own = joined(feed, false);
    const other = joined(feed, true);
    feed.update();
    expect([own, other].map(({views}) => [views[0]!.attached, views[0]!.remote])).toEqual([
      [1, false],
      [1, true],
    ]);
    other.seat.leave();
    own.seat.taken();
    feed.update();
    expect([own.views.at(-1)!.attached, other.views.length, feed.attached]).toEqual([0, 1, 0]);
  });

  it('what waits for a stalled screen is bounded', () => {
    const session = fakeSession();
    let merged = session.takeUpdate();
    for (let count = 0; count < 5000; count++) merged = mergeUpdates(merged, session.takeUpdate());
    expect(merged.columns[0]!.rows.length).toBe(columnsKept);
    expect(merged.events.length).toBe(2000);
    expect(merged.events.at(-1)!.text).toBe('event 5000');
    expect(merged.columns[0]!.rows.at(-1)!.atS).toBe(5001);
  });

  it('gives each what it looks at itself, the newest once it is ready, and nothing once it is closed', () => {
    const session = fakeSession();
    const feed = createViewFeed(session);
    const seen: [who: string, name: string | null | undefined][] = [];
    const join = (who: string): Seat =>
      feed.join({
        remote: true,
        post: ({look}) => {
          if (look !== undefined) seen.push([who, look === null ? undefined : look.request.name]);
        },
      });
    const [one, two] = [join('one'), join('two')];
    const update = (): readonly [string, string | null | undefined][] => {
      one.taken();
      feed.update();
      return seen.splice(0);
    };
    expect(update()).toEqual([
      ['one', undefined],
      ['two', undefined],
    ]);
    two.taken();
    one.look({name: 'login', seconds: 1});
    two.look({name: 'cart', seconds: 1});
    expect(update()).toEqual([
      ['one', 'login'],
      ['two', 'cart'],
    ]);
    expect(update()).toEqual([]);
    // The second stalls meanwhile, and is given what it looks at by the time it is ready.
    session.changed();
    expect(update()).toEqual([['one', 'login']]);
    two.look({name: null, seconds: 2});
    session.changed();
    one.look(null);
    expect(update()).toEqual([['one', undefined]]);
    two.taken();
    expect(update()).toEqual([['two', null]]);
  });
});
