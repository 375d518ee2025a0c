import {patch, presentVus, say, setLine, tell, type Draft} from './control-draft.ts';
import {endStepping, go} from './control-load.ts';
import {speedChoices, stepChoices} from './control-state.ts';

/** The next smaller or larger step size. */
export function stepSize(draft: Draft, direction: -1 | 1): void {
  const step = neighbour(stepChoices(draft.state), draft.state.step, direction);
  patch(draft, {step});
  say(draft, `step ${step}`);
}

function neighbour(choices: readonly number[], present: number, direction: -1 | 1): number {
  const next = direction > 0 ? choices.find((one) => one > present) : choices.findLast((one) => one < present);
  return next ?? present;
}

/** The next slower or faster ramp; a raise that is climbing changes with it. */
export function rampSpeed(draft: Draft, direction: -1 | 1): void {
  const {state, nowMs} = draft;
  const rampVusPerSecond = neighbour(speedChoices(state), state.rampVusPerSecond, direction);
  patch(draft, {rampVusPerSecond});
  say(draft, `ramp +${rampVusPerSecond}/s`);
  const {ramp} = state;
  if (!ramp.bySpeed || nowMs >= ramp.endMs || rampVusPerSecond === state.rampVusPerSecond) return;
  const fromVus = presentVus(draft);
  const endMs = nowMs + ((ramp.toVus - fromVus) / rampVusPerSecond) * 1000;
  setLine(draft, {fromVus, toVus: ramp.toVus, startMs: nowMs, endMs, bySpeed: true});
}

/** Nothing goes above the cap: a lower one takes the load down with it. */
export function setCap(draft: Draft, vus: number): void {
  const {state} = draft;
  const wanted = Math.max(1, Math.round(vus));
  if (!Number.isSafeInteger(wanted)) return say(draft, 'the cap is a number of VUs', 'near');
  if (state.vusLimit !== null && wanted > state.vusLimit) return sayLimit(draft);
  if (wanted === state.capVus) return say(draft, `the cap is ${wanted} VUs already`);
  patch(draft, {capVus: wanted});
  tell(draft, 'info', `cap ${state.capVus} ▸ ${wanted} VUs`);
  const over = Math.max(state.ramp.toVus, presentVus(draft));
  if (over > wanted && state.started && state.finishing === null) {
    endStepping(draft);
    patch(draft, {question: null});
    go(draft, {toVus: wanted, overMs: null, why: 'cap', steps: 0, undoable: true});
  }
  say(draft, `cap ${state.capVus} ▸ ${wanted} VUs`);
}

export function sayLimit(draft: Draft): void {
  say(draft, `this machine's open-files limit holds ${draft.state.vusLimit} VUs at most`, 'near');
}
