import type {ComparisonAlign, LoadCurvePoint, RunComparison} from '../domain/comparison.ts';
import type {Snapshot, SnapshotCell} from '../domain/snapshot.ts';

/** A snapshot by number: sent along the first time, known from then on. Of its cells, those that were not sent before it. */
export interface SentSnapshot {
  readonly id: number;
  readonly snapshot: Snapshot | null;
}

export type CompareTask =
  | {readonly kind: 'curve'; readonly of: SentSnapshot}
  | {
      readonly kind: 'compare';
      readonly now: SentSnapshot;
      readonly before: SentSnapshot;
      readonly align: ComparisonAlign;
      readonly confidence: number;
    };

/** Cells of a snapshot that comes in a task after them, in order. */
export interface SentCells {
  readonly kind: 'cells';
  readonly id: number;
  readonly cells: readonly SnapshotCell[];
}

export type CompareAnswer =
  | {readonly kind: 'curve'; readonly curve: readonly LoadCurvePoint[]}
  | {readonly kind: 'compare'; readonly result: RunComparison}
  | {readonly kind: 'failed'; readonly message: string};

/** Snapshots the other thread keeps; both sides count alike, so that each knows which one is forgotten. */
export const snapshotsKnown = 4;
