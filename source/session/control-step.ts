import {sayLimit} from './control-settings.ts';
import {patch, presentVus, say, type Draft} from './control-draft.ts';
import {heldKeyLimit, printVus} from './control-guards.ts';
import {askFirst, go} from './control-load.ts';
import type {Intent, IntentOrigin} from './intent.ts';

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
  const limitVus = goesOn ? held.limitVus : heldKeyLimit(presentVus(draft));
  patch(draft, {heldKey: {direction, limitVus, steppedAtMs: nowMs}});
  if (direction > 0) stepUp(draft, intent, origin, limitVus);
  else stepDown(draft, intent.steps);
}

function stepUp(draft: Draft, intent: StepIntent, origin: IntentOrigin, limitVus: number): void {
  const {ramp, step: size, capVus} = draft.state;
  const base = Math.round(ramp.toVus);
  const wanted = base + intent.steps * size;
  const allowed = intent.repeat ? Math.min(wanted, limitVus) : wanted;
  const toVus = Math.min(allowed, capVus);
  if (toVus <= ramp.toVus) {
    if (base >= capVus && capVus === draft.state.vusLimit) return sayLimit(draft);
    const why =
      base >= capVus
        ? `at the cap of ${capVus} VUs       t = target, asks to raise it`
        : `held key stops at ${limitVus} VUs: press again`;
    return say(draft, why, 'near');
  }
  const intentOfYes = {kind: 'target', vus: toVus, overMs: null} as const;
  if (askFirst(draft, toVus, {intent: intentOfYes, origin, accepted: false})) return;
  go(draft, {toVus, overMs: null, why: null, steps: intent.steps, undoable: true});
  if (allowed > capVus) say(draft, `▴ ${printVus(ramp.toVus)} ▸ ${capVus} VUs: that is the cap`, 'near');
}

function stepDown(draft: Draft, steps: number): void {
  const {ramp, step: size} = draft.state;
  const toVus = Math.max(0, Math.round(ramp.toVus) + steps * size);
  if (toVus >= ramp.toVus) return say(draft, 'the target is 0 already');
  go(draft, {toVus, overMs: null, why: null, steps, undoable: true});
}
