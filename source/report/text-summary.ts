import {exitCodes} from '../domain/errors.ts';
import {formatBytes, formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {printNear} from '../domain/load-text.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {SnapshotLatency, SnapshotRequest} from '../domain/snapshot.ts';
import {flowLines} from './flow-lines.ts';
import {replayLines, savedLines, segmentTable, verdictLines} from './segment-table.ts';
import {scenarioTable} from './scenario-table.ts';
import {studyLines, studyTableBlocks} from './study-lines.ts';
import {plateausBeside} from './study-tables.ts';
import {cellWidth, clean, createPaint, fit, grouped, label, quantile, twoDigitShare, type Paint} from './text-parts.ts';
import {budgetTable, thresholdTable} from './threshold-tables.ts';
import {isUnjudgedSearch, ownThresholds} from './threshold-text.ts';

/*
 * perftui checkout-peak  14m02s  stopped by operator  SLO 4/5
 *
 *   load        peak 260 VUs   31 inputs   manual 3m10s   auto 10m52s
 *   model       OPEN: response time   http1, auto: HTTP/1.1 on own sockets
 *   tls         INSECURE: certificates are not verified
 *   arrivals    offered 15 000   started 14 987   dropped 12   missed 1
 *   send lag    p50 210µs  p99 1.10ms  max 3.02ms
 *   iterations  11 041   12 interrupted
 *   requests    139 841   ok 99.76%   503 0.19%   timeout 0.04%
 *   traffic     mean 166/s   peak 264/s   in 1.20GB   out 18.1MB   knee near 240-246 VUs
 *   latency     p50 31.2ms  p90 52.1ms  p95 66.4ms  p99 101ms  p99.9 ?412ms  max 1.20s
 *   checks      99.18% (1 204 of 1 214)   ✗ body contains "x" (cart) 10 failed
 *
 *   search      capacity 208 to 216 VUs: p95 < 250ms held at 208 VUs, not at 216 VUs
 *   verdict     FOUND, confirmed
 *   …
 *
 *   OPEN: response time            req/s     p50     p95     p99     err
 *   all                              166  31.2ms  66.4ms   101ms   0.24%
 *   POST /api/login                 12.1  …
 *
 *   steady segments      VUs   req/s     p50     p95     p99    err   p95<250ms
 *   00:02:30-00:06:00    120     144  31.2ms  66.4ms   101ms  0.08%   ok
 *
 *   best passing load  120 VUs, 144 req/s
 *   against S1         p95 +27% at the same load (interval +22..+30%) regression
 *
 *   scenarios                     weight requests   req/s     p95     err
 *   shopper                            3  139 841     166  66.4ms   0.24%
 *   admin                          muted        0    0.00      --      --
 *
 *   thresholds
 *   FAIL  http_req_duration: p(95)<250                             349ms
 *
 *   budgets                                          budget  measured   used
 *   ok    auth                                p95      30ms    24.1ms    80%
 *
 *   INVALID   load worker 93% busy; add workers or lower the load
 *             exit 111: what is asserted about latency rests on it; --allow-invalid lifts it
 *
 *   saved       snapshots/drives/2026-08-12-102030-checkout.jsonl
 *               (inputs, 1s metrics, histograms)
 *               snapshots/2026-08-12-peak-260.json
 *
 *   replay      perftui replay 2026-08-12-102030-checkout
 *   look        perftui open 2026-08-12-102030-checkout
 */

export interface TextOptions {
  /** Columns to stay within; saved paths and what is to be doubted are never cut. */
  readonly width: number;
  readonly colour: boolean;
}

const badges: Readonly<Record<LoadModel, string>> = {closed: 'CLOSED: service time', open: 'OPEN: response time'};

const verdictWidth = 10;

const leastWidth = 60;

/** What a person reads when a run is over; ends with a line break. Figures that are not known read `--`. */
export function textSummary(summary: RunSummary, options: TextOptions): string {
  const paint = createPaint(options.colour);
  const width = Math.max(leastWidth, Math.floor(options.width) || 80);
  const blocks = [
    [title(summary, paint)],
    overview(summary),
    studyLines(summary.run, width, paint),
    ...studyTableBlocks(summary.run, width, paint),
    endpointTable(summary, width, paint),
    segmentTable({plateaus: plateausBeside(summary.plateaus, summary.run.study)}, paint),
    verdictLines(summary, paint),
    scenarioTable(summary.run, width, paint),
    thresholdTable(summary.run, width, paint),
    budgetTable(summary.run.thresholds, width, paint),
    doubts(summary, paint),
    savedLines(summary, width),
    replayLines(summary),
  ];
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function title({run, durationMs, endedBy}: RunSummary, paint: Paint): string {
  const thresholds = ownThresholds(run);
  const held = thresholds.filter(({ok}) => ok === true).length;
  const slo = thresholds.length === 0 || isUnjudgedSearch(run, thresholds) ? '' : `  SLO ${held}/${thresholds.length}`;
  return paint(`perftui ${clean(run.profile.name)}  ${formatDuration(durationMs)}  ${endedBy}${slo}`, 'strong');
}

function overview(summary: RunSummary): string[] {
  const total = summary.run.requests[0];
  const {inputs, manualMs, autoMs} = summary;
  const load = [
    `peak ${summary.peakVus} ${summary.peakVus === 1 ? 'VU' : 'VUs'}`,
    ...(inputs === 0 ? [] : [`${inputs} ${inputs === 1 ? 'input' : 'inputs'}`]),
    ...(manualMs === 0 || inputs === 0 ? [] : [`manual ${formatDuration(manualMs)}`]),
    ...(autoMs === 0 || inputs === 0 ? [] : [`auto ${formatDuration(autoMs)}`]),
  ];
  const iterations = [
    grouped(summary.iterations),
    ...(summary.iterationsInterrupted === 0 ? [] : [`${grouped(summary.iterationsInterrupted)} interrupted`]),
  ];
  const {endedBy, endedWhy} = summary;
  const lines = [
    ...(endedWhy === null ? [] : [`  ${label('ended by')}${endedBy}: ${clean(endedWhy)}`]),
    `  ${label('load')}${load.join('   ')}`,
    `  ${label('model')}${badge(summary.models)}   ${summary.transport.kind}, ${clean(summary.transport.reason)}`,
    ...(summary.insecure ? [`  ${label('tls')}INSECURE: certificates are not verified`] : []),
    ...arrivalLines(summary),
    `  ${label('iterations')}${iterations.join('   ')}`,
  ];
  if (total === undefined) return lines;
  const traffic = [
    `mean ${formatNumber(total.requestsPerSecond)}/s`,
    ...(summary.peakRequestsPerSecond === null ? [] : [`peak ${formatNumber(summary.peakRequestsPerSecond)}/s`]),
    `in ${formatBytes(total.bytesIn)}`,
    `out ${formatBytes(total.bytesOut)}`,
    ...(summary.knee && summary.run.study?.kind !== 'capacity'
      ? [`knee ${printNear(summary.knee.fromLevel, summary.knee.toLevel, summary.knee.model)}`]
      : []),
  ];
  lines.push(`  ${label('requests')}${outcomes(total).join('   ')}`, `  ${label('traffic')}${traffic.join('   ')}`);
  if (total.latencyUs !== null) lines.push(`  ${label('latency')}${percentiles(total.latencyUs).join('  ')}`);
  return [...lines, ...flowLines(summary.run)];
}

/** What the latencies are: the closed model cannot know when a request should have been sent. */
function badge(models: readonly LoadModel[]): string {
  return models.map((model) => badges[model]).join(', then ');
}

function arrivalLines({arrivals, trends}: RunSummary): string[] {
  if (arrivals === null) return [];
  const {offered, started, dropped, missed} = arrivals;
  const counts = [
    `offered ${grouped(offered)}`,
    `started ${grouped(started)}`,
    `dropped ${grouped(dropped)}`,
    `missed ${grouped(missed)}`,
  ];
  const lag = trends['send_lag'];
  const lines = [`  ${label('arrivals')}${counts.join('   ')}`];
  if (lag === undefined || lag.count === 0) return lines;
  const lags = [
    `p50 ${quantile(lag.med * 1000, 0.5, lag.count)}`,
    `p99 ${quantile(lag.p99 * 1000, 0.99, lag.count)}`,
    `max ${formatLatency(lag.max * 1000)}`,
  ];
  return [...lines, `  ${label('send lag')}${lags.join('  ')}`];
}

/** Why not all figures can be trusted, and what to do; nothing when they can. */
function doubts(summary: RunSummary, paint: Paint): string[] {
  const {
    validity: {verdict, reasons},
    degraded,
  } = summary;
  const texts = [
    ...new Set(reasons.map(({text, hint}) => (hint === '' ? text : `${text}; ${hint}`))),
    ...(degraded === null ? [] : [degraded]),
    ...exitTexts(summary),
  ];
  if (verdict === 'VALID' && degraded === null && reasons.length === 0) return texts.map((text) => `  ${clean(text)}`);
  const word = verdict === 'VALID' && degraded !== null ? 'DEGRADED' : verdict;
  const tone = verdict === 'INVALID' ? 'bad' : 'near';
  const lead = paint(word, tone) + ' '.repeat(Math.max(0, verdictWidth - word.length));
  const [first = 'the generator was a bottleneck', ...others] = texts;
  return [`  ${lead}${clean(first)}`, ...others.map((text) => `  ${' '.repeat(verdictWidth)}${clean(text)}`)];
}

/** Why the exit code is what it is, where nothing else says so. */
function exitTexts({exitCode, run: {study}}: RunSummary): string[] {
  if (exitCode !== exitCodes.invalidRun) return [];
  const isLimited = study?.kind === 'capacity' && study.verdict === 'GENERATOR-LIMITED';
  const why = isLimited ? "the generator's end is no capacity" : 'what is asserted about latency rests on it';
  return [`exit 111: ${why}; --allow-invalid lifts it`];
}

/** `139 841`, `ok 99.76%`, then why the others failed, most frequent first. */
function outcomes(total: SnapshotRequest): string[] {
  const ended = total.outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  const failures = total.outcomes.filter((outcome) => outcome.code !== 0).toSorted((a, b) => b.count - a.count);
  const failed = failures.reduce((sum, outcome) => sum + outcome.count, 0);
  const named = failures.slice(0, 4);
  const rest = failures.slice(4).reduce((sum, outcome) => sum + outcome.count, 0);
  const share = (count: number): string => twoDigitShare(count / ended);
  return [
    grouped(ended),
    ...(ended === 0 ? [] : [`ok ${share(ended - failed)}`]),
    ...named.map((outcome) => `${clean(outcome.word)} ${share(outcome.count)}`),
    ...(rest === 0 ? [] : [`more ${share(rest)}`]),
    ...(total.aborted === 0 ? [] : [`${grouped(total.aborted)} aborted`]),
  ];
}

function percentiles(latency: SnapshotLatency): string[] {
  const {samples} = latency;
  return [
    `p50 ${quantile(latency.p50, 0.5, samples)}`,
    `p90 ${quantile(latency.p90, 0.9, samples)}`,
    `p95 ${quantile(latency.p95, 0.95, samples)}`,
    `p99 ${quantile(latency.p99, 0.99, samples)}`,
    `p99.9 ${quantile(latency.p999, 0.999, samples)}`,
    `max ${formatLatency(latency.max)}`,
  ];
}

function endpointTable({run: {requests}, models}: RunSummary, width: number, paint: Paint): string[] {
  if (requests.length === 0) return [];
  const nameWidth = width - 2 - 5 * cellWidth;
  const row = (name: string, cells: readonly string[]): string =>
    `  ${fit(name, nameWidth)}${cells.map((cell) => cell.padStart(cellWidth)).join('')}`;
  const heading = paint(row(badge(models), ['req/s', 'p50', 'p95', 'p99', 'err']), 'dim');
  return [heading, ...requests.map((request) => row(request.name ?? 'all', tableCells(request)))];
}

function tableCells({requestsPerSecond, latencyUs, errorShare}: SnapshotRequest): string[] {
  const cell = (us: number | undefined, share: number): string =>
    us === undefined ? '--' : quantile(us, share, latencyUs?.samples ?? 0);
  return [
    formatNumber(requestsPerSecond),
    cell(latencyUs?.p50, 0.5),
    cell(latencyUs?.p95, 0.95),
    cell(latencyUs?.p99, 0.99),
    errorShare === null ? '--' : formatShare(errorShare),
  ];
}
