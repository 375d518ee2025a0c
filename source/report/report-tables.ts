import {beforeAfterTable} from './before-after-table.ts';
import {bottleneckTable} from './bottleneck-table.ts';
import {capacityTable, plateauTable} from './plateau-tables.ts';
import type {ReportRecord} from './report-record.ts';
import type {ReportTable} from './report-table.ts';
import {checkTable, endpointTable, errorTable, eventTable, scenarioReportTable} from './request-tables.ts';
import {resourceTable} from './resource-table.ts';
import {executiveTable, methodTable} from './summary-tables.ts';

/** All tables of a report that have something to say, in reading order. */
export function reportTables(record: ReportRecord): ReportTable[] {
  const {snapshot} = record;
  return [
    executiveTable(snapshot),
    beforeAfterTable(record),
    plateauTable(snapshot),
    capacityTable(snapshot),
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
