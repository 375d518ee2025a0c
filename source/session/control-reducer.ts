import {
  beginDraft,
  endDraft,
  flushLoadEvent,
  noticeMs,
  patch,
  say,
  setLine,
  tell,
  type Draft,
} from './control-draft.ts';
import {followCourse} from './control-course.ts';
import {alertAction, hold, pause} from './control-hold.ts';
import {endStepping} from './control-load.ts';
import {leaveSearch, searchLoad} from './control-search.ts';
import {endGrace, followPlan, iterationsAreDone, planHasEnded, restAfterPlan} from './control-plan.ts';
import {rampSpeed, setCap, stepSize} from './control-settings.ts';
import {inForce, type ControlFacts, type ControlResult, type ControlState} from './control-state.ts';
import {step} from './control-step.ts';
import {emergencyStop, finish} from './control-stop.ts';
import {auto, halve, lastGood, target, undo} from './control-targets.ts';
import {scenarioMute, scenarioWeight} from './control-weights.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import {printLevel, printLoad} from './print-load.ts';

/*
 * What a load intent does in each phase ("→ X" is the phase after it; guarded = asks first when it raises much):
 *
 *            | STARTING | IDLE        | RAMP          | HOLD        | PAUSED        | STOPPED      | ENDED  | finishing
 * -----------+----------+-------------+---------------+-------------+---------------+--------------+--------+----------
 * step up    | refused  | → RAMP      | guarded       | → RAMP grd  | VUs change    | → RAMP grd   | → RAMP | refused
 * step down  | refused  | says so     | at once       | at once     | at once       | says so      | says so| refused
 * target     | refused  | guarded     | guarded       | guarded     | guarded       | guarded      | guarded| refused
 * hold       | refused  | load before | → HOLD here   | held target | refused       | load before  | says so| refused
 * pause      | refused  | says so     | → PAUSED      | → PAUSED    | → as before   | says so      | says so| refused
 * undo/good  | refused  | guarded     | guarded       | guarded     | guarded       | guarded      | guarded| refused
 * halve      | refused  | says so     | at once       | at once     | at once       | says so      | says so| refused
 * auto       | refused  | guarded     | guarded       | guarded     | refused       | guarded      | says so| refused
 * weights    | refused  | at once     | at once       | at once     | at once       | at once      | at once| refused
 * alert acts | --       | --          | at once       | at once     | --            | --           | --     | --
 * search     | refused  | at once     | at once       | at once     | at once       | at once      | at once| refused
 * emergency  | no load  | → STOPPED   | → STOPPED     | → STOPPED   | → STOPPED     | stays        | STOPPED| stop now
 * finish     | over     | → DRAIN     | → DRAIN       | → DRAIN     | → DRAIN       | → DRAIN      | → DRAIN| stop now
 *
 * A target in the other model switches to it live; undo and auto go back over a switch. All else is in the present
 * model's unit. Steps above the cap are cut there; a target above it asks to raise it. A question waits 10 s; any other load intent
 * takes its place. The plan's own raises are not guarded, but never go above the cap.
 */

/** Steps are told as one event once the keys have been quiet for this long. */
const quietMs = 1000;

/** Takes an intent. Intents that are not about load are left to the session. */
export function reduceControl(
  state: ControlState,
  intent: Intent,
  origin: IntentOrigin,
  nowMs: number,
  facts: ControlFacts,
): ControlResult {
  const draft = beginDraft(state, nowMs, facts);
  settle(draft);
  take(draft, intent, origin, false);
  return endDraft(draft);
}

/** Takes the time: the plan goes on, questions run out. */
export function tickControl(state: ControlState, nowMs: number, facts: ControlFacts): ControlResult {
  const draft = beginDraft(state, nowMs, facts);
  settle(draft);
  const {endsAtMs} = state;
  endGrace(draft);
  if (state.finishing !== null) return endDraft(draft);
  if (iterationsAreDone(draft)) {
    if (state.interactive) restAfterPlan(draft, 'all iterations are done');
    else finish(draft, 'drain', true, 'plan', 'all iterations are done');
  } else if (planHasEnded(draft) || (endsAtMs !== null && nowMs >= endsAtMs)) {
    if (state.interactive) restAfterPlan(draft);
    else finish(draft, 'drain', true, 'plan');
  } else {
    followPlan(draft);
    followCourse(draft);
  }
  return endDraft(draft);
}

