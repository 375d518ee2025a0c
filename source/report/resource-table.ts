import {formatBytes, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {SnapshotHostPoint} from '../domain/snapshot.ts';
import {columns, cell, figure, type ReportTable} from './report-table.ts';
import type {ReportRecord} from './report-record.ts';
import {recordedSeconds} from './report-series.ts';

export interface ResourceFigure {
  readonly min: number;
  /** Over time: further back a point stands for 10 s or 60 s. */
  readonly mean: number;
  readonly max: number;
}

/** Of the generator's host, and of the machine under test where that was observed. */
const resources = [
  'cpu',
  'memoryUsedBytes',
  'rssBytes',
  'netRxBytesPerSecond',
  'netTxBytesPerSecond',
  'loopDelayMs',
  'targetCpu',
  'targetMemoryBytes',
  'targetNetRxBytesPerSecond',
  'targetNetTxBytesPerSecond',
  'targetLoad1',
] as const satisfies readonly (keyof SnapshotHostPoint)[];
type Resource = (typeof resources)[number];

export type ResourceFigures = Readonly<Record<Resource, ResourceFigure | null>>;

/** Of the host the load came from, over the snapshot's window; null: not known there. */
export function resourceFigures(record: ReportRecord): ResourceFigures {
  const {startMs, endMs} = record.snapshot.window;
  const {cells, hostSeries} = recordedSeconds(record);
  const inside = hostSeries.filter(({atMs}) => atMs >= startMs && atMs < endMs + 1000);
  let next = 0;
  const weighed = inside.map((point) => {
    while (next + 1 < cells.length && cells[next + 1]!.atMs <= point.atMs) next++;
    return {point, weight: cells[next]?.seconds ?? 1};
  });
  const of = (key: Resource): ResourceFigure | null => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let weights = 0;
    for (const {point, weight} of weighed) {
      const value = point[key];
      if (value === null || value === undefined) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value * weight;
      weights += weight;
    }
    return weights === 0 ? null : {min, mean: sum / weights, max};
  };
  return Object.fromEntries(resources.map((key) => [key, of(key)])) as Record<Resource, ResourceFigure | null>;
}

const rows: readonly (readonly [key: keyof ResourceFigures, label: string, print: (value: number) => string])[] = [
  ['cpu', 'CPU', formatShare],
  ['memoryUsedBytes', 'memory', formatBytes],
  ['rssBytes', 'memory of perftui', formatBytes],
  ['netRxBytesPerSecond', 'network in', (value) => `${formatBytes(value)}/s`],
  ['netTxBytesPerSecond', 'network out', (value) => `${formatBytes(value)}/s`],
  ['loopDelayMs', 'event loop delay of perftui', (value) => formatLatency(value * 1000)],
  ['targetCpu', 'target: CPU', formatShare],
  ['targetMemoryBytes', 'target: memory', formatBytes],
  ['targetNetRxBytesPerSecond', 'target: network in', (value) => `${formatBytes(value)}/s`],
  ['targetNetTxBytesPerSecond', 'target: network out', (value) => `${formatBytes(value)}/s`],
  ['targetLoad1', 'target: load average', formatNumber],
];

/** Null: nothing was sampled. */
export function resourceTable(record: ReportRecord): ReportTable | null {
  const figures = resourceFigures(record);
  if (rows.every(([key]) => figures[key] === null)) return null;
  const observed = rows.some(([key]) => isOfTarget(key) && figures[key] !== null);
  const shown = rows.filter(([key]) => !isOfTarget(key) || figures[key] !== null);
  return {
    id: 'resources',
    title: 'Resources',
    note: `Of the host the load came from. Network: the interface that leads to the target.${observed ? ' "target": of the machine under test, as its exporter told it.' : ''}`,
    columns: columns('Resource', 'min>', 'avg>', 'max>'),
    rows: shown.map(([key, label, print]) => {
      const value = figures[key];
      return [cell(label), figure(value?.min, print), figure(value?.mean, print), figure(value?.max, print)];
    }),
  };
}

function isOfTarget(key: Resource): boolean {
  return key.startsWith('target');
}
