import {beforeAfterTable} from './before-after-table.ts';
import {minuteOf, spanText, type ComparedRecord, type NamedComparison} from './comparison-parts.ts';
import {escapeMarkdown, markdownTable} from './markdown-report.ts';
import type {ReportRecord} from './report-record.ts';

/** Two runs set against each other as GitHub-flavoured Markdown; ends with a line break. */
export function comparisonMarkdown(
  {before, now, comparison}: NamedComparison,
  snapshot: ReportRecord['snapshot'],
): string {
  const table = beforeAfterTable({snapshot, drive: null, comparison});
  const sides = [
    sideLine('Before', before, comparison.before),
    sideLine('Now', now, comparison.now),
    `- Compared by ${comparison.align}`,
  ];
  return [
    `# ${escapeMarkdown(`${before.name} → ${now.name}: ${comparison.refusal === null ? comparison.verdict : 'not compared'}`)}`,
    sides.join('\n'),
    ...(table === null ? [] : [markdownTable(table)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function sideLine(word: string, record: ComparedRecord, span: NamedComparison['comparison']['now']): string {
  const facts = [
    record.name,
    minuteOf(record.takenAt),
    record.targetLabel,
    ...(record.git === null ? [] : [`git ${record.git}`]),
    ...(span === null ? [] : [spanText(span)]),
    record.file,
  ];
  return `- ${word}: ${escapeMarkdown(facts.join(', '))}`;
}
