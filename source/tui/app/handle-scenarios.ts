import type {Intent} from '../../session/intent.ts';
import type {ScenarioRow} from '../../session/view.ts';
import {openPrompt} from './handle-prompt.ts';
import type {CommandId} from './key-table.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import {movedRow} from './moved-row.ts';
import {nextWeight} from './scenario-weight.ts';

/** So long the picture may not yet show what a key has done: the next one counts on from what that asked for. */
const viewLagMs = 500;

/**
 * The scenarios (user classes): `+` and `-` are the chosen one's weight here, `m` and space mute it. The total load stays what it
 * is; `:` leads to the command line. Null: not one of its keys, so the drive view's lowering keys are next.
 */
export function handleScenarios(
  state: KeyState,
  selected: number,
  id: CommandId | null,
  context: KeyContext,
): KeyOutcome | null {
  const {view} = context;
  const rows = view?.scenarios ?? [];
  const last = Math.max(0, rows.length - 1);
  const index = Math.min(selected, last);
  const row = rows[index];
  const next = movedRow(id, index, last);
  const asked = state.screen.overlay?.kind === 'scenarios' ? state.screen.overlay.asked : undefined;
  if (next !== null) return outcome(state, {overlay: {kind: 'scenarios', selected: next}});
  if (id === 'weight-up' || id === 'weight-down') {
    if (row === undefined) return outcome(state);
    const atMs = view?.elapsedMs ?? 0;
    const weight = asked !== undefined && atMs - asked.atMs < viewLagMs ? asked.weight : row.weight;
    return weigh(state, rows, {row, index, weight, atMs}, id === 'weight-down' ? -1 : 1);
  }
  if (id === 'scenario-mute') {
    if (row === undefined) return outcome(state);
    return outcome(state, {overlay: {kind: 'scenarios', selected: index}}, [{kind: 'scenario-mute', index}]);
  }
  if (id === 'command') return outcome(state, {overlay: null, ...openPrompt('command', context)});
  const closes = id === 'dismiss' || id === 'close' || id === 'scenarios';
  return closes ? outcome(state, {overlay: null, hint: null}) : null;
}

interface Weighed {
  readonly row: ScenarioRow;
  readonly index: number;
  /** What the last key left it at, as far as is known. */
  readonly weight: number;
  readonly atMs: number;
}

function weigh(
  state: KeyState,
  rows: readonly ScenarioRow[],
  {row, index, weight: before, atMs}: Weighed,
  direction: -1 | 1,
): KeyOutcome {
  if (before === 0 && direction === -1) return refuse(state, `${row.name} is muted: its weight is 0`);
  const weight = nextWeight(rows, before, direction);
  const intent: Intent = {kind: 'scenario-weight', index, weight};
  return outcome(state, {overlay: {kind: 'scenarios', selected: index, asked: {weight, atMs}}}, [intent]);
}
