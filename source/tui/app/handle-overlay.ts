import type {Intent} from '../../session/intent.ts';
import {isTiny, type Overlay} from '../ui-state.ts';
import {commandOf, ownCommandOf, type CommandId} from './key-table.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {handleHelp} from './handle-help.ts';
import {handleRamp} from './handle-ramp.ts';
import {handleScenarios} from './handle-scenarios.ts';
import {quittingAsks} from './load-effect.ts';
import {movedRow} from './moved-row.ts';
import {deleteKey, exportKey} from './handle-snaps-dialogs.ts';

const close = {overlay: null, hint: null};

/** The overlay's own keys; null: not one of them, so the drive view's lowering keys are next. */
export function handleOverlay(
  state: KeyState,
  overlay: Overlay,
  press: KeyPress,
  context: KeyContext,
): KeyOutcome | null {
  const id = (ownCommandOf(press, overlay.kind) ?? commandOf(press))?.id ?? null;
  if (id === 'escape') return outcome(state, close);
  if (overlay.kind === 'quit') return quitKey(state, id, overlay.next ?? null);
  if (overlay.kind === 'scenarios') return handleScenarios(state, overlay.selected, id, context);
  if (overlay.kind === 'snapshot-export') return exportKey(state, overlay, id);
  if (overlay.kind === 'snapshot-delete') return deleteKey(state, overlay, id, context);
  if (overlay.kind === 'ramp')
    return handleRamp(state, overlay, press, ownCommandOf(press, 'ramp')?.id ?? null, context);
  if (overlay.kind === 'baseline') return baselineKey(state, overlay.selected, id, context);
  return overlay.kind === 'help' ? handleHelp(state, overlay, id, context) : null;
}

function quitKey(state: KeyState, id: CommandId | null, next: 'picker' | null): KeyOutcome | null {
  if (id === 'no') return outcome(state, close);
  if (id === 'quit-stop') return leave(state, 'stop', next);
  if (id === 'quit-drain') return leave(state, 'drain', next);
  return null;
}

/** `o`: another profile in place of this one, in the same terminal; asks while load runs, as quitting does. */
export function openProfile(state: KeyState, {view, size}: KeyContext): KeyOutcome {
  if (view === null) return refuse(state, 'still starting');
  if (view.playback !== null) return refuse(state, 'a recording is open: q, then perftui, opens a profile');
  if (view.remote === true) return refuse(state, 'this run is elsewhere: q, then perftui, opens a profile');
  if (state.leaving !== 'no') return refuse(state, 'finishing already');
  if (!quittingAsks(view)) return leave(state, 'stop', 'picker');
  if (isTiny(size)) return refuse(state, 'window under 60x16: X stops, then o');
  return outcome(state, {overlay: {kind: 'quit', next: 'picker'}}, declineQuestion(view));
}

/** Finishes the session; the screen leaves when the session says it is finished. */
export function leave(state: KeyState, how: 'stop' | 'drain', next: 'picker' | null = null): KeyOutcome {
  const then = next === null ? 'quitting' : 'the profiles';
  const hint = {
    text: how === 'drain' ? `draining, then ${then}     q = stop now` : 'stopping     q = leave at once',
    tone: 'plain' as const,
  };
  const intent: Intent = {kind: 'finish', how, end: true, ...(next === null ? {} : {next})};
  return outcome({...state, leaving: how}, {overlay: null, prompt: null, hint}, [intent]);
}

function baselineKey(state: KeyState, selected: number, id: CommandId | null, {view}: KeyContext): KeyOutcome | null {
  const listings = view?.snapshots ?? [];
  const last = Math.max(0, listings.length - 1);
  const current = Math.min(selected, last);
  const choose = (file: string | null): KeyOutcome => {
    const intent: Intent = {kind: 'baseline-choose', file};
    return outcome(state, close, [intent]);
  };
  const row = movedRow(id, current, last);
  if (row !== null) return outcome(state, {overlay: {kind: 'baseline', selected: row}});
  if (id === 'choose') {
    const chosen = listings[current];
    return chosen === undefined ? outcome(state, close) : choose(chosen.file);
  }
  if (id === 'baseline-none') return choose(null);
  return id === 'baseline-choose' || id === 'close' ? outcome(state, close) : null;
}
