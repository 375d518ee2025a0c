import {presentVus, type Draft} from './control-draft.ts';
import type {ControlState} from './control-state.ts';

/** Up to here a raise never counts as a big one. */
export const freeVus = 50;

/** How long a question waits for its answer. */
export const questionMs = 10_000;

/**
 * What stands in the way of going to `toVus`, as the question to ask; null: nothing does. By effect, not by key: only
 * what lifts the load above both its target and its present value is a raise.
 */
export function guardQuestion(draft: Draft, toVus: number): string | null {
  const {state, facts} = draft;
  const present = presentVus(draft);
  if (toVus <= present || toVus <= state.ramp.toVus) return null;
  const reasons: string[] = [];
  const overCap = toVus > state.capVus;
  if (overCap) reasons.push(`over the cap ${state.capVus}`);
  const agreed = Math.max(present, agreedVus(state, draft.nowMs));
  if (toVus > 2 * agreed && toVus > freeVus) reasons.push('more than double');
  const failing = state.breachAccepted ? null : facts.failingSlo;
  if (reasons.length === 0 && failing === null) return null;
  const change = `${Math.round(present)} to ${printVus(toVus)} VUs`;
  const breach = failing === null ? '' : `${failing.short} is over its SLO${printUsed(failing.used)}`;
  const act = overCap ? 'Raise the cap and go?' : failing === null ? 'Go?' : 'Go all the same?';
  if (reasons.length === 0) return `${breach}: ${change}. ${act}`;
  return `${change} is ${reasons.join(' and ')}${breach === '' ? '' : `; ${breach}`}. ${act}`;
}

/**
 * The target nobody needs to be asked about any more: the plan's while it is followed, the operator's once no load key
 * has come for a while. A slow climb towards it is no reason to ask again; changes in quick succession count from where
 * the first began.
 */
export function agreedVus({mode, burst, ramp}: Pick<ControlState, 'mode' | 'burst' | 'ramp'>, nowMs: number): number {
  const inBurst = mode === 'manual' && burst !== null && nowMs <= burst.untilMs;
  return inBurst ? Math.min(burst.fromVus, ramp.toVus) : ramp.toVus;
}

/** How far a key that is being held may take the load, from what it was when the hold began. */
export function heldKeyLimit(presentVusThen: number): number {
  return Math.max(freeVus, Math.floor(2 * presentVusThen));
}

export function printVus(vus: number): string {
  return String(Math.round(vus));
}

function printUsed(used: number | null): string {
  return used === null ? '' : ` (${Math.round(used * 100)}%)`;
}
