import type {SparseHistogram} from './histogram.ts';

/** Parts of a request's life. A transport reports those its events tell truly; the others are absent, not zero. */
export const phases = ['blocked', 'connecting', 'tls', 'sending', 'waiting', 'receiving'] as const;
export type Phase = (typeof phases)[number];

/** What happened to requests of one name during one interval. Additive: intervals are merged by adding. */
export interface NameMetrics {
  /** Index into `RunPlan.series`. */
  readonly name: number;
  /** Handed to the transport. */
  readonly started: number;
  /** Got a whole response, whatever its status. */
  readonly answered: number;
  /** Ended by an unexpected status or an error: `answered` with such a status + every transport error. */
  readonly failed: number;
  /** Cut off by the operator while in flight: neither answered nor failed. */
  readonly aborted: number;
  /** [status, count] of responses, ascending. */
  readonly statuses: readonly (readonly [status: number, count: number])[];
  /** [index into errorKinds, count] of transport errors, ascending. */
  readonly errors: readonly (readonly [kind: number, count: number])[];
  /** [status, count] of responses that were not expected: the part of `statuses` that counts as failed. */
  readonly unexpected: readonly (readonly [status: number, count: number])[];
  readonly bytesIn: number;
  readonly bytesOut: number;
  /**
   * What is reported, µs: response time (intended start → done) for the first request of an iteration of the open
   * model, service time (actual send → done) for all others. Answered requests and timeouts (when they were given up).
   */
  readonly latency: SparseHistogram;
  readonly latencySumUs: number;
  /** Exact; NaN without samples. */
  readonly latencyMinUs: number;
  readonly latencyMaxUs: number;
  /** Count and sum (µs) per phase the transport could tell. */
  readonly phases: Partial<Record<Phase, {readonly count: number; readonly sumUs: number}>>;
}

export interface DurationMetrics {
  readonly histogram: SparseHistogram;
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
}

/** Outcomes of one check. */
export interface CheckMetrics {
  /** Index into `RunPlan.checks`. */
  readonly check: number;
  readonly passed: number;
  readonly failed: number;
  /** Of `failed`: the body went beyond the cap, what was looked for may lie there. */
  readonly cut: number;
}

/** Everything measured between two readings of one source. Additive except the gauges. */
export interface IntervalMetrics {
  /** Only names in which something happened. */
  readonly names: readonly NameMetrics[];
  /** Only those in which something happened, ascending. */
  readonly checks: readonly CheckMetrics[];
  /** Iterations that could not go on, which count as iterations; and those that found no data row to begin with, which do not. */
  readonly flowErrors: number;
  readonly iterations: number;
  /** Iterations cut off by the operator, or by the end of the run. */
  readonly iterationsInterrupted: number;
  /** Of iterations that were not waited for to their last pause, at the end of a run, none is known. */
  readonly iterationDuration: DurationMetrics;
  /** Over all names. */
  readonly phaseDurations: Partial<Record<Phase, DurationMetrics>>;
  readonly connectionsOpened: number;
  /** Open model: iterations whose intended start lay in the interval, those of them that were started, … */
  readonly arrivals: number;
  readonly arrivalsStarted: number;
  /** … given up after waiting for a free VU as long as a request may take, … */
  readonly arrivalsDropped: number;
  /** … or never tried: the generator itself came too late. */
  readonly arrivalsMissed: number;
  /** Open model, first requests of iterations: done − actual send. (`latency` then holds done − intended start.) */
  readonly serviceTime: DurationMetrics;
  /** Open model: actual send − intended start. */
  readonly sendLag: DurationMetrics;
  /** Open model: when the generator took the arrival up − intended start. A part of the send lag that is all its own. */
  readonly startLag: DurationMetrics;
  /** Upper bound on how long each answer sat in our own process before it was timed. */
  readonly clientWait: DurationMetrics;
}
