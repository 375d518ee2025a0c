import type {MetricComparison, RequestComparison, RunComparison, Verdict} from '../domain/comparison.ts';
import {formatChange, formatShare} from '../domain/format.ts';
import {formatCompared, formatInterval} from './before-after-table.ts';
import {
  minuteOf,
  spanText,
  verdictBasis,
  verdictStyles,
  verdictText,
  type ComparedRecord,
  type NamedComparison,
} from './comparison-parts.ts';
import {clean, createPaint, fit, type Paint} from './text-parts.ts';

/*
 * perftui compare   before "v1.41 nightly"   now "peak"   by load
 *
 *   before      v1.41 nightly   2026-08-11 02:14   git a91f3c2
 *               240 VUs for 30s, 7801 samples
 *   now         peak            2026-08-12 10:20   git b12f00d+
 *               247 VUs for 30s, 7770 samples
 *   differs     other host (box, other)
 *
 *   metric          before       now  change   interval  verdict
 *   p50             98.7ms     125ms    +27%  +25..+30%  ! regression
 *   error share      0.21%     0.27%    +27%         --  too few failures
 *
 *   p95 by request             before      now  change    err   share  verdict
 *   POST /api/checkout          392ms    552ms    +41%  1.31%     12%  ! regression
 *
 *   interval: of the change, nominal 95%; a true change lies in it in 86 to 93 of 100 cases
 *   ! REGRESSION  4 of 4 latency metrics above +3% with 95% confidence
 */

export interface ComparisonTextOptions {
  /** Columns to stay within; what differs and the verdict are never cut. */
  readonly width: number;
  readonly colour: boolean;
  /** What was refused would be compared with `--force`. */
  readonly forceHelps: boolean;
}

const leastWidth = 60;

