import type {ComparisonAlign} from '../../domain/comparison.ts';
import type {CompareScreen} from '../ui-state.ts';
import {compareIntent} from './compare-intent.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';

/** In the order they stand on the screen. */
export const aligns: readonly ComparisonAlign[] = ['load', 'window', 'time'];

/** View 4's own keys; null: not one of them. */
export function handleCompare(state: KeyState, id: CommandId, _context: KeyContext): KeyOutcome | null {
  return actions[id]?.(state) ?? null;
}

const actions: Readonly<Partial<Record<CommandId, (state: KeyState) => KeyOutcome>>> = {
  'align-previous': (state) => alignBy(state, -1),
  'align-next': (state) => alignBy(state, 1),
  swap: (state) => ask(state, {swapped: !state.screen.compare.swapped}),
  figures: (state) => outcome(state, {compare: {...state.screen.compare, absolute: !state.screen.compare.absolute}}),
  'compare-live': (state) =>
    state.screen.compare.files === null ? outcome(state) : ask(state, {files: null, swapped: false}),
};

/** In view 4 a baseline just chosen is compared with the live run at once. */
export function compareWithBaseline(state: KeyState): KeyOutcome {
  return ask(state, {files: null});
}

function alignBy(state: KeyState, by: -1 | 1): KeyOutcome {
  const align = aligns[aligns.indexOf(state.screen.compare.align) + by];
  return align === undefined ? outcome(state) : ask(state, {align});
}

function ask(state: KeyState, changes: Partial<CompareScreen>): KeyOutcome {
  const compare = {...state.screen.compare, ...changes};
  return outcome(state, {compare}, [compareIntent(compare)]);
}
