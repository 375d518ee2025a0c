import type {LoadModel} from '../domain/load-model.ts';
import {nextRevision, patch, presentLevel, say, setLine, tell, type Draft} from './control-draft.ts';
import {askFirst, go, pushUndo, takeOver, type Request} from './control-load.ts';
import {catchUpWithPlan} from './control-plan.ts';
import {inForce, isRamping, stageClockAt} from './control-state.ts';
import {auto} from './control-targets.ts';
import type {Intent} from './intent.ts';
import {printLevel, printLoad, roundLevel} from './print-load.ts';

/** `space`: hold here; again: on to where it was going; after a stop: back to the load before. */
export function hold(draft: Draft, request: Request): void {
  const {state, nowMs} = draft;
  if (state.paused !== null) return say(draft, 'paused: p goes on', 'near');
  const {model} = state;
  const {capLevel} = inForce(state);
  const moving = isRamping(state, nowMs);
  if (moving || (state.mode === 'auto' && state.held === null)) return holdHere(draft, moving);
  if (state.held !== null) {
    if (state.held.auto) return auto(draft, {...request, intent: {kind: 'auto'}});
    const to = {model, level: Math.min(state.held.targetLevel, capLevel)};
    if (askFirst(draft, to, request)) return;
    return go(draft, {to, overMs: null, why: 'on from hold', steps: 0, undoable: true});
  }
  if (state.ramp.toLevel > 0) return say(draft, `holding ${printLoad(state.ramp.toLevel, model)} already`);
  if (state.resumeLevel === null || state.resumeLevel === 0) return say(draft, 'nothing to hold: the load is 0');
  const to = {model, level: Math.min(state.resumeLevel, capLevel)};
  if (askFirst(draft, to, request)) return;
  go(draft, {to, overMs: null, why: 'back', steps: 0, undoable: true});
}

/** An alert of the profile acts, as the operator would: space and `z` go back. Paused or without load there is nothing to do. */
export function alertAction(draft: Draft, {action, why}: Extract<Intent, {kind: 'alert-action'}>): void {
  const {state, nowMs} = draft;
  const present = presentLevel(draft);
  if (state.paused !== null || roundLevel(present, state.model) === 0) return;
  if (action === 'hold' && !isRamping(state, nowMs) && (state.mode !== 'auto' || state.held !== null)) return;
  keepEnd(draft);
  if (action === 'hold') return holdHere(draft, isRamping(state, nowMs), ` (alert: ${why})`);
  const level = backedOff(present, state.model);
  if (level < present || level < state.ramp.toLevel) {
    go(draft, {to: {model: state.model, level}, overMs: null, why: `alert: ${why}`, steps: 0, undoable: true});
  }
}

/** A fifth less, but never none at all. */
function backedOff(level: number, model: LoadModel): number {
  const less = level * 0.8;
  if (model === 'closed') return Math.max(1, Math.floor(less));
  // Not rounded up to what it was, nor down to nothing.
  return Math.max(0.01, less >= 10 ? Math.floor(less) : roundLevel(less, model));
}

/** Nobody gives the load back to the plan of a run that nobody drives: it ends when the plan would have. */
function keepEnd(draft: Draft): void {
  const {interactive, plan, mode, nowMs} = {...draft.state, nowMs: draft.nowMs};
  if (interactive || plan === null || mode !== 'auto') return;
  patch(draft, {endsAtMs: nowMs + Math.max(0, plan.totalMs - stageClockAt(draft.state, nowMs))});
}

function holdHere(draft: Draft, moving: boolean, why = ''): void {
  const {state, nowMs} = draft;
  const {model} = state;
  const level = presentRounded(draft);
  const wasAuto = state.mode === 'auto';
  const targetLevel = state.ramp.toLevel;
  takeOver(draft);
  pushUndo(draft, {model, level: targetLevel});
  setLine(draft, {fromLevel: level, toLevel: level, startMs: nowMs, endMs: nowMs, bySpeed: false});
  patch(draft, {held: {targetLevel, auto: wasAuto}});
  const way = moving ? ` on the way to ${printLevel(targetLevel, model)}` : '';
  const onwards = wasAuto ? 'on with the plan' : `on to ${printLevel(targetLevel, model)}`;
  tell(draft, 'info', `hold at ${printLoad(level, model)}${way}${why}`, `=${printLevel(level, model)}`.slice(0, 9));
  say(draft, `holding ${printLoad(level, model)}       space = ${onwards}`);
}

function presentRounded(draft: Draft): number {
  const {state} = draft;
  return Math.min(roundLevel(presentLevel(draft), state.model), inForce(state).capLevel);
}

/** `p`: VUs stay but send nothing, and the ramp and the stage clock stand; again: on as before. */
export function pause(draft: Draft): void {
  const {state, nowMs} = draft;
  if (state.paused !== null) return goOn(draft);
  if (state.ramp.toLevel === 0 && presentLevel(draft) === 0) return say(draft, 'nothing to pause: the load is 0');
  const remainingMs = isRamping(state, nowMs) ? state.ramp.endMs - nowMs : 0;
  const then = state.course?.then ?? null;
  const level = presentRounded(draft);
  patch(draft, {
    paused: {toLevel: state.ramp.toLevel, remainingMs},
    ...(state.mode === 'auto' && {clock: {atMs: stageClockAt(state, nowMs), sinceMs: nowMs, running: false}}),
  });
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: true});
  // A plan's line may end by itself: not in a pause, in which the plan's clock stands.
  if (remainingMs > 0 || state.mode === 'auto')
    setLine(draft, {fromLevel: level, toLevel: level, startMs: nowMs, endMs: nowMs, bySpeed: false}, {then});
  tell(draft, 'info', `paused at ${printLoad(level, state.model)}: no new requests`, '||');
  say(draft, `paused at ${printLoad(level, state.model)}       p = go on`);
}

function goOn(draft: Draft): void {
  const {state, nowMs} = draft;
  const {toLevel, remainingMs} = state.paused!;
  patch(draft, {paused: null});
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: false});
  if (state.mode === 'auto') {
    catchUpWithPlan(draft);
  } else if (remainingMs > 0) {
    const target = Math.min(toLevel, inForce(state).capLevel);
    const line = {fromLevel: presentLevel(draft), toLevel: target, startMs: nowMs, endMs: nowMs + remainingMs};
    setLine(draft, {...line, bySpeed: false}, {then: state.course?.then ?? null});
  }
  tell(draft, 'info', 'goes on after the pause', '>');
  say(draft, 'going on');
}
