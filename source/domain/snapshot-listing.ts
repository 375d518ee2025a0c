import type {LoadModel} from './load-model.ts';

/** One line of a list of snapshots: of `perftui snapshots`, view 6, and the baseline chooser. */
export interface SnapshotListing {
  readonly file: string;
  readonly name: string;
  readonly takenAt: string;
  readonly vus: number;
  readonly requestsPerSecond: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly errorShare: number | null;
  readonly targetLabel: string;
  readonly model: LoadModel;
  /** Offered, iterations a second; null in the closed model. */
  readonly rate: number | null;
  readonly p50Us: number | null;
  /** Of its window. */
  readonly seconds: number;
  readonly steady: boolean;
  readonly note: string | null;
  /** `a91f3c2+`, the plus where there were changes that were not committed; null: not known. */
  readonly git: string | null;
  readonly profileName: string;
  readonly profileRevision: string | null;
  readonly hostname: string;
}
