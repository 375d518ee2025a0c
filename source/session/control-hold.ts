import {nextRevision, patch, presentVus, say, setLine, tell, type Draft} from './control-draft.ts';
import {printVus} from './control-guards.ts';
import {askFirst, go, pushUndo, takeOver, type Request} from './control-load.ts';
import {catchUpWithPlan} from './control-plan.ts';
import {isRamping, stageClockAt} from './control-state.ts';
import {auto} from './control-targets.ts';

/** `space`: hold here; again: on to where it was going; after a stop: back to the load before. */
export function hold(draft: Draft, request: Request): void {
  const {state, nowMs} = draft;
  if (state.paused !== null) return say(draft, 'paused: p goes on', 'near');
  const moving = isRamping(state, nowMs);
  if (moving || (state.mode === 'auto' && state.held === null)) return holdHere(draft, moving);
  if (state.held !== null) {
    if (state.held.auto) return auto(draft, {...request, intent: {kind: 'auto'}});
    const toVus = Math.min(state.held.targetVus, state.capVus);
    if (askFirst(draft, toVus, request)) return;
    return go(draft, {toVus, overMs: null, why: 'on from hold', steps: 0, undoable: true});
  }
  if (state.ramp.toVus > 0) return say(draft, `holding ${printVus(state.ramp.toVus)} VUs already`);
  if (state.resumeVus === null || state.resumeVus === 0) return say(draft, 'nothing to hold: the load is 0');
  const toVus = Math.min(state.resumeVus, state.capVus);
  if (askFirst(draft, toVus, request)) return;
  go(draft, {toVus, overMs: null, why: 'back', steps: 0, undoable: true});
}

function holdHere(draft: Draft, moving: boolean): void {
  const {state, nowMs} = draft;
  const vus = Math.min(Math.round(presentVus(draft)), state.capVus);
  const wasAuto = state.mode === 'auto';
  const targetVus = state.ramp.toVus;
  takeOver(draft);
  pushUndo(draft, targetVus);
  setLine(draft, {fromVus: vus, toVus: vus, startMs: nowMs, endMs: nowMs, bySpeed: false});
  patch(draft, {held: {targetVus, auto: wasAuto}});
  const onwards = wasAuto ? 'on with the plan' : `on to ${printVus(targetVus)}`;
  tell(draft, 'info', `hold at ${vus} VUs${moving ? ` on the way to ${printVus(targetVus)}` : ''}`, `=${vus}`);
  say(draft, `holding ${vus} VUs       space = ${onwards}`);
}

/** `p`: VUs stay but send nothing, and the ramp and the stage clock stand; again: on as before. */
export function pause(draft: Draft): void {
  const {state, nowMs} = draft;
  if (state.paused !== null) return goOn(draft);
  if (state.ramp.toVus === 0 && presentVus(draft) === 0) return say(draft, 'nothing to pause: the load is 0');
  const remainingMs = isRamping(state, nowMs) ? state.ramp.endMs - nowMs : 0;
  const vus = Math.min(Math.round(presentVus(draft)), state.capVus);
  patch(draft, {
    paused: {toVus: state.ramp.toVus, remainingMs},
    ...(state.mode === 'auto' && {clock: {atMs: stageClockAt(state, nowMs), sinceMs: nowMs, running: false}}),
  });
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: true});
  if (remainingMs > 0) setLine(draft, {fromVus: vus, toVus: vus, startMs: nowMs, endMs: nowMs, bySpeed: false});
  tell(draft, 'info', `paused at ${vus} VUs: no new requests`, '||');
  say(draft, `paused at ${vus} VUs       p = go on`);
}

function goOn(draft: Draft): void {
  const {state, nowMs} = draft;
  const {toVus, remainingMs} = state.paused!;
  patch(draft, {paused: null});
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: false});
  if (state.mode === 'auto') {
    catchUpWithPlan(draft);
  } else if (remainingMs > 0) {
    const target = Math.min(toVus, state.capVus);
    setLine(draft, {
      fromVus: presentVus(draft),
      toVus: target,
      startMs: nowMs,
      endMs: nowMs + remainingMs,
      bySpeed: false,
    });
  }
  tell(draft, 'info', 'goes on after the pause', '>');
  say(draft, 'going on');
}
