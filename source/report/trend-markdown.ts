import {formatChange, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {formatInterval, verdictTones} from './before-after-table.ts';
import {minuteOf, spanLevel} from './comparison-parts.ts';
import {escapeMarkdown, markdownTable} from './markdown-report.ts';
import {cell, columns, figure, type ReportCell} from './report-table.ts';
import type {Trend, TrendPoint} from './trend-rows.ts';
import {stepText} from './trend-text.ts';

/** A trend as GitHub-flavoured Markdown; ends with a line break. */
export function trendMarkdown({targetLabel, load, points, notComparable}: Trend): string {
  const table = markdownTable({
    id: 'trend',
    title: `${points.length} runs at ${spanLevel(load)}`,
    note: 'Change, interval and verdict: against the run before.',
    columns: columns(
      'Taken (UTC)',
      'Run',
      'Commit',
      'p50>',
      'p95>',
      'p99>',
      'req/s>',
      'Errors>',
      'p95 change>',
      'Interval>',
      'Verdict',
    ),
    rows: points.map(rowOf),
  });
  const others = markdownTable({
    id: 'not-comparable',
    title: 'Not comparable',
    note: null,
    columns: columns('Taken (UTC)', 'Run', 'Why'),
    rows: notComparable.map(({record, why}) => [cell(minuteOf(record.takenAt)), cell(record.name), cell(why)]),
  });
  return [`# ${escapeMarkdown(`Trend of ${targetLabel}`)}`, table, ...(notComparable.length === 0 ? [] : [others])]
    .join('\n\n')
    .concat('\n');
}

function rowOf({record, p50, p95, p99, requestsPerSecond, errorShare, step}: TrendPoint): ReportCell[] {
  const of = step?.p95 ?? null;
  const verdict =
    step === null
      ? cell('')
      : step.refusal !== null
        ? cell(`not compared: ${step.refusal}`)
        : cell(stepText(step), verdictTones[step.verdict]);
  return [
    cell(minuteOf(record.takenAt)),
    cell(record.name),
    cell(record.git ?? '--'),
    figure(p50, formatLatency),
    figure(p95, formatLatency),
    figure(p99, formatLatency),
    figure(requestsPerSecond, formatNumber),
    figure(errorShare, formatShare),
    figure(of?.change, formatChange),
    of === null || of.interval === null ? cell('--') : cell(formatInterval(of.interval)),
    verdict,
  ];
}
