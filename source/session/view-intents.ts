import {formatClock} from '../domain/format.ts';
import type {Profile} from '../domain/profile.ts';
import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import {buildLook} from './build-look.ts';
import {endpointRecords} from './endpoint-records.ts';
import type {EventLog} from './event-log.ts';
import type {SnapshotScope} from './intent.ts';
import {createLookColumns} from './look-columns.ts';
import type {LoadedBaseline, SessionFiles} from './session-files.ts';
import {createSessionLooks, type SessionLook, type SessionLooks} from './session-look.ts';
import type {SessionMeasures} from './session-measures.ts';
import type {SessionOutput} from './session-output.ts';
import type {SecondView} from './session-view.ts';
import {requestFigures} from './snapshot-builder.ts';

/** What is asked of a run by looking at it: none of it changes the load. */
export interface ViewIntents {
  readonly looks: SessionLooks;
  /** What the session itself is asked for. */
  readonly look: SessionLook;
  /** `n`. */
  freshen(): void;
  exportEndpoints(): void;
  /** Why there is nothing to take a snapshot of, in one line; null: there is. */
  nothingIn(scope: SnapshotScope): string | null;
}

export function createViewIntents(parts: {
  readonly measures: SessionMeasures;
  readonly profile: Profile;
  readonly output: Pick<SessionOutput, 'loadOf'>;
  readonly log: Pick<EventLog, 'say' | 'tell'>;
  files(): Pick<SessionFiles, 'exportEndpoints'>;
  /** As it is shown. */
  second(): SecondView;
  /** Null while hidden or none. */
  baseline(): LoadedBaseline | null;
  redact(sample: SnapshotErrorSample): SnapshotErrorSample;
  /** Run clock, ms; null: it does not run (any more). */
  nowMs(): number | null;
  /** Headline figures are others than before. */
  onFresh(): void;
}): ViewIntents {
  const {measures, profile, log, output} = parts;
  const {requestNames} = measures.index;
  const columns = createLookColumns((endMs) => measures.wasDoubtful(endMs));

  const looks = createSessionLooks((request) => {
    const cells = measures.series.cells();
    const {window: total, endpoints} = parts.second();
    return buildLook(request, {
      requestNames,
      columns,
      cells: {length: cells.length, cell: (at): Cell => measures.index.fold(cells[at]!)},
      window: measures.window,
      total,
      endpoints,
      ages: measures.stalledAges,
      baseline: parts.baseline(),
      thresholds: profile.thresholds,
      errorSamples: measures.errors.recent.map((sample) => parts.redact(sample)),
      alerts: (name) => measures.alertHistory.of(name),
    });
  });

  return {
    looks,
    look: looks.open(),
    freshen() {
      const nowMs = parts.nowMs();
      if (nowMs === null) return log.say('nothing is being measured', 'plain');
      measures.beginFresh(nowMs);
      log.tell('mark', 'measuring window begun afresh', 'fresh');
      log.say(`figures begin afresh at ${formatClock(measures.fresh.fromMs)}; the run keeps its totals`, 'plain');
      parts.onFresh();
    },
    exportEndpoints() {
      const {window: total, endpoints} = parts.second();
      const seconds = measures.loadTime.coveredMs / 1000;
      const run = requestFigures(measures.index.foldMetrics(measures.totals.metrics()), requestNames, seconds);
      const rows = endpointRecords({total, endpoints, window: measures.window}, run, seconds);
      parts.files().exportEndpoints(`${profile.name}-endpoints`, rows);
    },
    nothingIn(scope) {
      if (scope === 'run') return null;
      const isEmpty = output.loadOf(scope) === null;
      if (scope !== 'window') return isEmpty ? 'no whole second was measured in that range' : null;
      // Without a measuring window of its own the file says that nothing was measured yet.
      return isEmpty && measures.fresh.view !== null
        ? 'no whole second has been measured since the figures began afresh'
        : null;
    },
  };
}
