import type {ErrorRow} from '../../session/look.ts';
import type {EndpointRow, SessionView} from '../../session/view.ts';
import {errorRow} from '../panels/endpoint-errors.ts';
import {lookOf} from '../panels/endpoint-look.ts';
import {sampleLines, sampleRows} from '../panels/endpoint-sample.ts';
import {lookedRow, selectedEndpoint, selectedRow, shownEndpoints} from '../panels/endpoint-rows.ts';
import {endpointSorts, isTiny, type EndpointsScreen} from '../ui-state.ts';
import type {CommandId} from './key-table.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import {movedRow} from './moved-row.ts';

/** View 2's own keys; null: not one of them. In a window too small for the view there are none. */
export function handleEndpoints(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  const {size} = context;
  const {endpoints, frozen} = state.screen;
  // Rows stand as they are shown.
  const view = frozen?.view ?? context.view;
  if (view === null || isTiny(size)) return null;
  const inErrors = endpoints.detail === 'full' || endpoints.error !== null;
  const moved = inErrors ? moveInErrors(state, id, context) : moveInRequests(state, view, id);
  return moved ?? actions[id]?.(state, view, context) ?? null;
}

/** Below the last request are all of them together. */
function moveInRequests(state: KeyState, view: SessionView, id: CommandId): KeyOutcome | null {
  const {endpoints} = state.screen;
  const {all = false} = endpoints;
  const rows = shownEndpoints(view, endpoints);
  const row = movedRow(id, all ? rows.length : selectedRow(rows, endpoints), rows.length);
  if (row === null) return null;
  if (rows.length === 0) return outcome(state);
  const selected = rows[row];
  if (selected === undefined) {
    return all ? outcome(state) : withEndpoints(state, {all: true, errorAt: null, ...pinned(state, view)});
  }
  return !all && selected.name === endpoints.selected
    ? outcome(state)
    : withEndpoints(state, {selected: selected.name, all: false, errorAt: null});
}

/** Of a sample the pages scroll its text. */
function moveInErrors(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  const {endpoints} = state.screen;
  if (endpoints.error !== null && (id === 'page-up' || id === 'page-down')) return scroll(state, id, context);
  const errors = errorsOf(state, context);
  const row = movedRow(id, errorRow(errors, endpoints), errors.length - 1);
  if (row === null) return null;
  const error = errors[row];
  if (error === undefined) return outcome(state);
  const shown = endpoints.error === null ? {} : {error: row, errorScroll: 0};
  return withEndpoints(state, {errorAt: placeOf(error, row), ...shown});
}

/** As far as its last line. */
function scroll(state: KeyState, id: 'page-up' | 'page-down', context: KeyContext): KeyOutcome {
  const {endpoints} = state.screen;
  const {columns, rows} = context.size;
  const errors = errorsOf(state, context);
  const error = errors[errorRow(errors, endpoints)];
  if (error === undefined) return outcome(state);
  const most = Math.max(0, sampleLines(error, 10, columns - 2).length - sampleRows(rows));
  const before = Math.min(most, endpoints.errorScroll ?? 0);
  return withEndpoints(state, {errorScroll: movedRow(id, before, most) ?? before});
}

function errorsOf({screen: {endpoints, frozen}}: KeyState, context: KeyContext): readonly ErrorRow[] {
  const {view, look} = frozen ?? context;
  const row = view === null ? null : lookedRow(view, endpoints);
  return row === null ? [] : (lookOf({look}, row)?.errors ?? []);
}

function placeOf({word, text, requestName}: ErrorRow, row: number): NonNullable<EndpointsScreen['errorAt']> {
  return {word, text, row, requestName};
}

type Action = (state: KeyState, view: SessionView, context: KeyContext) => KeyOutcome;

const actions: Readonly<Partial<Record<CommandId, Action>>> = {
  open,
  filter: openFilter,
  'sort-previous': (state, view) => sortBy(state, view, -1),
  'sort-next': (state, view) => sortBy(state, view, 1),
  reverse: (state, view) => withEndpoints(state, {reversed: !state.screen.endpoints.reversed, ...pinned(state, view)}),
  versus: toggleVersus,
  export: (state) => outcome(state, {}, [{kind: 'endpoints-export'}]),
};

/** The detail alone, then the error under its cursor, then back. */
function open(state: KeyState, view: SessionView, context: KeyContext): KeyOutcome {
  const {endpoints} = state.screen;
  if (endpoints.error !== null) return withEndpoints(state, {error: null, detail: 'full'});
  const selected = selectedEndpoint(view, endpoints);
  if (selected === null) return refuse(state, 'no request is selected');
  if (endpoints.detail === 'split')
    return withEndpoints(state, {detail: 'full', errorAt: null, ...pinned(state, view)});
  const errors = errorsOf(state, context);
  const row = errorRow(errors, endpoints);
  const error = errors[row];
  if (error === undefined) return refuse(state, 'no failure of it was kept');
  return withEndpoints(state, {
    error: row,
    errorAt: placeOf(error, row),
    errorScroll: 0,
  });
}

/** Every key of it filters at once. */
function openFilter(state: KeyState, view: SessionView): KeyOutcome {
  const {endpoints} = state.screen;
  const {filter} = endpoints;
  return outcome(
    state,
    {
      endpoints: {...endpoints, detail: 'split', error: null},
      prompt: {kind: 'endpoint-filter', text: filter, cursor: filter.length, subject: filter},
      hint: null,
    },
    declineQuestion(view),
  );
}

function sortBy(state: KeyState, view: SessionView, by: -1 | 1): KeyOutcome {
  const at = endpointSorts.indexOf(state.screen.endpoints.sort) + by + endpointSorts.length;
  return withEndpoints(state, {sort: endpointSorts[at % endpointSorts.length]!, ...pinned(state, view)});
}

function toggleVersus(state: KeyState, {baseline}: SessionView): KeyOutcome {
  const {versus} = state.screen.endpoints;
  if (!versus && baseline === null) return refuse(state, 'no baseline to set beside it   B = choose one');
  if (!versus && baseline?.shown === false) return refuse(state, 'the baseline is hidden   b = show it');
  return withEndpoints(state, {versus: !versus});
}

/** The cursor stays on its request, also where it was on the first by itself. */
function pinned(state: KeyState, view: SessionView): {readonly selected?: EndpointRow['name']} {
  const selected = selectedEndpoint(view, state.screen.endpoints);
  return selected === null ? {} : {selected: selected.name};
}

function withEndpoints(state: KeyState, changes: Partial<EndpointsScreen>): KeyOutcome {
  return outcome(state, {endpoints: {...state.screen.endpoints, ...changes}});
}
