import {commandedLevelAt, type ControlState} from './control-state.ts';
import {lineTo, overText} from './control-load.ts';
import {printLevel, printLoad} from './print-load.ts';
import type {SessionMeasures} from './session-measures.ts';
import type {StopWatch} from './stop-watch.ts';
import type {Alert} from './view.ts';

/** The worst standing alert with the number of the others; null: none stands. */
export function standingAlert(
  state: ControlState,
  measures: Pick<SessionMeasures, 'failures' | 'generator' | 'slos' | 'alertRules' | 'lastGood' | 'last'>,
  stop: Pick<StopWatch, 'text'>,
  nowMs: number,
): Alert | null {
  const alerts = [
    ...stopAlert(state, stop, nowMs),
    // While nothing is sent, what failed before says nothing about now.
    ...one(state.paused === null && state.rest === null ? measures.failures.alert() : null),
    ...one(measures.generator.alert()),
    ...[...measures.alertRules.alerts(), ...measures.slos.alerts()]
      .sort((a, b) => Number(b.tone === 'over') - Number(a.tone === 'over'))
      .map((alert) => ({...alert, hint: sloHint(state, measures.lastGood.levels()[state.model], nowMs)})),
    ...workersAlert(state, measures.last),
  ];
  const worst = alerts[0];
  return worst === undefined ? null : {...worst, more: alerts.length - 1};
}

function one(alert: Alert | null): Alert[] {
  return alert === null ? [] : [alert];
}

function stopAlert(state: ControlState, stop: Pick<StopWatch, 'text'>, nowMs: number): Alert[] {
  const text = state.rest === 'stopped' ? stop.text() : null;
  if (text === null) return [];
  const {resumeLevel} = state;
  const back =
    resumeLevel === null
      ? []
      : [`space = back to ${resumeText(state, resumeLevel)}${overText(lineTo(state, resumeLevel, null, nowMs, 0))}`];
  return [{text, hint: [...back, 'c = snapshot', 'q = quit'].join('   '), more: 0, tone: 'over'}];
}

/** VUs are what a number stands for unless it says otherwise. */
function resumeText({model}: ControlState, level: number): string {
  return model === 'open' ? printLoad(level, model) : printLevel(level, model);
}

function sloHint(state: ControlState, lastGoodLevel: number | null, nowMs: number): string | null {
  const present = commandedLevelAt(state, nowMs);
  if (present === 0) return null;
  const back =
    lastGoodLevel !== null && lastGoodLevel < present
      ? [`Z = back to ${printLoad(lastGoodLevel, state.model)} (last good)`]
      : [];
  return [...back, 'X = stop'].join('   ');
}

function workersAlert(state: ControlState, last: SessionMeasures['last']): Alert[] {
  if (!state.started || last === null) return [];
  const {workersAlive, workersWanted} = last.gauges;
  if (workersAlive >= workersWanted) return [];
  const text = `worker lost: ${workersAlive} of ${workersWanted} at work`;
  return [{text, hint: 'its VUs are being re-shared', more: 0, tone: 'near'}];
}
