/**
 * How far a run's own figures can be trusted. DEGRADED: the generator was a bottleneck for part of it. INVALID: and
 * something that was asserted about latency rests on that part.
 */
export type RunValidity = 'VALID' | 'DEGRADED' | 'INVALID';

export interface ValidityReason {
  /** `load worker 93% busy`. */
  readonly text: string;
  /** What to do about it. */
  readonly hint: string;
}
