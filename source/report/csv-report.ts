import type {ReportRecord} from './report-record.ts';
import {seriesOf, type SeriesPoint} from './report-series.ts';

type Value = number | boolean | null;

/** Times in ms, bytes plain, shares 0 to 1; empty: not known. `host_cpu` is of the whole machine. */
const csvColumns: readonly (readonly [name: string, read: (point: SeriesPoint) => Value])[] = [
  ['time_s', ({atMs}) => atMs / 1000],
  ['seconds', ({seconds}) => seconds],
  ['in_window', ({inWindow}) => inWindow],
  ['vus', ({vus}) => vus],
  ['target_vus', ({targetVus}) => targetVus],
  ['target_rate', ({targetRate}) => targetRate],
  ['in_flight', ({inFlight}) => inFlight],
  ['requests', ({requests}) => requests],
  ['requests_per_second', ({requestsPerSecond}) => requestsPerSecond],
  ['failed', ({failed}) => failed],
  ['error_share', ({errorShare}) => errorShare],
  ['latency_avg_ms', ({meanUs}) => ms(meanUs)],
  ['latency_p50_ms', ({p50Us}) => ms(p50Us)],
  ['latency_p95_ms', ({p95Us}) => ms(p95Us)],
  ['latency_p99_ms', ({p99Us}) => ms(p99Us)],
  ['latency_max_ms', ({maxUs}) => ms(maxUs)],
  ['bytes_in', ({bytesIn}) => bytesIn],
  ['bytes_out', ({bytesOut}) => bytesOut],
  ['host_cpu', ({host}) => host?.cpu ?? null],
  ['host_memory_used_bytes', ({host}) => host?.memoryUsedBytes ?? null],
  ['perftui_rss_bytes', ({host}) => host?.rssBytes ?? null],
  ['net_in_bytes_per_second', ({host}) => host?.netRxBytesPerSecond ?? null],
  ['net_out_bytes_per_second', ({host}) => host?.netTxBytesPerSecond ?? null],
  ['doubtful', ({doubtful}) => doubtful],
];

/**
 * One row a second (10 s and 60 s further back: `seconds` tells) over all request names, as RFC 4180 has it, with `\n`.
 * Percentiles are of that row alone: they cannot be averaged into those of the run.
 */
export function csvReport(record: ReportRecord): string {
  const rows = seriesOf(record).map((point) => csvColumns.map(([, read]) => print(read(point))).join(','));
  return [csvColumns.map(([name]) => name).join(','), ...rows, ''].join('\n');
}

function ms(us: number | null): number | null {
  return us === null ? null : us / 1000;
}

function print(value: Value): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(Number(value.toPrecision(12)));
}
