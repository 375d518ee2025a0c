import type {Verdict} from '../domain/comparison.ts';
import {formatChange, formatClock, formatNumber, formatShare} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {SnapshotPlateau, SnapshotThreshold} from '../domain/snapshot.ts';
import {formatInterval} from './before-after-table.ts';
import {bestPassing, levelText} from './plateau-tables.ts';
import {clean, fit, label, quantile, type Paint, type Style} from './text-parts.ts';
import {firstLatencyThreshold, thresholdHead, usedShare} from './threshold-text.ts';
import {formatAmount} from '../domain/threshold-evaluation.ts';

/*
 *   steady segments      VUs   req/s     p50     p95     p99    err   p95<250ms
 *   00:02:30-00:06:00    120     144  31.2ms  66.4ms   101ms  0.08%   ok
 *   00:11:30-00:12:14~   240     260   106ms   229ms   341ms  0.25%   ok  92%
 *   00:12:40-00:13:50    250     261   134ms   284ms   430ms  0.45%   FAIL 114%
 *   ~ not steady
 *
 *   best passing load  240 VUs, 260 req/s
 *   against S1         p95 +27% at the same load (interval +22..+30%) regression
 */

/** Of a run of hours the latest say most; the recording holds all. */
const mostSegments = 20;

/** `00:11:30-00:12:14~`. */
const spanWidth = 18;

const labelWidth = 19;
const loadWidth = 6;
const cellWidth = 8;

/** From here a bound that is kept shows how much of it is used. */
const nearShare = 0.8;

/** Holds at one load, in order of time; nothing where there were none. */
export function segmentTable({plateaus}: Pick<RunSummary, 'plateaus'>, paint: Paint): string[] {
  if (plateaus.length === 0) return [];
  const threshold = firstLatencyThreshold(plateaus[0]!.thresholds);
  const head = threshold === null ? '' : `   ${fit(thresholdHead(threshold), 15).trimEnd()}`;
  const words = ['req/s', 'p50', 'p95', 'p99'].map((word) => word.padStart(cellWidth)).join('');
  const left = Math.max(0, plateaus.length - mostSegments);
  const marks = [
    ...(plateaus.some(({steady}) => steady === false) ? ['~ not steady'] : []),
    ...(plateaus.some(({steady}) => steady === null) ? ['? too short to tell whether it was steady'] : []),
  ];
  const heading = `${'steady segments'.padEnd(spanWidth)}${loadWord(plateaus).padStart(loadWidth)}${words}${'err'.padStart(7)}`;
  return [
    paint(`  ${heading}${head}`, 'dim'),
    ...(left === 0 ? [] : [`  ${left} more before these`]),
    ...plateaus.slice(left).map((plateau) => segmentRow(plateau, threshold?.source ?? null, loadWord(plateaus), paint)),
    ...(marks.length === 0 ? [] : [paint(`  ${marks.join('   ')}`, 'dim')]),
  ];
}

function loadWord(plateaus: readonly SnapshotPlateau[]): 'VUs' | 'iter/s' | 'load' {
  if (plateaus.every(({model}) => model === 'closed')) return 'VUs';
  return plateaus.every(({model}) => model === 'open') ? 'iter/s' : 'load';
}

function segmentRow(plateau: SnapshotPlateau, source: string | null, word: string, paint: Paint): string {
  const {startMs, endMs, steady, level, model, requests, thresholds} = plateau;
  const [total] = requests;
  const latency = total?.latencyUs ?? null;
  const span = `${formatClock(startMs)}-${formatClock(endMs)}${steady === false ? '~' : steady === null ? '?' : ''}`;
  const unit = word === 'load' ? (model === 'open' ? 'r' : 'v') : '';
  const percentile = (us: number | undefined, share: number): string =>
    us === undefined ? '--' : quantile(us, share, latency?.samples ?? 0);
  const cells = [
    formatNumber(total?.requestsPerSecond ?? Number.NaN),
    percentile(latency?.p50, 0.5),
    percentile(latency?.p95, 0.95),
    percentile(latency?.p99, 0.99),
  ];
  const errors = total === undefined || total.errorShare === null ? '--' : formatShare(total.errorShare);
  const judged = thresholds.find((one) => one.source === source);
  const verdict = judged === undefined ? '' : `   ${segmentVerdict(judged, paint)}`;
  const load = `${formatAmount(level)}${unit}`.padStart(loadWidth);
  return `  ${span.padEnd(spanWidth)}${load}${cells.map((one) => one.padStart(cellWidth)).join('')}${errors.padStart(7)}${verdict}`;
}

