import type {Intent} from '../../session/intent.ts';
import type {Overlay} from '../ui-state.ts';
import {commandOf} from './key-table.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {handleScenarios} from './handle-scenarios.ts';
import {deleteKey, exportKey} from './handle-snaps-dialogs.ts';

const close = {overlay: null, hint: null};

/** The overlay's own keys; null: not one of them, so the drive view's lowering keys are next. */
export function handleOverlay(
  state: KeyState,
  overlay: Overlay,
  press: KeyPress,
  context: KeyContext,
): KeyOutcome | null {
  if (press === 'escape') return outcome(state, close);
  if (overlay.kind === 'quit') return quitKey(state, press);
  if (overlay.kind === 'scenarios') return handleScenarios(state, overlay.selected, press, context);
  if (overlay.kind === 'snapshot-export') return exportKey(state, overlay, press);
  if (overlay.kind === 'snapshot-delete') return deleteKey(state, overlay, press, context);
  if (overlay.kind === 'baseline') return baselineKey(state, overlay.selected, press, context);
  return press === 'enter' || press === 'q' || commandOf(press)?.id === 'help' ? outcome(state, close) : null;
}

function quitKey(state: KeyState, press: KeyPress): KeyOutcome | null {
  if (press === 'enter' || press === 'n') return outcome(state, close);
  if (press === 's') return leave(state, 'stop');
  if (press === 'd') return leave(state, 'drain');
  return null;
}

/** Finishes the session; the screen leaves when the session says it is finished. */
export function leave(state: KeyState, how: 'stop' | 'drain'): KeyOutcome {
  const hint = {
    text: how === 'drain' ? 'draining, then quitting     q = stop now' : 'stopping     q = leave at once',
    tone: 'plain' as const,
  };
  return outcome({...state, leaving: how}, {overlay: null, prompt: null, hint}, [{kind: 'finish', how, end: true}]);
}

function baselineKey(state: KeyState, selected: number, press: KeyPress, {view}: KeyContext): KeyOutcome | null {
  const listings = view?.snapshots ?? [];
  const last = Math.max(0, listings.length - 1);
  const current = Math.min(selected, last);
  const select = (index: number): KeyOutcome =>
    outcome(state, {overlay: {kind: 'baseline', selected: Math.max(0, Math.min(last, index))}});
  const choose = (file: string | null): KeyOutcome => {
    const intent: Intent = {kind: 'baseline-choose', file};
    return outcome(state, close, [intent]);
  };
  switch (press) {
    case 'up':
    case 'k':
      return select(current - 1);
    case 'down':
    case 'j':
      return select(current + 1);
    case 'pageup':
      return select(current - 10);
    case 'pagedown':
      return select(current + 10);
    case 'home':
    case 'g':
      return select(0);
    case 'end':
    case 'G':
      return select(last);
    case 'enter': {
      const chosen = listings[current];
      return chosen === undefined ? outcome(state, close) : choose(chosen.file);
    }
    case 'n':
    case 'delete':
    case 'backspace':
      return choose(null);
    case 'B':
    case 'q':
      return outcome(state, close);
    default:
      return null;
  }
}
