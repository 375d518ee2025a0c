import {formatBytes, formatChange, formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {MetricComparison, RunComparison, Verdict} from '../domain/comparison.ts';
import type {ReportRecord} from './report-record.ts';
import {cell, columns, figure, type ReportCell, type ReportTable, type Tone} from './report-table.ts';
import {levelText} from './plateau-tables.ts';
import {grouped} from './text-parts.ts';

export const verdictTones: Readonly<Partial<Record<Verdict, Tone>>> = {
  REGRESSION: 'bad',
  SUSPECT: 'near',
  IMPROVED: 'good',
  OK: 'good',
};

/** A figure of a comparison in its unit. */
export function formatCompared(metric: string, value: number): string {
  if (/^(?:p[\d.]+|max|avg|min)$/.test(metric)) return formatLatency(value);
  if (metric === 'error share') return formatShare(value);
  if (metric === 'received/s' || metric === 'sent/s') return `${formatBytes(value)}/s`;
  return formatNumber(value);
}

/** `+22..+30%`. */
export function formatInterval([lo, hi]: readonly [number, number]): string {
  return `${formatChange(lo).replace('%', '')}..${formatChange(hi)}`;
}

/**
 * Now against before; null: there is nothing to compare with. Of single requests only what was tested: most have too few
 * samples for their tails.
 */
export function beforeAfterTable({comparison, before}: ReportRecord): ReportTable | null {
  if (!comparison) return null;
  const told = comparison.requests.map(({name, metrics}) => ({
    name,
    metrics: metrics.filter(({verdict}) => name === null || verdict !== 'UNTESTED'),
  }));
  const left = countOf(comparison.requests) - countOf(told);
  const note = noteOf(comparison);
  return {
    id: 'before-after',
    title: before ? `Before and after: against ${before.name}` : 'Before and after',
    note: left === 0 ? note : `${note} Of single endpoints ${left} figures were not tested and are left out.`,
    columns: columns('Endpoint', 'Metric', 'Before>', 'Now>', 'Change>', 'Interval>', 'Improvement>', 'Verdict'),
    rows: told.flatMap(({name, metrics}) => metrics.map((metric) => rowOf(name, metric))),
  };
}

function countOf(requests: readonly {readonly metrics: readonly unknown[]}[]): number {
  return requests.reduce((sum, {metrics}) => sum + metrics.length, 0);
}

function noteOf(comparison: RunComparison): string {
  const {refusal, verdict, text, differences, now, before, confidence} = comparison;
  const differ = differences.length === 0 ? [] : [`What differs: ${differences.join(', ')}.`];
  if (refusal !== null) return [`Not compared: ${refusal}.`, ...differ].join(' ');
  const spans =
    now === null || before === null
      ? []
      : [
          `Before: ${levelText(before)}, ${formatDuration(before.seconds * 1000)}, ${grouped(before.samples)} samples. Now: ${levelText(now)}, ${formatDuration(now.seconds * 1000)}, ${grouped(now.samples)} samples.`,
        ];
  const nominal = Math.round(confidence * 100);
  const coverage = nominal === 95 ? ` (it holds the true change in 86 to 93 of 100 cases)` : '';
  return [
    `${verdict}: ${text}.`,
    ...spans,
    ...differ,
    `Interval: of the change, nominal ${nominal}%${coverage}. Improvement: positive is better.`,
  ].join(' ');
}

/** More is better. */
const gains = new Set(['req/s', 'received/s', 'sent/s']);

function rowOf(name: string | null, metric: MetricComparison): ReportCell[] {
  const {before, now, change, interval, verdict, why, detectable} = metric;
  const print = (value: number): string => formatCompared(metric.metric, value);
  const improvement = change === null ? null : gains.has(metric.metric) ? change : -change;
  const doubt =
    why ?? (verdict === 'INCONCLUSIVE' && detectable !== null ? `would have seen ${formatChange(detectable)}` : null);
  return [
    cell(name ?? 'all'),
    cell(metric.metric),
    figure(before, print),
    figure(now, print),
    figure(change, formatChange),
    interval === null ? cell('--') : {text: formatInterval(interval), value: interval[0]},
    figure(improvement === 0 ? 0 : improvement, formatChange),
    cell(doubt === null ? verdict : `${verdict} (${doubt})`, verdictTones[verdict]),
  ];
}
