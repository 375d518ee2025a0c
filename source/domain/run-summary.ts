import type {ExitCode} from './errors.ts';
import type {Snapshot} from './snapshot.ts';

/** Values of a trend metric over the whole run, ms as in k6 (inside the code times are µs; this is the edge). */
export interface TrendValues {
  readonly count: number;
  readonly avg: number;
  readonly min: number;
  readonly med: number;
  readonly max: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
}

export type RunEnding =
  | 'plan ended'
  | 'stopped by operator'
  | 'stopped by signal'
  | 'stopped by a threshold'
  | 'nothing succeeded'
  | 'no worker left';

/** What is known when a run is over: what the text and JSON summaries are made of. */
export interface RunSummary {
  readonly endedBy: RunEnding;
  readonly exitCode: ExitCode;
  readonly durationMs: number;
  readonly peakVus: number;
  readonly peakRequestsPerSecond: number | null;
  readonly inputs: number;
  readonly manualMs: number;
  readonly autoMs: number;
  /** The whole run as a snapshot. */
  readonly run: Snapshot;
  /** By metric name (`http_req_duration`, `iteration_duration`, phases that could be told). */
  readonly trends: Readonly<Record<string, TrendValues>>;
  readonly iterations: number;
  readonly iterationsInterrupted: number;
  /** Null: nothing doubtful. */
  readonly degraded: string | null;
  /** Files written during the run, relative to the working folder. */
  readonly saved: readonly string[];
  /** What was asked for before the run (`--snapshot`) and could not be written: one clear line each. */
  readonly notWritten: readonly string[];
}
