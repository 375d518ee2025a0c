import type {Intent} from '../../session/intent.ts';
import type {ScenarioRow} from '../../session/view.ts';
import {commandOf} from './key-table.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {nextWeight} from './scenario-weight.ts';

/** So long the picture may not yet show what a key has done: the next one counts on from what that asked for. */
const viewLagMs = 500;

/**
 * The scenarios (user classes): `+` and `-` are the chosen one's weight here, `m` and space mute it. The total load stays what it
 * is. Null: not one of its keys, so the drive view's lowering keys are next.
 */
export function handleScenarios(
  state: KeyState,
  selected: number,
  press: KeyPress,
  {view}: KeyContext,
): KeyOutcome | null {
  const rows = view?.scenarios ?? [];
  const last = Math.max(0, rows.length - 1);
  const index = Math.min(selected, last);
  const row = rows[index];
  const to = moves[press];
  const asked = state.screen.overlay?.kind === 'scenarios' ? state.screen.overlay.asked : undefined;
  if (to !== undefined) {
    const next = Math.max(0, Math.min(last, to(index, last)));
    return outcome(state, {overlay: {kind: 'scenarios', selected: next}});
  }
  if (press === '+' || press === '=' || press === '-') {
    if (row === undefined) return outcome(state);
    const atMs = view?.elapsedMs ?? 0;
    const weight = asked !== undefined && atMs - asked.atMs < viewLagMs ? asked.weight : row.weight;
    return weigh(state, rows, {row, index, weight, atMs}, press === '-' ? -1 : 1);
  }
  if (press === 'm' || press === ' ') {
    if (row === undefined) return outcome(state);
    return outcome(state, {overlay: {kind: 'scenarios', selected: index}}, [{kind: 'scenario-mute', index}]);
  }
  const closes = press === 'enter' || press === 'q' || commandOf(press)?.id === 'scenarios';
  return closes ? outcome(state, {overlay: null, hint: null}) : null;
}

const moves: Readonly<Partial<Record<KeyPress, (index: number, last: number) => number>>> = {
  up: (index) => index - 1,
  k: (index) => index - 1,
  down: (index) => index + 1,
  j: (index) => index + 1,
  pageup: (index) => index - 10,
  pagedown: (index) => index + 10,
  home: () => 0,
  g: () => 0,
  end: (_, last) => last,
  G: (_, last) => last,
};

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
