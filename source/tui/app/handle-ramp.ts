import {isTiny, plotsAreVisible, type RampDialog} from '../ui-state.ts';
import {editLine} from './edit-line.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import type {CommandId} from './key-table.ts';
import {raisingIsOff} from './raising.ts';
import {rampFields, readRamp} from './ramp-target.ts';

const fields = ['level', 'over', 'shape', 'then'] as const satisfies readonly RampDialog['field'][];
const shapes = ['linear', 'steps', 'smooth'] as const satisfies readonly RampDialog['shape'][];
const ends = ['hold', 'back', 'auto'] as const satisfies readonly RampDialog['then'][];

/**
 * Opens the ramp dialog.
 * @param typed what stands in the target prompt already
 */
export function openRamp(state: KeyState, context: KeyContext, typed = ''): KeyOutcome {
  const {view, size} = context;
  if (view === null) return refuse(state, 'still starting');
  if (isTiny(size)) return refuse(state, 'window under 60x16: no room for the dialog');
  const overlay: RampDialog = {
    kind: 'ramp',
    field: 'level',
    ...rampFields(typed, view.load),
    shape: 'linear',
    then: 'hold',
    backAfter: '60s',
  };
  return outcome(state, {overlay, prompt: null, hint: null}, declineQuestion(view));
}

/** A key of the open dialog: a command of its own, else text for the field. */
export function handleRamp(
  state: KeyState,
  dialog: RampDialog,
  press: KeyPress,
  id: CommandId | null,
  context: KeyContext,
): KeyOutcome | null {
  const field = id === null ? undefined : moves[id];
  if (field !== undefined) return shown(state, {...dialog, field: neighbour(fields, dialog.field, field)});
  const choice = id === null ? undefined : choices[id];
  if (choice !== undefined) return shown(state, choose(dialog, choice));
  if (id === 'ramp-go') return submit(state, dialog, context);
  // No load, time or choice is written with it.
  if (press === 'X') return outcome(state, {overlay: null, hint: null}, [{kind: 'emergency-stop'}]);
  return typed(state, dialog, press);
}

const moves: Partial<Record<CommandId, -1 | 1>> = {'field-next': 1, 'field-previous': -1};
const choices: Partial<Record<CommandId, -1 | 1>> = {'choice-next': 1, 'choice-previous': -1};

function shown(state: KeyState, overlay: RampDialog): KeyOutcome {
  return outcome(state, {overlay, hint: null});
}

function neighbour<Choice>(all: readonly Choice[], present: Choice, by: -1 | 1): Choice {
  return all[(all.indexOf(present) + by + all.length) % all.length]!;
}

function choose(dialog: RampDialog, by: -1 | 1): RampDialog {
  if (dialog.field === 'then') return {...dialog, then: neighbour(ends, dialog.then, by)};
  // The shape stands beside the time it is about.
  return dialog.field === 'level' ? dialog : {...dialog, shape: neighbour(shapes, dialog.shape, by)};
}

const typedFields = {level: 'level', over: 'over', shape: null, then: 'backAfter'} as const;

function typed(state: KeyState, dialog: RampDialog, press: KeyPress): KeyOutcome | null {
  const field = typedFields[dialog.field];
  if (field === null || (field === 'backAfter' && dialog.then !== 'back')) {
    return press === ' ' ? shown(state, choose(dialog, 1)) : outcome(state);
  }
  const text = dialog[field];
  const line = editLine({text, cursor: text.length}, press);
  // Its cursor stands at the end.
  return line === null ? outcome(state) : shown(state, {...dialog, [field]: line.text.slice(0, 24)});
}

function submit(state: KeyState, dialog: RampDialog, context: KeyContext): KeyOutcome {
  const {view, size} = context;
  if (view === null) return refuse(state, 'still starting');
  const reading = readRamp(dialog, view.load);
  if (reading.kind === 'incomplete') return outcome(state);
  if (reading.kind === 'problem') return shown(state, {...dialog, field: reading.field});
  const {intent} = reading;
  const closed: KeyState = {...state, screen: {...state.screen, overlay: null}};
  const present = intent.model === view.load.model ? view.load.targetLevel : 0;
  // What goes back up by itself raises too.
  const raises = intent.level > present || intent.then !== undefined;
  const off = raises ? raisingIsOff(closed, size, plotsAreVisible(size, closed.screen)) : null;
  return off === null ? outcome(closed, {hint: null}, [intent]) : refuse(closed, off);
}
