import {nextRevision, patch, presentVus, setLine, tell, zeroLine, type Draft} from './control-draft.ts';
import {endStepping, pushUndo, takeOver} from './control-load.ts';
import type {IntentOrigin} from './intent.ts';

/** Grace for iterations under way when a run drains (k6's gracefulStop). */
const drainGraceMs = 30_000;

/** `X`: no load now. Asks nothing, ever. */
export function emergencyStop(draft: Draft, origin: IntentOrigin): void {
  const {state} = draft;
  if (state.finishing?.end === true) return finish(draft, 'stop', true, origin);
  endStepping(draft);
  const vus = Math.round(presentVus(draft));
  takeOver(draft);
  if (state.ramp.toVus > 0) pushUndo(draft, state.ramp.toVus);
  draft.commands.push({kind: 'abort', revision: nextRevision(draft)});
  zeroLine(draft);
  patch(draft, {
    question: null,
    held: null,
    rest: 'stopped',
    finishing: null,
    resumeVus: vus > 0 ? vus : state.resumeVus,
  });
  endPause(draft);
  if (vus > 0 || draft.facts.activeVus > 0)
    tell(draft, 'stop', `STOPPED by ${origin === 'plan' ? 'a threshold' : origin}: ${vus} VUs to 0`, 'X');
}

/** Drains or stops; `end`: for good. A drain can be cut short by a stop. */
export function finish(draft: Draft, how: 'stop' | 'drain', end: boolean, origin: IntentOrigin): void {
  const {state, nowMs} = draft;
  if (!end && how === 'stop') return emergencyStop(draft, origin);
  if (state.finishing !== null && (state.finishing.how === 'stop' || how === 'drain')) return;
  endStepping(draft);
  const vus = Math.round(presentVus(draft));
  takeOver(draft);
  patch(draft, {question: null, held: null});
  if (!end) {
    if (state.ramp.toVus > 0) pushUndo(draft, state.ramp.toVus);
    patch(draft, {resumeVus: vus > 0 ? vus : state.resumeVus});
    setLine(draft, {fromVus: 0, toVus: 0, startMs: nowMs, endMs: nowMs, bySpeed: false});
    endPause(draft);
    tell(draft, 'load-down', `drain: ${leaving(vus)}`, '▾0');
    return;
  }
  zeroLine(draft);
  patch(draft, {finishing: {how, end, origin: state.finishing?.origin ?? origin}});
  draft.commands.push({kind: 'stop', revision: nextRevision(draft), graceMs: how === 'stop' ? 0 : drainGraceMs});
  endPause(draft);
  const who = {plan: 'plan ended', signal: 'signal', operator: 'operator', flag: 'flag'}[origin];
  tell(draft, 'stop', how === 'stop' ? `stop (${who})` : `drain (${who}): ${leaving(vus)}`, 'end');
}

/** VUs on their way out end their iteration; what is raised next must not be stuck in a pause. */
function endPause(draft: Draft): void {
  if (draft.state.paused === null) return;
  patch(draft, {paused: null});
  draft.commands.push({kind: 'pause', revision: nextRevision(draft), paused: false});
}

function leaving(vus: number): string {
  if (vus === 0) return 'no VU is at work';
  return vus === 1 ? '1 VU leaves after its iteration' : `${vus} VUs leave after their iteration`;
}
