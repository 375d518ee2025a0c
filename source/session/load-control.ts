import {createCommandedPeak} from './commanded-peak.ts';
import {controlFacts} from './control-facts.ts';
import {reduceControl, startControl, tickControl} from './control-reducer.ts';
import {commandedLevelAt, createControlState, type ControlResult, type ControlState} from './control-state.ts';
import type {EventLog} from './event-log.ts';
import {meanThinkMs, reweighted} from './flow-facts.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {CommandedLoad} from './measured-change.ts';
import type {LoadPoint} from './print-load.ts';
import {controlOptions, type SessionDependencies, type SessionOptions} from './session-options.ts';
import type {SessionMeasures} from './session-measures.ts';
import {commandedLoad} from './session-view.ts';
import type {StopWatch} from './stop-watch.ts';

/** Who has the state of the load: intents and time become commands and events. */
export interface LoadControl {
  readonly state: ControlState;
  /** Mean think time a request, as the scenarios are weighted now. */
  readonly thinkMs: number;
  start(): void;
  take(intent: Intent, origin: IntentOrigin): void;
  tick(): void;
  /** What runs: VUs at work, or the rate as commanded. */
  present(): LoadPoint;
  /** As commanded now; no VU has come and gone unseen. */
  commanded(): CommandedLoad;
  /** The same for a reading: with the most that was commanded since the one before. */
  takeCommanded(): CommandedLoad;
}

export interface LoadControlParts {
  readonly options: SessionOptions;
  readonly driver: SessionDependencies['driver'];
  readonly measures: SessionMeasures;
  readonly log: Pick<EventLog, 'record' | 'setNotice'>;
  readonly stop: Pick<StopWatch, 'begin'>;
  readonly nowMs: () => number;
}

export function createLoadControl({options, driver, measures, log, stop, nowMs}: LoadControlParts): LoadControl {
  const {scenarios} = options.prepared.profile;
  const commandedPeak = createCommandedPeak();
  let thinkMs = meanThinkMs(scenarios);
  let state = createControlState(controlOptions(options));

  function apply(result: ControlResult): void {
    if (result.state.scenarios !== state.scenarios)
      thinkMs = meanThinkMs(reweighted(scenarios, result.state.scenarios));
    commandedPeak.note(state, nowMs());
    state = result.state;
    commandedPeak.note(state, nowMs());
    log.record(result.events);
    if (result.notice !== null) log.setNotice(result.notice);
    if (state.started) for (const command of result.commands) driver.send(command);
  }

  function reduce(intent: Intent, origin: IntentOrigin): void {
    apply(reduceControl(state, intent, origin, nowMs(), controlFacts(measures)));
  }

  function activeVus(): number {
    return measures.last?.gauges.activeVus ?? 0;
  }

  function present(): LoadPoint {
    const {model} = state;
    return {model, level: model === 'open' ? commandedLevelAt(state, nowMs()) : activeVus()};
  }

  function takeStop(intent: Intent, origin: IntentOrigin): void {
    const vus = activeVus();
    const before = present();
    const wasStopped = state.rest === 'stopped';
    reduce(intent, origin);
    if (state.rest !== 'stopped' || (wasStopped && vus === 0)) return;
    const {aborted} = measures.totals.counters();
    const load = before.level > 0 ? before : {model: 'closed' as const, level: vus};
    const why = intent.kind === 'emergency-stop' ? (intent.why ?? null) : null;
    stop.begin({atMs: nowMs(), load, origin, why, revision: state.revision, aborted});
  }

  return {
    get state() {
      return state;
    },
    get thinkMs() {
      return thinkMs;
    },
    start: () => apply(startControl(state, nowMs(), controlFacts(measures))),
    take(intent, origin) {
      if (intent.kind === 'emergency-stop' || intent.kind === 'finish') takeStop(intent, origin);
      else reduce(intent, origin);
    },
    tick: () => apply(tickControl(state, nowMs(), controlFacts(measures))),
    present,
    commanded: () => commandedLoad(state, nowMs()),
    takeCommanded: () => commandedLoad(state, nowMs(), commandedPeak.take(state, nowMs())),
  };
}
