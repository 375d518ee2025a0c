import {planPositionAt, planSegmentAt, type LoadPlan, type PlanSegment} from '../domain/load-plan.ts';
import {formatDuration} from '../domain/format.ts';
import {
  nextRevision,
  patch,
  presentLevel,
  presentTarget,
  say,
  setLine,
  tell,
  zeroAt,
  type Draft,
  type LineEnd,
} from './control-draft.ts';
import {enterModel, lineTo, pushUndo} from './control-load.ts';
import {inForce, stageClockAt} from './control-state.ts';
import {printChange, printLevel, printLoad, roundLevel} from './print-load.ts';

/** The operator gives the load back to the plan, which goes on where its clock stopped. */
export function returnToPlan(draft: Draft): void {
  pushUndo(draft, presentTarget(draft));
  patch(draft, {mode: 'auto', held: null, rest: null, resumeLevel: null});
  catchUpWithPlan(draft);
}

/**
 * Climbs to the plan's number at ramp speed or falls to it at once; the stage clock stands until the load has arrived.
 */
export function catchUpWithPlan(draft: Draft): void {
  const {state, nowMs} = draft;
  const clockMs = stageClockAt(state, nowMs);
  patch(draft, {clock: {atMs: clockMs, sinceMs: nowMs, running: false}});
  const {model} = state.plan!;
  const wanted = roundLevel(planPositionAt(state.plan!, clockMs).level, model);
  const level = Math.min(wanted, state.settings[model].capLevel);
  const line =
    model === state.model
      ? lineTo(state, level, null, nowMs, presentLevel(draft))
      : enterModel(draft, {model, level}, null);
  setLine(draft, line);
  followPlan(draft);
}

/** Sends the plan's next straight line when the one before has been run through. Call it at every tick in auto. */
export function followPlan(draft: Draft): void {
  const {state, nowMs} = draft;
  if (state.plan === null || state.mode !== 'auto' || !state.started) return;
  if (state.finishing !== null || state.paused !== null || nowMs < state.ramp.endMs) return;
  if (!state.clock.running) {
    patch(draft, {clock: {atMs: state.clock.atMs, sinceMs: Math.min(nowMs, state.ramp.endMs), running: true}});
  }
  const clockMs = stageClockAt(draft.state, nowMs);
  const segment = planSegmentAt(state.plan, clockMs, inForce(state).capLevel);
  if (segment === null) return;
  const endMs = nowMs + segment.endMs - segment.startMs;
  const {fromLevel, toLevel} = segment;
  setLine(draft, {fromLevel, toLevel, startMs: nowMs, endMs, bySpeed: false}, endOf(state.plan, segment, endMs));
  tellStage(draft, clockMs);
}

/**
 * Where there is no load after a line this is not left to the next tick, which would be late. A plan that ends with load
 * lets VUs end their iteration; where its stages bring the load to 0 themselves VUs leave as on any ramp down.
 * @param untilMs the line's end on the run clock
 */
function endOf(plan: LoadPlan, {endMs}: PlanSegment, untilMs: number): LineEnd {
  const {level, ended} = planPositionAt(plan, endMs);
  return ended || level === 0 ? {untilMs, drains: ended && level > 0} : {};
}

/** Whether the plan, followed to here, is over. */
export function planHasEnded({state, nowMs}: Draft): boolean {
  if (state.plan === null || state.mode !== 'auto' || !state.started || state.paused !== null) return false;
  if (nowMs < state.ramp.endMs) return false;
  return planPositionAt(state.plan, stageClockAt(state, nowMs)).ended;
}

/** Whether the plan's own stages have brought the VUs to 0 at its end: they leave as on a ramp down. */
export function planFellToZero({state, nowMs}: Draft): boolean {
  if (state.plan?.model !== 'closed' || state.mode !== 'auto') return false;
  const {ended, level} = planPositionAt(state.plan, stageClockAt(state, nowMs));
  return ended && level === 0;
}

/** Whether every iteration that was to be run has been: no VU is at work, and none has another one to begin. */
export function iterationsAreDone({state, facts}: Draft): boolean {
  const {iterations, model, started, rest, paused, ramp} = state;
  if (iterations === null || !started || rest !== null || paused !== null || ramp.toLevel === 0) return false;
  if (facts.activeVus > 0 || facts.finishedVus === 0) return false;
  return iterations === 'shared' || (model === 'closed' && facts.finishedVus >= Math.round(ramp.toLevel));
}

/** VUs that do not end their iteration in time after the load's end are cut off, as those of a draining run are. */
export function endGrace(draft: Draft): void {
  const {state, nowMs, facts} = draft;
  if (state.graceUntilMs === null || state.finishing !== null) return;
  // Stopped, or driven on: then the engine lets nobody wait.
  if (state.rest === 'stopped' || state.ramp.toLevel > 0) return patch(draft, {graceUntilMs: null});
  if (nowMs < state.graceUntilMs) return;
  patch(draft, {graceUntilMs: null});
  if (facts.activeVus === 0) return;
  draft.commands.push({kind: 'abort', revision: nextRevision(draft)});
  const cut = facts.activeVus === 1 ? '1 VU was' : `${facts.activeVus} VUs were`;
  const after = state.rest === 'ended' ? "the plan's end" : 'the drain began';
  tell(draft, 'info', `${cut} cut off: still at work ${formatDuration(state.gracefulStopMs)} after ${after}`);
}

/**
 * An interactive run goes on without its plan: VUs leave when their iteration is over, the keys stay.
 * @param what has ended: `the plan has ended`
 */
export function restAfterPlan(draft: Draft, what = 'the plan has ended'): void {
  const {state, nowMs} = draft;
  const fellToZero = planFellToZero(draft);
  const how = fellToZero ? 'after their answer' : 'after their iteration';
  pushUndo(draft, presentTarget(draft));
  patch(draft, {
    mode: 'manual',
    graceUntilMs: nowMs + state.gracefulStopMs,
    clock: {atMs: state.plan?.totalMs ?? 0, sinceMs: nowMs, running: false},
    rest: 'ended',
    held: null,
    resumeLevel: null,
  });
  setLine(draft, zeroAt(nowMs), {drains: !fellToZero});
  const isPlan = what === 'the plan has ended';
  tell(draft, 'load-down', isPlan ? `plan ended: VUs leave ${how}` : what, '▾0');
  say(draft, isPlan ? `${what}: + drives on, q quits` : `${what}: q quits`);
}

function tellStage(draft: Draft, clockMs: number): void {
  const {plan, toldStage} = draft.state;
  const {stage} = planPositionAt(plan!, clockMs);
  if (stage <= toldStage) return;
  patch(draft, {toldStage: stage});
  const {model, stages} = plan!;
  const {name, fromLevel, target, durationMs} = stages[stage]!;
  const where = `auto: stage ${stage + 1}/${stages.length} ${name}`;
  const length = formatDuration(durationMs);
  if (fromLevel === target) return tell(draft, 'info', `${where}, ${printLoad(target, model)} for ${length}`);
  const up = target > fromLevel;
  const change = printChange({model, level: fromLevel}, {model, level: target});
  tell(
    draft,
    up ? 'load-up' : 'load-down',
    `${where}, ${change} over ${length}`,
    `${up ? '▴' : '▾'}${printLevel(target, model)} auto`.slice(0, 9),
  );
}
