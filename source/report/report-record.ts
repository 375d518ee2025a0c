import type {RunComparison} from '../domain/comparison.ts';
import type {Drive} from '../domain/drive.ts';
import type {Snapshot} from '../domain/snapshot.ts';

/** What a report is made of. */
export interface ReportRecord {
  /** Of a window or a whole run. */
  readonly snapshot: Snapshot;
  /** The recording it stands in; null: none is at hand. */
  readonly drive: Drive | null;
  /** What it was compared with. */
  readonly before?: Snapshot | null;
  readonly comparison?: RunComparison | null;
}
