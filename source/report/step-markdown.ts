import {formatDuration} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {beforeAfterTable} from './before-after-table.ts';
import {escapeMarkdown, markdownTable} from './markdown-report.ts';
import type {ReportTable} from './report-table.ts';
import {loadTables} from './report-tables.ts';
import {checkTable, endpointTable, errorTable} from './request-tables.ts';
import {executiveTable} from './summary-tables.ts';

/** GitHub takes 1 MiB for a step, whatever its runs append: with cells this long a run stays far below. */
const mostRows = 100;
const mostCellLength = 200;

/** What a CI job's page shows of a run: the tables that decide, without the seconds. */
export function stepMarkdown(summary: RunSummary): string {
  const {run, plateaus, comparison, endedBy, endedWhy, durationMs, validity, exitCode} = summary;
  const snapshot = {...run, plateaus};
  const tables = [
    executiveTable(snapshot),
    beforeAfterTable({snapshot, drive: null, comparison}),
    ...loadTables(snapshot),
    endpointTable(snapshot),
    errorTable(snapshot),
    checkTable(snapshot),
  ].filter((table) => table !== null);
  const ended = endedWhy === null ? endedBy : `${endedBy}: ${endedWhy}`;
  const facts = `${formatDuration(durationMs)}, ${ended}, against ${run.target.label}, exit code ${exitCode}`;
  const doubts =
    validity.verdict === 'VALID' ? [] : [`${validity.verdict}: ${validity.reasons.map(({text}) => text).join('; ')}`];
  return [
    `# ${escapeMarkdown(`perftui ${cut(run.profile.name)}`)}`,
    ...[facts, ...doubts].map((text) => escapeMarkdown(text.slice(0, 1000))),
    ...tables.map((table) => markdownTable(shortened(table), mostRows)),
  ]
    .join('\n\n')
    .concat('\n\n');
}

function shortened(table: ReportTable): ReportTable {
  const rows = table.rows.map((cells) => cells.map((one) => ({...one, text: cut(one.text)})));
  return {...table, note: table.note?.slice(0, 2000) ?? null, rows};
}

function cut(text: string): string {
  return text.length <= mostCellLength ? text : `${text.slice(0, mostCellLength - 1)}…`;
}
