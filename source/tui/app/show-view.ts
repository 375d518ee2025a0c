import type {Intent} from '../../session/intent.ts';
import type {ViewName} from '../ui-state.ts';
import {compareIntent} from './compare-intent.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';

/** Opens a view, and has the session prepare what it shows; the one before has its work ended. */
export function showView(state: KeyState, view: ViewName, {size}: KeyContext): KeyOutcome {
  const {screen} = state;
  if (view === screen.view) return outcome(state);
  if (view !== 'drive' && (size.columns < 60 || size.rows < 16)) {
    return refuse(state, 'window under 60x16: no room for this view');
  }
  const leave: Intent[] =
    screen.view === 'compare'
      ? [{kind: 'compare-close'}]
      : screen.view === 'snaps'
        ? [{kind: 'snapshot-preview', file: null}]
        : [];
  const enter: Intent[] =
    view === 'compare' ? [compareIntent(screen.compare)] : view === 'snaps' ? [{kind: 'list-snapshots'}] : [];
  const back = screen.view === 'snaps' ? 'snaps' : 'drive';
  const compare = view === 'compare' ? ({compare: {...screen.compare, back}} as const) : {};
  return outcome({...state, previewAsked: null}, {view, ...compare}, [...leave, ...enter]);
}

const views: readonly ViewName[] = ['drive', 'compare', 'snaps'];

/** The view beside this one, round and round. */
export function showNextView(state: KeyState, by: -1 | 1, context: KeyContext): KeyOutcome {
  const at = views.indexOf(state.screen.view) + by + views.length;
  return showView(state, views[at % views.length]!, context);
}
