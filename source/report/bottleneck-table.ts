import {formatLatency, formatShare} from '../domain/format.ts';
import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import {cell, columns, type ReportCell, type ReportTable} from './report-table.ts';
import {endedOf, latencyCell, requestName} from './request-tables.ts';
import {resourceFigures, type ResourceFigures} from './resource-table.ts';
import type {ReportRecord} from './report-record.ts';
import {grouped} from './text-parts.ts';
import {firstLatencyThreshold, thresholdParts, usedShare} from './threshold-text.ts';

const mostEach = 5;

/** Above this share of the whole machine its own load is no longer out of the question. */
const busyCpu = 0.8;

/** Where the time went and what failed, worst first; null without requests. */
export function bottleneckTable(record: ReportRecord): ReportTable | null {
  const {snapshot} = record;
  const named = snapshot.requests.slice(1).filter((request) => endedOf(request) > 0);
  if (named.length === 0) return null;
  const rows = [
    ...overBudget(snapshot),
    ...slowest(snapshot, named),
    ...failing(named),
    ...generatorRows(snapshot, resourceFigures(record)),
  ];
  return {
    id: 'bottlenecks',
    title: 'Bottlenecks',
    note: 'Share of time: requests × mean latency, of all requests together.',
    columns: columns('What', 'Where', 'Figure', 'Share of time>'),
    rows,
  };
}

function overBudget({thresholds}: Snapshot): ReportCell[][] {
  return thresholds
    .flatMap((threshold) => {
      const used = usedShare(threshold);
      return threshold.budget === undefined || used === null || used <= 1 ? [] : [{budget: threshold.budget, used}];
    })
    .toSorted((a, b) => b.used - a.used)
    .slice(0, mostEach)
    .map(({budget, used}) => [
      cell('over budget'),
      cell(budget.requestName),
      cell(`${Math.round(used * 100)}% of ${budget.figure} < ${formatLatency(budget.bound * 1000)}`, 'bad'),
      cell(''),
    ]);
}

function slowest({thresholds}: Snapshot, named: readonly SnapshotRequest[]): ReportCell[][] {
  const threshold = firstLatencyThreshold(thresholds);
  const parts = threshold === null ? null : thresholdParts(threshold.source);
  const boundUs = parts?.aggregation === 'p(95)' && parts.boundValue !== null ? parts.boundValue * 1000 : null;
  const allTime = named.reduce((sum, request) => sum + timeOf(request), 0);
  return named
    .filter(({latencyUs}) => latencyUs !== null)
    .toSorted((a, b) => b.latencyUs!.p95 - a.latencyUs!.p95)
    .slice(0, mostEach)
    .map((request) => {
      const used = boundUs === null ? null : request.latencyUs!.p95 / boundUs;
      const of = used === null ? '' : `, ${Math.round(used * 100)}% of ${formatLatency(boundUs!)}`;
      return [
        cell('slowest'),
        cell(requestName(request)),
        cell(`p95 ${latencyCell(request.latencyUs, 'p95').text}${of}`, used !== null && used > 1 ? 'bad' : undefined),
        {text: allTime === 0 ? '--' : formatShare(timeOf(request) / allTime), value: timeOf(request)},
      ];
    });
}

function failing(named: readonly SnapshotRequest[]): ReportCell[][] {
  return named
    .filter(({failed}) => failed > 0)
    .toSorted((a, b) => b.failed - a.failed)
    .slice(0, mostEach)
    .map((request) => {
      const kinds = request.outcomes
        .filter(({code}) => code !== 0)
        .toSorted((a, b) => b.count - a.count)
        .map(({word, count}) => `${word} × ${grouped(count)}`);
      const share = request.errorShare === null ? '' : ` (${formatShare(request.errorShare)})`;
      return [
        cell('failing'),
        cell(requestName(request)),
        cell(`${grouped(request.failed)} failed${share}: ${kinds.join(', ')}`, 'near'),
        cell(''),
      ];
    });
}

/** The load generator itself may be what is slow. */
function generatorRows(snapshot: Snapshot, {cpu}: ResourceFigures): ReportCell[][] {
  const reasons = snapshot.validity?.reasons ?? [];
  const busy = cpu !== null && cpu.max >= busyCpu ? [`host CPU up to ${formatShare(cpu.max)}`] : [];
  return [...reasons.map(({text}) => text), ...busy].map((text) => [
    cell('generator'),
    cell(snapshot.host.hostname),
    cell(text, 'near'),
    cell(''),
  ]);
}

/** All its requests took together, µs. */
function timeOf({latencyUs}: SnapshotRequest): number {
  return latencyUs === null ? 0 : latencyUs.samples * latencyUs.mean;
}