/** What a person reads of two runs set against each other; ends with a line break. Not known reads `--`. */
export function comparisonText({before, now, comparison}: NamedComparison, options: ComparisonTextOptions): string {
  const paint = createPaint(options.colour);
  const width = Math.max(leastWidth, Math.floor(options.width) || 80);
  const blocks = [
    [
      paint(
        `perftui compare   before "${clean(before.name)}"   now "${clean(now.name)}"   by ${comparison.align}`,
        'strong',
      ),
    ],
    [
      ...sideLines('before', before, comparison.before),
      ...sideLines('now', now, comparison.now),
      ...differenceLines(comparison),
    ],
    metricTable(comparison.requests[0], width, paint),
    requestTable(comparison.requests.slice(1), width, paint),
    verdictLines(comparison, options.forceHelps, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function label(word: string): string {
  return `  ${word.padEnd(12)}`;
}

function sideLines(word: string, record: ComparedRecord, span: RunComparison['now']): string[] {
  const facts = [clean(record.name), minuteOf(record.takenAt), ...(record.git === null ? [] : [`git ${record.git}`])];
  const head = `${label(word)}${facts.join('   ')}   ${clean(record.file)}`;
  return span === null ? [head] : [head, `${label('')}${spanText(span)}`];
}

function differenceLines({differences}: RunComparison): string[] {
  return differences.map((difference, index) => `${label(index === 0 ? 'differs' : '')}${clean(difference)}`);
}

const metricWidths = {name: 14, figure: 10, change: 8, interval: 13} as const;

function metricRow(name: string, cells: readonly [string, string, string, string], verdict: string): string {
  const [before, now, change, interval] = cells;
  return [
    `  ${name.padEnd(metricWidths.name)}`,
    before.padStart(metricWidths.figure),
    now.padStart(metricWidths.figure),
    change.padStart(metricWidths.change),
    interval.padStart(metricWidths.interval),
    `  ${verdict}`,
  ].join('');
}

/** The reason why a figure was not tested is cut where it does not fit: what was not tested decides nothing. */
function metricTable(total: RequestComparison | undefined, width: number, paint: Paint): string[] {
  if (total === undefined) return [];
  const {name, figure: figureWidth, change: changeWidth, interval} = metricWidths;
  const room = width - 4 - name - 2 * figureWidth - changeWidth - interval;
  const rows = total.metrics.map((metric) => {
    const verdict = paint(fit(shortVerdict(metric), room + 1).trimEnd(), verdictStyles[metric.verdict]);
    return metricRow(
      metric.metric,
      [figure(metric, 'before'), figure(metric, 'now'), change(metric.change), intervalText(metric)],
      verdict,
    );
  });
  return [paint(metricRow('metric', ['before', 'now', 'change', 'interval'], 'verdict'), 'dim'), ...rows];
}

const requestWidths = [9, 9, 7, 7, 7] as const;
const verdictWidth = 18;

/** Biggest change of p95 for the worse first. */
function requestTable(requests: readonly RequestComparison[], width: number, paint: Paint): string[] {
  if (requests.length === 0) return [];
  const nameWidth = width - 2 - requestWidths.reduce((sum, one) => sum + one, 0) - verdictWidth;
  const row = (name: string, cells: readonly string[], verdict: string): string =>
    `  ${fit(name, nameWidth)}${cells.map((cell, index) => cell.padStart(requestWidths[index]!)).join('')}  ${verdict}`;
  const rows = [...requests].sort(byP95).map((request) => {
    const p95 = metricOf(request, 'p95');
    const errors = metricOf(request, 'error share');
    const cells = [
      figure(p95, 'before'),
      figure(p95, 'now'),
      change(p95?.change ?? null),
      figure(errors, 'now'),
      formatShare(request.shareNow),
    ];
    const doubt = request.metrics.find(({verdict}) => verdict === request.verdict);
    const basis = verdictBasis([request], request.verdict);
    const verdict = shortVerdict({detectable: null, why: null, ...doubt, verdict: request.verdict});
    const text = basis === null ? verdict : `${verdict} ${basis}`;
    return row(
      request.name ?? 'all',
      cells,
      paint(fit(clean(text), verdictWidth - 1).trimEnd(), verdictStyles[request.verdict]),
    );
  });
  const head = row('p95 by request', ['before', 'now', 'change', 'err', 'share'], 'verdict');
  return [paint(head, 'dim'), ...rows];
}

function byP95(a: RequestComparison, b: RequestComparison): number {
  const [of, other] = [p95Change(a), p95Change(b)];
  return of === other ? 0 : other - of;
}

function p95Change(request: RequestComparison): number {
  return metricOf(request, 'p95')?.change ?? Number.NEGATIVE_INFINITY;
}

function verdictLines(comparison: RunComparison, forceHelps: boolean, paint: Paint): string[] {
  const {refusal, verdict, text, confidence} = comparison;
  if (refusal !== null) {
    const hint = forceHelps ? ['  --force compares them all the same'] : [];
    return [paint(`  not compared: ${clean(refusal)}`, 'bad'), ...hint];
  }
  const nominal = Math.round(confidence * 100);
  // Measured by simulation: resampled blocks of few seconds know less than they seem to.
  const coverage = nominal === 95 ? '; the true change lies in it in 86 to 93 of 100 cases' : '';
  const sign = verdict === 'REGRESSION' ? '! ' : '';
  return [
    paint(`  interval: of the change, nominal ${nominal}%${coverage}`, 'dim'),
    paint(`  ${sign}${verdict}  ${clean(withoutVerdict(text, verdict))}`, verdictStyles[verdict]),
  ];
}

/** `inconclusive: p95 …` beside the word itself. */
function withoutVerdict(text: string, verdict: Verdict): string {
  const word = `${verdict.toLowerCase()}: `;
  return text.startsWith(word) ? text.slice(word.length) : text.replace(/^regression confirmed: /, '');
}

/** Why a figure was not tested, in a word: its numbers are in the Markdown and JSON forms. */
function shortVerdict(metric: Parameters<typeof verdictText>[0]): string {
  const [, word] = /^(too few|too short|new|gone)\b/.exec(metric.why ?? '') ?? [];
  return metric.verdict === 'UNTESTED' ? (word ?? 'no test') : verdictText(metric);
}

function metricOf({metrics}: RequestComparison, name: string): MetricComparison | undefined {
  return metrics.find(({metric}) => metric === name);
}

function figure(metric: MetricComparison | undefined, side: 'before' | 'now'): string {
  const value = metric?.[side] ?? null;
  return metric === undefined || value === null ? '--' : formatCompared(metric.metric, value);
}

function change(value: number | null): string {
  return value === null ? '--' : formatChange(value);
}

function intervalText({interval}: MetricComparison): string {
  return interval === null ? '--' : formatInterval(interval);
}
