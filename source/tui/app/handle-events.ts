import type {Intent} from '../../session/intent.ts';
import type {SessionEvent} from '../../session/view.ts';
import {eventRow, shownEvents} from '../panels/event-rows.ts';
import {eventFilters, isTiny, type EventsScreen} from '../ui-state.ts';
import type {CommandId} from './key-table.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import {movedRow} from './moved-row.ts';
import {showView} from './show-view.ts';

/** View 7's own keys; null: not one of them. In a window too small for the view there are none. */
export function handleEvents(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  const {size} = context;
  if (isTiny(size)) return null;
  const {events} = state.screen;
  const rows = shownEvents(context.events, events);
  const row = eventRow(rows, events);
  const moved = movedRow(id, row, rows.length - 1);
  if (moved !== null) return moveTo(state, rows, moved);
  if (id === 'sort-previous') return filterBy(state, -1);
  if (id === 'sort-next') return filterBy(state, 1);
  if (id === 'filter') return openFilter(state, context);
  if (id !== 'open') return null;
  const selected = rows[row];
  return selected === undefined ? refuse(state, 'no event is selected') : jumpTo(state, selected, row, context);
}

/** On the newest row the cursor stays with the newest, whichever that comes to be. */
function moveTo(state: KeyState, rows: readonly SessionEvent[], row: number): KeyOutcome {
  const event = rows[row];
  if (event === undefined) return outcome(state);
  const selected = row === 0 ? null : {atMs: event.atMs, text: event.text};
  return withEvents(state, {row, selected});
}

function filterBy(state: KeyState, by: -1 | 1): KeyOutcome {
  const at = eventFilters.indexOf(state.screen.events.kinds) + by + eventFilters.length;
  return withEvents(state, {kinds: eventFilters[at % eventFilters.length]!});
}

/** Every key of it filters at once. */
function openFilter(state: KeyState, {view}: KeyContext): KeyOutcome {
  const {filter} = state.screen.events;
  const prompt = {kind: 'event-filter', text: filter, cursor: filter.length, subject: filter} as const;
  return outcome(state, {prompt, hint: null}, declineQuestion(view));
}

/** View 3 with the cursor at its moment; a recording, whose moment is its cursor, goes there itself. */
function jumpTo(state: KeyState, event: SessionEvent, row: number, context: KeyContext): KeyOutcome {
  const {atMs, text} = event;
  const kept = withEvents(state, {row, selected: {atMs, text}});
  const shown = showView(kept.state, 'latency', context);
  if (shown.state.screen.view !== 'latency') return shown;
  const playback = context.view?.playback ?? null;
  if (playback !== null) {
    // A second on, so that it is in the picture.
    const scrub: Intent = {kind: 'scrub', byMs: atMs + 1000 - playback.atMs};
    return {...shown, intents: [...shown.intents, scrub]};
  }
  const at = outcome(shown.state, {cursor: {atS: Math.max(0, Math.floor(atMs / 1000)), anchorS: null}});
  return {...at, intents: shown.intents};
}

function withEvents(state: KeyState, changes: Partial<EventsScreen>): KeyOutcome {
  return outcome(state, {events: {...state.screen.events, ...changes}});
}
