import type {SecondFigures, TrafficFigures} from './second-figures.ts';

/** A file that is written second by second. */
export interface SecondFormat {
  /** What the file begins with; '' for nothing. */
  readonly head: string;
  /** What a second adds to it, whole lines. */
  lines(figures: SecondFigures): string;
}

/** One JSON object a second, as `SecondFigures` has it; rates and shares rounded to 4 digits behind the point. */
export const jsonlSeconds: SecondFormat = {
  head: '',
  lines: (figures) =>
    `${JSON.stringify(figures, (_, value: unknown) => (typeof value === 'number' ? round(value) : value))}\n`,
};

/**
 * One line a second for the total and for each request name (RFC 4180, CRLF). What belongs to the whole run stands in each;
 * not known: empty.
 */
export const csvSeconds: SecondFormat = {
  get head() {
    return line([...runColumns.map(([title]) => title), 'scope', 'name', ...trafficColumns.map(([title]) => title)]);
  },
  lines(figures) {
    const run = runColumns.map(([, read]) => cell(read(figures)));
    const row = (scope: string, name: string, traffic: TrafficFigures): string =>
      line([...run, scope, csvText(name), ...trafficColumns.map(([, read]) => cell(read(traffic)))]);
    return [row('total', '', figures.total), ...figures.requests.map((one) => row('request', one.name, one))].join('');
  },
};

type Value = number | string | boolean | null;

const runColumns: readonly (readonly [title: string, read: (figures: SecondFigures) => Value])[] = [
  ['time', ({time}) => time],
  ['at_ms', ({atMs}) => atMs],
  ['seconds', ({seconds}) => seconds],
  ['covered_ms', ({coveredMs}) => coveredMs],
  ['phase', ({phase}) => phase],
  ['vus', ({vus}) => vus],
  ['target_vus', ({targetVus}) => targetVus],
  ['target_rate', ({targetRate}) => targetRate],
  ['in_flight', ({inFlight}) => inFlight],
  ['run_iterations', ({iterations}) => iterations],
  ['run_offered', ({offered}) => offered],
  ['run_dropped', ({dropped}) => dropped],
  ['run_missed', ({missed}) => missed],
  ['doubtful', ({doubtful}) => doubtful],
  ['host_cpu', ({hostCpu}) => hostCpu],
  ['loop_delay_ms', ({loopDelayMs}) => loopDelayMs],
];

const trafficColumns: readonly (readonly [title: string, read: (traffic: TrafficFigures) => Value])[] = [
  ['started', ({started}) => started],
  ['ended', ({ended}) => ended],
  ['failed', ({failed}) => failed],
  ['aborted', ({aborted}) => aborted],
  ['requests_per_second', ({requestsPerSecond}) => requestsPerSecond],
  ['error_share', ({errorShare}) => errorShare],
  ['bytes_in', ({bytesIn}) => bytesIn],
  ['bytes_out', ({bytesOut}) => bytesOut],
  ['min_us', ({minUs}) => minUs],
  ['mean_us', ({meanUs}) => meanUs],
  ['p50_us', ({p50Us}) => p50Us],
  ['p90_us', ({p90Us}) => p90Us],
  ['p95_us', ({p95Us}) => p95Us],
  ['p99_us', ({p99Us}) => p99Us],
  ['max_us', ({maxUs}) => maxUs],
];

function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(round(value)) : '';
  return csvText(String(value));
}

/** Quoted where it must be. A spreadsheet takes what begins with = + - @ for a formula: an apostrophe stops it. */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
