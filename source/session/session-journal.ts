import type {DriveLine} from '../domain/drive.ts';

/** Takes a drive as it happens: its recording, and whatever else follows it live. */
export interface SessionJournal {
  /** Where it is recorded; null: it is not (any more). */
  readonly file: string | null;
  /** Never blocks and never throws. */
  record(line: DriveLine): void;
}
