import type {Verdict} from '../domain/comparison.ts';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import type {RunValidity} from '../domain/run-validity.ts';
import type {RunEnding} from '../domain/run-summary.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';
import type {CapacityStudy} from '../domain/study.ts';

/** What the end of a run is judged by. */
export interface RunOutcome {
  readonly interactive: boolean;
  readonly endedBy: RunEnding;
  /** Requests that were answered as expected. */
  readonly succeeded: number;
  readonly verdicts: readonly SnapshotThreshold[];
  /** Of the comparison with the baseline that a flag asked for; `refused`: the two cannot be compared; null: none was made. */
  readonly comparison: Verdict | 'refused' | null;
  readonly validity: RunValidity;
  /** An INVALID run is judged as though it were not. */
  readonly allowInvalid: boolean;
  /** Of the search the run was begun for; null: it was for none. */
  readonly capacity: CapacityStudy['verdict'] | null;
  /** What was asked for before the run could be written, or be compared. */
  readonly written: boolean;
}

/**
 * The run's exit code. What a person drove is 0 unless the program failed; else, the first that holds:
 *
 *   109  no worker was left
 *   111  a capacity search came to the generator's end before the target's, whoever drove
 *   107  data ran out, or no flow could go on
 *   108  cut short by a threshold, an alert or the circuit breaker
 *   105  stopped by a signal
 *   108  nothing succeeded, or a capacity search was cut short
 *   111  its figures are INVALID: what rests on them proves nothing, whether it holds or not
 *    99  a threshold failed; the lowest load of a capacity search did not hold its limits
 *   112  a threshold failed that is relative to the baseline, or the comparison with it says REGRESSION
 *     0
 *
 * A threshold that is only a warning never fails a run, nor does one without a value. A file or a comparison that was
 * asked for and is not there makes of a 0 an invalid configuration (104), a comparison that was refused only where nobody
 * drove: it must not pass for one that found nothing.
 */
export function runExitCode(outcome: RunOutcome): ExitCode {
  const code = codeOfRun(outcome);
  const lacks = !outcome.written || (outcome.comparison === 'refused' && !outcome.interactive);
  return code === exitCodes.ok && lacks ? exitCodes.invalidConfig : code;
}

function codeOfRun(outcome: RunOutcome): ExitCode {
  const {interactive, endedBy, succeeded, verdicts, validity, allowInvalid} = outcome;
  if (endedBy === 'no worker left') return exitCodes.internal;
  // What nobody can drive away: the generator's end is no capacity.
  if (outcome.capacity === 'GENERATOR-LIMITED' && !allowInvalid) return exitCodes.invalidRun;
  if (interactive) return exitCodes.ok;
  if (endedBy === 'data ran out' || endedBy === 'no flow could go on') return exitCodes.flowError;
  if (cutEndings.has(endedBy)) return exitCodes.aborted;
  if (endedBy === 'stopped by signal') return exitCodes.stoppedBySignal;
  if (succeeded === 0) return exitCodes.aborted;
  if (outcome.capacity === 'BELOW') return exitCodes.thresholdsFailed;
  if (outcome.capacity === 'INCOMPLETE') return exitCodes.aborted;
  if (validity === 'INVALID' && !allowInvalid) return exitCodes.invalidRun;
  const failed = verdicts.filter(({ok, severity}) => ok === false && severity === 'critical');
  if (failed.some(({relativeTo}) => relativeTo === undefined)) return exitCodes.thresholdsFailed;
  return failed.length > 0 || outcome.comparison === 'REGRESSION' ? exitCodes.regression : exitCodes.ok;
}

const cutEndings: ReadonlySet<RunEnding> = new Set<RunEnding>([
  'stopped by a threshold',
  'stopped by an alert',
  'circuit breaker',
]);
