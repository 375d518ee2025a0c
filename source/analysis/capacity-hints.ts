import {formatShare} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {CapacityOptions} from './capacity-options.ts';
import {targetTrials, type TrialRecord} from './trial-record.ts';

const busyCpu = 0.9;
const idleCpu = 0.5;
const someErrors = 0.01;

/** What the trials say of where the limit lies. */
export function capacityHints(
  records: readonly TrialRecord[],
  {low, high}: {readonly low: number | null; readonly high: number | null},
  {model}: Pick<CapacityOptions, 'model'>,
): readonly string[] {
  const sorted = targetTrials(records).toSorted((a, b) => a.trial.level - b.trial.level);
  const hints: string[] = [];
  const first = sorted.find(({over}) => over.length > 0);
  if (first !== undefined) {
    const {name, text} = first.over[0]!;
    hints.push(`${name} fails first: ${text} at ${printLoad(first.trial.level, model)}`);
  }
  const failed = sorted.find(({trial}) => trial.level === high)?.trial;
  if (failed !== undefined) {
    const at = printLoad(failed.level, model);
    const {errorShare, targetCpu} = failed;
    if (errorShare !== null && errorShare >= someErrors) hints.push(`${formatShare(errorShare)} errors at ${at}`);
    if (targetCpu !== null && targetCpu >= busyCpu) hints.push(`the target's CPU is at ${percent(targetCpu)} at ${at}`);
    if (targetCpu !== null && targetCpu < idleCpu) {
      hints.push(`the target's CPU is only at ${percent(targetCpu)} at ${at}: something else is its limit`);
    }
  }
  for (const {trial} of sorted) {
    if (trial.verdict !== 'UNDECIDED' || (trial.level !== low && trial.level !== high)) continue;
    // Told when it was tried again.
    if (sorted.findLast((one) => one.trial.level === trial.level)?.trial !== trial) continue;
    const seconds = Math.round((trial.endMs - trial.startMs) / 1000);
    hints.push(`${printLoad(trial.level, model)} could not be told for certain in ${seconds}s: ${trial.why}`);
  }
  // One that was tried again, and told then, says nothing more.
  const limited = records.at(-1)?.trial;
  if (limited?.verdict === 'GENERATOR-LIMITED')
    hints.push(`the generator was at its end at ${printLoad(limited.level, model)}: ${limited.why}`);
  return hints;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
