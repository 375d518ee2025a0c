import {sayLimit} from './control-settings.ts';
import {patch, presentLevel, say, type Draft} from './control-draft.ts';
import {heldKeyLimit} from './control-guards.ts';
import {askFirst, go} from './control-load.ts';
import {inForce} from './control-state.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import {printChange, printLoad, roundLevel} from './print-load.ts';

type StepIntent = Extract<Intent, {kind: 'step'}>;

/** A held key steps at most this often. */
const heldKeyMs = 200;

/** `steps` of the step size up or down from the present target. */
export function step(draft: Draft, intent: StepIntent, origin: IntentOrigin): void {
  if (intent.steps === 0) return;
  const {nowMs} = draft;
  const direction = intent.steps > 0 ? 1 : -1;
  const held = draft.state.heldKey;
  const goesOn = intent.repeat && held !== null && held.direction === direction;
  if (goesOn && nowMs - held.steppedAtMs < heldKeyMs) return;
  const limitLevel = goesOn ? held.limitLevel : heldKeyLimit(presentLevel(draft));
  patch(draft, {heldKey: {direction, limitLevel, steppedAtMs: nowMs}});
  if (direction > 0) stepUp(draft, intent, origin, limitLevel);
  else stepDown(draft, intent.steps);
}

function stepUp(draft: Draft, intent: StepIntent, origin: IntentOrigin, limitLevel: number): void {
  const {ramp, model, vusLimit} = draft.state;
  const {step: size, capLevel} = inForce(draft.state);
  const base = roundLevel(ramp.toLevel, model);
  const wanted = roundLevel(base + intent.steps * size, model);
  const allowed = intent.repeat ? Math.min(wanted, limitLevel) : wanted;
  const to = {model, level: Math.min(allowed, capLevel)};
  if (to.level <= ramp.toLevel) {
    if (base >= capLevel && model === 'closed' && capLevel === vusLimit) return sayLimit(draft);
    const why =
      base >= capLevel
        ? `at the cap of ${printLoad(capLevel, model)}       t = target, asks to raise it`
        : `held key stops at ${printLoad(limitLevel, model)}: press again`;
    return say(draft, why, 'near');
  }
  const intentOfYes = {kind: 'target', ...to, overMs: null} as const;
  if (askFirst(draft, to, {intent: intentOfYes, origin, accepted: false})) return;
  go(draft, {to, overMs: null, why: null, steps: intent.steps, undoable: true});
  if (allowed > capLevel) {
    say(draft, `▴ ${printChange({model, level: ramp.toLevel}, {model, level: capLevel})}: that is the cap`, 'near');
  }
}

function stepDown(draft: Draft, steps: number): void {
  const {ramp, model} = draft.state;
  const {step: size} = inForce(draft.state);
  const level = Math.max(0, roundLevel(roundLevel(ramp.toLevel, model) + steps * size, model));
  if (level >= ramp.toLevel) return say(draft, 'the target is 0 already');
  go(draft, {to: {model, level}, overMs: null, why: null, steps, undoable: true});
}
