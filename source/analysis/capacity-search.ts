import {formatDuration} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {CapacityStudy, CapacityTrial} from '../domain/study.ts';
import {afterTrial, emptyBracket, lowOf, nextTrial, type Bracket, type NextTrial} from './capacity-bracket.ts';
import type {CapacityOptions} from './capacity-options.ts';
import {capacityStudy} from './capacity-study.ts';
import {createDrain, type Drain} from './trial-drain.ts';
import {createTrialJudge, type TrialEnd, type TrialJudge} from './trial-judge.ts';
import {recordOf, targetTrials, type TrialRecord} from './trial-record.ts';
import type {TrialSecond} from './trial-signs.ts';

/*
 * The search for the highest load that holds its objectives (binary search over measured trials; Shivam et al., Cutting
 * corners: Workbench automation for server benchmarking, USENIX ATC 2008, search the same way for a peak rate):
 *
 *   state     | a second says        | becomes
 *   ----------+----------------------+------------------------------------------------------------
 *   trial     | nothing yet          | trial
 *             | PASS                 | trial at the next load of the bracket, or done
 *             | FAIL, ABORTED, …     | drain, then trial; done where there is nothing left to try
 *             | GENERATOR-LIMITED    | drain, then the same load once more; done the second time in a row
 *   drain     | it is over           | trial
 *   paused    | (nothing is looked at until `resume`)
 *   done      | done
 *
 * A pause ends the trial under way as INTERRUPTED; `resume` begins it anew.
 */

/** What the load is to be now. */
export type CapacityAction =
  | {readonly kind: 'hold'; readonly level: number; readonly phase: CapacityTrial['phase']}
  /** After a failure, until what has piled up is gone. */
  | {readonly kind: 'drain'; readonly level: number}
  /** `level`: the highest load that passed, to be left running or not; null: none did. */
  | {readonly kind: 'done'; readonly level: number | null};

export interface CapacitySearch {
  /** What the load is to be until the next second. */
  action(): CapacityAction;
  /** Takes the next complete second. While paused it is not looked at. */
  observe(second: TrialSecond): CapacityAction;
  /**
   * Somebody else takes the wheel.
   * @param atMs run clock
   * @param who as `the operator`
   */
  pause(atMs: number, who?: string): void;
  resume(): CapacityAction;
  /** The run ends before the search has. */
  end(atMs: number): void;
  study(): CapacityStudy;
}

type State =
  | {readonly kind: 'trial'; readonly next: Trial; readonly judge: TrialJudge}
  | {readonly kind: 'drain'; readonly next: Trial; readonly fromLevel: number; readonly drain: Drain}
  | {readonly kind: 'done'; readonly verdict: CapacityStudy['verdict']};

type Trial = Extract<NextTrial, {kind: 'trial'}>;

/** A load that uses so much of its limit is near it; one that uses less, if that has grown with the load. */
const certainlyNearUsed = 0.8;
const nearUsed = 0.5;
const nearGrowth = 1.25;

/** Far beyond what any search needs. */
const mostTrials = 60;

