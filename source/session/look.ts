import type {OutcomeCount} from '../domain/error-kind.ts';
import type {ColumnSeconds, Quantile, RowChange} from './view.ts';

/**
 * What a screen looks at more closely: one request (or all), with its distribution by column. Computed on the coordinator
 * only while a screen asks for it, once a second, and sent only when it is new.
 */
export interface LookRequest {
  /** Request name; null: all together. */
  readonly name: string | null;
  /** Width of the columns. */
  readonly seconds: ColumnSeconds;
}

/**
 * Upper edges of the latency bins, µs, ascending: seven a decade (1, 1.4, 2, 2.5, 3.5, 5, 7) from 10 µs to 70 s. A bin
 * holds `edge before < latency ≤ edge`; one more bin at the end holds what is above the last edge.
 */
export const lookBinEdgesUs: readonly number[] = [10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((decade) =>
  [1, 1.4, 2, 2.5, 3.5, 5, 7].map((step) => Math.round(step * decade)),
);

/** Bins of a column: one for each edge and one above the last. */
export const lookBins = lookBinEdgesUs.length + 1;

/** Columns a look has at most: the newest. */
export const lookColumnsKept = 320;

/** One column. NaN: no data (a gap), never drawn as 0. Latencies in µs. */
export interface LookColumn {
  /** Start of the bucket, run clock, s; a multiple of its width. */
  readonly atS: number;
  /** False: the bucket is still filling. */
  readonly complete: boolean;
  readonly doubtful: boolean;
  readonly samples: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Samples per bin, `lookBins` of them. */
  readonly bins: Uint32Array;
}

export const ladderSteps = ['min', 'p10', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;
export type LadderStep = (typeof ladderSteps)[number];

/** Of the steps that are quantiles. */
export const ladderPercentiles: Readonly<Record<Exclude<LadderStep, 'min' | 'max'>, number>> = {
  p10: 10,
  p50: 50,
  p75: 75,
  p90: 90,
  p95: 95,
  p99: 99,
  'p99.9': 99.9,
};

/** One step of the percentile ladder, of the headline window. */
export interface LadderRow {
  readonly step: LadderStep;
  readonly now: Quantile | null;
  /** In the baseline at this load, µs; null while hidden, none, or not to be told. */
  readonly baselineUs: number | null;
  /** Ratio minus 1. */
  readonly change: number | null;
  /**
   * Where the quantile may lie, µs, by how its values of two seconds each scatter; null: too few seconds or samples to
   * tell. Never given for min and max. Nominally 95%; simulated, of ten seconds: holds the truth in 91 to 98% where seconds
   * are independent, in 85 to 90% where one resembles the next by half, 79 to 88% by 0.7, and 50 to 75% by 0.9: what
   * wanders more slowly than the window is long cannot be seen in it.
   */
  readonly interval: {readonly lowUs: number; readonly highUs: number} | null;
}

/** Mean of one phase over the headline window. */
export interface PhaseRow {
  readonly phase: 'blocked' | 'connecting' | 'tls' | 'sending' | 'waiting' | 'receiving';
  /** Over the requests that had this phase, µs; null: none had, or the transport cannot tell. */
  readonly meanUs: number | null;
  /** Over all requests of the window, µs: what it adds to the mean latency. */
  readonly perRequestUs: number;
  /** Of the sum of all phases, 0 to 1. */
  readonly share: number;
}

/** One kind of failure, by what it said; newest first. Bodies are redacted. */
export interface ErrorRow {
  readonly atMs: number;
  /** `503`, `timeout`. */
  readonly word: string;
  readonly code: number;
  readonly status: number | null;
  readonly requestName: string;
  /** First line of the body or the transport's message. */
  readonly text: string;
  /** Whole, as kept (1 KB at most); null: none. */
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Of this outcome in the headline window. */
  readonly inWindow: number;
}

export interface LookView {
  readonly request: LookRequest;
  /** Ascending, at most `lookColumnsKept`; the last may be filling. */
  readonly columns: readonly LookColumn[];
  readonly ladder: readonly LadderRow[];
  /** In the order of a request's life; empty: the transport tells none. */
  readonly phases: readonly PhaseRow[];
  /** Of the headline window, most frequent first; expected ones with code 0. */
  readonly outcomes: readonly OutcomeCount[];
  /** At most 20. */
  readonly errors: readonly ErrorRow[];
  /** Of the headline window. */
  readonly samples: number;
  readonly change: RowChange | null;
  /** Alerts of thresholds that name this request (or of all of them), in this run; and when and at what load the first was. */
  readonly alerts: {readonly count: number; readonly first: {readonly atMs: number; readonly level: number} | null};
  /** Bins of the headline window; and of the baseline at this load, scaled to as many samples; null: none comparable. */
  readonly windowBins: Uint32Array;
  readonly baselineBins: Float64Array | null;
  /** Bound of the p95 threshold that covers it, µs (else of the first latency percentile); null: none. */
  readonly sloBoundUs: number | null;
}
