import type {Intent} from '../../session/intent.ts';
import type {Prompt} from '../ui-state.ts';
import {completeCommand} from './complete-command.ts';
import {editLine} from './edit-line.ts';
import {snapshotRange} from './handle-inspect.ts';
import {filteredBy, previewOf, typed} from './handle-prompt.ts';
import {openRamp} from './handle-ramp.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {commandOf, ownCommandOf} from './key-table.ts';
import {parseCommand} from './parse-command.ts';
import {parseTarget} from './parse-target.ts';
import {recall, remember} from './recall-line.ts';
import {obeyLine} from './obey-line.ts';
import {parseEdit, previewEdit} from './snapshot-edit.ts';

/** A key while a prompt is open. `X` is text except where it can only be the stop. */
export function pressPrompt(state: KeyState, prompt: Prompt, press: KeyPress, context: KeyContext): KeyOutcome {
  const session = commandOf(press)?.id;
  if (session === 'escape') {
    const back = filteredBy(state, prompt, prompt.subject ?? '');
    return outcome(state, {...back, ...closed});
  }
  if (session === 'emergency-stop' && (prompt.kind === 'target' || isCommandWord(prompt))) {
    return outcome(state, {prompt: null, hint: null}, [{kind: 'emergency-stop'}]);
  }
  const id = ownCommandOf(press, 'prompt')?.id;
  if (id === 'submit') return submit(state, prompt, context);
  if (id === 'complete') return complete(state, prompt, context);
  if (id === 'recall-previous') return typed(state, recall(state, prompt, -1), context);
  if (id === 'recall-next') return typed(state, recall(state, prompt, 1), context);
  return typed(state, editLine(prompt, press) ?? prompt, context);
}

function complete(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  if (prompt.kind === 'target') return openRamp(state, context, prompt.text);
  if (prompt.kind !== 'command' || context.view === null) return outcome(state);
  const text = completeCommand(prompt.text.slice(0, prompt.cursor), context.view);
  return text === null ? outcome(state) : typed(state, {...prompt, text, cursor: text.length}, context);
}

/** The word of a command, in which there is no `X`; what follows it may be anybody's text. */
function isCommandWord({kind, text}: Prompt): boolean {
  return kind === 'command' && !text.trimStart().includes(' ');
}

function submit(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const text = prompt.text.trim();
  switch (prompt.kind) {
    case 'target':
    case 'command':
      return submitParsed(state, prompt, context);
    case 'snapshot-edit':
      return submitEdit(state, prompt);
    case 'preset-name':
      return outcome(state, closed, text === '' ? [] : [{kind: 'save-preset', name: text}]);
    case 'recording-name':
      return outcome(state, closed, text === '' ? [] : [{kind: 'name-recording', name: text}]);
    case 'snapshot-note':
      return snapshotWith(state, text === '' ? null : text, context);
    case 'mark-text':
      return outcome(state, closed, [{kind: 'mark', text: text === '' ? null : text}]);
    case 'snapshot-filter':
    case 'endpoint-filter':
    case 'event-filter':
    case 'help-search':
    default:
      return outcome(state, closed);
  }
}

const closed = {prompt: null, hint: null};

/** Of the selected range, or else of the headline window. */
function snapshotWith(state: KeyState, note: string | null, context: KeyContext): KeyOutcome {
  const ranged = snapshotRange(state, context, note);
  const window: Intent = {kind: 'snapshot', name: null, note, scope: 'window'};
  return outcome(ranged === null ? state : ranged.state, closed, ranged === null ? [window] : ranged.intents);
}

/** A snapshot without a name is not taken: the prompt stays open. */
function submitEdit(state: KeyState, {text, subject}: Prompt): KeyOutcome {
  const {name, note} = parseEdit(text);
  if (name === '') return outcome(state, {hint: previewEdit(text)});
  return outcome(state, closed, [{kind: 'snapshot-edit', file: subject ?? '', name, note}]);
}

function submitParsed(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const {view} = context;
  if (prompt.text.trim() === '') return outcome(state, closed);
  if (view === null) return refuse(state, 'still starting');
  const parsed = prompt.kind === 'target' ? parseTarget(prompt.text, view.load) : parseCommand(prompt.text, view);
  if (parsed.kind === 'incomplete') return outcome(state, {hint: previewOf(prompt, context)});
  if (parsed.kind === 'problem') return outcome(state, {hint: {text: `! ${parsed.text}`, tone: 'over'}});
  const remembered = prompt.kind === 'command' ? remember(state, prompt.text) : state;
  return obeyLine(remembered, parsed.kind === 'target' ? {kind: 'command', intent: parsed} : parsed, context);
}
