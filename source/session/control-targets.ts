import {planPositionAt} from '../domain/load-plan.ts';
import {patch, presentVus, say, tell, type Draft} from './control-draft.ts';
import {printVus} from './control-guards.ts';
import {askFirst, go, type Request} from './control-load.ts';
import {returnToPlan} from './control-plan.ts';
import {sayLimit} from './control-settings.ts';
import {stageClockAt} from './control-state.ts';
import type {Intent} from './intent.ts';

/** `t`: to a number of VUs; above the cap asks to raise it. */
export function target(draft: Draft, intent: Extract<Intent, {kind: 'target'}>, request: Request): void {
  const {state} = draft;
  const toVus = Math.round(intent.vus);
  const overMs = intent.overMs === null || !(intent.overMs >= 0) ? null : intent.overMs;
  if (!Number.isSafeInteger(toVus) || toVus < 0) return say(draft, 'a target is a number of VUs, 0 or more', 'near');
  if (toVus > state.capVus && state.vusLimit !== null && toVus > state.vusLimit) return sayLimit(draft);
  if (toVus === presentVus(draft) && toVus === state.ramp.toVus && state.mode === 'manual') {
    return say(draft, `the target is ${toVus} VUs already`);
  }
  if (askFirst(draft, toVus, request)) return;
  go(draft, {toVus, overMs, why: null, steps: 0, undoable: true});
}

/** `z`: to the target before the last load change. */
export function undo(draft: Draft, request: Request): void {
  const {state} = draft;
  const before = state.undo.at(-1);
  if (before === undefined) return say(draft, 'nothing to undo');
  const toVus = Math.min(Math.round(before), state.capVus);
  if (askFirst(draft, toVus, request)) return;
  go(draft, {toVus, overMs: null, why: 'undo', steps: 0, undoable: false});
  patch(draft, {undo: state.undo.slice(0, -1)});
}

/** `Z`: to the highest load that held every SLO. */
export function lastGood(draft: Draft, request: Request): void {
  const {state, facts} = draft;
  if (facts.lastGoodVus === null) return say(draft, 'no load has held every SLO for 30s yet');
  const toVus = Math.min(facts.lastGoodVus, state.capVus);
  if (toVus === state.ramp.toVus && state.mode === 'manual') return say(draft, `${toVus} VUs is the last good load`);
  if (askFirst(draft, toVus, request)) return;
  go(draft, {toVus, overMs: null, why: 'last good', steps: 0, undoable: true});
}

/** `x`: half the load, at once. */
export function halve(draft: Draft): void {
  const {state} = draft;
  const present = presentVus(draft);
  // Of the smaller one: half of a far target would still be above the load it is meant to lower.
  const toVus = Math.floor(Math.min(present, state.ramp.toVus) / 2);
  if (present === 0 && state.ramp.toVus === 0) return say(draft, 'the load is 0 already');
  go(draft, {toVus, overMs: null, why: 'half', steps: 0, undoable: true});
}

/** `a`: back to the plan where its clock stopped. */
export function auto(draft: Draft, request: Request): void {
  const {state, nowMs} = draft;
  if (state.plan === null) return say(draft, 'no plan: the profile has no stages');
  if (state.paused !== null) return say(draft, 'paused: p goes on', 'near');
  if (state.mode === 'auto') return say(draft, 'auto already');
  const position = planPositionAt(state.plan, stageClockAt(state, nowMs));
  if (position.ended) return say(draft, 'the plan has ended');
  const toVus = Math.min(position.vus, state.capVus);
  if (askFirst(draft, toVus, request)) return;
  const fromVus = state.ramp.toVus;
  returnToPlan(draft);
  const where = `stage ${position.stage + 1}/${state.plan.stages.length}`;
  const text = `auto: back to ${where}, ${printVus(fromVus)} ▸ ${printVus(toVus)} VUs`;
  tell(draft, toVus > fromVus ? 'load-up' : toVus < fromVus ? 'load-down' : 'info', text, 'auto');
  say(draft, text);
}
