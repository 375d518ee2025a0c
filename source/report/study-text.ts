import type {LoadFigures} from '../domain/study.ts';
import {formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {figure, type ReportCell} from './report-table.ts';
import {csvMs, type CsvValue} from './csv-text.ts';

/** RPS, p95, p99 and errors of a load, as every table of a study has them. */
export function loadCells({requestsPerSecond, p95Us, p99Us, errorShare}: LoadFigures): ReportCell[] {
  return [
    figure(requestsPerSecond, formatNumber),
    figure(p95Us, formatLatency),
    figure(p99Us, formatLatency),
    figure(errorShare, formatShare),
  ];
}

export const loadHeads = ['RPS>', 'p95>', 'p99>', 'Errors>'] as const;

/** RPS, mean and quantiles of latency, and errors, as a table per load step has them. */
export function latencyCells(figures: LoadFigures): ReportCell[] {
  const [requests, p95, p99, errors] = loadCells(figures);
  const {meanUs, p50Us} = figures;
  return [requests!, figure(meanUs, formatLatency), figure(p50Us, formatLatency), p95!, p99!, errors!];
}

/** Whether the machine under test was observed at any of the loads. */
export function observesTarget(loads: readonly LoadFigures[]): boolean {
  return loads.some(({targetCpu}) => targetCpu !== null);
}

/** What else is known of a load. */
export function moreLoadCells({p50Us, meanUs, cpu}: LoadFigures): ReportCell[] {
  return [figure(p50Us, formatLatency), figure(meanUs, formatLatency), figure(cpu, formatShare)];
}

export const moreLoadHeads = ['p50>', 'avg>', 'CPU>'] as const;

export const loadCsvColumns: readonly (readonly [name: string, read: (row: LoadFigures) => CsvValue])[] = [
  ['level', ({level}) => level],
  ['vus', ({vus}) => vus],
  ['requests_per_second', ({requestsPerSecond}) => requestsPerSecond],
  ['latency_mean_ms', ({meanUs}) => csvMs(meanUs)],
  ['latency_p50_ms', ({p50Us}) => csvMs(p50Us)],
  ['latency_p95_ms', ({p95Us}) => csvMs(p95Us)],
  ['latency_p99_ms', ({p99Us}) => csvMs(p99Us)],
  ['error_share', ({errorShare}) => errorShare],
  ['cpu', ({cpu}) => cpu],
  ['target_cpu', ({targetCpu}) => targetCpu],
];
