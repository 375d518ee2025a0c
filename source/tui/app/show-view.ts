import type {Intent} from '../../session/intent.ts';
import {isTiny, type ViewName} from '../ui-state.ts';
import {compareIntent} from './compare-intent.ts';
import {viewOrder, viewsOf} from './view-order.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';

/** Opens a view, and has the session prepare what it shows; the one before has its work ended. */
export function showView(state: KeyState, view: ViewName, context: KeyContext): KeyOutcome {
  const {screen} = state;
  const {size} = context;
  if (view === screen.view) return outcome(state);
  const views = viewsOf(context.view);
  if (!views.includes(view)) return refuse(state, absenceText(view, views, context));
  if (view !== 'drive' && isTiny(size)) {
    return refuse(state, 'window under 60x16: no room for this view');
  }
  const leave = leaving(state);
  const enter: Intent[] =
    view === 'compare' ? [compareIntent(screen.compare)] : view === 'snaps' ? [{kind: 'list-snapshots'}] : [];
  const back = screen.view === 'snaps' ? 'snaps' : 'drive';
  const compare = view === 'compare' ? ({compare: {...screen.compare, back}} as const) : {};
  return outcome({...state, previewAsked: null}, {view, ...compare}, [...leave, ...enter]);
}

/** Ends what the session has prepared for the view that is left. */
export function leaving({screen}: KeyState): readonly Intent[] {
  if (screen.view === 'compare') return [{kind: 'compare-close'}];
  return screen.view === 'snaps' ? [{kind: 'snapshot-preview', file: null}] : [];
}

/** The view beside this one, round and round. */
export function showNextView(state: KeyState, by: -1 | 1, context: KeyContext): KeyOutcome {
  const views = viewsOf(context.view);
  // A recording that went back to before its study still shows that view.
  const order = viewOrder.filter((name) => name === state.screen.view || views.includes(name));
  const at = order.indexOf(state.screen.view) + by + order.length;
  return showView(state, order[at % order.length]!, context);
}

function absenceText(view: ViewName, views: readonly ViewName[], context: KeyContext): string {
  const isRecording = context.view !== null && context.view.playback !== null;
  if (view !== 'study') {
    const keys = views.map((name) => viewOrder.indexOf(name) + 1).join(' ');
    return `a recording has views ${keys}: perftui compare sets two against each other`;
  }
  return isRecording
    ? 'no study by this moment of the recording'
    : 'no study: :capacity p(95)<250 looks for the highest load that holds';
}