/** `ok`, `ok   92%`, `FAIL 140%`, `warn 140%`, `--`. */
function segmentVerdict(threshold: SnapshotThreshold, paint: Paint): string {
  const {ok, severity} = threshold;
  if (ok === null) return '--';
  const used = usedShare(threshold);
  const [word, style]: [string, Style] = ok
    ? ['ok', used !== null && used >= nearShare ? 'near' : 'good']
    : severity === 'warning'
      ? ['warn', 'near']
      : ['FAIL', 'bad'];
  const share = used === null || (ok && used < nearShare) ? '' : ` ${`${Math.round(used * 100)}%`.padStart(4)}`;
  return paint(`${word}${share}`, style);
}

/** The highest load that held, and how the run stands against the baseline. */
export function verdictLines(summary: RunSummary, paint: Paint): string[] {
  return [...bestLines(summary), ...againstLine(summary, paint)];
}

function bestLines({plateaus, run: {study}}: RunSummary): string[] {
  // What a search or a test of its own found out is not said again by other rules.
  if (study !== undefined) return [];
  const models = [...new Set(plateaus.map(({model}) => model))];
  return models.flatMap((model) => {
    const best = bestPassing(plateaus.filter((plateau) => plateau.model === model));
    if (best === null) return [];
    const rate = formatNumber(best.requests[0]?.requestsPerSecond ?? Number.NaN);
    const doubt = best.steady === true ? '' : best.steady === false ? '  ~ not steady' : '  ? too short to tell';
    return [`  ${'best passing load'.padEnd(labelWidth)}${levelText(best)}, ${rate} req/s${doubt}`];
  });
}

const alignWords = {load: 'at the same load', window: 'window against window', time: 'over the same seconds'} as const;

const verdictStyles: Readonly<Partial<Record<string, Style>>> = {
  REGRESSION: 'bad',
  SUSPECT: 'near',
  IMPROVED: 'good',
  OK: 'good',
};

function againstLine({comparison, baselineName}: RunSummary, paint: Paint): string[] {
  if (comparison === null) return [];
  const head = `  ${fit(`against ${baselineName ?? 'baseline'}`, labelWidth)}`;
  if (comparison.refusal !== null) return [`${head}not compared: ${clean(comparison.refusal)}`];
  const {metrics = []} = comparison.requests[0] ?? {};
  const latencies = metrics.filter(({metric, interval}) => /^p\d/.test(metric) && interval !== null);
  const deciding = latencies.filter((one) => one.verdict === comparison.verdict);
  // One that bears the verdict out, where there is one.
  const [metric] = (deciding.length > 0 ? deciding : latencies).toSorted(
    (a, b) => Number(b.metric === 'p95') - Number(a.metric === 'p95'),
  );
  const word = paint(comparison.verdict.toLowerCase(), verdictStyles[comparison.verdict] ?? 'dim');
  if (metric === undefined || metric.change === null || metric.interval === null)
    return [`${head}${clean(comparison.text)}  ${word}`];
  const change = `${metric.metric} ${formatChange(metric.change)} ${alignWords[comparison.align]}`;
  return [
    `${head}${change} (interval ${formatInterval(metric.interval)}) ${word}`,
    // What would have been seen, and what to do about it.
    ...(comparison.verdict === 'INCONCLUSIVE' || (deciding.length === 0 && isWorse(comparison.verdict))
      ? [`  ${' '.repeat(labelWidth)}${clean(comparison.text.replace(/^inconclusive: /, ''))}`]
      : []),
  ];
}

function isWorse(verdict: Verdict): boolean {
  return verdict === 'REGRESSION' || verdict === 'SUSPECT';
}

const recorded = '(inputs, 1s metrics, histograms)';

/** What was written; paths are never cut. */
export function savedLines({saved, recording}: RunSummary, width: number): string[] {
  const path = recording === null ? null : clean(recording);
  const fits = path !== null && 2 + label('').length + path.length + 3 + recorded.length <= width;
  const files = [
    ...(path === null ? [] : fits ? [`${path}   ${recorded}`] : [path, recorded]),
    ...saved.filter((file) => file !== recording).map(clean),
  ];
  return files.map((file, index) => `  ${label(index === 0 ? 'saved' : '')}${file}`);
}

/** How to see it again; nothing where it was not recorded. */
export function replayLines({recording}: RunSummary): string[] {
  if (recording === null) return [];
  const name = driveName(clean(recording));
  return [`  ${label('replay')}perftui replay ${name}`, `  ${label('look')}perftui open ${name}`];
}

/** By its name where `perftui` finds it by that, else by its path; quoted where a shell would take it apart. */
function driveName(file: string): string {
  const [, stem] = /^(?:\.\/)?snapshots[\\/]drives[\\/]([^\\/]+)\.jsonl$/.exec(file) ?? [];
  const name = stem ?? file;
  return /^[\w./:@%+=,-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
