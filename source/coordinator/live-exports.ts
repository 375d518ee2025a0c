import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {DriveLine} from '../domain/drive.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {MetricsServer} from '../exporters/metrics-server.ts';
import {figuresOfSecond} from '../exporters/second-figures.ts';
import {csvSeconds, jsonlSeconds, type SecondFormat} from '../exporters/second-lines.ts';
import type {Redactor} from '../files/redact.ts';
import {isLoopback} from '../files/resolve-target.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import {createRunTotals} from '../metrics/run-totals.ts';
import type {SessionView} from '../session/view.ts';
import type {ExportSettings} from './messages.ts';
import {openOutFile, type OutFile} from './out-file.ts';

/** Follows a run while it goes on: `/metrics`, and files that are written second by second. */
export interface LiveExports {
  /** What was measured since the reading before. */
  interval(metrics: IntervalMetrics): void;
  /** What the run is told line by line. Never blocks and never throws. */
  record(line: DriveLine): void;
  /** What came up since the last take that a person should know of. */
  takeFailures(): readonly string[];
  /** Where figures can be read, one line each. */
  readonly places: readonly string[];
  /** Never rejects; idempotent. */
  close(): Promise<void>;
}

export interface LiveExportsOptions {
  readonly prepared: Pick<PreparedRun, 'plan' | 'profile'>;
  readonly version: string;
  readonly redactor: Pick<Redactor, 'text'>;
  /** As of now; null: there is none yet. */
  readonly view: () => SessionView | null;
  readonly runClockMs: () => number;
}

const formats: Readonly<Record<ExportSettings['outs'][number]['format'], SecondFormat>> = {
  jsonl: jsonlSeconds,
  csv: csvSeconds,
};

/**
 * Opens all that was asked for.
 * @throws PerftuiError (104) where a port is taken or a file cannot be written; nothing stays open then
 */
export async function startLiveExports(
  {prometheus, outs}: ExportSettings,
  options: LiveExportsOptions,
): Promise<LiveExports> {
  refuseUnclear(outs);
  const failures: string[] = [];
  let startedAtMs: number | null = null;
  const names = options.prepared.plan.requestNames.map((name) => options.redactor.text(name));
  const files: {readonly format: SecondFormat; readonly file: OutFile}[] = [];
  const server = prometheus === null ? null : await startPrometheus(prometheus, options);
  const close = async (): Promise<void> => {
    await Promise.all([server?.close(), ...files.map(async ({file}) => file.close())]);
  };
  try {
    for (const {format, file} of outs) {
      const {[format]: written} = formats;
      // oxlint-disable-next-line no-await-in-loop -- in the order they were asked for
      const opened = await openOutFile(file, written.head, (why) => failures.push(`${why} (--out ${format}=${file})`));
      files.push({format: written, file: opened});
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    interval: (metrics) => server?.add(metrics),
    record(line) {
      if (line.kind !== 'second' || files.length === 0) return;
      // Once: a clock that is set while the run lasts must not bend its time axis.
      startedAtMs ??= Date.now() - options.runClockMs();
      const figures = figuresOfSecond(line, names, startedAtMs);
      for (const {format, file} of files) file.append(format.lines(figures));
    },
    takeFailures: () => failures.splice(0),
    places: server === null || prometheus === null ? [] : [placeOf(server.url, prometheus.host)],
    close,
  };
}

function placeOf(url: string, host: string): string {
  return `metrics: ${url}${isLoopback(host) ? '' : ', open to all who can reach this machine'}`;
}

/** Loaded when asked for: few runs need it. */
async function startPrometheus(
  listen: NonNullable<ExportSettings['prometheus']>,
  {prepared: {plan, profile}, version, redactor, view}: LiveExportsOptions,
): Promise<MetricsServer & {add(metrics: IntervalMetrics): void}> {
  const [{createPrometheusText}, {startMetricsServer}] = await Promise.all([
    import('../exporters/prometheus-metrics.ts'),
    import('../exporters/metrics-server.ts'),
  ]);
  const totals = createRunTotals(plan.series.length);
  const text = createPrometheusText({
    plan,
    info: {version, profile: profile.name, target: plan.target.label},
    read: () => ({totals: totals.metrics(), view: view()}),
    redact: (part) => redactor.text(part),
  });
  const {url, close} = await startMetricsServer(listen, text);
  return {url, close, add: (metrics) => totals.add(metrics)};
}

/** @throws PerftuiError (104) for files that two would write, or that are the summary's */
function refuseUnclear(outs: ExportSettings['outs']): void {
  const seen = new Set<string>();
  for (const {format, file} of outs) {
    if (file === '-') {
      throw new PerftuiError('ERR_USAGE', `--out ${format}=-: stdout is the summary's`, {hint: 'name a file'});
    }
    const place = path.resolve(file);
    if (seen.has(place)) {
      throw new PerftuiError('ERR_USAGE', `--out: ${file} is named twice`, {hint: 'give each its own file'});
    }
    seen.add(place);
  }
}
