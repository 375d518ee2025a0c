import {planPositionAt} from '../domain/load-plan.ts';
import {patch, presentLevel, presentTarget, say, tell, type Draft} from './control-draft.ts';
import {askFirst, go, switchMark, type Request} from './control-load.ts';
import {returnToPlan} from './control-plan.ts';
import {isLevel, passesLimit, sayLimit, unitText} from './control-settings.ts';
import {setWeights} from './control-weights.ts';
import {stageClockAt, type RampEnd} from './control-state.ts';
import type {Intent} from './intent.ts';
import {printChange, printLoad, roundLevel, type LoadPoint} from './print-load.ts';

/** `t`: to a load; above the cap asks to raise it, in another model than the present one switches. */
export function target(draft: Draft, intent: Extract<Intent, {kind: 'target'}>, request: Request): void {
  const {state} = draft;
  const {model} = intent;
  const to = {model, level: roundLevel(intent.level, model)};
  const overMs = intent.overMs === null || !(intent.overMs >= 0) ? null : intent.overMs;
  if (!isLevel(to.level)) return say(draft, `a target is ${unitText(model)}, 0 or more`, 'near');
  if (to.level > state.settings[model].capLevel && passesLimit(draft, model, to.level)) return sayLimit(draft);
  const isThere = model === state.model && to.level === presentLevel(draft) && to.level === state.ramp.toLevel;
  const then = endOf(draft, intent);
  if (intent.then?.kind === 'auto' && state.plan === null) {
    return say(draft, 'no plan to go back to: the profile has no stages', 'near');
  }
  if (isThere && state.mode !== 'auto' && then === null) {
    return say(draft, `the target is ${printLoad(to.level, model)} already`);
  }
  if (askFirst(draft, to, request)) return;
  go(draft, {to, overMs, why: null, steps: 0, undoable: true, shape: intent.shape ?? 'linear', then});
}

/** Back is to the load there is now: what was on its way has been given up. */
function endOf(draft: Draft, {then}: Extract<Intent, {kind: 'target'}>): RampEnd | null {
  if (then === undefined || then.kind === 'hold') return null;
  if (then.kind === 'auto') return {kind: 'auto'};
  const {model} = draft.state;
  const afterMs = then.afterMs >= 0 ? then.afterMs : 0;
  return {kind: 'back', afterMs, to: {model, level: roundLevel(presentLevel(draft), model)}};
}

/** `z`: to the target before the last load change, back over a switch of the model too; or to the weights before. */
export function undo(draft: Draft, request: Request): void {
  const {state} = draft;
  const before = state.undo.at(-1);
  if (before === undefined) return say(draft, 'nothing to undo');
  if ('weights' in before) {
    setWeights(draft, before.weights, 'undo');
    return patch(draft, {undo: state.undo.slice(0, -1)});
  }
  const to = underCap(draft, {model: before.model, level: roundLevel(before.level, before.model)});
  if (askFirst(draft, to, request)) return;
  go(draft, {to, overMs: null, why: 'undo', steps: 0, undoable: false});
  patch(draft, {undo: state.undo.slice(0, -1)});
}

/** `Z`: to the highest load of this model that held every SLO. */
export function lastGood(draft: Draft, request: Request): void {
  const {state, facts} = draft;
  const {model} = state;
  const good = facts.lastGood[model];
  if (good === null) return say(draft, 'no load has held every SLO for 30s yet');
  const to = underCap(draft, {model, level: good});
  if (to.level === state.ramp.toLevel && state.mode !== 'auto') {
    return say(draft, `${printLoad(to.level, model)} is the last good load`);
  }
  if (askFirst(draft, to, request)) return;
  go(draft, {to, overMs: null, why: 'last good', steps: 0, undoable: true});
}

function underCap({state}: Draft, {model, level}: LoadPoint): LoadPoint {
  return {model, level: Math.min(level, state.settings[model].capLevel)};
}

/** `x`: half the load, at once. */
export function halve(draft: Draft): void {
  const {ramp, model} = draft.state;
  const present = presentLevel(draft);
  // Of the smaller one: half of a far target would still be above the load it is meant to lower.
  const half = Math.min(present, ramp.toLevel) / 2;
  const level = model === 'closed' || half >= 10 ? Math.floor(half) : Math.floor(half * 100) / 100;
  if (present === 0 && ramp.toLevel === 0) return say(draft, 'the load is 0 already');
  go(draft, {to: {model, level}, overMs: null, why: 'half', steps: 0, undoable: true});
}

/** `a`: back to the plan where its clock stopped, and to its model. */
export function auto(draft: Draft, request: Request): void {
  const {state, nowMs} = draft;
  const {plan} = state;
  if (plan === null) return say(draft, 'no plan: the profile has no stages');
  if (state.paused !== null) return say(draft, 'paused: p goes on', 'near');
  if (state.mode === 'auto') return say(draft, 'auto already');
  const position = planPositionAt(plan, stageClockAt(state, nowMs));
  if (position.ended) return say(draft, 'the plan has ended');
  // As it will be commanded: a fraction above what is held is no raise to be asked about.
  const to = underCap(draft, {model: plan.model, level: roundLevel(position.level, plan.model)});
  if (askFirst(draft, to, request)) return;
  const from = presentTarget(draft);
  returnToPlan(draft);
  const where = `stage ${position.stage + 1}/${plan.stages.length}`;
  const text = `auto: back to ${where}, ${printChange(from, to)}`;
  if (from.model !== to.model) tell(draft, 'model', text, switchMark(to));
  else tell(draft, to.level > from.level ? 'load-up' : to.level < from.level ? 'load-down' : 'info', text, 'auto');
  say(draft, text);
}
