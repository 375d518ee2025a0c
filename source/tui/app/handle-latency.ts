import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';

/** View 3's own keys; null: not one of them. */
export function handleLatency(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  if (id === 'request-next') return choose(state, 1, context);
  return id === 'request-previous' ? choose(state, -1, context) : null;
}

/** All of them, then one by one in the profile's order; it stops at both ends. */
function choose(state: KeyState, by: -1 | 1, {view}: KeyContext): KeyOutcome {
  if (view === null) return outcome(state);
  const names = [null, ...view.endpoints.map(({name}) => name)];
  const {name} = state.screen.latency;
  // A request that is gone stands where all of them do.
  const at = Math.max(0, names.indexOf(name));
  const next = names[Math.max(0, Math.min(names.length - 1, at + by))] ?? null;
  return next === name ? outcome(state) : outcome(state, {latency: {name: next}});
}