/** The workers are up: load begins, along the plan or at the constant load. */
export function startControl(state: ControlState, nowMs: number, facts: ControlFacts): ControlResult {
  const draft = beginDraft({...state, started: true}, nowMs, facts);
  if (state.finishing !== null || state.rest === 'stopped') return endDraft(draft);
  if (state.mode === 'auto') {
    patch(draft, {clock: {atMs: 0, sinceMs: nowMs, running: true}});
    followPlan(draft);
    return endDraft(draft);
  }
  const toLevel = Math.min(state.resumeLevel ?? 0, inForce(state).capLevel);
  patch(draft, {resumeLevel: null});
  setLine(draft, {fromLevel: toLevel, toLevel, startMs: nowMs, endMs: nowMs, bySpeed: false});
  tell(
    draft,
    'load-up',
    `start: ${printLoad(toLevel, state.model)}`,
    `▴${printLevel(toLevel, state.model)}`.slice(0, 9),
  );
  return endDraft(draft);
}

function settle(draft: Draft): void {
  const {state, nowMs, facts} = draft;
  if (facts.failingSlo === null && state.breachAccepted) patch(draft, {breachAccepted: false});
  if (state.question !== null && nowMs >= state.question.untilMs) {
    patch(draft, {question: null});
    const text = `no answer: target stays ${printLoad(state.ramp.toLevel, state.model)}`;
    // Whoever looked away has seen neither the question nor this.
    tell(draft, 'info', `${text} (${state.question.text})`);
    say(draft, text);
  }
  if (state.toast !== null && nowMs >= state.toast.untilMs - noticeMs + quietMs) flushLoadEvent(draft);
}

function take(draft: Draft, intent: Intent, origin: IntentOrigin, accepted: boolean): void {
  if (intent.kind === 'answer') return answer(draft, intent.yes);
  if (intent.kind === 'step-size') return stepSize(draft, intent.direction);
  if (intent.kind === 'ramp-speed') return rampSpeed(draft, intent.direction);
  if (intent.kind === 'cap') return setCap(draft, intent.model, intent.level);
  if (!isLoadIntent(intent)) return;
  if (intent.kind === 'emergency-stop') return emergencyStop(draft, origin, intent.why);
  if (intent.kind === 'finish') return finish(draft, intent.how, intent.end, origin, intent.why);
  if (!draft.state.started) return say(draft, 'starting: no load yet', 'near');
  if (draft.state.finishing !== null) return say(draft, 'finishing: load keys are off', 'near');
  // The key that led to the question is still down: not another wish.
  if (draft.state.question !== null && intent.kind === 'step' && intent.repeat && intent.steps > 0) return;
  if (intent.kind !== 'search-load' && intent.kind !== 'auto') leaveSearch(draft);
  patch(draft, {question: null});
  if (intent.kind !== 'step') endStepping(draft);
  const request = {intent, origin, accepted};
  switch (intent.kind) {
    case 'step':
      return step(draft, intent, origin);
    case 'target':
      return target(draft, intent, request);
    case 'hold':
      return hold(draft, request);
    case 'pause':
      return pause(draft);
    case 'undo':
      return undo(draft, request);
    case 'last-good':
      return lastGood(draft, request);
    case 'halve':
      return halve(draft);
    case 'auto':
      return auto(draft, request);
    case 'alert-action':
      return alertAction(draft, intent);
    case 'search-load':
      return searchLoad(draft, intent);
    case 'search-end':
      return;
    case 'scenario-weight':
      return scenarioWeight(draft, intent.index, intent.weight);
    case 'scenario-mute':
      return scenarioMute(draft, intent.index);
  }
}

type LoadIntent = Extract<
  Intent,
  {
    kind:
      | 'step'
      | 'target'
      | 'hold'
      | 'pause'
      | 'undo'
      | 'last-good'
      | 'halve'
      | 'auto'
      | 'alert-action'
      | 'search-load'
      | 'search-end'
      | 'scenario-weight'
      | 'scenario-mute'
      | 'emergency-stop'
      | 'finish';
  }
>;

const loadKinds: ReadonlySet<Intent['kind']> = new Set<LoadIntent['kind']>([
  'step',
  'target',
  'hold',
  'pause',
  'undo',
  'last-good',
  'halve',
  'auto',
  'alert-action',
  'search-load',
  'search-end',
  'scenario-weight',
  'scenario-mute',
  'emergency-stop',
  'finish',
]);

/** Whether it changes what is sent, or may. */
export function isLoadIntent(intent: Intent): intent is LoadIntent {
  return loadKinds.has(intent.kind);
}

function answer(draft: Draft, yes: boolean): void {
  const {question, ramp, model} = draft.state;
  if (question === null) return;
  patch(draft, {question: null});
  if (!yes) return say(draft, `no: target stays ${printLoad(ramp.toLevel, model)}`);
  take(draft, question.intent, question.origin, true);
}
