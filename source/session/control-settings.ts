import type {LoadModel} from '../domain/load-model.ts';
import {patch, patchSettings, presentLevel, say, setLine, tell, type Draft} from './control-draft.ts';
import {endStepping, go} from './control-load.ts';
import {inForce, speedChoices, stepChoices} from './control-state.ts';
import {printChange, printLoad, roundLevel} from './print-load.ts';

/** The next smaller or larger step size. */
export function stepSize(draft: Draft, direction: -1 | 1): void {
  const settings = inForce(draft.state);
  const step = neighbour(stepChoices(settings), settings.step, direction);
  patchSettings(draft, draft.state.model, {step});
  say(draft, `step ${step}`);
}

function neighbour(choices: readonly number[], present: number, direction: -1 | 1): number {
  const next = direction > 0 ? choices.find((one) => one > present) : choices.findLast((one) => one < present);
  return next ?? present;
}

/** The next slower or faster ramp; a raise that is climbing changes with it. */
export function rampSpeed(draft: Draft, direction: -1 | 1): void {
  const {state, nowMs} = draft;
  const before = inForce(state);
  const rampPerSecond = neighbour(speedChoices(before), before.rampPerSecond, direction);
  patchSettings(draft, state.model, {rampPerSecond});
  say(draft, `ramp +${rampPerSecond}/s${state.model === 'open' ? ' per second' : ''}`);
  const {ramp} = state;
  if (!ramp.bySpeed || nowMs >= ramp.endMs || rampPerSecond === before.rampPerSecond) return;
  const fromLevel = presentLevel(draft);
  const endMs = nowMs + ((ramp.toLevel - fromLevel) / rampPerSecond) * 1000;
  setLine(draft, {fromLevel, toLevel: ramp.toLevel, startMs: nowMs, endMs, bySpeed: true});
}

/** Nothing goes above the cap: a lower one takes the load down with it. */
export function setCap(draft: Draft, model: LoadModel, level: number): void {
  const {state} = draft;
  const wanted = Math.max(model === 'closed' ? 1 : 0.01, roundLevel(level, model));
  if (!isLevel(wanted)) return say(draft, `the cap is ${unitText(model)}`, 'near');
  if (passesLimit(draft, model, wanted)) return sayLimit(draft);
  const {capLevel} = state.settings[model];
  if (wanted === capLevel) return say(draft, `the cap is ${printLoad(wanted, model)} already`);
  const text = `cap ${printChange({model, level: capLevel}, {model, level: wanted})}`;
  patchSettings(draft, model, {capLevel: wanted});
  tell(draft, 'info', text);
  const over = model === state.model ? Math.max(state.ramp.toLevel, presentLevel(draft)) : 0;
  if (over > wanted && state.started && state.finishing === null) {
    endStepping(draft);
    patch(draft, {question: null});
    go(draft, {to: {model, level: wanted}, overMs: null, why: 'cap', steps: 0, undoable: true});
  }
  say(draft, text);
}

/** A load that can be commanded: a number, 0 or more, that a counter can hold. */
export function isLevel(level: number): boolean {
  return level >= 0 && level <= Number.MAX_SAFE_INTEGER;
}

/** `a number of VUs`, `a rate, iterations a second`. */
export function unitText(model: LoadModel): string {
  return model === 'closed' ? 'a number of VUs' : 'a rate, iterations a second';
}

/** Whether a load needs more VUs than the machine can open sockets for. A rate says nothing about that. */
export function passesLimit({state}: Draft, model: LoadModel, level: number): boolean {
  return model === 'closed' && state.vusLimit !== null && level > state.vusLimit;
}

export function sayLimit(draft: Draft): void {
  say(draft, `this machine's limits hold ${printLoad(draft.state.vusLimit ?? Number.NaN, 'closed')} at most`, 'near');
}
