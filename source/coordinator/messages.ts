import type {ExitCode, PerftuiErrorCode} from '../domain/errors.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {StudySetup} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import type {Intent, IntentOrigin} from '../session/intent.ts';
import type {ViewUpdate} from '../session/view.ts';

/** Everything the coordinator thread needs to run a session. Crosses a thread boundary: plain data only. */
export interface CoordinatorSettings {
  readonly prepared: PreparedRun;
  /** False: the run ends with its plan, and goes on to no prompt. */
  readonly interactive: boolean;
  readonly workers: number;
  readonly snapshotsFolder: string;
  readonly profilesFolder: string;
  /** Name or FILE.json for a snapshot of the whole run at its end. */
  readonly snapshotAtEnd: string | null;
  /** Baseline used when the folder has no choice of its own (a path), null: none. */
  readonly defaultBaseline: string | null;
  /** The baseline a flag asked for, with the file it came from; null: none did. */
  readonly baseline: ChosenBaseline | null;
  /** See `SessionOptions`. */
  readonly study: StudySetup | null;
  readonly earlier?: readonly Cell[];
  /** What else follows the run live. */
  readonly exports: ExportSettings;
  /** Lets `perftui attach` in; false on a screen of its own. */
  readonly listens: boolean;
  /** An INVALID run does not fail for it. */
  readonly allowInvalid: boolean;
  readonly version: string;
}

export interface ExportSettings {
  readonly prometheus: {readonly host: string; readonly port: number} | null;
  readonly outs: readonly {readonly format: 'jsonl' | 'csv'; readonly file: string}[];
}

export type ToCoordinator =
  | {readonly kind: 'intent'; readonly intent: Intent; readonly origin: IntentOrigin}
  /** The last update has been taken: the next may come. A stalled screen so never piles updates up. */
  | {readonly kind: 'taken'};

export type FromCoordinator =
  | ViewUpdate
  | {readonly kind: 'finished'; readonly summary: RunSummary}
  | {
      readonly kind: 'failed';
      readonly code: PerftuiErrorCode;
      readonly message: string;
      readonly hint: string | null;
      readonly exitCode: ExitCode;
    };
