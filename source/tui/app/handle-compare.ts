import type {ComparisonAlign} from '../../domain/comparison.ts';
import type {CompareScreen} from '../ui-state.ts';
import {compareIntent} from './compare-intent.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';

/** In the order they stand on the screen. */
export const aligns: readonly ComparisonAlign[] = ['load', 'window', 'time'];

/** View 4's own keys; null: not one of them. */
export function handleCompare(state: KeyState, press: KeyPress, _context: KeyContext): KeyOutcome | null {
  const {compare} = state.screen;
  switch (press) {
    case 'h':
    case 'left':
      return alignBy(state, -1);
    case 'l':
    case 'right':
      return alignBy(state, 1);
    case 'u':
      return ask(state, {swapped: !compare.swapped});
    case 'd':
      return outcome(state, {compare: {...compare, absolute: !compare.absolute}});
    case '4':
      return compare.files === null ? outcome(state) : ask(state, {files: null, swapped: false});
    default:
      return null;
  }
}

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
