import type {SessionView} from '../../session/view.ts';
import type {CommandId} from './key-table.ts';

/**
 * Whether a key of the table's `depends` kind would raise load now. Unknown counts as raising: what is refused for no
 * reason costs a key press, what is let through by mistake costs somebody's server.
 */
export function wouldRaise(command: CommandId, view: SessionView | null): boolean {
  if (view === null) return true;
  const {load} = view;
  const above = (vus: number | null): boolean => vus !== null && vus > load.targetVus;
  switch (command) {
    case 'hold':
      return view.phase === 'STOPPED' || view.phase === 'PAUSED' || above(load.heldTargetVus) || above(load.resumeVus);
    case 'pause':
      return view.phase === 'PAUSED';
    case 'undo':
      return above(load.undoVus);
    case 'last-good':
      return above(load.lastGoodVus);
    case 'auto':
      return load.plan !== null && load.mode === 'manual';
    default:
      return true;
  }
}

/** Load is on its way, there, or not wholly gone: quitting asks. */
export function loadIsRunning(view: SessionView): boolean {
  return view.load.activeVus > 0 || view.load.targetVus > 0 || view.totals.inFlight > 0;
}
