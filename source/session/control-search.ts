import {patch, presentLevel, presentTarget, setLine, tell, type Draft} from './control-draft.ts';
import {endStepping, enterModel, pushUndo, switchMark, takeOver} from './control-load.ts';
import type {Intent} from './intent.ts';
import {printChange, printLevel, roundLevel} from './print-load.ts';

/**
 * A capacity search sets its load, in its own model. It asks nothing: who began it has agreed to the loads it tries, up to
 * the cap. `z` goes back to what was before the search took the wheel.
 */
export function searchLoad(draft: Draft, intent: Extract<Intent, {kind: 'search-load'}>): void {
  const {state, nowMs} = draft;
  const {model} = intent;
  const from = presentTarget(draft);
  const to = {model, level: Math.min(intent.level, state.settings[model].capLevel)};
  const isThere = from.model === model && from.level === to.level;
  if (state.mode === 'search' && isThere) return;
  endStepping(draft);
  if (state.mode !== 'search') {
    takeOver(draft);
    pushUndo(draft, from);
    patch(draft, {mode: 'search', held: null, rest: null, resumeLevel: null, burst: null});
  }
  const text = `search: ${printChange(from, to)} (${intent.why})`;
  if (from.model !== model) {
    setLine(draft, {...enterModel(draft, to, intent.overMs), bySpeed: false});
    return tell(draft, 'model', text, switchMark(to));
  }
  const fromLevel = presentLevel(draft);
  const endMs = nowMs + (to.level > fromLevel ? intent.overMs : 0);
  setLine(draft, {fromLevel, toLevel: to.level, startMs: nowMs, endMs, bySpeed: false});
  if (isThere) return;
  const up = to.level > from.level;
  const mark = `${up ? '▴' : '▾'}${printLevel(to.level, model)}`.slice(0, 9);
  tell(draft, up ? 'load-up' : 'load-down', text, mark);
}

/** The search has the load no more; it stays as it is: a ramp under way stops where it is. */
export function leaveSearch(draft: Draft): void {
  const {state, nowMs} = draft;
  if (state.mode !== 'search') return;
  takeOver(draft);
  if (nowMs >= state.ramp.endMs) return;
  const level = Math.min(state.ramp.toLevel, roundLevel(presentLevel(draft), state.model));
  setLine(draft, {fromLevel: level, toLevel: level, startMs: nowMs, endMs: nowMs, bySpeed: false});
}