export function createCapacitySearch(options: CapacityOptions): CapacitySearch {
  let bracket: Bracket = emptyBracket;
  let records: readonly TrialRecord[] = [];
  let state: State = trialState(asTrial(nextTrial(bracket, options, false)));
  let paused = false;
  let nowMs = options.startMs;

  /** Nothing has been judged yet. */
  function isCold(): boolean {
    return targetTrials(records).length === 0;
  }

  /** The last trial was at the same load, and the generator at its end. */
  function isRetry({level}: Trial): boolean {
    const last = records.findLast(({trial}) => trial.verdict !== 'INTERRUPTED')?.trial;
    return last?.verdict === 'GENERATOR-LIMITED' && last.level === level;
  }

  function trialState(next: Trial): State {
    const judge = createTrialJudge({
      model: options.model,
      objectives: options.objectives,
      phase: next.phase,
      level: next.level,
      cold: isCold(),
      passedLevel: lowOf(bracket),
    });
    return {kind: 'trial', next, judge};
  }

  function drainState(fromLevel: number, next: Trial): State {
    return {kind: 'drain', next, fromLevel, drain: createDrain(fromLevel, options, records)};
  }

  function judged(ended: TrialEnd, trial: Trial): State {
    const {verdict, level, phase} = ended.trial;
    const wasCold = isCold();
    const wasRetry = isRetry(trial);
    records = [...records, recordOf(ended, options)];
    if (verdict === 'GENERATOR-LIMITED') return wasRetry ? {kind: 'done', verdict} : drainState(level, trial);
    const {passed} = ended;
    if (verdict === 'UNDECIDED' && !passed && wasCold) return trialState(trial);
    bracket = afterTrial(bracket, {level, phase, passed});
    const next = nextTrial(bracket, options, isNear(records));
    if (next.kind === 'end') return {kind: 'done', verdict: next.verdict};
    if (records.length >= mostTrials) return {kind: 'done', verdict: 'INCOMPLETE'};
    return passed ? trialState(next) : drainState(level, next);
  }

  function action(): CapacityAction {
    if (state.kind === 'done') return {kind: 'done', level: lowOf(bracket)};
    if (state.kind === 'drain') return {kind: 'drain', level: state.drain.level()};
    return {kind: 'hold', level: state.next.level, phase: state.next.phase};
  }

  function interrupt(why: string): void {
    if (state.kind !== 'trial') return;
    const ended = state.judge.interrupt(why);
    if (ended !== null) records = [...records, recordOf(ended, options)];
  }

  return {
    action,
    observe(second) {
      if (paused || state.kind === 'done') return action();
      nowMs = second.cell.atMs + second.cell.seconds * 1000;
      if (state.kind === 'drain') {
        if (state.drain.observe(second)) state = trialState(state.next);
      } else {
        const ended = state.judge.observe(second);
        if (ended !== null) state = judged(ended, state.next);
      }
      return action();
    },
    pause(atMs, who = 'the operator') {
      if (paused || state.kind === 'done') return;
      nowMs = atMs;
      interrupt(`${who} took over`);
      paused = true;
    },
    resume() {
      if (paused && state.kind === 'trial') state = trialState(state.next);
      if (paused && state.kind === 'drain') state = drainState(state.fromLevel, state.next);
      paused = false;
      return action();
    },
    end(atMs) {
      if (state.kind === 'done') return;
      nowMs = atMs;
      if (!paused) interrupt('the run ended');
      state = {kind: 'done', verdict: 'INCOMPLETE'};
    },
    study: () =>
      capacityStudy({
        options,
        bracket,
        records,
        verdict: state.kind === 'done' ? state.verdict : 'INCOMPLETE',
        state: state.kind === 'done' ? 'done' : paused ? 'paused' : 'running',
        doing: doingText(state, options),
        tookMs: nowMs - options.startMs,
      }),
  };
}

function asTrial(next: NextTrial): Trial {
  if (next.kind === 'end') throw new Error('a search begins with a trial');
  return next;
}

/** The last trial used much of its limit, and more than the first did, or could not be told. */
function isNear(records: readonly TrialRecord[]): boolean {
  const last = records.at(-1)?.trial;
  if (last === undefined || last.verdict === 'UNDECIDED') return last !== undefined;
  const least = Math.min(...records.map(({trial}) => trial.used?.value ?? Number.POSITIVE_INFINITY));
  const used = last.used?.value ?? 0;
  return used >= certainlyNearUsed || (used >= nearUsed && used >= nearGrowth * least);
}

function doingText(state: State, {model}: CapacityOptions): string {
  if (state.kind === 'done') return '';
  if (state.kind === 'drain')
    return `drains at ${printLoad(state.drain.level(), model)} before ${printLoad(state.next.level, model)}`;
  const {phase, level} = state.next;
  const seconds = state.judge.seconds();
  const verb = {climb: 'climbs', bisect: 'bisects', confirm: 'confirms'}[phase];
  return `${verb}: ${printLoad(level, model)}${seconds === 0 ? '' : ` for ${formatDuration(seconds * 1000)}`}`;
}
