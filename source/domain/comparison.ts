import type {LoadModel} from './load-model.ts';

/**
 * What of two runs is set against each other: holds at the nearest load (of runs that held none, second by second what
 * took the same course of load), the windows, or the same seconds since the start. Seconds in which the last requests of
 * a run only came to their end are in none of them.
 */
export type ComparisonAlign = 'load' | 'window' | 'time';

/**
 * `lo`, `hi`: the interval of the change as ratios minus 1.
 *
 *   REGRESSION    lo above +3%                 IMPROVED      hi below −3%
 *   SUSPECT       lo above 0, change ≥ +5%     OK            the whole interval below +10%
 *   INCONCLUSIVE  none of these: `detectable` says what would have been seen
 *   UNTESTED      too few samples, or a figure that no test is made for
 */
export type Verdict = 'REGRESSION' | 'SUSPECT' | 'OK' | 'IMPROVED' | 'INCONCLUSIVE' | 'UNTESTED';

/** A figure on both sides. */
export interface MetricComparison {
  /** `p50`, `p90`, `p95`, `p99`, `max`, `req/s`, `error share`, `received/s`. */
  readonly metric: string;
  /** Latencies in µs, shares 0 to 1, per second; null: not measured. */
  readonly before: number | null;
  readonly now: number | null;
  /** Ratio minus 1; null: cannot be told. */
  readonly change: number | null;
  /** Of the change, at the comparison's confidence; null: no test. */
  readonly interval: readonly [lo: number, hi: number] | null;
  /** Least change this comparison would have found in four of five cases; null: no test. */
  readonly detectable: number | null;
  readonly verdict: Verdict;
  /** Why it was not tested; null: it was. */
  readonly why: string | null;
}

export interface RequestComparison {
  /** Null: all of them together. */
  readonly name: string | null;
  readonly metrics: readonly MetricComparison[];
  /** Of its latencies, worst first. */
  readonly verdict: Verdict;
  /** Its share of all requests, 0 to 1. */
  readonly shareBefore: number;
  readonly shareNow: number;
}

/** Which seconds of a run were compared. */
export interface ComparedSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly model: LoadModel;
  /** Mean level. */
  readonly level: number;
  readonly seconds: number;
  readonly samples: number;
  readonly steady: boolean | null;
}

export interface RunComparison {
  readonly align: ComparisonAlign;
  /** 0.95; 0.99 while live. */
  readonly confidence: number;
  /** Why no verdict is given (other load, other model, no common load …); null: one is. */
  readonly refusal: string | null;
  /** What differs and may explain a change: other target, host, profile revision, think time, not steady, run invalid. */
  readonly differences: readonly string[];
  readonly now: ComparedSpan | null;
  readonly before: ComparedSpan | null;
  /** First the total. Empty when refused. */
  readonly requests: readonly RequestComparison[];
  /** Of the whole: the worst of the tested ones after correction for their number. */
  readonly verdict: Verdict;
  /** `4 of 4 latency metrics above +3% with 95% confidence`. */
  readonly text: string;
}

/** Figures of a run at one load, from all its seconds near it. */
export interface LoadCurvePoint {
  readonly model: LoadModel;
  readonly level: number;
  readonly seconds: number;
  readonly samples: number;
  /** µs; NaN without samples. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number;
}
