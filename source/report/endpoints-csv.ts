import type {EndpointFigures, EndpointRecord} from '../domain/endpoint-figures.ts';
import {csvMs, csvText, type CsvValue} from './csv-text.ts';

type Column<Row> = readonly [name: string, read: (row: Row) => CsvValue];

const figures: readonly Column<EndpointFigures>[] = [
  ['seconds', ({seconds}) => seconds],
  ['share', ({share}) => share],
  ['requests', ({requests}) => requests],
  ['requests_per_second', ({requestsPerSecond}) => requestsPerSecond],
  ['failed', ({failed}) => failed],
  ['error_share', ({errorShare}) => errorShare],
  ['latency_samples', ({samples}) => samples],
  ['latency_min_ms', ({minUs}) => csvMs(minUs)],
  ['latency_p50_ms', ({p50Us}) => csvMs(p50Us)],
  ['latency_p75_ms', ({p75Us}) => csvMs(p75Us)],
  ['latency_p90_ms', ({p90Us}) => csvMs(p90Us)],
  ['latency_p95_ms', ({p95Us}) => csvMs(p95Us)],
  ['latency_p99_ms', ({p99Us}) => csvMs(p99Us)],
  ['latency_p999_ms', ({p999Us}) => csvMs(p999Us)],
  ['latency_max_ms', ({maxUs}) => csvMs(maxUs)],
  ['bytes_in_per_second', ({rxBytesPerSecond}) => rxBytesPerSecond],
  ['bytes_out_per_second', ({txBytesPerSecond}) => txBytesPerSecond],
];

/** `name` is empty for all requests together. */
const columns: readonly Column<EndpointRecord>[] = [
  ['name', ({name}) => name],
  ['method', ({method}) => method],
  ['path', ({path}) => path],
  ...prefixed('window', ({window}) => window),
  ['change_p95', ({change}) => change.p95],
  ['change_requests_per_second', ({change}) => change.requestsPerSecond],
  ['change_error_share', ({change}) => change.errorShare],
  ['slo_share', ({sloShare}) => sloShare],
  ...prefixed('run', ({run}) => run),
];

/** View 2's table: each request as it stood in the headline window (`window_…`) and over the run (`run_…`). */
export function endpointsCsv(rows: readonly EndpointRecord[]): string {
  return csvText(columns, rows);
}

function prefixed(prefix: string, pick: (row: EndpointRecord) => EndpointFigures): readonly Column<EndpointRecord>[] {
  return figures.map(([name, read]) => [`${prefix}_${name}`, (row) => read(pick(row))]);
}
