import type {LookRequest} from '../../session/look.ts';
import {lookedRow, selectedEndpoint} from '../panels/endpoint-rows.ts';
import {isTiny} from '../ui-state.ts';
import type {KeyContext, KeyOutcome, KeyState} from './key-outcome.ts';

/**
 * Asks the session for what the screen now looks at where that is not what it was asked for last. Called after every key
 * and with every update: the row under the cursor may have come to be another by itself. Where view 2 has had no cursor
 * yet, it is put on the row that is first, and stays with it.
 */
export function followLook(result: KeyOutcome, context: KeyContext): KeyOutcome {
  const state = withCursor(result.state, context);
  const wanted = wantedLook(state, context);
  const {looked} = state;
  if (wanted?.name === looked?.name && wanted?.seconds === looked?.seconds)
    return state === result.state ? result : {...result, state};
  return {
    ...result,
    state: {...state, looked: wanted},
    intents: [...result.intents, {kind: 'look', request: wanted}],
  };
}

/** Before anything was measured any row may be the first: the cursor waits for the first figures. */
function withCursor(state: KeyState, context: KeyContext): KeyState {
  const {screen} = state;
  const {view} = screen.frozen ?? context;
  if (view === null || screen.view !== 'endpoints' || screen.endpoints.selected !== null) return state;
  const first = selectedEndpoint(view, screen.endpoints);
  if (first === null || first.p95 === null) return state;
  return {...state, screen: {...screen, endpoints: {...screen.endpoints, selected: first.name}}};
}

function wantedLook({screen}: KeyState, context: KeyContext): LookRequest | null {
  const {columnSeconds: seconds, size} = context;
  const {view} = screen.frozen ?? context;
  if (view === null || isTiny(size)) return null;
  if (screen.view === 'latency') return {name: screen.latency.name, seconds};
  if (screen.view !== 'endpoints') return null;
  const selected = lookedRow(view, screen.endpoints);
  return selected === null ? null : {name: selected.name, seconds};
}
