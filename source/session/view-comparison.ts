import type {ComparisonAlign, LoadCurvePoint, RunComparison} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';

/** One side of a comparison: what was measured, where and at what load. */
export interface ComparedSide {
  /** `live`, or the snapshot's file. */
  readonly file: string;
  readonly name: string;
  /** ISO 8601; null: live. */
  readonly takenAt: string | null;
  readonly model: LoadModel;
  readonly level: number;
  readonly seconds: number;
  readonly curve: readonly LoadCurvePoint[];
}

export interface ComparisonView {
  /** Now, and before. */
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly align: ComparisonAlign;
  readonly result: RunComparison;
  /** A newer one is being computed. */
  readonly stale: boolean;
}

/** Ten seconds of the run. */
export interface LoadMark {
  readonly atMs: number;
  readonly level: number;
  /** µs; NaN without samples. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly requestsPerSecond: number;
  /** 0 to 1; 0 where nothing ended. */
  readonly errorShare?: number;
  /** Given: the generator was at its end in a good part of them. */
  readonly generatorLimited?: true;
}

export interface SnapshotPreview {
  readonly file: string;
  /** Up to 120 columns around its window, ascending; NaN: no data. µs. */
  readonly columns: readonly {
    readonly atMs: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly vus: number;
  }[];
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  /** Label and text: `load`, `258 VUs, ramping 200-260: not steady`. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly samples: number;
  readonly sloBoundUs: number | null;
}
