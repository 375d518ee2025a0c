import type {ComparisonAlign} from '../domain/comparison.ts';
import type {ThemeName} from './theme/theme-name.ts';
import type {LookView} from '../session/look.ts';
import type {ColumnRow, ColumnSeconds, SessionEvent, SessionView} from '../session/view.ts';

/** The mirrored session: the coordinator's latest view, with the rows and events it has sent so far. */
export interface SessionMirror {
  readonly view: SessionView;
  /** Ascending by `atS`, at most `columnsKept`; the last may be incomplete. */
  readonly columns: Readonly<Record<ColumnSeconds, readonly ColumnRow[]>>;
  /** Newest last. */
  readonly events: readonly SessionEvent[];
  /** Older ones that were let go; absent: none were. */
  readonly eventsGone?: number;
  /** The newest of what this screen looks at (`look`); null: nothing, or not there yet. */
  readonly look: LookView | null;
}

/** The views there are, by their key. */
export type ViewName = 'drive' | 'endpoints' | 'latency' | 'compare' | 'host' | 'snaps' | 'events' | 'study';

export const endpointSorts = ['share', 'req/s', 'p50', 'p95', 'p99', 'max', 'err%', 'vs', 'name'] as const;
export type EndpointSort = (typeof endpointSorts)[number];

/** View 2. */
export interface EndpointsScreen {
  /** Request name under the cursor; null: the first row. */
  readonly selected: string | null;
  /** The cursor is on the last row, all requests together; `selected` is where it was before. */
  readonly all?: boolean;
  readonly sort: EndpointSort;
  readonly reversed: boolean;
  readonly filter: string;
  /** `split`: table above, detail below; `full`: the detail alone. */
  readonly detail: 'split' | 'full';
  /** Columns of the baseline in place of the trend. */
  readonly versus: boolean;
  /** Index into the look's errors of the one shown whole; null: none. */
  readonly error: number | null;
  /** Cursor in the detail's list of errors: by what the error said, and the row it was in. Absent or null: the first. */
  readonly errorAt?: {
    readonly word: string;
    readonly text: string;
    readonly row: number;
    /** Of several that said the same; absent: of any. */
    readonly requestName?: string;
  } | null;
  /** First line shown of the error that is shown whole. */
  readonly errorScroll?: number;
}

/** View 3. */
export interface LatencyScreen {
  /** Request looked at; null: all together. */
  readonly name: string | null;
}

/** View 5. */
export interface HostScreen {
  /** First worker shown. */
  readonly scroll: number;
}

export const eventFilters = ['all', 'load', 'alerts', 'captures', 'faults'] as const;
export type EventFilter = (typeof eventFilters)[number];

/** View 7. */
export interface EventsScreen {
  /** Events between the cursor and the newest that the filter lets through; 0: it stays on the newest. */
  readonly row: number;
  /** The event under the cursor, by its moment and text; null: the newest, whichever that is. */
  readonly selected: {readonly atMs: number; readonly text: string} | null;
  readonly kinds: EventFilter;
  readonly filter: string;
}

/** The inspect cursor (`i`) on the time axis of views 1 and 3. */
export interface InspectCursor {
  /** Moment, run clock, s: of the column that holds it the figures are shown. */
  readonly atS: number;
  /** Other end of the range that `v` began; null: none. */
  readonly anchorS: number | null;
}

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

/** View 8. */
export interface StudyScreen {
  /** First row shown of its list. */
  readonly scroll: number;
  /** Trials of a search: newest first, or from the lowest load up. */
  readonly sort: 'when' | 'load';
}

/** What belongs to this screen alone. */
export interface ScreenState {
  readonly view: ViewName;
  readonly compare: CompareScreen;
  readonly snaps: SnapsScreen;
  readonly endpoints: EndpointsScreen;
  readonly latency: LatencyScreen;
  readonly host: HostScreen;
  readonly events: EventsScreen;
  readonly study: StudyScreen;
  /** Null: live. */
  readonly cursor: InspectCursor | null;
  /** Of the latency plots. */
  readonly scale: 'log' | 'linear';
  readonly mouse: boolean;
  /** Chosen by `:theme`; null: the one the program was started with. */
  readonly theme: ThemeName | null;
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
  | {readonly kind: 'help'; readonly filter: string; readonly scroll: number}
  | RampDialog
  /** `next`: another profile is opened afterwards. */
  | {readonly kind: 'quit'; readonly next?: 'picker'}
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

/** `t`, then Tab (or `T`): where to, how fast, and what then. */
export interface RampDialog {
  readonly kind: 'ramp';
  readonly field: 'level' | 'over' | 'shape' | 'then';
  /** As typed. */
  readonly level: string;
  readonly over: string;
  readonly shape: 'linear' | 'steps' | 'smooth';
  readonly then: 'hold' | 'back' | 'auto';
  /** After what time it goes back, as typed. */
  readonly backAfter: string;
}

export interface Prompt {
  readonly kind:
    | 'endpoint-filter'
    | 'event-filter'
    | 'help-search'
    | 'recording-name'
    | 'target'
    | 'command'
    | 'snapshot-note'
    | 'mark-text'
    | 'preset-name'
    | 'snapshot-edit'
    | 'snapshot-filter';
  readonly text: string;
  readonly cursor: number;
  /** `snapshot-edit`: the snapshot's file. `snapshot-filter`: the filter before, which Esc brings back. */
  readonly subject?: string;
  /** `command`: how many lines back the text was typed, and what stood there before. */
  readonly recalled?: {readonly back: number; readonly draft: string};
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Under 60x16: room for the figures of the first view alone, for no list, dialog or line to type in. */
export function isTiny({columns, rows}: ScreenSize): boolean {
  return columns < 60 || rows < 16;
}

/** Rows from which view 4 has its plots. */
export const comparePlotRows = 30;

/** True where live plots are on the screen: raising load is allowed only then. */
export function plotsAreVisible(
  size: ScreenSize,
  {overlay, view, compare}: Pick<ScreenState, 'overlay' | 'view' | 'compare'>,
): boolean {
  const {rows} = size;
  if (isTiny(size) || overlay !== null) return false;
  switch (view) {
    case 'drive':
    case 'latency':
    case 'study':
      return true;
    case 'endpoints':
    case 'host':
      return rows >= 24;
    case 'compare':
      return rows >= comparePlotRows && compare.files === null;
    case 'snaps':
    case 'events':
    default:
      return false;
  }
}
