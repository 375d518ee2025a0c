import type {Intent} from '../../session/intent.ts';
import {isTiny, type Prompt} from '../ui-state.ts';
import {bigSteps, type CommandId} from './key-table.ts';
import {leave, openProfile} from './handle-overlay.ts';
import {openPrompt} from './handle-prompt.ts';
import {openRamp} from './handle-ramp.ts';
import {pressKey} from './held-key.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {quittingAsks} from './load-effect.ts';
import {showNextView, showView} from './show-view.ts';
import {nextZoom} from './zoom.ts';
import {toggleInspect} from './handle-inspect.ts';

const steps: Partial<Record<CommandId, number>> = {
  'step-up': 1,
  'step-down': -1,
  'big-step-up': bigSteps,
  'big-step-down': -bigSteps,
};

const plainIntents: Partial<Record<CommandId, Intent>> = {
  'step-smaller': {kind: 'step-size', direction: -1},
  'step-larger': {kind: 'step-size', direction: 1},
  'ramp-slower': {kind: 'ramp-speed', direction: -1},
  'ramp-faster': {kind: 'ramp-speed', direction: 1},
  hold: {kind: 'hold'},
  pause: {kind: 'pause'},
  undo: {kind: 'undo'},
  'last-good': {kind: 'last-good'},
  halve: {kind: 'halve'},
  'emergency-stop': {kind: 'emergency-stop'},
  auto: {kind: 'auto'},
  snapshot: {kind: 'snapshot', name: null, note: null, scope: 'window'},
  'baseline-toggle': {kind: 'baseline-toggle'},
  mark: {kind: 'mark', text: null},
  'fresh-window': {kind: 'fresh-window'},
};

const prompts: Partial<Record<CommandId, Prompt['kind']>> = {
  target: 'target',
  command: 'command',
  'snapshot-note': 'snapshot-note',
  'mark-text': 'mark-text',
  'save-preset': 'preset-name',
  'name-recording': 'recording-name',
};

/** A command of the key table that has passed the guards of `handle-key.ts`. */
export function runCommand(state: KeyState, press: KeyPress, id: CommandId, context: KeyContext): KeyOutcome {
  const step = steps[id];
  if (step !== undefined) {
    const {held, repeat} = pressKey(state.held, press, context.nowMs);
    return outcome({...state, held}, {}, [{kind: 'step', steps: step, repeat}]);
  }
  const intent = plainIntents[id];
  if (intent !== undefined) return outcome(state, {}, [intent]);
  const prompt = prompts[id];
  if (prompt !== undefined) return prompted(state, prompt, context);
  return screenCommands[id]?.(state, context) ?? outcome(state);
}

function prompted(state: KeyState, kind: Prompt['kind'], context: KeyContext): KeyOutcome {
  if (isTiny(context.size)) return refuse(state, 'window under 60x16: no room to type');
  return outcome(state, openPrompt(kind, context), declineQuestion(context.view));
}

const screenCommands: Partial<Record<CommandId, (state: KeyState, context: KeyContext) => KeyOutcome>> = {
  help: (state, context) =>
    isTiny(context.size)
      ? refuse(state, 'window under 60x16: no room for the help')
      : outcome(state, {overlay: {kind: 'help', filter: '', scroll: 0}}, declineQuestion(context.view)),
  'baseline-choose': openBaselines,
  scenarios: openScenarios,
  'ramp-dialog': (state, context) => openRamp(state, context),
  'open-profile': openProfile,
  scale: (state) => outcome(state, {scale: state.screen.scale === 'log' ? 'linear' : 'log'}),
  inspect: toggleInspect,
  freeze: (state) => outcome(state, {}, [], ['freeze']),
  'zoom-out': (state, context) => zoom(state, context, 1),
  'zoom-in': (state, context) => zoom(state, context, -1),
  quit,
  'view-drive': (state, context) => showView(state, 'drive', context),
  'view-endpoints': (state, context) => showView(state, 'endpoints', context),
  'view-latency': (state, context) => showView(state, 'latency', context),
  'view-compare': (state, context) => showView(state, 'compare', context),
  'view-host': (state, context) => showView(state, 'host', context),
  'view-events': (state, context) => showView(state, 'events', context),
  'view-study': (state, context) => showView(state, 'study', context),
  'view-snaps': (state, context) => showView(state, 'snaps', context),
  'view-next': (state, context) => showNextView(state, 1, context),
  'view-previous': (state, context) => showNextView(state, -1, context),
  escape: (state) => (state.screen.frozen === null ? outcome(state) : outcome(state, {}, [], ['freeze'])),
};

/** Back at the width that the screen would pick, it picks again. */
function zoom(state: KeyState, {columnSeconds, automaticSeconds}: KeyContext, direction: -1 | 1): KeyOutcome {
  const next = nextZoom(columnSeconds, direction);
  if (next === null) return refuse(state, 'no wider or finer time window');
  return outcome(state, {zoom: next === automaticSeconds ? null : next});
}

function openBaselines(state: KeyState, context: KeyContext): KeyOutcome {
  const {view} = context;
  if (isTiny(context.size)) return refuse(state, 'window under 60x16: no room for the list');
  const chosen = view?.snapshots.findIndex(({file}) => file === view.baseline?.file) ?? -1;
  return outcome(state, {overlay: {kind: 'baseline', selected: Math.max(0, chosen)}}, [
    ...declineQuestion(view),
    {kind: 'list-snapshots'},
  ]);
}

function openScenarios(state: KeyState, context: KeyContext): KeyOutcome {
  const {view} = context;
  if (isTiny(context.size)) return refuse(state, 'window under 60x16: no room for the list');
  if ((view?.scenarios.length ?? 0) === 0) return refuse(state, 'no scenarios to share the load out over');
  return outcome(state, {overlay: {kind: 'scenarios', selected: 0}}, declineQuestion(view));
}

/** Asks while load runs, unless it is another process's; a second `q` while finishing waits no longer. */
function quit(state: KeyState, context: KeyContext): KeyOutcome {
  if (state.leaving === 'stop') return outcome(state, {}, [], ['force-quit']);
  if (context.view?.remote === true) {
    const left = leave(state, 'stop');
    return outcome(left.state, {hint: {text: 'detached, the run goes on', tone: 'plain'}}, left.intents);
  }
  if (state.leaving === 'drain' || context.view === null || !quittingAsks(context.view)) return leave(state, 'stop');
  const hint = isTiny(context.size) ? {text: 'quit? s stop  d drain  Enter stay', tone: 'near' as const} : null;
  return outcome(state, {overlay: {kind: 'quit'}, hint}, declineQuestion(context.view));
}
