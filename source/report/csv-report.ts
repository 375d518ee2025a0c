import {csvMs as ms, csvText, type CsvValue} from './csv-text.ts';
import type {ReportRecord} from './report-record.ts';
import {studyCsv} from './study-tables.ts';
import {seriesOf, type SeriesPoint} from './report-series.ts';

/** Times in ms, bytes plain, shares 0 to 1; empty: not known. `host_cpu` is of the whole machine. */
const csvColumns: readonly (readonly [name: string, read: (point: SeriesPoint) => CsvValue])[] = [
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
 * One row a second (10 s and 60 s further back: `seconds` tells) over all request names.
 * Percentiles are of that row alone: they cannot be averaged into those of the run.
 * Of a capacity search, a spike or an endurance test one row for each of its loads; the JSON report has its seconds.
 */
export function csvReport(record: ReportRecord): string {
  const {study} = record.snapshot;
  if (study !== undefined) return studyCsv(study);
  return csvText(csvColumns, seriesOf(record));
}
