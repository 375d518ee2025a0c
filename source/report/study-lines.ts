import type {RunSummary} from '../domain/run-summary.ts';
import type {Study} from '../domain/study.ts';
import {capacityResultTable} from './capacity-table.ts';
import type {ReportCell} from './report-table.ts';
import {studyTables} from './study-tables.ts';
import {clean, label, wrapped, type Paint} from './text-parts.ts';
import {textTable} from './text-table.ts';

/*
 *   search      capacity 208 to 216 VUs: p95 < 250ms held at 208 VUs, not at 216 VUs
 *   verdict     FOUND, confirmed
 *   breaks at   over 216, up to 224 VUs: 12% errors
 *   bottleneck  POST /api/checkout fails first: p95 312ms > 250ms at 216 VUs
 *   took        3m14s, 9 trials
 *
 *   Load steps
 *     Users  Verdict  RPS  …
 */

const names: Readonly<Record<Study['kind'], string>> = {
  capacity: 'search',
  spike: 'spike test',
  soak: 'endurance',
};

/** What the line above them says already. */
const saidRows = new Set(['capacity', 'limit']);

/** What a capacity search, a spike or an endurance test found out, in one block; nothing without one. */
export function studyLines({study}: Pick<RunSummary['run'], 'study'>, width: number, paint: Paint): string[] {
  if (study === undefined) return [];
  const facts = study.kind === 'capacity' ? capacityResultTable(study).rows : [];
  return [
    ...labelled(names[study.kind], {text: study.says}, width, paint),
    ...facts
      .filter(([what]) => !saidRows.has(what!.text))
      .flatMap(([what, text]) => labelled(what!.text, text!, width, paint)),
  ];
}

/** Its tables, a block each. */
export function studyTableBlocks({study}: Pick<RunSummary['run'], 'study'>, width: number, paint: Paint): string[][] {
  if (study === undefined) return [];
  return studyTables(study)
    .filter(({id}) => id !== 'capacity')
    .map((table) => textTable({...table, note: study.kind === 'capacity' ? null : table.note}, width, paint));
}

function labelled(what: string, {text, tone}: ReportCell, width: number, paint: Paint): string[] {
  const lines = wrapped(clean(text), width - 2 - label('').length);
  return lines.map((line, index) => {
    const shown = tone === undefined ? line : paint(line, tone);
    return `  ${label(index === 0 ? what : '')}${shown}`;
  });
}
