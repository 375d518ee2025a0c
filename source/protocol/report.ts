import type {SparseHistogram} from '../metrics/histogram.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';

/** Reports come up, in the past tense. */
export type Report =
  IntervalReport | WorkerLostReport | WorkerReplacedReport | ErrorSampleReport | FlowErrorReport | StoppedReport;

/** One reading of the whole fleet: what was measured since the reading before. Nothing is in two of them or in none. */
export interface IntervalReport {
  readonly kind: 'interval';
  readonly sequence: number;
  /** Run clock, ms. Back to back: `startMs` is the previous `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: IntervalMetrics;
  readonly gauges: FleetGauges;
  readonly generator: GeneratorHealth;
  /** Revision of the newest command every live worker has acted on. */
  readonly appliedRevision: number;
}

export interface FleetGauges {
  /** VUs running an iteration or thinking, those on their way out included. */
  readonly activeVus: number;
  readonly inFlight: number;
  /** Age of the oldest request in flight, or of the arrival that has waited longest for a free VU; null when there is none. */
  readonly oldestInFlightMs: number | null;
  /**
   * Ages of the requests in flight, µs; in the open model since their intended start, and with those of the arrivals that
   * wait for a free VU. Right-censored response times.
   */
  readonly inFlightAges: SparseHistogram;
  /** Arrivals waiting for a free VU. */
  readonly queued: number;
  readonly openSockets: number;
  readonly workersAlive: number;
  readonly workersWanted: number;
  /** Of `activeVus`, by scenario. */
  readonly scenarioVus: readonly number[];
  /** VUs that have no iteration left to begin. */
  readonly finishedVus: number;
  /** By number, the lost ones too; absent: a fleet that tells none. */
  readonly workers?: readonly WorkerGauges[];
}

/** One worker of the fleet, over the interval. */
export interface WorkerGauges {
  readonly worker: number;
  readonly alive: boolean;
  /** Given: it is not up yet. */
  readonly starting?: true;
  /** Busy share of its event loop, 0 to 1; NaN: not known. */
  readonly utilisation: number;
  /** p99 of its event-loop delay, ms; NaN: not known. */
  readonly loopDelayMs: number;
  readonly activeVus: number;
  readonly inFlight: number;
  /** That ended in the interval, however they did. */
  readonly requests: number;
}

/** The generator's judgement on itself over the interval, worst worker first. */
export interface GeneratorHealth {
  readonly verdict: 'ok' | 'warn' | 'saturated';
  /** Busy share of the busiest worker's event loop, 0 to 1. */
  readonly utilisation: number;
  /** p99 of the worst worker's event-loop delay since the last reading, ms. */
  readonly loopDelayMs: number;
  /** Upper bound on how long answers sat in our own process before they were timed, p99 of the interval, ms; NaN without answers. */
  readonly clientWaitMs: number;
  /** How late the generator took up arrivals that were due, p99 of the interval, ms; NaN in the closed model. */
  readonly startLagMs: number;
  /** How late an idle probe thread of this process was woken, p99 of the interval, ms: what others on this machine do to us. */
  readonly probeLateMs: number;
  /** Share of the machine's CPU time taken by its hypervisor; NaN where it cannot be told. */
  readonly steal: number;
  /** Why it is not ok, for the message line; null when it is. */
  readonly reason: string | null;
  /** What the reason is about; absent when it is ok. */
  readonly cause?: HealthCause;
}

/** What stands between the generator and trustworthy figures. */
export type HealthCause =
  | 'busy'
  | 'max-throughput'
  | 'client-wait'
  | 'start-lag'
  | 'missed'
  | 'loop-delay'
  | 'starved'
  | 'machine'
  | 'steal'
  | 'queue'
  | 'host-cpu';

/** A worker died; its VUs are being re-shared. What it had measured is kept (shared memory), its in-flight is lost. */
export interface WorkerLostReport {
  readonly kind: 'worker-lost';
  readonly atMs: number;
  readonly worker: number;
  readonly reason: string;
  readonly inFlightLost: number;
}

export interface WorkerReplacedReport {
  readonly kind: 'worker-replaced';
  readonly atMs: number;
  readonly worker: number;
}

/** One failed exchange, for people: 20 per request name, then one a second, and 1 KB of body each. Not redacted yet. */
export interface ErrorSampleReport {
  readonly kind: 'error-sample';
  readonly atMs: number;
  readonly sample: ErrorSample;
}

export interface ErrorSample {
  readonly name: number;
  readonly code: number;
  readonly word: string;
  readonly status: number | null;
  readonly responseHeaders: readonly (readonly [string, string])[];
  /** At most 1,024 bytes as text; null when there was no body. */
  readonly body: string | null;
  /** The transport's own message, for errors without a response. */
  readonly message: string | null;
}

/** Why an iteration could not go on, for people: each text once per worker, 20 at most. All are counted in `IntervalMetrics`. */
export interface FlowErrorReport {
  readonly kind: 'flow-error';
  readonly atMs: number;
  readonly error: FlowErrorSample;
}

export interface FlowErrorSample {
  /** Index into `RunPlan.scenarios`. */
  readonly scenario: number;
  /** `login: nothing found at $.token`; `all 500 unique rows of users.csv are used`. Not redacted yet. */
  readonly text: string;
  /** The run cannot go on: unique data has ended. */
  readonly fatal: boolean;
}

/** Every VU has left and the last interval has been reported before this. */
export interface StoppedReport {
  readonly kind: 'stopped';
  readonly atMs: number;
}
