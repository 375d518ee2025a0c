import type {ReportCell, ReportTable} from './report-table.ts';
import {clean, fit, wrapped, type Paint} from './text-parts.ts';

const gap = 2;
const indent = '  ';
const mostCellWidth = 40;

/**
 * A table for the terminal, two columns in: its title, its rows, its note. Columns at the right that do not fit are left
 * out, so that the first ones say most.
 *
 *   Spike test
 *   Spike       Load    RPS    p95
 *   baseline  50 VUs    210  41ms
 */
export function textTable({title, note, columns, rows}: ReportTable, width: number, paint: Paint): string[] {
  const widths = columns.map(({head}, i) =>
    Math.min(mostCellWidth, Math.max(head.length, ...rows.map((row) => Array.from(clean(row[i]!.text)).length))),
  );
  let shown = 0;
  let used = indent.length;
  for (const one of widths) {
    used += one + (shown === 0 ? 0 : gap);
    if (used > width && shown > 0) break;
    shown++;
  }
  const line = (print: (i: number) => string): string =>
    `${indent}${Array.from({length: shown}, (_, i) => print(i)).join(' '.repeat(gap))}`.trimEnd();
  const padded = (text: string, i: number): string => padCell(text, widths[i]!, columns[i]!.align === 'right');
  return [
    `${indent}${clean(title)}`,
    paint(
      line((i) => padded(columns[i]!.head, i)),
      'dim',
    ),
    ...rows.map((row) => line((i) => painted(row[i]!, padded(row[i]!.text, i), paint))),
    ...(note === null
      ? []
      : wrapped(clean(note), width - indent.length).map((text) => paint(`${indent}${text}`, 'dim'))),
  ];
}

function padCell(text: string, width: number, isRight: boolean): string {
  const letters = fit(text, width + 1).trimEnd();
  const room = ' '.repeat(Math.max(0, width - Array.from(letters).length));
  return isRight ? room + letters : letters + room;
}

function painted({tone}: ReportCell, padded: string, paint: Paint): string {
  return tone === undefined ? padded : paint(padded, tone);
}
