import type {Intent} from '../../session/intent.ts';
import {isTiny, type ViewName} from '../ui-state.ts';
import {compareIntent} from './compare-intent.ts';
import {playbackViews, viewOrder} from './view-order.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';

/** Opens a view, and has the session prepare what it shows; the one before has its work ended. */
export function showView(state: KeyState, view: ViewName, context: KeyContext): KeyOutcome {
  const {screen} = state;
  const {size} = context;
  if (view === screen.view) return outcome(state);
  if (context.view !== null && context.view.playback !== null && !playbackViews.includes(view)) {
    return refuse(state, 'a recording has views 1 2 3 5 7: perftui compare sets two against each other');
  }
  if (view !== 'drive' && isTiny(size)) {
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

/** The view beside this one, round and round. */
export function showNextView(state: KeyState, by: -1 | 1, context: KeyContext): KeyOutcome {
  const order = context.view !== null && context.view.playback !== null ? playbackViews : viewOrder;
  const at = order.indexOf(state.screen.view) + by + order.length;
  return showView(state, order[at % order.length]!, context);
}
