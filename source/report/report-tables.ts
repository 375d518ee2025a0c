import type {Snapshot} from '../domain/snapshot.ts';
import {beforeAfterTable} from './before-after-table.ts';
import {bottleneckTable} from './bottleneck-table.ts';
import {capacityTable, plateauTable} from './plateau-tables.ts';
import type {ReportRecord} from './report-record.ts';
import type {ReportTable} from './report-table.ts';
import {checkTable, endpointTable, errorTable, eventTable, scenarioReportTable} from './request-tables.ts';
import {resourceTable} from './resource-table.ts';
import {plateausBeside, studyTables} from './study-tables.ts';
import {executiveTable, methodTable} from './summary-tables.ts';

/** All tables of a report that have something to say, in reading order. */
export function reportTables(record: ReportRecord): ReportTable[] {
  const {snapshot} = record;
  return [
    executiveTable(snapshot),
    beforeAfterTable(record),
    ...loadTables(snapshot),
    endpointTable(snapshot),
    bottleneckTable(record),
    errorTable(snapshot),
    checkTable(snapshot),
    scenarioReportTable(snapshot),
    resourceTable(record),
    eventTable(snapshot),
    methodTable(snapshot),
  ].filter((table) => table !== null);
}

/** What loads the target carried: as a search or a test of its own found out, else by the run's plateaus. */
export function loadTables({study, plateaus = []}: Pick<Snapshot, 'study' | 'plateaus'>): (ReportTable | null)[] {
  if (study === undefined) return [plateauTable({plateaus}), capacityTable({plateaus})];
  return [...studyTables(study), plateauTable({plateaus: plateausBeside(plateaus, study)})];
}
