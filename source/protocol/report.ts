import type {IntervalMetrics} from '../metrics/interval.ts';

/** Reports come up, in the past tense. */
export type Report = IntervalReport | WorkerLostReport | WorkerReplacedReport | ErrorSampleReport | StoppedReport;

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
  /** Age of the oldest request in flight; null when none is. */
  readonly oldestInFlightMs: number | null;
  readonly openSockets: number;
  readonly workersAlive: number;
  readonly workersWanted: number;
}

/** The generator's judgement on itself over the interval, worst worker first. */
export interface GeneratorHealth {
  readonly verdict: 'ok' | 'warn' | 'saturated';
  /** Busy share of the busiest worker's event loop, 0 to 1. */
  readonly utilisation: number;
  /** p99 of the worst worker's event-loop delay since the last reading, ms. */
  readonly loopDelayMs: number;
  /** Why it is not ok, for the message line; null when it is. */
  readonly reason: string | null;
}

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

/** One failed exchange, for people: at most 20 per request name and 1 KB of body each. Not redacted yet. */
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

/** Every VU has left and the last interval has been reported before this. */
export interface StoppedReport {
  readonly kind: 'stopped';
  readonly atMs: number;
}
