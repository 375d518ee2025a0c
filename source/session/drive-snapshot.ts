import type {Drive, DriveEnd} from '../domain/drive.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import {createRunTotals} from '../metrics/run-totals.ts';
import {cellOfSecond} from '../metrics/file-cell.ts';
import {createDriveStudy} from './drive-study.ts';
import {buildSnapshot} from './snapshot-builder.ts';

/** A drive as a snapshot of all of it: its own figures when it was closed, else rebuilt from its seconds. */
export function snapshotOfDrive(drive: Drive): Snapshot {
  const {seconds, events, end} = drive;
  return {
    ...(end?.run ?? runOfSeconds(drive)),
    cells: seconds.map(({cell}) => cell),
    hostSeries: seconds.map(({host}) => host),
    events: events.map(({atMs, event, text}) => ({atMs, kind: event, text})),
  };
}

/**
 * The whole run from the seconds that were recorded: counts and histograms are exact; what seconds do not tell (checks,
 * thresholds, phases, failed exchanges, validity) is empty or null.
 */
export function runOfSeconds(drive: Drive): NonNullable<DriveEnd['run']> {
  const {header, seconds, plateaus} = drive;
  const requestNames = header.requests.map(({name}) => name);
  const totals = createRunTotals(requestNames.length);
  const observed = createDriveStudy(drive);
  const cells: Cell[] = [];
  for (const second of seconds) {
    const cell = cellOfSecond(second);
    totals.add(cell.metrics);
    observed.cell(cell);
    cells.push({...cell, metrics: {...cell.metrics, names: []}});
  }
  const span = spanOf(cells, drive.end);
  const {
    cells: _cells,
    hostSeries: _host,
    events: _events,
    ...built
  } = buildSnapshot({
    scope: 'run',
    name: `${header.profile.name}-run`,
    note: null,
    takenAt: new Date(Date.parse(header.startedAt) + span.endMs).toISOString(),
    target: header.target,
    profile: header.profile,
    git: header.git,
    host: header.host,
    executor: header.executor,
    transport: header.transport ?? {kind: 'http1', reason: ''},
    validity: {verdict: 'VALID', reasons: []},
    workersLost: drive.events.filter(({event}) => event === 'gap').length,
    plan: {requestNames, series: [], checks: []},
    cells,
    run: {metrics: totals.metrics(), ...span, carries: carriesOf(seconds, span)},
    thresholds: [],
    events: [],
    errorSamples: [],
  });
  const {checks: _checks, flowErrors: _flowErrors, ...known} = built;
  const study = observed.finish();
  return {...known, validity: null, transport: header.transport, plateaus, ...(study && {study})};
}

/** Load is commanded from when it could begin to the last second that ended with some. */
function carriesOf(
  seconds: Drive['seconds'],
  {startMs}: {readonly startMs: number},
): (cell: Pick<Cell, 'atMs' | 'seconds'>) => boolean {
  const last = seconds.findLast(({load}) => load === undefined || load.level > 0);
  const lastMs = last?.cell.atMs ?? Number.POSITIVE_INFINITY;
  return ({atMs, seconds: width}) => (width === 1 ? atMs : atMs + width * 500) >= startMs && atMs <= lastMs;
}

/**
 * When load could begin lies within the first second; the end follows from what was measured, or is told where the
 * seconds do not say how much of them that was.
 */
function spanOf(
  cells: readonly Cell[],
  end: DriveEnd | null,
): {readonly startMs: number; readonly endMs: number; readonly coveredMs: number} {
  const first = cells[0];
  if (first === undefined) return {startMs: 0, endMs: 0, coveredMs: 0};
  const measuredMs = cells.reduce((sum, cell) => sum + cell.coveredMs, 0);
  const coveredMs = end === null ? measuredMs : Math.min(measuredMs, end.durationMs);
  const startMs = first.atMs + Math.max(0, first.seconds * 1000 - first.coveredMs);
  return {startMs, endMs: Math.round(startMs + coveredMs), coveredMs};
}
