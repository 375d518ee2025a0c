import {isLook, type Intent} from '../../session/intent.ts';
import type {LoadView} from '../../session/view.ts';
import {plotsAreVisible} from '../ui-state.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {ParsedLine, ScreenAct} from './parse-command.ts';
import {raisingIsOff} from './raising.ts';
import {runCommand} from './run-command.ts';
import {leaving, showView} from './show-view.ts';

/** What was typed at `:` or as a target, once it is understood: what would raise load only while plots are visible. */
export function obeyLine(state: KeyState, line: ParsedLine, context: KeyContext): KeyOutcome {
  const closed = outcome(state, {prompt: null, hint: null}).state;
  if (line.kind === 'screen') return act(closed, line.act, context);
  const {intent} = line;
  const {view, size} = context;
  if (view === null) return refuse(state, 'still starting');
  if (view.playback !== null && !isLook(intent)) {
    return refuse(closed, 'this is a recording: it is looked at, not changed');
  }
  if (intent.kind === 'capacity') return search(closed, intent, context);
  const off =
    intent.kind === 'target' && mayRaise(intent, view.load)
      ? raisingIsOff(state, size, plotsAreVisible(size, state.screen))
      : null;
  return off === null ? outcome(closed, {}, [intent]) : refuse(state, off);
}

/** Its picture comes at once, and is what the loads it tries are to be seen in. */
function search(state: KeyState, intent: Extract<Intent, {kind: 'capacity'}>, {size}: KeyContext): KeyOutcome {
  const screen = {...state.screen, view: 'study'} as const;
  const off = raisingIsOff(state, size, plotsAreVisible(size, screen));
  if (off !== null) return refuse(state, off);
  const study = {...state.screen.study, scroll: 0};
  return outcome({...state, previewAsked: null}, {view: 'study', study}, [...leaving(state), intent]);
}

/** A level of the other model cannot be compared with the present one: it may be more load. */
function mayRaise({model, level}: Extract<Intent, {kind: 'target'}>, load: LoadView): boolean {
  return level > (model === load.model ? load.targetLevel : 0);
}

function act(state: KeyState, screenAct: ScreenAct, context: KeyContext): KeyOutcome {
  switch (screenAct.kind) {
    case 'view':
      return showView(state, screenAct.view, context);
    case 'theme':
      return outcome(state, {theme: screenAct.theme, hint: {text: `theme ${screenAct.theme}`, tone: 'plain'}});
    case 'mouse': {
      const text = screenAct.on
        ? 'mouse on: tabs, rows, plots, the wheel; Shift selects text'
        : 'mouse off: the terminal selects text again';
      return outcome(state, {mouse: screenAct.on, hint: {text, tone: 'plain'}});
    }
    case 'go': {
      const playback = context.view?.playback ?? null;
      // Its moment is the cursor of a recording.
      if (playback !== null) return outcome(state, {}, [{kind: 'scrub', byMs: screenAct.atS * 1000 - playback.atMs}]);
      const cursor = {atS: screenAct.atS, anchorS: null};
      const {view} = state.screen;
      const there = view === 'drive' || view === 'latency' ? null : showView(state, 'drive', context);
      return there === null ? outcome(state, {cursor}) : {...there, state: outcome(there.state, {cursor}).state};
    }
    case 'run':
    default:
      return runCommand(state, '', screenAct.id, context);
  }
}
