import {
  nextRevision,
  patch,
  presentLevel,
  presentTarget,
  setLine,
  tell,
  zeroAt,
  zeroLine,
  type Draft,
} from './control-draft.ts';
import {endStepping, pushUndo, takeOver} from './control-load.ts';
import {planFellToZero} from './control-plan.ts';
import type {IntentOrigin} from './intent.ts';
import {printLoad, roundLevel} from './print-load.ts';

/**
 * `X`: no load now. Asks nothing, ever.
 * @param why what stopped it when nobody did
 */
export function emergencyStop(draft: Draft, origin: IntentOrigin, why: string | null = null): void {
  const {state} = draft;
  if (state.finishing?.end === true) return finish(draft, 'stop', true, origin);
  endStepping(draft);
  const level = roundLevel(presentLevel(draft), state.model);
  takeOver(draft);
  if (state.ramp.toLevel > 0) pushUndo(draft, presentTarget(draft));
  draft.commands.push({kind: 'abort', revision: nextRevision(draft)});
  zeroLine(draft);
  patch(draft, {
    question: null,
    held: null,
    rest: 'stopped',
    finishing: null,
    resumeLevel: level > 0 ? level : state.resumeLevel,
  });
  endPause(draft);
  // What was said of the load before it is no longer so.
  draft.notice = {text: '', tone: 'plain', untilMs: draft.nowMs};
  if (level > 0 || draft.facts.activeVus > 0) {
    const who = why ?? (origin === 'plan' ? 'a threshold' : origin);
    tell(draft, 'stop', `STOPPED by ${who}: ${printLoad(level, state.model)} to 0`, 'X');
  }
}

/**
 * Drains or stops; `end`: for good. In a drain VUs end their iteration, at most for the profile's `gracefulStop`; then they
 * are cut off. That holds for what a signal, the plan's end or the operator begins alike. It can be cut short by a stop.
 * @param why what ended it when neither a person nor the plan's time did
 */
export function finish(
  draft: Draft,
  how: 'stop' | 'drain',
  end: boolean,
  origin: IntentOrigin,
  why: string | null = null,
): void {
  const {state, nowMs} = draft;
  if (!end && how === 'stop') return emergencyStop(draft, origin);
  if (state.finishing !== null && (state.finishing.how === 'stop' || how === 'drain')) return;
  endStepping(draft);
  const level = roundLevel(presentLevel(draft), state.model);
  const fellToZero = planFellToZero(draft);
  const after = fellToZero ? 'answer' : 'iteration';
  takeOver(draft);
  patch(draft, {question: null, held: null});
  if (!end) {
    if (state.ramp.toLevel > 0) pushUndo(draft, presentTarget(draft));
    patch(draft, {
      resumeLevel: level > 0 ? level : state.resumeLevel,
      graceUntilMs: nowMs + state.gracefulStopMs,
    });
    setLine(draft, zeroAt(nowMs), {drains: true});
    endPause(draft);
    tell(draft, 'load-down', `drain${why === null ? '' : ` (${why})`}: ${leaving(draft, level, after)}`, '▾0');
    return;
  }
  // A last stage shorter than a tick may have been stepped over: its ramp down comes before the drain.
  if (fellToZero && state.ramp.toLevel > 0) setLine(draft, zeroAt(nowMs));
  else zeroLine(draft);
  patch(draft, {finishing: {how, end, origin: state.finishing?.origin ?? origin}});
  draft.commands.push({
    kind: 'stop',
    revision: nextRevision(draft),
    graceMs: how === 'stop' ? 0 : state.gracefulStopMs,
  });
  endPause(draft);
  const who =
    why ?? {plan: 'plan ended', signal: 'signal', operator: 'operator', flag: 'flag', search: 'search ended'}[origin];
  tell(draft, 'stop', how === 'stop' ? `stop (${who})` : `drain (${who}): ${leaving(draft, level, after)}`, 'end');
}

/** VUs on their way out end their iteration; what is raised next must not be stuck in a pause. */
function endPause(draft: Draft): void {
  if (draft.state.paused === null) return;
  patch(draft, {paused: null});
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: false});
}

/** Who has an iteration to end: the VUs commanded in the closed model; those at work in the open one, or when some are done. */
function leaving({state, facts}: Draft, level: number, after: 'iteration' | 'answer'): string {
  const vus = state.model === 'closed' && facts.finishedVus === 0 ? level : facts.activeVus;
  if (vus === 0) return 'no VU is at work';
  return vus === 1 ? `1 VU leaves after its ${after}` : `${vus} VUs leave after their ${after}`;
}
