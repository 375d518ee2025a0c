import type {LoadModel} from '../domain/load-model.ts';
import type {Command} from '../protocol/command.ts';
import {
  commandedLevelAt,
  type ControlFacts,
  type ControlResult,
  type ControlState,
  type LoadRamp,
  type LoadSettings,
  type RampEnd,
} from './control-state.ts';
import type {LoadPoint} from './print-load.ts';
import {rampPieceAt} from './ramp-shape.ts';
import type {EventKind, Notice, SessionEvent} from './view.ts';

/** One step of the reducer while it is being worked out: the state is replaced, never written into. */
export interface Draft {
  state: ControlState;
  readonly nowMs: number;
  readonly facts: ControlFacts;
  readonly commands: Command[];
  readonly events: SessionEvent[];
  notice: Notice | null;
}

export const noticeMs = 3000;

export function beginDraft(state: ControlState, nowMs: number, facts: ControlFacts): Draft {
  return {state, nowMs, facts, commands: [], events: [], notice: null};
}

export function endDraft({state, commands, events, notice}: Draft): ControlResult {
  return {state, commands, events, notice};
}

export function patch(draft: Draft, changes: Partial<ControlState>): void {
  draft.state = {...draft.state, ...changes};
}

export function say(draft: Draft, text: string, tone: Notice['tone'] = 'plain'): void {
  draft.notice = {text, tone, untilMs: draft.nowMs + noticeMs};
}

export function tell(draft: Draft, kind: EventKind, text: string, mark = ''): void {
  draft.events.push({atMs: draft.nowMs, kind, text, mark});
}

/** The commanded load now. */
export function presentLevel(draft: Draft): number {
  return commandedLevelAt(draft.state, draft.nowMs);
}

/** Where the commanded load is going. */
export function presentTarget({state}: Draft): LoadPoint {
  return {model: state.model, level: state.ramp.toLevel};
}

/**
 * What the load is now in the unit of a model: as commanded in the present one; in the other what is measured (VUs at
 * work, iterations a second), at most its cap. 0 where nothing is measured: nothing is known to be running.
 */
export function levelIn(draft: Draft, model: LoadModel): number {
  const {state, facts} = draft;
  if (model === state.model) return presentLevel(draft);
  const measured = model === 'closed' ? facts.activeVus : (facts.iterationsPerSecond ?? 0);
  return Math.min(measured, state.settings[model].capLevel);
}

export function patchSettings(draft: Draft, model: LoadModel, changes: Partial<LoadSettings>): void {
  const {settings} = draft.state;
  patch(draft, {settings: {...settings, [model]: {...settings[model], ...changes}}});
}

export interface LineEnd {
  /** From then on (run clock, ms) the load is 0 by itself; null: held until the next line. */
  readonly untilMs?: number | null;
  /** Once the load is 0 VUs end their iteration, instead of leaving with the answer they wait for. */
  readonly drains?: boolean;
  /** What comes by itself once the ramp has arrived; null: it is held. */
  readonly then?: RampEnd | null;
}

/** Puts the load on a ramp, and commands the straight piece of it that is now. */
export function setLine(
  draft: Draft,
  ramp: LoadRamp,
  {untilMs = null, drains = false, then = null}: LineEnd = {},
): void {
  const revision = nextRevision(draft);
  const piece = rampPieceAt(ramp, draft.nowMs);
  const nextAtMs = piece.endMs < ramp.endMs ? piece.endMs : null;
  patch(draft, {ramp, course: nextAtMs === null && then === null ? null : {nextAtMs, then}});
  draft.commands.push({
    kind: 'target',
    revision,
    model: draft.state.model,
    fromLevel: piece.fromLevel,
    toLevel: piece.toLevel,
    startMs: piece.startMs,
    durationMs: piece.endMs - piece.startMs,
    untilMs,
    ...(drains && {drains}),
  });
}

/** No load from now on. */
export function zeroAt(nowMs: number): LoadRamp {
  return {fromLevel: 0, toLevel: 0, startMs: nowMs, endMs: nowMs, bySpeed: false};
}

/** The state's load is 0 now; the command that makes it so is another one (abort, stop). */
export function zeroLine(draft: Draft): void {
  patch(draft, {ramp: zeroAt(draft.nowMs), course: null});
}

export function nextRevision(draft: Draft): number {
  const revision = draft.state.revision + 1;
  patch(draft, {revision});
  return revision;
}

/** Writes the event of the steps that were told as one so far. */
export function flushLoadEvent(draft: Draft): void {
  const {toast} = draft.state;
  if (toast === null || toast.event === null) return;
  draft.events.push(toast.event.event);
  patch(draft, {toast: {...toast, event: null}});
}
