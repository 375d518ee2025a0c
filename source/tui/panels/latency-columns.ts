import type {LookColumn, LookView} from '../../session/look.ts';
import type {SessionMirror, ScreenState} from '../ui-state.ts';
import {seriesOf, type ColumnWindow} from '../plots/column-window.ts';
import type {HeatColumn} from '../plots/heatmap.ts';
import {columnStartS, type ColumnFigures} from './cursor-text.ts';

/** The columns of view 3: of one request, or of all together. */
export interface LatencyColumns {
  /** Null: not there yet, or of another request or column width. */
  readonly look: LookView | null;
  /** Why it is null. */
  readonly reading: string;
  /** µs; NaN: a gap. */
  readonly p50: Float64Array;
  readonly p95: Float64Array;
  readonly p99: Float64Array;
  /** NaN: not counted. */
  readonly samples: Float64Array;
  readonly bins: readonly HeatColumn[];
  /** Of one column; null: a gap. */
  readonly figures: (index: number) => ColumnFigures | null;
}

/** What is looked at, if it is what the screen wants; null: it is on its way. */
export function wantedLook(
  {look}: SessionMirror,
  {latency: {name}}: Pick<ScreenState, 'latency'>,
  {seconds}: Pick<ColumnWindow, 'seconds'>,
): LookView | null {
  return look !== null && look.request.name === name && look.request.seconds === seconds ? look : null;
}

/**
 * Lines of all requests come from the rows every screen has, which are never late; everything else from the look.
 * @param name request looked at; null: all
 */
export function latencyColumns(
  window: ColumnWindow,
  look: LookView | null,
  {name, reading}: {readonly name: string | null; readonly reading: string},
): LatencyColumns {
  const byStart = new Map(look?.columns.map((column) => [column.atS, column]));
  const columns = Array.from({length: window.count}, (_, index) => byStart.get(columnStartS(window, index)));
  const of = (pick: (column: Pick<LookColumn, 'p50' | 'p95' | 'p99'>) => number): Float64Array =>
    name === null
      ? seriesOf(window, pick)
      : Float64Array.from(columns, (one) => (one === undefined ? Number.NaN : pick(one)));
  const sampled = (index: number): number => columns[index]?.samples ?? Number.NaN;
  return {
    look,
    reading,
    p50: of(({p50}) => p50),
    p95: of(({p95}) => p95),
    p99: of(({p99}) => p99),
    samples: Float64Array.from({length: window.count}, (_, index) => sampled(index)),
    bins: columns.map((column, index) => heatOf(column, window, index, look)),
    figures: (index) => figuresAt(index, {window, columns, name}),
  };
}

/** A column that has not come yet, or only begins to fill, is no gap. */
function heatOf(
  column: LookColumn | undefined,
  window: ColumnWindow,
  index: number,
  look: LookView | null,
): HeatColumn {
  if (look === null || index < window.first) return undefined;
  if (column !== undefined) return column.samples > 0 ? column.bins : column.complete ? null : undefined;
  const newest = look.columns.at(-1);
  return newest === undefined || columnStartS(window, index) > newest.atS ? undefined : null;
}

function figuresAt(
  index: number,
  {
    window,
    columns,
    name,
  }: {
    readonly window: ColumnWindow;
    readonly columns: readonly (LookColumn | undefined)[];
    readonly name: string | null;
  },
): ColumnFigures | null {
  const column = columns[index];
  if (name !== null) return column === undefined || column.samples === 0 ? null : column;
  const row = window.rows[index] ?? null;
  return row === null ? null : {...row, samples: column?.samples ?? null};
}
