import {patch, setLine, type Draft} from './control-draft.ts';
import {askFirst, go} from './control-load.ts';
import {auto} from './control-targets.ts';
import type {RampEnd} from './control-state.ts';

/*
 * A course is what a target still has to do by itself: the next straight piece of a ramp that is not one line, and
 * what comes after it. Any other change of the load ends it.
 *
 *     smooth        steps            then back
 *          ⠔⠒⠒           ⠤⠤⠤          ⠔⠒⠒⠒⠒⡆
 *        ⡠⠃           ⡤⠤⠖           ⡠⠃     ⡇
 *     ⠤⠤⠊           ⠤⠖           ⠤⠤⠊       ⠓⠒⠒
 */

/** The next piece of the ramp, or what comes after it, once it is due. Call it at every tick. */
export function followCourse(draft: Draft): void {
  const {state, nowMs} = draft;
  const {course, ramp} = state;
  if (course === null || state.paused !== null || state.mode === 'auto' || !state.started) return;
  const {then, nextAtMs} = course;
  if (nextAtMs !== null) {
    if (nowMs >= nextAtMs) setLine(draft, ramp, {then});
    return;
  }
  if (then === null || nowMs < ramp.endMs + (then.kind === 'back' ? then.afterMs : 0)) return;
  patch(draft, {course: null});
  if (then.kind === 'back') return goBack(draft, then);
  auto(draft, {intent: {kind: 'auto'}, origin: 'plan', accepted: false});
}

/** Guarded as any raise is, when it comes: nobody may be looking any more, and then the answer is No. */
function goBack(draft: Draft, {to: {model, level: wanted}}: Extract<RampEnd, {kind: 'back'}>): void {
  const to = {model, level: Math.min(wanted, draft.state.settings[model].capLevel)};
  const intent = {kind: 'target', ...to, overMs: null} as const;
  if (askFirst(draft, to, {intent, origin: 'operator', accepted: false})) return;
  go(draft, {to, overMs: null, why: 'back', steps: 0, undoable: true});
}
