import type {LoadView, SessionView} from '../../session/view.ts';
import type {CommandId} from './key-table.ts';

const raises: Partial<Record<CommandId, (view: SessionView) => boolean>> = {
  hold: ({phase, load}) =>
    phase === 'STOPPED' || phase === 'PAUSED' || above(load.heldTargetLevel, load) || above(load.resumeLevel, load),
  pause: ({phase}) => phase === 'PAUSED',
  undo: ({load}) => above(load.undoLevel, load),
  'last-good': ({load}) => above(load.lastGoodLevel, load),
  auto: (view) => searchIsPaused(view) || (view.load.plan !== null && view.load.mode === 'manual'),
};

/**
 * Whether a key of the table's `depends` kind would raise load now. Unknown counts as raising: what is refused for no
 * reason costs a key press, what is let through by mistake costs somebody's server.
 */
export function wouldRaise(command: CommandId, view: SessionView | null): boolean {
  return view === null || (raises[command]?.(view) ?? true);
}

function above(vus: number | null, load: LoadView): boolean {
  return vus !== null && vus > load.targetLevel;
}

/** A capacity search that `a` gives the load back to. */
export function searchIsPaused({study}: Pick<SessionView, 'study'>): boolean {
  return study?.kind === 'capacity' && study.state === 'paused';
}

/** Load is on its way, there, or not wholly gone. That of a recording was long ago. */
export function loadIsRunning(view: SessionView): boolean {
  if (view.playback !== null) return false;
  return view.load.activeVus > 0 || view.load.targetLevel > 0 || view.totals.inFlight > 0;
}

/** Quitting asks while load runs; not after an emergency stop, whose last figures may still be on their way. */
export function quittingAsks(view: SessionView): boolean {
  return view.phase !== 'STOPPED' && loadIsRunning(view);
}

/** Load that would be left behind unseen when this process sleeps; that of a run this screen only looks on goes on. */
export function suspendingWaits(view: SessionView): boolean {
  return view.remote !== true && loadIsRunning(view);
}
