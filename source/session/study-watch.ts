import type {Threshold} from '../domain/profile.ts';
import type {CapacitySetup, Study, StudySetup} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import {
  createCapacityPilot,
  type CapacityPilot,
  type CapacityPilotOptions,
  type PilotSecond,
} from './capacity-pilot.ts';
import type {ControlState} from './control-state.ts';
import {createDriftTeller} from './drift-teller.ts';
import type {EventLog} from './event-log.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import {roundLevel} from './print-load.ts';
import {searchObjectives} from './search-objectives.ts';
import type {SessionJournal} from './session-journal.ts';
import {createStudyObserver, type StudyObserver} from './study-observer.ts';

/**
 * What the run is to answer: a search that flies the load, or a spike or endurance test that looks on. A search under way
 * has the load (`mode` is `search`): whoever else takes it pauses the search.
 */
export interface StudyWatch {
  /** What is known by now; null: nothing is asked. */
  readonly study: Study | null;
  /** The run has begun. */
  start(): void;
  /** Before the session does anything else with it. @returns true: it is all taken care of */
  take(intent: Intent): boolean;
  /** Somebody, or time, may have changed the load. @param by what did; null: time */
  changed(by: {readonly intent: Intent; readonly origin: IntentOrigin} | null): void;
  /** Takes the next complete second. */
  second(second: PilotSecond): void;
  /** The run is over. */
  end(): void;
}

export interface StudyWatchOptions extends Omit<
  CapacityPilotOptions,
  'setup' | 'capLevel' | 'startMs' | 'log' | 'fly'
> {
  readonly interactive: boolean;
  /** The question the run begins with; null: none. */
  readonly setup: StudySetup | null;
  /** See `SessionOptions`. */
  readonly earlier: readonly Cell[];
  /** The profile's, for a search that names none. */
  readonly thresholds: readonly Threshold[];
  readonly log: Pick<EventLog, 'tell' | 'say' | 'announce'>;
  readonly journal: Pick<SessionJournal, 'record'>;
  readonly control: () => ControlState;
  readonly nowMs: () => number;
  readonly dispatch: (intent: Intent, origin: IntentOrigin) => void;
}

/** Where a search from the screen begins when nothing runs. */
const idleStartLevel = 5;

