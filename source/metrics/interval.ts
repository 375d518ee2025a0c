import type {SparseHistogram} from './histogram.ts';

/** Parts of a request's life. A transport reports those its events tell truly; the others are absent, not zero. */
export const phases = ['blocked', 'connecting', 'tls', 'sending', 'waiting', 'receiving'] as const;
export type Phase = (typeof phases)[number];

/** What happened to requests of one name during one interval. Additive: intervals are merged by adding. */
export interface NameMetrics {
  /** Index into `RunPlan.requestNames`. */
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
  /** Service time, µs (actual send → done): answered requests and timeouts (at the time they were given up). */
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

/** Everything measured between two readings of one source. Additive except the gauges. */
export interface IntervalMetrics {
  /** Only names in which something happened. */
  readonly names: readonly NameMetrics[];
  readonly iterations: number;
  /** Iterations cut off by the operator. */
  readonly iterationsInterrupted: number;
  readonly iterationDuration: DurationMetrics;
  /** Over all names. */
  readonly phaseDurations: Partial<Record<Phase, DurationMetrics>>;
  readonly connectionsOpened: number;
}
