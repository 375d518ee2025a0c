import {plotsAreVisible, type ViewName} from '../ui-state.ts';
import {commandOf, ownCommandOf, type CommandId, type KeyCommand} from './key-table.ts';
import {handleOverlay, leave} from './handle-overlay.ts';
import {compareWithBaseline, handleCompare} from './handle-compare.ts';
import {handleEndpoints} from './handle-endpoints.ts';
import {handleEvents} from './handle-events.ts';
import {handleHost} from './handle-host.ts';
import {dropInspect, handleInspect} from './handle-inspect.ts';
import {handleLatency} from './handle-latency.ts';
import {handlePlayback} from './handle-playback.ts';
import {handleSnaps} from './handle-snaps.ts';
import {handleStudy} from './handle-study.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {quittingAsks, wouldRaise} from './load-effect.ts';
import {pressPrompt} from './press-prompt.ts';
import {raisingIsOff} from './raising.ts';
import {runCommand} from './run-command.ts';
import {showView} from './show-view.ts';

/**
 * What one key does: pure, the clock and the newest view come in `context`. In this order:
 *
 *   ^C ^L ^Z            anywhere
 *   open prompt         takes every key
 *   open overlay        its own keys, then what lowers load; what raises is refused, the rest is ignored
 *   standing question   y yes, n Enter Esc no; other keys act, and the session takes them as a No
 *   a recording         the keys that move through it; what drives is refused
 *   a view              its own keys first
 *   every view          the key table, what raises only while plots are visible
 */
export function handleKey(before: KeyState, press: KeyPress, context: KeyContext): KeyOutcome {
  const state: KeyState = before.screen.hint === null ? before : {...before, screen: {...before.screen, hint: null}};
  const {prompt, overlay} = state.screen;
  const command = commandOf(press);
  if (command?.id === 'interrupt') return interrupt(state, context);
  if (command?.id === 'repaint') return outcome(before, {}, [], ['repaint']);
  if (command?.id === 'suspend') return suspend(state, context);
  if (prompt !== null) return pressPrompt(state, prompt, press, context);
  if (overlay !== null) return overlayKey(state, press, command, context);
  return (
    answer(state, press, context) ??
    handlePlayback(state, press, command, context) ??
    viewKey(state, press, context) ??
    drive(state, press, command, context)
  );
}

function overlayKey(state: KeyState, press: KeyPress, command: KeyCommand | null, context: KeyContext): KeyOutcome {
  const {overlay, view} = state.screen;
  const own = overlay === null ? null : handleOverlay(state, overlay, press, context);
  if (own === null) {
    return handlePlayback(state, '', command, context) ?? behindOverlay(state, command, context);
  }
  if (view !== 'compare' || !own.intents.some(({kind}) => kind === 'baseline-choose')) return own;
  const shown = compareWithBaseline(own.state);
  return {...shown, intents: [...own.intents, ...shown.intents], effects: own.effects};
}

/** `^C`: the emergency stop while there is load, the way out when there is none. */
function interrupt(state: KeyState, {view}: KeyContext): KeyOutcome {
  if (state.leaving === 'stop') return outcome(state, {}, [], ['force-quit']);
  if (state.leaving === 'drain' || view === null || !quittingAsks(view)) return leave(state, 'stop');
  return outcome({...state, held: null}, {prompt: null, overlay: null}, [{kind: 'emergency-stop'}]);
}

function suspend(state: KeyState, {view}: KeyContext): KeyOutcome {
  if (state.suspending) return outcome(state);
  const running = view !== null && view.remote !== true && quittingAsks(view);
  const hint = running ? {text: '^Z: load to 0, then suspend     Esc = stay', tone: 'plain' as const} : null;
  return outcome(
    {...state, suspending: true},
    {prompt: null, overlay: null, hint},
    running && state.leaving === 'no' ? [{kind: 'finish', how: 'drain', end: false}] : [],
    ['suspend'],
  );
}

function behindOverlay(state: KeyState, command: KeyCommand | null, context: KeyContext): KeyOutcome {
  if (command === null || command.load === 'neutral') return outcome(state);
  return guarded(state, '', command, context);
}

function answer(state: KeyState, press: KeyPress, {view, size}: KeyContext): KeyOutcome | null {
  if (!view?.question) return null;
  const id = (ownCommandOf(press, 'question') ?? commandOf(press))?.id;
  if (id === 'no' || id === 'escape') return outcome(state, {}, [{kind: 'answer', yes: false}]);
  if (id !== 'yes') return null;
  // Only raises are asked about.
  const off = raisingIsOff(state, size, plotsAreVisible(size, state.screen));
  return off === null ? outcome(state, {}, [{kind: 'answer', yes: true}]) : refuse(state, off);
}

function viewKey(state: KeyState, press: KeyPress, context: KeyContext): KeyOutcome | null {
  const {view, compare, endpoints} = state.screen;
  // Keys that every view has may mean more in one: `B` chooses the selected snapshot there.
  const command = ownCommandOf(press, view) ?? commandOf(press);
  if (command?.id === 'escape' && view !== 'drive') {
    const dropped = dropInspect(state, context);
    if (dropped !== null) return dropped;
    if (view === 'endpoints' && endpoints.error !== null)
      return outcome(state, {endpoints: {...endpoints, error: null}});
    if (view === 'endpoints' && endpoints.detail === 'full')
      return outcome(state, {endpoints: {...endpoints, detail: 'split'}});
    return showView(state, view === 'compare' ? compare.back : 'drive', context);
  }
  return command === null ? null : viewHandlers[view](state, command.id, context);
}

const viewHandlers: Readonly<
  Record<ViewName, (state: KeyState, id: CommandId, context: KeyContext) => KeyOutcome | null>
> = {
  drive: handleInspect,
  endpoints: handleEndpoints,
  latency: (state, id, context) => handleInspect(state, id, context) ?? handleLatency(state, id, context),
  compare: handleCompare,
  host: handleHost,
  snaps: handleSnaps,
  events: handleEvents,
  study: handleStudy,
};

function drive(state: KeyState, press: KeyPress, command: KeyCommand | null, context: KeyContext): KeyOutcome {
  if (command === null) return outcome(state);
  if (command.id === 'escape' && state.suspending) return outcome({...state, suspending: false}, {}, [], ['stay']);
  return guarded(state, press, command, context);
}

function guarded(state: KeyState, press: KeyPress, command: KeyCommand, context: KeyContext): KeyOutcome {
  const raises = command.load === 'raises' || (command.load === 'depends' && wouldRaise(command.id, context.view));
  const off = raises ? raisingIsOff(state, context.size, plotsAreVisible(context.size, state.screen)) : null;
  return off === null ? runCommand(state, press, command.id, context) : refuse(state, off);
}
