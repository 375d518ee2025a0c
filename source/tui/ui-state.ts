import type {ColumnRow, ColumnSeconds, SessionEvent, SessionView} from '../session/view.ts';

/** The mirrored session: the coordinator's latest view, with the rows and events it has sent so far. */
export interface SessionMirror {
  readonly view: SessionView;
  /** Ascending by `atS`, at most `columnsKept`; the last may be incomplete. */
  readonly columns: Readonly<Record<ColumnSeconds, readonly ColumnRow[]>>;
  /** Newest last. */
  readonly events: readonly SessionEvent[];
}

/** What belongs to this screen alone. */
export interface ScreenState {
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
  /** `selected` may lie past the last; `asked`: the weight its last key asked for, and when (run clock of the view then). */
  | {
      readonly kind: 'scenarios';
      readonly selected: number;
      readonly asked?: {readonly weight: number; readonly atMs: number};
    };

export interface Prompt {
  readonly kind: 'target' | 'command' | 'snapshot-note' | 'mark-text' | 'preset-name';
  readonly text: string;
  readonly cursor: number;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** True where plots are on the screen: raising load is allowed only then. */
export function plotsAreVisible(size: ScreenSize, screen: Pick<ScreenState, 'overlay'>): boolean {
  return size.columns >= 60 && size.rows >= 16 && screen.overlay === null;
}
