import {levelIn, presentLevel, type Draft} from './control-draft.ts';
import type {ControlState} from './control-state.ts';
import {printLevel, printLoad, printModelled, type LoadPoint} from './print-load.ts';

/** Up to here a raise never counts as a big one: VUs, or iterations a second. */
export const freeLevel = 50;

/** How long a question waits for its answer. */
export const questionMs = 10_000;

/**
 * What stands in the way of going to `to`, as the question to ask; null: nothing does. By effect, not by key: only what
 * lifts the load above both its target and its present value is a raise. To another model it is one when it is above
 * what is measured in that model's unit.
 */
export function guardQuestion(draft: Draft, to: LoadPoint): string | null {
  const {state, facts} = draft;
  const switches = to.model !== state.model;
  const present = levelIn(draft, to.model);
  const {capLevel} = state.settings[to.model];
  const raises = to.level > present && (switches || to.level > state.ramp.toLevel);
  const overCap = to.level > capLevel;
  if (!raises && !overCap) return null;
  const reasons: string[] = [];
  if (overCap) reasons.push(`over the cap ${printLevel(capLevel, to.model)}`);
  const agreed = switches ? present : Math.max(present, agreedLevel(state, draft.nowMs));
  if (to.level > 2 * agreed && to.level > freeLevel) {
    reasons.push(switches ? measuredReason(draft, to.model) : 'more than double');
  }
  const failing = state.breachAccepted || !raises ? null : facts.failingSlo;
  if (reasons.length === 0 && failing === null) return null;
  const change = changeText(draft, to);
  const breach = failing === null ? '' : `${failing.short} is over its SLO${printUsed(failing.used)}`;
  const act = overCap ? 'Raise the cap and go?' : failing === null ? 'Go?' : 'Go all the same?';
  if (reasons.length === 0) return `${breach}: ${change}. ${act}`;
  return `${change} is ${reasons.join(' and ')}${breach === '' ? '' : `; ${breach}`}. ${act}`;
}

function changeText(draft: Draft, to: LoadPoint): string {
  const {model} = draft.state;
  const present = presentLevel(draft);
  if (to.model === model) return `${printLevel(present, model)} to ${printLoad(to.level, model)}`;
  return `${printModelled({model, level: present})} to ${printModelled(to)}`;
}

/** What runs, in the other model's unit, is what the load is held against. Until a window is full its rate is unknown. */
function measuredReason({facts}: Draft, model: LoadPoint['model']): string {
  const {activeVus, iterationsPerSecond: rate} = facts;
  if (model === 'closed') return `more than double the ${printLoad(activeVus, model)} at work now`;
  if (rate === null && activeVus > 0) return 'a guess: no rate is measured yet';
  if (rate === 0 && activeVus > 0) return 'a guess: no iteration has ended of late';
  return `more than double the ${printLoad(rate ?? 0, model)} now`;
}

/**
 * The target nobody needs to be asked about any more: the plan's while it is followed, the operator's once no load key
 * has come for a while. A slow climb towards it is no reason to ask again; changes in quick succession count from where
 * the first began.
 */
export function agreedLevel({mode, burst, ramp}: Pick<ControlState, 'mode' | 'burst' | 'ramp'>, nowMs: number): number {
  const inBurst = mode === 'manual' && burst !== null && nowMs <= burst.untilMs;
  return inBurst ? Math.min(burst.fromLevel, ramp.toLevel) : ramp.toLevel;
}

/** How far a key that is being held may take the load, from what it was when the hold began. */
export function heldKeyLimit(presentLevelThen: number): number {
  return Math.max(freeLevel, Math.floor(2 * presentLevelThen));
}

function printUsed(used: number | null): string {
  return used === null ? '' : ` (${Math.round(used * 100)}%)`;
}
