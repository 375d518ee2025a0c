import {describe, expect, it} from 'vitest';
import {initialKeyState, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {eventsKept, mergeUpdate} from '../../../source/tui/app/merge-update.ts';
import {momentAround} from '../../../source/tui/panels/event-moment.ts';
import {eventRow, shownEvents} from '../../../source/tui/panels/event-rows.ts';
import {eventKinds, type SessionEvent} from '../../../source/session/view.ts';
import {eventFilters, type EventsScreen} from '../../../source/tui/ui-state.ts';
import {checkoutEvents, checkoutPeak} from '../fixtures/checkout-peak.ts';
import {at, press, tinyWindow, withScreen} from './press-keys.ts';
import {sampleUpdate} from './sample-session.ts';

const context: KeyContext = {...at(), events: checkoutEvents};
const newest = checkoutEvents.at(-1)!;

function open(events: Partial<EventsScreen> = {}): KeyState {
  return withScreen({view: 'events', events: {...initialKeyState.screen.events, ...events}});
}

function selectedText({screen}: KeyState, events: readonly SessionEvent[] = checkoutEvents): string | undefined {
  const rows = shownEvents(events, screen.events);
  return rows[eventRow(rows, screen.events)]?.text;
}

function anEvent(atMs: number, text: string): SessionEvent {
  return {atMs, kind: 'mark', text, mark: '*'};
}

describe('the cursor', () => {
  it.each<[string[], number]>([
    [[], 0],
    [['j'], 1],
    [['down', 'down', 'up'], 1],
    [['k'], 0],
    [['G'], 8],
    [['end', 'j'], 8],
    [['G', 'g'], 0],
    [['pagedown'], 8],
    [['j', 'home'], 0],
    [['G', 'pageup'], 0],
  ])('%j ends %i events before the newest', (keys, row) => {
    expect(selectedText(press(keys, context, open()).state)).toBe(checkoutEvents.at(-1 - row)!.text);
  });

  it('stays on its event as new ones come, and with the newest where it is on that', () => {
    const more = [...checkoutEvents, anEvent(753_000, 'mark 1'), anEvent(754_000, 'mark 2')];
    expect(selectedText(press(['j'], context, open()).state, more)).toBe(checkoutEvents.at(-2)!.text);
    expect(selectedText(press(['j', 'k'], context, open()).state, more)).toBe('mark 2');
  });

  it('tells two events apart that read the same', () => {
    const events = [anEvent(1000, 'a'), anEvent(2000, 'twice'), anEvent(2000, 'twice'), anEvent(3000, 'b')];
    const {state} = press(['j', 'j'], {...context, events}, open());
    expect(eventRow(shownEvents(events, state.screen.events), state.screen.events)).toBe(2);
  });

  it('is on the row it had where its event is no longer kept', () => {
    const {events} = press(['G'], context, open()).state.screen;
    expect(eventRow(shownEvents(checkoutEvents.slice(3), events), events)).toBe(5);
    expect(eventRow([], events)).toBe(-1);
  });

  it('is no key of the view in a window that has no room for it', () => {
    expect(press(['j'], {...context, size: tinyWindow}, open()).state.screen.events).toEqual(open().screen.events);
  });
});

describe('kinds and filter', () => {
  it('> goes through the kinds and round, < back', () => {
    let state = open();
    const seen = eventFilters.map(() => {
      state = press(['>'], context, state).state;
      return state.screen.events.kinds;
    });
    expect(seen).toEqual([...eventFilters.slice(1), 'all']);
    expect(press(['<'], context, state).state.screen.events.kinds).toBe('faults');
  });

  it('no event is in two kinds, and none is let through by all but what it is', () => {
    for (const kind of eventKinds) {
      const event = {...newest, kind};
      const letThrough = eventFilters.filter((kinds) => shownEvents([event], {kinds, filter: ''}).length === 1);
      expect(letThrough).toContain('all');
      expect(letThrough.length).toBeLessThanOrEqual(2);
    }
  });

  it('/ filters the text with every key, and Esc brings back what was before', () => {
    const typed = press(['/', 'A', 'L', 'E'], context, open());
    expect(shownEvents(checkoutEvents, typed.state.screen.events)).toHaveLength(2);
    expect(press(['escape'], context, typed.state).state.screen.events.filter).toBe('');
  });
});

describe('Enter', () => {
  it('opens view 3 with the cursor at the moment, and comes back to the same event', () => {
    const {state} = press(['j', 'j', 'enter'], context, open());
    expect(state.screen).toMatchObject({view: 'latency', cursor: {atS: 702, anchorS: null}});
    expect(selectedText(state)).toBe(checkoutEvents.at(-3)!.text);
  });

  it('of a recording goes to the moment', () => {
    const playback = {file: 'a.jsonl', kind: 'drive', atMs: 700_000, endMs: 754_000, playing: false} as const;
    const recorded: KeyContext = {...at({view: {playback}}), events: checkoutEvents};
    const {state, intents} = press(['enter'], recorded, open());
    expect(state.screen).toMatchObject({view: 'latency', cursor: null});
    expect(intents).toContainEqual({kind: 'scrub', byMs: newest.atMs + 1000 - 700_000});
  });

  it('says so where no event is left', () => {
    const {state} = press(['enter'], context, open({filter: 'no such thing'}));
    expect(state.screen.hint?.text).toContain('no event');
  });
});

describe('what the mirror keeps', () => {
  it('counts the events it lets go', () => {
    const many = Array.from({length: eventsKept - 5}, (_, index) => anEvent(index, `e${index}`));
    const first = mergeUpdate(null, {...sampleUpdate(0, 1), events: many});
    expect(first.eventsGone ?? 0).toBe(0);
    const second = mergeUpdate(first, {...sampleUpdate(1, 2), events: checkoutEvents});
    expect(second.events).toHaveLength(eventsKept);
    expect(second.eventsGone).toBe(4);
    expect(mergeUpdate(second, sampleUpdate(2, 3)).eventsGone).toBe(4);
    expect(mergeUpdate(second, {...sampleUpdate(2, 3), whole: true}).eventsGone).toBe(0);
  });
});

describe('the seconds around an event', () => {
  const mirror = checkoutPeak();

  it('are ten whole ones on either side, without that of the event', () => {
    const around = momentAround(mirror, 684_300)!;
    expect(around).toMatchObject({columnSeconds: 1, before: {seconds: 10}, at: {seconds: 1}, after: {seconds: 10}});
    expect(around.before!.level).toBeGreaterThan(around.after!.level);
    const rows = mirror.columns[1].filter(({atS}) => atS >= 674 && atS < 684);
    expect(around.before!.requestsPerSecond).toBeCloseTo(
      rows.reduce((sum, row) => sum + row.requestsPerSecond, 0) / 10,
      6,
    );
    expect(rows.map(({p95}) => p95)).toContain(around.before!.p95);
  });

  it('are as many as there are near the end, and none of what is not kept', () => {
    expect(momentAround(mirror, 751_000)).toMatchObject({after: {seconds: 2}});
    expect(momentAround(mirror, 753_900)).toMatchObject({after: null});
    expect(momentAround(mirror, 60_000)).toMatchObject({columnSeconds: 2});
    expect(momentAround({columns: {...mirror.columns, 1: [], 2: [], 5: [], 10: []}}, 60_000)).toBeNull();
  });
});
