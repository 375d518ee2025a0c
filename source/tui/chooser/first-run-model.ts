import {editLine, pasteLine, type EditedLine} from '../app/edit-line.ts';
import type {KeyPress} from '../app/key-press.ts';
import {isInScope, ownCommandOf, presentKeys, type CommandId} from '../app/key-table.ts';

export const firstRunFields = ['target', 'requests', 'limits', 'ceiling'] as const;
export type FirstRunField = (typeof firstRunFields)[number];

/** What was typed, by field. */
export type FirstRunTexts = Readonly<Record<FirstRunField, string>>;

export interface TargetReach {
  readonly outcome: 'pending' | 'ok' | 'unknown' | 'failed';
  readonly text: string;
  /** Stands beside the target. */
  readonly brief: string;
}

export interface FirstRunState {
  readonly fields: Readonly<Record<FirstRunField, EditedLine>>;
  readonly focus: FirstRunField;
  /** What a look at the target has come to. */
  readonly reach: TargetReach | null;
  /** Enter was pressed, and the target is being looked at. */
  readonly isStarting: boolean;
  readonly hint: string | null;
}

/** `look` opens a connection to the target; `open` goes to the picker. */
export type FirstRunEffect = 'look' | 'demo' | 'new' | 'open' | 'leave' | 'repaint' | 'start';

export interface FirstRunOutcome {
  readonly state: FirstRunState;
  readonly effect: FirstRunEffect | null;
}

/** What is wrong with a field; null: nothing. */
export type FieldProblem = (field: FirstRunField, text: string) => string | null;

export const initialFirstRun: FirstRunState = {
  fields: {target: lineOf(''), requests: lineOf('GET /'), limits: lineOf(''), ceiling: lineOf('50')},
  focus: 'target',
  reach: null,
  isStarting: false,
  hint: null,
};

/** A key of the first screen. Letters are text, so its commands are on control keys. */
export interface FirstRunCommand {
  readonly keys: readonly KeyPress[];
  readonly label: string;
  readonly help: string;
  readonly effect: FirstRunCommandEffect;
}

type WithoutPrefix<Id> = Id extends `first-run-${infer Rest}` ? Rest : never;
export type FirstRunCommandEffect = WithoutPrefix<CommandId>;

/** The first screen's lines of the key table in force. */
export function firstRunKeys(): readonly FirstRunCommand[] {
  return presentKeys()
    .filter((command) => isInScope(command, 'first-run'))
    .map(({id, keys, label, help}) => ({keys, label, help, effect: effectOf(id)}));
}

function effectOf(id: CommandId): FirstRunCommandEffect {
  return id.slice('first-run-'.length) as FirstRunCommandEffect;
}

export function textsOf({fields}: Pick<FirstRunState, 'fields'>): FirstRunTexts {
  const {target, requests, limits, ceiling} = fields;
  return {target: target.text, requests: requests.text, limits: limits.text, ceiling: ceiling.text};
}

/** What a key does on the first screen. */
export function pressFirstRun(before: FirstRunState, press: KeyPress, problemOf: FieldProblem): FirstRunOutcome {
  const state = {...before, hint: null};
  const command = ownCommandOf(press, 'first-run');
  if (command === null) {
    const edited = editLine(state.fields[state.focus], press);
    return edited === null ? {state, effect: null} : {state: withField(state, edited), effect: null};
  }
  const effect = effectOf(command.id);
  switch (effect) {
    case 'next':
      return move(state, 1, problemOf);
    case 'previous':
      return move(state, -1, problemOf);
    case 'try':
      return tryStart(state, problemOf);
    case 'leave':
      if (before.isStarting && press === 'escape') return {state: {...state, isStarting: false}, effect: null};
      return {state, effect: 'leave'};
    case 'demo':
    case 'new':
    case 'open':
    case 'repaint':
    default:
      return {state, effect};
  }
}

export function pasteFirstRun(state: FirstRunState, text: string): FirstRunOutcome {
  return {state: withField(state, pasteLine(state.fields[state.focus], text)), effect: null};
}

/** The look at the target has come to something: what Enter waited for happens, or is told why not. */
export function settleLook(before: FirstRunState, reach: TargetReach): FirstRunOutcome {
  const state = {...before, reach};
  if (reach.outcome === 'pending') return {state, effect: null};
  if (reach.outcome === 'failed') {
    const hint = before.isStarting ? `not started: ${reach.text}` : reach.text;
    return {state: {...state, hint, isStarting: false, ...(before.isStarting ? {focus: 'target'} : {})}, effect: null};
  }
  return {state: {...state, isStarting: false}, effect: before.isStarting ? 'start' : null};
}

function lineOf(text: string): EditedLine {
  return {text, cursor: text.length};
}

function withField(state: FirstRunState, line: EditedLine): FirstRunState {
  const fields = {...state.fields, [state.focus]: line};
  // What was found out was about another target.
  const reach = state.focus === 'target' ? null : state.reach;
  return {...state, fields, reach, isStarting: false};
}

function move(state: FirstRunState, by: number, problemOf: FieldProblem): FirstRunOutcome {
  const at = firstRunFields.indexOf(state.focus);
  const focus = firstRunFields[(at + by + firstRunFields.length) % firstRunFields.length]!;
  const {text} = state.fields[state.focus];
  const problem = text === '' ? null : problemOf(state.focus, text);
  const looks = state.focus === 'target' && text !== '' && problem === null && state.reach === null;
  return {state: {...state, focus, hint: problem}, effect: looks ? 'look' : null};
}

function tryStart(state: FirstRunState, problemOf: FieldProblem): FirstRunOutcome {
  for (const field of firstRunFields) {
    const problem = problemOf(field, state.fields[field].text);
    if (problem !== null) return {state: {...state, focus: field, hint: problem}, effect: null};
  }
  return {state: {...state, isStarting: true}, effect: 'look'};
}
