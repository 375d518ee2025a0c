import type {ExitCode} from './errors.ts';
import type {LoadModel} from './load-model.ts';
import type {RunValidity, ValidityReason} from './run-validity.ts';
import type {Snapshot, SnapshotArrivals, SnapshotPlateau} from './snapshot.ts';
import type {RunComparison} from './comparison.ts';
import type {Study} from './study.ts';
import type {TransportChoice} from './transport-choice.ts';

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
  /** A capacity search nobody drove came to its end. */
  | 'search ended'
  | 'stopped by operator'
  | 'stopped by signal'
  | 'stopped by a threshold'
  | 'stopped by an alert'
  /** The target failed every request for so long that going on made no sense. */
  | 'circuit breaker'
  /** No unique row was left for the next iteration. */
  | 'data ran out'
  | 'nothing succeeded'
  /** Every iteration ended with a flow error. */
  | 'no flow could go on'
  | 'no worker left';

/** What is known when a run is over: what the text and JSON summaries are made of. */
export interface RunSummary {
  readonly endedBy: RunEnding;
  /** In words, when something but a person or the plan ended it: `every request failed for 10s: refused`; null: nothing more to say. */
  readonly endedWhy: string | null;
  readonly exitCode: ExitCode;
  readonly durationMs: number;
  readonly peakVus: number;
  readonly peakRequestsPerSecond: number | null;
  /** Levels between which throughput stopped growing with load, in the model it was seen in last; null or absent: not seen. */
  readonly knee?: {readonly model: LoadModel; readonly fromLevel: number; readonly toLevel: number} | null;
  /** What was asked of it beyond its thresholds; absent: nothing. */
  readonly study?: Study;
  readonly inputs: number;
  readonly manualMs: number;
  readonly autoMs: number;
  /** The whole run as a snapshot. */
  readonly run: Snapshot;
  /** Load models the run was in, in the order it first came to each: two after a live switch. */
  readonly models: readonly LoadModel[];
  /** Over all of the run that was in the open model; null when none of it was. */
  readonly arrivals: SnapshotArrivals | null;
  readonly transport: TransportChoice;
  /** Certificates were not verified. */
  readonly insecure: boolean;
  readonly validity: {readonly verdict: RunValidity; readonly reasons: readonly ValidityReason[]};
  /**
   * By metric name: `http_req_duration` (response time in the open model), `http_req_service_time` and `send_lag` (open
   * model only), `iteration_duration`, phases that could be told.
   */
  readonly trends: Readonly<Record<string, TrendValues>>;
  readonly iterations: number;
  readonly iterationsInterrupted: number;
  /** Null: nothing doubtful. */
  readonly degraded: string | null;
  /** Holds at one load, in order of time: the run's steady segments. */
  readonly plateaus: readonly SnapshotPlateau[];
  /** Where it was recorded; null: it was not. */
  readonly recording: string | null;
  /** Against the baseline at the run's end; null: there is none, or it does not fit. */
  readonly comparison: RunComparison | null;
  /** What `comparison` is against; absent: its name is not known. */
  readonly baselineName?: string;
  /** Files written during the run, relative to the working folder. */
  readonly saved: readonly string[];
  /** What could not be written, or be done after the load: one clear line each. */
  readonly notWritten: readonly string[];
}
