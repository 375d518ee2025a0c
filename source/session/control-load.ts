import {formatDuration} from '../domain/format.ts';
import {planPositionAt} from '../domain/load-plan.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {
  flushLoadEvent,
  levelIn,
  noticeMs,
  patch,
  patchSettings,
  presentTarget,
  say,
  setLine,
  tell,
  type Draft,
} from './control-draft.ts';
import {agreedLevel, guardQuestion, questionMs} from './control-guards.ts';
import {
  inForce,
  stageClockAt,
  type ControlState,
  type LoadRamp,
  type RampEnd,
  type UndoPoint,
} from './control-state.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import {printChange, printLevel, printLoad, type LoadPoint} from './print-load.ts';
import type {RampShape} from './ramp-shape.ts';
import type {SessionEvent} from './view.ts';

export interface LoadChange {
  /** Another model than the present one: switches. */
  readonly to: LoadPoint;
  /** Null: a raise climbs at ramp speed, lowering is at once. */
  readonly overMs: number | null;
  /** Told after the numbers, as `undo`. */
  readonly why: string | null;
  /** Steps of a load key: merged with those just before it. */
  readonly steps: number;
  /** False for undo itself, which takes one off the stack. */
  readonly undoable: boolean;
  /** Absent: a straight line, held once it is there. */
  readonly shape?: RampShape;
  readonly then?: RampEnd | null;
}

const undoKept = 50;

/** Who wants it, and whether the operator has said yes to it. */
export interface Request {
  readonly intent: Intent;
  readonly origin: IntentOrigin;
  readonly accepted: boolean;
}

/**
 * Puts the question that a guarded raise needs, or settles what the yes to it means (the cap is raised, the breach of an
 * SLO is known).
 * @returns true: the question is put, and nothing more is to be done now
 */
export function askFirst(draft: Draft, to: LoadPoint, {intent, origin, accepted}: Request): boolean {
  const text = guardQuestion(draft, to);
  if (text === null) return false;
  if (!accepted) {
    patch(draft, {question: {text, untilMs: draft.nowMs + questionMs, intent, origin}});
    return true;
  }
  if (draft.facts.failingSlo !== null) patch(draft, {breachAccepted: true});
  const {capLevel} = draft.state.settings[to.model];
  if (to.level > capLevel) {
    patchSettings(draft, to.model, {capLevel: to.level});
    tell(draft, 'info', `cap ${printChange({...to, level: capLevel}, to)}`);
  }
  return false;
}

/** Changes the load by hand: goes manual, stops the stage clock, and says so. */
export function go(draft: Draft, change: LoadChange): void {
  const before = draft.state;
  const {model} = change.to;
  const to = {model, level: Math.min(change.to.level, before.settings[model].capLevel)};
  const override = before.mode === 'auto' ? overrideText(draft) : null;
  if (model !== before.model) return switchTo(draft, to, change, override);
  patch(draft, {burst: {fromLevel: agreedLevel(before, draft.nowMs), untilMs: draft.nowMs + noticeMs}});
  takeOver(draft);
  const merges = mergesWithToast(draft, change, to.level);
  if (!merges) {
    flushLoadEvent(draft);
    patch(draft, {toast: null});
  }
  if (change.undoable && !merges) pushUndo(draft, {model, level: before.ramp.toLevel});
  const straight = lineTo(before, to.level, change.overMs, draft.nowMs, levelIn(draft, model));
  const line = shaped(straight, change);
  drive(draft, line, change.then);
  announce(draft, change, before.ramp.toLevel, line, override);
}

/** From one model to the other, live: on from what is measured to run now. */
function switchTo(draft: Draft, to: LoadPoint, change: LoadChange, override: string | null): void {
  const from = presentTarget(draft);
  takeOver(draft);
  endStepping(draft);
  if (change.undoable) pushUndo(draft, from);
  const line = shaped(enterModel(draft, to, change.overMs), change);
  patch(draft, {burst: {fromLevel: to.level, untilMs: draft.nowMs + noticeMs}});
  drive(draft, line, change.then);
  const why = change.why === null ? '' : ` (${change.why})`;
  const text = `${printChange(from, to)}${overText(line)}${endText(change)}`;
  say(draft, `${text}${why}       z = undo`);
  tell(draft, 'model', `${text}${why}${override ?? ''}`, switchMark(to));
}

/**
 * Makes the other model the present one. What is remembered in the old one's unit is forgotten.
 * @returns the line from what is measured in its unit to the target
 */
export function enterModel(draft: Draft, to: LoadPoint, overMs: number | null): LoadRamp {
  const fromLevel = levelIn(draft, to.model);
  patch(draft, {model: to.model, held: null, resumeLevel: null, heldKey: null, burst: null});
  const {rampPerSecond} = inForce(draft.state);
  const climbMs = overMs ?? (to.level <= fromLevel ? 0 : ((to.level - fromLevel) / rampPerSecond) * 1000);
  return {
    fromLevel,
    toLevel: to.level,
    startMs: draft.nowMs,
    endMs: draft.nowMs + climbMs,
    bySpeed: overMs === null && to.level > fromLevel,
  };
}

/** What stands on the time axis where the model changed: `▸500/s`. */
export function switchMark({model, level}: LoadPoint): string {
  return `▸${printLoad(level, model)}`.slice(0, 9);
}

/** What is at once has no shape; and `{` and `}` only stretch a straight line. */
function shaped(line: LoadRamp, {shape = 'linear'}: LoadChange): LoadRamp {
  return shape === 'linear' || line.endMs === line.startMs ? line : {...line, shape, bySpeed: false};
}

