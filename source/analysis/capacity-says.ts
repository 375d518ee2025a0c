import {printLoad} from '../domain/load-text.ts';
import type {CapacityStudy} from '../domain/study.ts';
import {thresholdLabel, thresholdOf} from '../domain/threshold-evaluation.ts';
import {lowOf, type Bracket} from './capacity-bracket.ts';
import type {CapacityOptions} from './capacity-options.ts';
import {capacityRange, incompleteSays} from './capacity-range.ts';
import type {TrialRecord} from './trial-record.ts';

export interface StudyFacts {
  readonly options: CapacityOptions;
  readonly bracket: Bracket;
  /** In order of time. */
  readonly records: readonly TrialRecord[];
  readonly verdict: CapacityStudy['verdict'];
  readonly state: CapacityStudy['state'];
  /** What it does now. */
  readonly doing: string;
  readonly tookMs: number;
}

/** One line: what the search does now, or how it ended. */
export function saysOf(facts: StudyFacts): string {
  const {bracket, state, verdict, doing} = facts;
  const known = {low: lowOf(bracket), high: bracket.high, model: facts.options.model};
  const range = capacityRange(known);
  if (state === 'paused') return `paused${range === '' ? '' : `: ${range} so far`}`;
  if (state === 'running') return range === '' ? doing : `${doing} (${range} so far)`;
  if (verdict === 'GENERATOR-LIMITED') return limitedText(facts);
  if (verdict === 'INCOMPLETE') return incompleteSays(known);
  return foundText(facts, range);
}

function foundText({bracket, verdict, options: {model, objectives, capLevel}}: StudyFacts, range: string): string {
  const goal = objectives.map(({threshold}) => `${thresholdOf(threshold)}${thresholdLabel(threshold)}`).join(', ');
  const low = printLoad(lowOf(bracket) ?? 0, model);
  const high = printLoad(bracket.high ?? 0, model);
  if (verdict === 'FOUND') return `capacity ${range}: ${goal} held at ${low}, not at ${high}`;
  if (verdict === 'BELOW') return `capacity is below ${high}: ${goal} did not hold at the lowest load tried`;
  return `capacity is at least ${low}: ${goal} held up to ${lowOf(bracket) === capLevel ? 'the cap' : 'there'}`;
}

function limitedText({records, options: {model}}: StudyFacts): string {
  const last = records.findLast(({trial}) => trial.verdict === 'GENERATOR-LIMITED')?.trial;
  const at = last === undefined ? '' : ` at ${printLoad(last.level, model)}: ${last.why}`;
  return `no capacity found: the generator was at its end before the target${at}`;
}
