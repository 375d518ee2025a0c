import type {ComparisonAlign} from '../domain/comparison.ts';
import type {ColumnRow, ColumnSeconds, SessionEvent, SessionView} from '../session/view.ts';

/** The mirrored session: the coordinator's latest view, with the rows and events it has sent so far. */
export interface SessionMirror {
  readonly view: SessionView;
  /** Ascending by `atS`, at most `columnsKept`; the last may be incomplete. */
  readonly columns: Readonly<Record<ColumnSeconds, readonly ColumnRow[]>>;
  /** Newest last. */
  readonly events: readonly SessionEvent[];
}

/** The views there are, by their key. */
export type ViewName = 'drive' | 'compare' | 'snaps';

/** View 4. */
export interface CompareScreen {
  readonly align: ComparisonAlign;
  /** What was now is before. */
  readonly swapped: boolean;
  /** Changes as figures, not as shares. */
  readonly absolute: boolean;
  /** Two snapshots marked in view 6 (files); null: live against the baseline. */
  readonly files: readonly [now: string, before: string] | null;
  /** Where Esc leads: the view it was opened from. */
  readonly back: 'drive' | 'snaps';
}

/** View 6. */
export interface SnapsScreen {
  /** File under the cursor; null: the first. */
  readonly selected: string | null;
  /** Files, at most two, in the order they were marked. */
  readonly marked: readonly string[];
  readonly filter: string;
  readonly sort: 'when' | 'name' | 'vus' | 'p95';
  /** Row of the cursor when it last moved: where it stays when its file is gone or has another name. */
  readonly row?: number;
}

/** What belongs to this screen alone. */
export interface ScreenState {
  readonly view: ViewName;
  readonly compare: CompareScreen;
  readonly snaps: SnapsScreen;
  /** Seconds per drawn column or dot; null: chosen by size and the run's age, growing to a window of about 5 minutes. */
  readonly zoom: ColumnSeconds | null;
  /** Set while frozen (`f`): the mirror as it stood. Measuring goes on. */
  readonly frozen: SessionMirror | null;
  readonly overlay: Overlay | null;
  /** Text being typed on the bottom line; null: the key bar is there. */
  readonly prompt: Prompt | null;
  /** What this screen itself has to say (refused key, parse hint), over the session's notice. */
  readonly hint: {readonly text: string; readonly tone: 'plain' | 'near' | 'over'} | null;
}

export type Overlay =
  | {readonly kind: 'help'}
  | {readonly kind: 'quit'}
  | {readonly kind: 'baseline'; readonly selected: number}
  /** View 6: format to write a snapshot in, by its index in `reportFormats`; and the question before it is deleted. */
  | {readonly kind: 'snapshot-export'; readonly file: string; readonly selected: number}
  | {readonly kind: 'snapshot-delete'; readonly file: string}
  /** `selected` may lie past the last; `asked`: the weight its last key asked for, and when (run clock of the view then). */
  | {
      readonly kind: 'scenarios';
      readonly selected: number;
      readonly asked?: {readonly weight: number; readonly atMs: number};
    };

export interface Prompt {
  readonly kind:
    'target' | 'command' | 'snapshot-note' | 'mark-text' | 'preset-name' | 'snapshot-edit' | 'snapshot-filter';
  readonly text: string;
  readonly cursor: number;
  /** `snapshot-edit`: the snapshot's file. `snapshot-filter`: the filter before, which Esc brings back. */
  readonly subject?: string;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Rows from which view 4 has its plots. */
export const comparePlotRows = 30;

/** True where live plots are on the screen: raising load is allowed only then. */
export function plotsAreVisible(
  {columns, rows}: ScreenSize,
  {overlay, view, compare}: Pick<ScreenState, 'overlay' | 'view' | 'compare'>,
): boolean {
  if (columns < 60 || rows < 16 || overlay !== null || view === 'snaps') return false;
  return view === 'drive' || (rows >= comparePlotRows && compare.files === null);
}
