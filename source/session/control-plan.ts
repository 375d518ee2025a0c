import {planPositionAt, planSegmentAt} from '../domain/load-plan.ts';
import {formatDuration} from '../domain/format.ts';
import {patch, presentVus, say, setLine, tell, type Draft} from './control-draft.ts';
import {printVus} from './control-guards.ts';
import {lineTo, pushUndo} from './control-load.ts';
import {stageClockAt} from './control-state.ts';

/** The operator gives the load back to the plan, which goes on where its clock stopped. */
export function returnToPlan(draft: Draft): void {
  pushUndo(draft, draft.state.ramp.toVus);
  patch(draft, {mode: 'auto', held: null, rest: null, resumeVus: null});
  catchUpWithPlan(draft);
}

/**
 * Climbs to the plan's number at ramp speed or falls to it at once; the stage clock stands until the load has arrived.
 */
export function catchUpWithPlan(draft: Draft): void {
  const {state, nowMs} = draft;
  const clockMs = stageClockAt(state, nowMs);
  patch(draft, {clock: {atMs: clockMs, sinceMs: nowMs, running: false}});
  const toVus = Math.min(Math.round(planPositionAt(state.plan!, clockMs).vus), state.capVus);
  setLine(draft, lineTo(state, toVus, null, nowMs, presentVus(draft)));
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
  const segment = planSegmentAt(state.plan, clockMs, state.capVus);
  if (segment === null) return;
  setLine(draft, {
    fromVus: segment.fromVus,
    toVus: segment.toVus,
    startMs: nowMs,
    endMs: nowMs + segment.endMs - segment.startMs,
    bySpeed: false,
  });
  tellStage(draft, clockMs);
}

/** Whether the plan, followed to here, is over. */
export function planHasEnded({state, nowMs}: Draft): boolean {
  if (state.plan === null || state.mode !== 'auto' || !state.started || state.paused !== null) return false;
  if (nowMs < state.ramp.endMs) return false;
  return planPositionAt(state.plan, stageClockAt(state, nowMs)).ended;
}

/** An interactive run goes on without its plan: VUs leave, the keys stay. */
export function restAfterPlan(draft: Draft): void {
  const {state, nowMs} = draft;
  pushUndo(draft, state.ramp.toVus);
  patch(draft, {
    mode: 'manual',
    clock: {atMs: state.plan!.totalMs, sinceMs: nowMs, running: false},
    rest: 'ended',
    held: null,
    resumeVus: null,
  });
  setLine(draft, {fromVus: 0, toVus: 0, startMs: nowMs, endMs: nowMs, bySpeed: false});
  tell(draft, 'load-down', 'plan ended: VUs leave after their iteration', '▾0');
  say(draft, 'the plan has ended: + drives on, q quits');
}

function tellStage(draft: Draft, clockMs: number): void {
  const {plan, toldStage} = draft.state;
  const {stage} = planPositionAt(plan!, clockMs);
  if (stage <= toldStage) return;
  patch(draft, {toldStage: stage});
  const {name, fromVus, target, durationMs} = plan!.stages[stage]!;
  const where = `auto: stage ${stage + 1}/${plan!.stages.length} ${name}`;
  const over = `for ${formatDuration(durationMs)}`;
  if (fromVus === target)
    return tell(draft, 'info', `${where}, ${printVus(target)} ${Math.round(target) === 1 ? 'VU' : 'VUs'} ${over}`);
  const up = target > fromVus;
  const change = `${printVus(fromVus)} ▸ ${printVus(target)} VUs ${over.replace('for', 'over')}`;
  tell(
    draft,
    up ? 'load-up' : 'load-down',
    `${where}, ${change}`,
    `${up ? '▴' : '▾'}${printVus(target)} auto`.slice(0, 9),
  );
}
