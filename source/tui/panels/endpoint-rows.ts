import type {EndpointRow, Quantile, SessionView} from '../../session/view.ts';
import type {EndpointSort, EndpointsScreen} from '../ui-state.ts';
import {allRow, type TableRow} from './endpoint-columns.ts';

/** What the cursor of view 2 is on: a request, or all of them together. */
export interface LookedRow extends TableRow {
  /** Null: all together. */
  readonly name: string | null;
}

/** What a row is sorted by; null: not known, and last whichever way it goes. */
const sortValues: Readonly<Record<Exclude<EndpointSort, 'name'>, (row: EndpointRow) => number | null>> = {
  share: ({share}) => share,
  'req/s': ({requestsPerSecond}) => requestsPerSecond,
  p50: ({p50}) => microsecondsOf(p50),
  p95: ({p95}) => microsecondsOf(p95),
  p99: ({p99}) => microsecondsOf(p99),
  max: ({max}) => microsecondsOf(max),
  'err%': ({errorShare}) => errorShare,
  vs: ({change}) => change?.p95 ?? null,
};

/** Rows of view 2 as filtered and sorted: the largest first (names by the alphabet), equal ones in the profile's order. */
export function shownEndpoints(view: SessionView, {sort, reversed, filter}: EndpointsScreen): readonly EndpointRow[] {
  const wanted = filter.trim().toLowerCase();
  const rows = view.endpoints.filter((row) => wanted === '' || searchedText(row).includes(wanted));
  const sign = reversed ? -1 : 1;
  if (sort === 'name') return rows.toSorted((a, b) => sign * compareTexts(nameText(a), nameText(b)));
  const valueOf = sortValues[sort];
  return rows.toSorted((a, b) => compareValues(valueOf(a), valueOf(b), sign));
}

/** The row under the cursor; null: there is none. */
export function selectedEndpoint(view: SessionView, screen: EndpointsScreen): EndpointRow | null {
  const rows = shownEndpoints(view, screen);
  return rows[selectedRow(rows, screen)] ?? null;
}

/** The row under the cursor, which may be that of all requests; null: there is none. */
export function lookedRow(view: SessionView, screen: EndpointsScreen): LookedRow | null {
  const row = selectedEndpoint(view, screen);
  return row !== null && screen.all === true ? {...allRow(view), name: null} : row;
}

/** `POST /api/checkout`; `login   POST /api/session` where a request has a name of its own; `all requests`. */
export function requestTitle(view: Pick<SessionView, 'endpoints'>, name: string | null): string {
  if (name === null) return 'all requests';
  const row = view.endpoints.find((one) => one.name === name);
  const place = row === undefined ? '' : `${row.method} ${row.path}`.trim();
  return place === '' || place === name ? name : `${name}   ${place}`;
}

/** Its place in those rows: the first where the selected one is not among them. -1 without rows. */
export function selectedRow(rows: readonly EndpointRow[], {selected}: EndpointsScreen): number {
  const found = rows.findIndex(({name}) => name === selected);
  return found === -1 ? Math.min(0, rows.length - 1) : found;
}

function compareValues(a: number | null, b: number | null, sign: number): number {
  const [left, right] = [known(a), known(b)];
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return left === right ? 0 : sign * (right > left ? 1 : -1);
}

function known(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : value;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function microsecondsOf(quantile: Quantile | null): number | null {
  return quantile?.us ?? null;
}

/** A path's methods stand together. */
function nameText({path, method}: EndpointRow): string {
  return `${path}\n${method}`;
}

function searchedText({name, method, path}: EndpointRow): string {
  return `${method} ${path}\n${name}`.toLowerCase();
}