function drive(draft: Draft, line: LoadRamp, then: RampEnd | null = null): void {
  setLine(draft, line, {then});
  patch(draft, {
    held: null,
    rest: null,
    resumeLevel: line.toLevel > 0 ? null : draft.state.resumeLevel,
    paused: draft.state.paused === null ? null : {toLevel: line.toLevel, remainingMs: 0},
  });
}

/** Another kind of load intent came: the steps before it are told, the held key is over. */
export function endStepping(draft: Draft): void {
  flushLoadEvent(draft);
  patch(draft, {toast: null, heldKey: null});
}

/** The operator has the load now: the stage clock stands where it was. */
export function takeOver(draft: Draft): void {
  const {state, nowMs} = draft;
  if (state.mode === 'manual') return;
  patch(draft, {mode: 'manual', clock: {atMs: stageClockAt(state, nowMs), sinceMs: nowMs, running: false}});
}

export function pushUndo(draft: Draft, before: UndoPoint): void {
  const {undo} = draft.state;
  const last = undo.at(-1);
  if (last !== undefined && 'model' in last && 'model' in before) {
    if (last.model === before.model && last.level === before.level) return;
  }
  patch(draft, {undo: [...undo, before].slice(-undoKept)});
}

/** The line to a new target from the load as it is now. */
export function lineTo(
  state: Pick<ControlState, 'ramp' | 'settings' | 'model'>,
  toLevel: number,
  overMs: number | null,
  nowMs: number,
  fromLevel: number,
): LoadRamp {
  const durationMs =
    overMs ?? (toLevel <= fromLevel ? 0 : ((toLevel - fromLevel) / speedTo(state, toLevel, nowMs)) * 1000);
  return {
    fromLevel,
    toLevel,
    startMs: nowMs,
    endMs: nowMs + durationMs,
    bySpeed: overMs === null && toLevel > fromLevel,
  };
}

/** Ramp speed, but no faster than the ramp under way when its target is lowered: `-` never makes load climb faster. */
function speedTo(state: Pick<ControlState, 'ramp' | 'settings' | 'model'>, toLevel: number, nowMs: number): number {
  const {ramp} = state;
  const {rampPerSecond} = inForce(state);
  if (nowMs >= ramp.endMs || toLevel > ramp.toLevel) return rampPerSecond;
  const slope = ((ramp.toLevel - ramp.fromLevel) / (ramp.endMs - ramp.startMs)) * 1000;
  return slope > 0 ? Math.min(slope, rampPerSecond) : rampPerSecond;
}

function mergesWithToast({state, nowMs}: Draft, change: LoadChange, toLevel: number): boolean {
  const {toast, ramp} = state;
  if (toast === null || change.steps === 0 || nowMs > toast.untilMs) return false;
  return toast.direction === directionOf(ramp.toLevel, toLevel);
}

function directionOf(fromLevel: number, toLevel: number): -1 | 1 {
  return toLevel > fromLevel ? 1 : -1;
}

function announce(
  draft: Draft,
  change: LoadChange,
  beforeLevel: number,
  line: LoadRamp,
  override: string | null,
): void {
  const {model} = change.to;
  const direction = directionOf(beforeLevel, line.toLevel);
  const arrow = direction > 0 ? '▴' : '▾';
  const {toast} = draft.state;
  const fromLevel = toast?.fromLevel ?? beforeLevel;
  const steps = (toast?.steps ?? 0) + Math.abs(change.steps);
  const many = steps > 1 ? ` (${steps} steps)` : '';
  const why = change.why === null ? '' : ` (${change.why})`;
  const over = `${overText(line)}${endText(change)}`;
  say(draft, `${arrow} ${rangeText(fromLevel, line.toLevel, model)}${many}${why}${over}       z = undo`);
  const eventFrom = toast?.event?.fromLevel ?? beforeLevel;
  const atMs = toast?.event?.atMs ?? draft.nowMs;
  const eventWhy = toast?.event?.why ?? override ?? why;
  const event: SessionEvent = {
    atMs,
    kind: direction > 0 ? 'load-up' : 'load-down',
    text: `manual: ${rangeText(eventFrom, line.toLevel, model)}${over}${eventWhy}`,
    mark: `${arrow}${printLevel(line.toLevel, model)}`.slice(0, 9),
  };
  if (change.steps === 0) {
    draft.events.push(event);
    return;
  }
  patch(draft, {
    toast: {
      fromLevel,
      steps,
      direction,
      untilMs: draft.nowMs + noticeMs,
      event: {fromLevel: eventFrom, atMs, why: eventWhy, event},
    },
  });
}

function rangeText(fromLevel: number, toLevel: number, model: LoadModel): string {
  return printChange({model, level: fromLevel}, {model, level: toLevel});
}

/** ` over 25s`, ` over 25s in steps`; nothing when it is at once. */
export function overText({startMs, endMs, shape}: LoadRamp): string {
  const how = shape === undefined ? '' : shape === 'steps' ? ' in steps' : ' smoothly';
  return endMs - startMs < 500 ? '' : ` over ${formatDuration(endMs - startMs)}${how}`;
}

/** `, back to 248 VUs after 60s`: what comes by itself. */
function endText({then = null}: LoadChange): string {
  if (then === null) return '';
  if (then.kind === 'auto') return ', then auto';
  return `, back to ${printLoad(then.to.level, then.to.model)} after ${formatDuration(then.afterMs)}`;
}

function overrideText({state, nowMs}: Draft): string {
  if (state.plan === null) return '';
  const {stage} = planPositionAt(state.plan, stageClockAt(state, nowMs));
  const stages = state.plan.stages.length;
  return ` (override of stage ${Math.min(stage + 1, stages)}/${stages})`;
}
