import {formatDuration} from '../domain/format.ts';
import {planPositionAt} from '../domain/load-plan.ts';
import {flushLoadEvent, noticeMs, patch, presentVus, say, setLine, tell, type Draft} from './control-draft.ts';
import {agreedVus, guardQuestion, printVus, questionMs} from './control-guards.ts';
import {stageClockAt, type ControlState, type LoadRamp} from './control-state.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {SessionEvent} from './view.ts';

export interface LoadChange {
  readonly toVus: number;
  /** Null: a raise climbs at ramp speed, lowering is at once. */
  readonly overMs: number | null;
  /** Told after the numbers, as `undo`. */
  readonly why: string | null;
  /** Steps of a load key: merged with those just before it. */
  readonly steps: number;
  /** False for undo itself, which takes one off the stack. */
  readonly undoable: boolean;
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
export function askFirst(draft: Draft, toVus: number, {intent, origin, accepted}: Request): boolean {
  const text = guardQuestion(draft, toVus);
  if (text === null) return false;
  if (!accepted) {
    patch(draft, {question: {text, untilMs: draft.nowMs + questionMs, intent, origin}});
    return true;
  }
  if (draft.facts.failingSlo !== null) patch(draft, {breachAccepted: true});
  const {capVus} = draft.state;
  if (toVus > capVus) {
    patch(draft, {capVus: toVus});
    tell(draft, 'info', `cap ${capVus} ▸ ${toVus} VUs`);
  }
  return false;
}

/** Changes the load by hand: goes manual, stops the stage clock, and says so. */
export function go(draft: Draft, change: LoadChange): void {
  const before = draft.state;
  const toVus = Math.min(change.toVus, before.capVus);
  const override = before.mode === 'auto' ? overrideText(draft) : null;
  patch(draft, {burst: {fromVus: agreedVus(before, draft.nowMs), untilMs: draft.nowMs + noticeMs}});
  takeOver(draft);
  const merges = mergesWithToast(draft, change, toVus);
  if (!merges) {
    flushLoadEvent(draft);
    patch(draft, {toast: null});
  }
  if (change.undoable && !merges) pushUndo(draft, before.ramp.toVus);
  const line = lineTo(before, toVus, change.overMs, draft.nowMs, presentVus(draft));
  setLine(draft, line);
  patch(draft, {
    held: null,
    rest: null,
    resumeVus: toVus > 0 ? null : draft.state.resumeVus,
    paused: draft.state.paused === null ? null : {toVus, remainingMs: 0},
  });
  announce(draft, change, before.ramp.toVus, line, override);
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

export function pushUndo(draft: Draft, targetVus: number): void {
  const {undo} = draft.state;
  if (undo.at(-1) === targetVus) return;
  patch(draft, {undo: [...undo, targetVus].slice(-undoKept)});
}

/** The line to a new target from the load as it is now. */
export function lineTo(
  state: Pick<ControlState, 'ramp' | 'rampVusPerSecond'>,
  toVus: number,
  overMs: number | null,
  nowMs: number,
  fromVus: number,
): LoadRamp {
  const durationMs = overMs ?? (toVus <= fromVus ? 0 : ((toVus - fromVus) / speedTo(state, toVus, nowMs)) * 1000);
  return {fromVus, toVus, startMs: nowMs, endMs: nowMs + durationMs, bySpeed: overMs === null && toVus > fromVus};
}

/** Ramp speed, but no faster than the ramp under way when its target is lowered: `-` never makes load climb faster. */
function speedTo(
  {ramp, rampVusPerSecond}: Pick<ControlState, 'ramp' | 'rampVusPerSecond'>,
  toVus: number,
  nowMs: number,
): number {
  if (nowMs >= ramp.endMs || toVus > ramp.toVus) return rampVusPerSecond;
  const slope = ((ramp.toVus - ramp.fromVus) / (ramp.endMs - ramp.startMs)) * 1000;
  return slope > 0 ? Math.min(slope, rampVusPerSecond) : rampVusPerSecond;
}

function mergesWithToast({state, nowMs}: Draft, change: LoadChange, toVus: number): boolean {
  const {toast, ramp} = state;
  if (toast === null || change.steps === 0 || nowMs > toast.untilMs) return false;
  return toast.direction === directionOf(ramp.toVus, toVus);
}

function directionOf(fromVus: number, toVus: number): -1 | 1 {
  return toVus > fromVus ? 1 : -1;
}

function announce(draft: Draft, change: LoadChange, beforeVus: number, line: LoadRamp, override: string | null): void {
  const direction = directionOf(beforeVus, line.toVus);
  const {toast} = draft.state;
  const fromVus = toast?.fromVus ?? beforeVus;
  const steps = (toast?.steps ?? 0) + Math.abs(change.steps);
  const many = steps > 1 ? ` (${steps} steps)` : '';
  const why = change.why === null ? '' : ` (${change.why})`;
  const over = overText(line);
  say(
    draft,
    `${direction > 0 ? '▴' : '▾'} ${printVus(fromVus)} ▸ ${printVus(line.toVus)} VUs${many}${why}${over}       z = undo`,
  );
  const eventFrom = toast?.event?.fromVus ?? beforeVus;
  const atMs = toast?.event?.atMs ?? draft.nowMs;
  const eventWhy = toast?.event?.why ?? override ?? why;
  const event: SessionEvent = {
    atMs,
    kind: direction > 0 ? 'load-up' : 'load-down',
    text: `manual: ${printVus(eventFrom)} ▸ ${printVus(line.toVus)} VUs${over}${eventWhy}`,
    mark: `${direction > 0 ? '▴' : '▾'}${printVus(line.toVus)}`,
  };
  if (change.steps === 0) {
    draft.events.push(event);
    return;
  }
  patch(draft, {
    toast: {
      fromVus,
      steps,
      direction,
      untilMs: draft.nowMs + noticeMs,
      event: {fromVus: eventFrom, atMs, why: eventWhy, event},
    },
  });
}

/** ` over 25s`; nothing when it is at once. */
export function overText(line: LoadRamp): string {
  const durationMs = line.endMs - line.startMs;
  return durationMs < 500 ? '' : ` over ${formatDuration(durationMs)}`;
}

function overrideText({state, nowMs}: Draft): string {
  if (state.plan === null) return '';
  const {stage} = planPositionAt(state.plan, stageClockAt(state, nowMs));
  const stages = state.plan.stages.length;
  return ` (override of stage ${Math.min(stage + 1, stages)}/${stages})`;
}