export function createStudyWatch(options: StudyWatchOptions): StudyWatch {
  const {interactive, setup, log, control, nowMs, dispatch, journal} = options;
  const observer = setup === null || setup.kind === 'capacity' ? null : createStudyObserver(setup, options.earlier);
  let pilot: CapacityPilot | null = null;
  let study: Study | null = null;
  let written = '';
  const tellDrift = createDriftTeller(log);

  /** Shown, and written down when more is known than how long it has been waited. */
  function know(known: Study): void {
    study = known;
    tellDrift(known);
    const stage = stageOf(known);
    if (stage === written) return;
    written = stage;
    journal.record({kind: 'study', atMs: Math.round(nowMs()), study: known});
  }

  /** To be called when it may have come further; once it is over, once. */
  function knowSearch(flown: CapacityPilot): void {
    const known = flown.study();
    know(known);
    if (known.state !== 'done') return;
    log.announce('info', known.says, known.verdict === 'FOUND' || known.verdict === 'AT-LEAST' ? 'good' : 'near');
    if (!interactive && control().finishing === null) goOnWithout();
  }

  /** A run that nobody drives goes on with its plan; one that was begun for the search is over with it. */
  function goOnWithout(): void {
    if (setup === null) {
      dispatch({kind: 'auto'}, 'search');
      // Its load was agreed to when the run began.
      dispatch({kind: 'answer', yes: true}, 'search');
    }
    if (control().mode !== 'auto') dispatch({kind: 'finish', how: 'drain', end: true}, 'search');
  }

  /** The test is over with its plan, whether or not the run goes on. */
  function observe(test: StudyObserver, cell: Cell): void {
    const known = test.second(cell);
    if (control().rest === 'ended') know(test.finish());
    else if (known !== null) know(known);
  }

  function prepare(question: CapacitySetup): CapacityPilot {
    written = '';
    return createCapacityPilot({
      ...options,
      setup: question,
      capLevel: () => control().settings[question.model].capLevel,
      startMs: nowMs(),
      fly: (intent) => dispatch(intent, 'search'),
    });
  }

  /** @returns null: none is under way, or paused */
  function unfinished(): CapacityPilot | null {
    return pilot === null || pilot.state === 'done' ? null : pilot;
  }

  function begin({objectives: rules, gentle}: Extract<Intent, {kind: 'capacity'}>): void {
    const {started, finishing, paused, model, ramp} = control();
    if (observer !== null) return log.say('the load is the plan of a test: no search now', 'near');
    if (!started || finishing !== null) return log.say('no search now: no load can be set', 'near');
    if (paused !== null) return log.say('paused: p goes on', 'near');
    const objectives = searchObjectives(rules, options.thresholds);
    if ('problem' in objectives) return log.say(objectives.problem, 'near');
    const before = unfinished();
    if (before !== null) {
      before.pause(nowMs(), 'another search');
      before.end(nowMs());
      know(before.study());
    }
    const startLevel = ramp.toLevel > 0 ? roundLevel(ramp.toLevel, model) : idleStartLevel;
    pilot = prepare({kind: 'capacity', model, objectives: objectives.thresholds, gentle, startLevel});
    pilot.resume(nowMs());
    knowSearch(pilot);
  }

  function endSearch(): void {
    const flown = unfinished();
    if (flown === null) return log.say('no search is under way', 'plain');
    flown.pause(nowMs(), 'the operator');
    flown.end(nowMs());
    dispatch({kind: 'search-end'}, 'search');
    knowSearch(flown);
  }

  function resume(flown: CapacityPilot): void {
    if (flown.state === 'running') return log.say('the search has the load already', 'plain');
    const {paused, finishing} = control();
    if (paused !== null) return log.say('paused: p goes on', 'near');
    if (finishing !== null) return log.say('finishing: load keys are off', 'near');
    flown.resume(nowMs());
    if (flown.state === 'paused') return halt(flown, flown.blocked ?? '');
    knowSearch(flown);
    log.announce('info', `search goes on: ${flown.study().says}`, 'plain');
  }

  function sayOver(): void {
    log.say('the search is over: :capacity begins another', 'plain');
  }

  /** It cannot go on. Where nobody can help, that is the end of it. */
  function halt(flown: CapacityPilot, why: string): void {
    log.announce('info', `search paused: ${why}`, 'near');
    if (!interactive) flown.end(nowMs());
    knowSearch(flown);
  }

  /** Somebody has the load now. Where nobody will give it back, that is the end of the search. */
  function interrupt(flown: CapacityPilot, who: string, isOperator: boolean): void {
    const ends = !interactive && !isOperator;
    flown.pause(nowMs(), who);
    log.tell('info', `search ${ends ? 'ended' : 'paused'} by ${who}`, '||search');
    if (ends) flown.end(nowMs());
    knowSearch(flown);
  }

  return {
    get study() {
      return study;
    },
    start() {
      if (setup?.kind !== 'capacity') return;
      pilot = prepare(setup);
      const {finishing, rest} = control();
      if (finishing !== null) pilot.end(nowMs());
      else if (rest !== null) pilot.pause(nowMs(), 'a stop');
      else pilot.resume(nowMs());
      knowSearch(pilot);
    },
    take(intent) {
      const flown = unfinished();
      if (intent.kind === 'capacity') begin(intent);
      else if (intent.kind === 'capacity-end') endSearch();
      else if (intent.kind === 'auto' && flown !== null) resume(flown);
      else if (intent.kind === 'auto' && pilot !== null && control().plan === null) sayOver();
      else return false;
      return true;
    },
    changed(by) {
      const flown = unfinished();
      if (flown === null || by?.origin === 'search') return;
      if (control().finishing !== null) {
        flown.end(nowMs());
        return knowSearch(flown);
      }
      if (flown.state === 'paused' || control().mode === 'search') return;
      interrupt(flown, takerOf(by), by?.origin === 'operator');
    },
    second(second) {
      if (observer !== null && study?.state !== 'done') observe(observer, second.cell);
      const flown = unfinished();
      if (flown === null || flown.state === 'paused') return;
      flown.second(second);
      if (flown.blocked === null) knowSearch(flown);
      else halt(flown, flown.blocked);
    },
    end() {
      if (observer !== null && study?.state !== 'done') know(observer.finish());
      const flown = unfinished();
      flown?.end(nowMs());
      if (flown !== null) know(flown.study());
    },
  };
}

/** Changes when more is known: what was found then is worth keeping. */
function stageOf(study: Study): string {
  if (study.kind === 'capacity') return `${study.trials.length} ${study.state} ${study.verdict}`;
  if (study.kind === 'soak')
    return [study.periods.length, study.state, ...study.drifts.map(({verdict}) => verdict)].join(' ');
  const told = study.factors.map(({recovery}) => (recovery === null ? '-' : 'seconds' in recovery ? 'r' : '>'));
  return `${told.join('')} ${study.state}`;
}

/** Who has taken the load, for the events. */
function takerOf(by: Parameters<StudyWatch['changed']>[0]): string {
  if (by === null) return 'the end of its iterations';
  const {intent, origin} = by;
  if (origin !== 'plan') return origin === 'operator' ? 'the operator' : `a ${origin}`;
  if (intent.kind === 'alert-action') return `an alert (${intent.why})`;
  return intent.kind === 'emergency-stop' || intent.kind === 'finish' ? (intent.why ?? 'a threshold') : 'the plan';
}
