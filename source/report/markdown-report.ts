import {formatDuration} from '../domain/format.ts';
import type {ReportRecord} from './report-record.ts';
import type {ReportTable} from './report-table.ts';
import {reportTables} from './report-tables.ts';
import {doubtText, loadText} from './summary-tables.ts';

/** The report as GitHub-flavoured Markdown; ends with a line break. */
export function markdownReport(record: ReportRecord): string {
  const {snapshot} = record;
  const {profile, target, window, takenAt} = snapshot;
  const facts = `${loadText(snapshot)}, ${formatDuration(window.seconds * 1000)}, against ${target.label}, ${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
  const doubt = doubtText(snapshot);
  return [
    `# ${escapeMarkdown(`${profile.name}: ${snapshot.name}`)}`,
    paragraph(facts),
    ...(doubt === null ? [] : [emphasis(escapeMarkdown(doubt), true)]),
    ...reportTables(record).map((table) => markdownTable(table)),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A heading, the note, the table; at most `mostRows` rows, and how many were left out. */
export function markdownTable({title, note, columns, rows}: ReportTable, mostRows = Number.POSITIVE_INFINITY): string {
  const shown = rows.slice(0, mostRows);
  const left = rows.length - shown.length;
  const table = [
    line(columns.map(({head}) => escapeMarkdown(head))),
    line(columns.map(({align}) => (align === 'right' ? '---:' : '---'))),
    ...shown.map((cells) => line(cells.map(({text, tone}) => emphasis(escapeMarkdown(text), tone === 'bad')))),
  ];
  return [
    `## ${escapeMarkdown(title)}`,
    ...(note === null ? [] : [paragraph(note)]),
    ...(rows.length === 0 ? [] : [table.join('\n')]),
    ...(left === 0 ? [] : [`${left} more rows are left out.`]),
  ].join('\n\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function emphasis(text: string, strong: boolean): string {
  return strong && text.trim() !== '' ? `**${text}**` : text;
}

/**
 * Foreign text as it is to be read: nothing in it starts a tag, a link, a table cell or a line of its own.
 * CommonMark 0.31, 2.4: a backslash before ASCII punctuation stands for the character itself; 6.6: a `<` before a space
 * starts no tag, 5.1: a `>` after one no quote.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]|~#$@]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll(/<(?! )/g, '&lt;')
    .replaceAll(/(?<! )>/g, '&gt;');
}

/** Foreign text as a paragraph: it is no list and no rule either. */
function paragraph(text: string): string {
  return escapeMarkdown(text)
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);
}
