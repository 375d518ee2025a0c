import type {Intent} from '../session/intent.ts';
import type {SessionView} from '../session/view.ts';

/** What becomes of a run that nobody watches any more. */
export interface LeftRun {
  readonly intents: readonly Intent[];
  /** For the events; null: nothing changes. */
  readonly text: string | null;
}

/**
 * A run without a screen has to come to its end by itself: what an operator has changed goes back to the plan when the last
 * one leaves. A run that was stopped is not started again with nobody looking: it ends.
 */
export function leaveRun(view: Pick<SessionView, 'phase' | 'load' | 'finished' | 'study'>): LeftRun {
  const {phase, load, finished, study} = view;
  if (finished || phase === 'DRAIN') return {intents: [], text: null};
  if (study?.kind === 'capacity' && study.state === 'paused') {
    if (phase === 'STOPPED' || load.targetLevel === 0) return ending('no load');
    const unpause: readonly Intent[] = phase === 'PAUSED' ? [{kind: 'pause'}] : [];
    return {intents: [...unpause, {kind: 'auto'}], text: 'operator left: the search goes on'};
  }
  const planEnded = load.plan !== null && load.plan.stage >= load.plan.stages.length;
  const isStill = phase === 'STOPPED' || phase === 'ENDED' || (load.plan === null && load.targetLevel === 0);
  if (load.mode === 'manual' && (isStill || planEnded)) {
    return ending(isStill ? 'no load' : 'the plan is over');
  }
  const paused: readonly Intent[] = phase === 'PAUSED' ? [{kind: 'pause'}] : [];
  // Going back may raise the load, which asks; a run without a screen began with that load unasked.
  const back: readonly Intent[] =
    load.mode === 'manual' && load.plan !== null ? [{kind: 'auto'}, {kind: 'answer', yes: true}] : [];
  if (paused.length === 0 && back.length === 0) return {intents: [], text: null};
  return {
    intents: [...paused, ...back],
    text: back.length > 0 ? 'operator left: back to the plan' : 'operator left: the pause ends',
  };
}

function ending(why: string): LeftRun {
  return {intents: [{kind: 'finish', how: 'stop', end: true}], text: `operator left: ${why}, the run ends`};
}
