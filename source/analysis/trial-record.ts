import type {CapacityTrial} from '../domain/study.ts';
import type {CapacityOptions} from './capacity-options.ts';
import {loadFigures, meanOf} from './load-figures.ts';
import {batchSeconds} from './objective-estimate.ts';
import {requestsOverLimit, type RequestOverLimit} from './requests-over-limit.ts';
import type {CurveMark} from './settled-marks.ts';
import type {TrialEnd} from './trial-judge.ts';
import {backlogOf, type TrialSecond} from './trial-signs.ts';

/** A trial that is over, with what the study says beyond its figures; its seconds are let go. */
export interface TrialRecord {
  readonly trial: CapacityTrial;
  readonly queueGrew: boolean;
  /** In flight or waiting, mean. */
  readonly backlog: number;
  readonly over: readonly RequestOverLimit[];
  readonly marks: readonly CurveMark[];
}

/** @param ended an end of a trial: what is kept of it */
export function recordOf(
  {trial, queueGrew, judged}: TrialEnd,
  {objectives, requestNames}: Pick<CapacityOptions, 'objectives' | 'requestNames'>,
): TrialRecord {
  const isSettled = trial.settledMs !== null && !queueGrew;
  return {
    trial,
    queueGrew,
    backlog: meanOf(judged.map(backlogOf)) ?? 0,
    over: requestsOverLimit(
      judged.map(({cell}) => cell),
      objectives,
      requestNames,
    ),
    marks: isSettled ? marksOf(trial.level, judged) : [],
  };
}

/** Those that say something of the target. */
export function targetTrials(records: readonly TrialRecord[]): readonly TrialRecord[] {
  return records.filter(({trial}) => trial.verdict !== 'INTERRUPTED' && trial.verdict !== 'GENERATOR-LIMITED');
}

/** Five seconds each. The first stands twice: of two loads in a row the second's first mark counts as their change. */
function marksOf(level: number, judged: readonly TrialSecond[]): readonly CurveMark[] {
  const marks: CurveMark[] = [];
  for (let at = 0; at + batchSeconds <= judged.length; at += batchSeconds) {
    const cells = judged.slice(at, at + batchSeconds).map(({cell}) => cell);
    const {p95Us, requestsPerSecond, errorShare} = loadFigures(level, cells);
    const mark = {
      atMs: cells[0]!.atMs,
      level,
      p95: p95Us ?? Number.NaN,
      requestsPerSecond: requestsPerSecond ?? Number.NaN,
      errorShare: errorShare ?? 0,
    };
    if (marks.length === 0) marks.push({...mark, atMs: mark.atMs - batchSeconds * 1000});
    marks.push(mark);
  }
  return marks;
}
