import type {LoadMode, LoadModel} from './load-model.ts';
import type {RunEnding} from './run-summary.ts';
import type {Snapshot, SnapshotCell, SnapshotHostPoint, SnapshotPlateau} from './snapshot.ts';
import type {Study, StudySetup} from './study.ts';
import type {TransportChoice} from './transport-choice.ts';

export const driveVersion = 2;

/*
 * A drive's recording, `./snapshots/drives/*.jsonl`: one JSON object a line, appended as it happens.
 *
 *   header │ intent · event · second · plateau · study (any order, by time) … │ end
 *
 * A drive without `end` is under way, or its process was killed. Times `atMs` are on the run clock. Cells further back
 * than ten minutes may be merged into 10-s cells, those over an hour back into 60-s cells (`cell.seconds` tells).
 */
export interface DriveHeader {
  readonly kind: 'perftui-drive';
  readonly version: typeof driveVersion;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Of the recording process, on `host.hostname`; null: a drive of version 1, which did not tell. */
  readonly pid: number | null;
  readonly interactive: boolean;
  readonly executor: string;
  readonly transport: TransportChoice | null;
  readonly target: Snapshot['target'];
  readonly profile: Snapshot['profile'];
  /** In the order of `SnapshotCellName.name`. */
  readonly requests: readonly {readonly name: string; readonly method: string; readonly path: string}[];
  readonly git: Snapshot['git'];
  readonly host: Snapshot['host'];
  /** The question it was to answer from its start; absent: none. */
  readonly study?: StudySetup;
}

/** The load as it was commanded at a second's end. */
export interface DriveLoad {
  readonly model: LoadModel;
  /** `RAMP`, `HOLD` … as the screen said. */
  readonly phase: string;
  readonly mode: LoadMode;
  /** Commanded at this moment, and where it was going: VUs, or iterations a second. */
  readonly level: number;
  readonly targetLevel: number;
  /** Index of the plan's stage; null: there is no plan, or it has ended. */
  readonly stage: number | null;
  /** Nothing is sent though the level says so. */
  readonly paused: boolean;
  readonly lastGoodLevel: number | null;
}

export type DriveLine =
  | {
      readonly kind: 'intent';
      readonly atMs: number;
      readonly origin: 'operator' | 'plan' | 'signal' | 'flag' | 'search';
      readonly intent: DriveIntent;
    }
  | {
      readonly kind: 'event';
      readonly atMs: number;
      readonly event: string;
      readonly text: string;
      /** What stands on the time axis. */
      readonly mark?: string;
    }
  | DriveSecond
  | {readonly kind: 'plateau'; readonly plateau: SnapshotPlateau}
  /** What is known by now; it takes the place of the one before. */
  | {readonly kind: 'study'; readonly atMs: number; readonly study: Study};

/** As `session/intent.ts` has it; foreign when read from a file. */
export type DriveIntent = {readonly kind: string} & Readonly<Record<string, unknown>>;

export interface DriveSecond {
  readonly kind: 'second';
  readonly cell: SnapshotCell;
  readonly host: SnapshotHostPoint;
  /** Absent from drives of version 1. */
  readonly load?: DriveLoad;
}

export interface DriveEnd {
  readonly kind: 'end';
  readonly endedBy: RunEnding | 'killed';
  readonly exitCode: number | null;
  readonly durationMs: number;
  /**
   * The whole run's snapshot without what the drive holds already, rebuilt from its seconds where `endedBy` is `killed`;
   * null: a drive of version 1, which did not write it.
   */
  readonly run: Omit<Snapshot, 'cells' | 'hostSeries' | 'events'> | null;
}

/** A drive as read from its file, whatever its version was. */
export interface Drive {
  readonly header: DriveHeader;
  /** Ascending, never overlapping. */
  readonly seconds: readonly DriveSecond[];
  readonly intents: readonly Extract<DriveLine, {kind: 'intent'}>[];
  readonly events: readonly Extract<DriveLine, {kind: 'event'}>[];
  readonly plateaus: readonly SnapshotPlateau[];
  /** By time, what was known then. */
  readonly studies: readonly Extract<DriveLine, {kind: 'study'}>[];
  /** Null: it was not closed. */
  readonly end: DriveEnd | null;
  /** Bytes at the file's end that are no whole line: cut off in the middle of a write. */
  readonly brokenTailBytes: number;
}
