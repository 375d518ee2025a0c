import {exitCodes, type ExitCode} from '../domain/errors.ts';
import type {RunValidity} from '../domain/run-validity.ts';
import type {RunEnding} from '../domain/run-summary.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';

/** What the end of a run is judged by. */
export interface RunOutcome {
  readonly interactive: boolean;
  readonly endedBy: RunEnding;
  /** Requests that were answered as expected. */
  readonly succeeded: number;
  readonly verdicts: readonly SnapshotThreshold[];
  readonly validity: RunValidity;
  /** An INVALID run is judged as though it were not. */
  readonly allowInvalid: boolean;
  /** What was asked for before the run could be written. */
  readonly written: boolean;
}

/**
 * The run's exit code: what a person drove is 0; else what cut it short comes before what it found out. A threshold that
 * is only a warning never fails a run, nor does one without a value. A file that was asked for and is not there makes of
 * a 0 an invalid configuration. Thresholds that rest on invalid figures prove nothing, whether they hold or not.
 */
export function runExitCode(outcome: RunOutcome): ExitCode {
  const code = codeOfRun(outcome);
  return code === exitCodes.ok && !outcome.written ? exitCodes.invalidConfig : code;
}

function codeOfRun({interactive, endedBy, succeeded, verdicts, validity, allowInvalid}: RunOutcome): ExitCode {
  if (endedBy === 'no worker left') return exitCodes.internal;
  if (interactive) return exitCodes.ok;
  if (endedBy === 'data ran out' || endedBy === 'no flow could go on') return exitCodes.flowError;
  if (cutEndings.has(endedBy)) return exitCodes.aborted;
  if (endedBy === 'stopped by signal') return exitCodes.stoppedBySignal;
  if (succeeded === 0) return exitCodes.aborted;
  if (validity === 'INVALID' && !allowInvalid) return exitCodes.invalidRun;
  const failed = verdicts.some((verdict) => verdict.ok === false && verdict.severity === 'critical');
  return failed ? exitCodes.thresholdsFailed : exitCodes.ok;
}

const cutEndings: ReadonlySet<RunEnding> = new Set<RunEnding>([
  'stopped by a threshold',
  'stopped by an alert',
  'circuit breaker',
]);
