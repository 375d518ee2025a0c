import type {SnapshotCell, SnapshotHostPoint} from '../domain/snapshot.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {EventKind} from './view.ts';

/** One line of a drive's recording; times on the run clock, ms. */
export type JournalLine =
  | {readonly kind: 'intent'; readonly atMs: number; readonly origin: IntentOrigin; readonly intent: Intent}
  | {readonly kind: 'event'; readonly atMs: number; readonly event: EventKind; readonly text: string}
  | {readonly kind: 'second'; readonly cell: SnapshotCell; readonly host: SnapshotHostPoint};

/** Records a drive as it happens. */
export interface SessionJournal {
  /** Where; null: nothing is recorded (any more). */
  readonly file: string | null;
  /** Never blocks and never throws. */
  record(line: JournalLine): void;
}
