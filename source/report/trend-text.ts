import {formatChange, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {formatInterval} from './before-after-table.ts';
import {minuteOf, spanLevel, verdictStyles, verdictText} from './comparison-parts.ts';
import {clean, createPaint, fit, type Paint} from './text-parts.ts';
import type {Trend, TrendPoint, TrendStep} from './trend-rows.ts';

/*
 * perftui trend   demo at 240 VUs   3 runs
 *
 *   run                               git        p50     p95     p99   req/s     err
 *   2026-08-10 02:14 v1.41 nightly    a91f3c2 98.7ms   209ms   316ms     271   0.21%
 *   2026-08-11 02:14 v1.42 nightly    b12f00d  125ms   263ms   409ms     259   0.27%
 *
 *   p95                   0         263ms  change   interval  against the one before
 *   v1.41 nightly         ▮▮▮▮▮▮▮▮▮▮▮          --         --
 *   v1.42 nightly         ▮▮▮▮▮▮▮▮▮▮▮▮▮▮     +26%  +22..+30%  ! regression
 *
 *   not comparable
 *   2026-08-12 02:14 soak             other load: 20 VUs
 *
 *   what differs
 *   v1.42 nightly         other host (box, other)
 */

export interface TrendTextOptions {
  /** Columns to stay within. */
  readonly width: number;
  readonly colour: boolean;
}

const leastWidth = 72;
const figureWidths = [9, 8, 8, 8, 8, 8] as const;
const barWidth = 14;

/** What a person reads of a trend; ends with a line break. */
export function trendText(trend: Trend, options: TrendTextOptions): string {
  const paint = createPaint(options.colour);
  const width = Math.max(leastWidth, Math.floor(options.width) || 80);
  const runs = trend.points.length === 1 ? '1 run' : `${trend.points.length} runs`;
  const blocks = [
    [paint(`perftui trend   ${clean(trend.targetLabel)} at ${spanLevel(trend.load)}   ${runs}`, 'strong')],
    figureTable(trend.points, width, paint),
    changeTable(trend.points, width, paint),
    otherRuns(trend, width, paint),
    differences(trend.points, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function figureTable(points: readonly TrendPoint[], width: number, paint: Paint): string[] {
  const nameWidth = width - 2 - figureWidths.reduce((sum, one) => sum + one, 0);
  const row = (name: string, cells: readonly string[]): string =>
    `  ${fit(name, nameWidth)}${cells.map((cell, index) => cell.padStart(figureWidths[index]!)).join('')}`;
  const rows = points.map(({record, span, p50, p95, p99, requestsPerSecond, errorShare}) =>
    row(`${minuteOf(record.takenAt)} ${record.name}`, [
      record.git ?? '--',
      `${span.steady === false ? '~' : ''}${formatLatency(p50 ?? Number.NaN)}`,
      formatLatency(p95 ?? Number.NaN),
      formatLatency(p99 ?? Number.NaN),
      formatNumber(requestsPerSecond ?? Number.NaN),
      formatShare(errorShare ?? Number.NaN),
    ]),
  );
  const head = paint(row('run', ['git', 'p50', 'p95', 'p99', 'req/s', 'err']), 'dim');
  const unsteady = points.some(({span}) => span.steady === false) ? [paint('  ~ not steady', 'dim')] : [];
  return [head, ...rows, ...unsteady];
}

function changeTable(points: readonly TrendPoint[], width: number, paint: Paint): string[] {
  const most = Math.max(0, ...points.map(({p95}) => p95 ?? 0));
  const nameWidth = Math.max(12, width - 2 - barWidth - 8 - 13 - 24);
  const row = (name: string, bar: string, cells: readonly [string, string], verdict: string): string =>
    `  ${fit(name, nameWidth)}${bar.padEnd(barWidth)}${cells[0].padStart(8)}${cells[1].padStart(13)}  ${verdict}`;
  const rows = points.map(({record, p95, step}) => {
    const bar = p95 === null || most === 0 ? '' : '▮'.repeat(Math.max(1, Math.round((p95 / most) * barWidth)));
    const figures = step?.p95 ?? null;
    const change = figures?.change ?? null;
    const interval = figures?.interval ?? null;
    const cells = [
      change === null ? '--' : formatChange(change),
      interval === null ? '--' : formatInterval(interval),
    ] as const;
    return row(record.name, bar, cells, stepVerdict(step, paint)).trimEnd();
  });
  const scale = `0${formatLatency(most === 0 ? Number.NaN : most).padStart(barWidth - 1)}`;
  return [paint(row('p95', scale, ['change', 'interval'], 'against the one before'), 'dim'), ...rows];
}

/** One more than is shown: `fit` keeps a column free. */
const stepWidth = 23;

function stepVerdict(step: TrendPoint['step'], paint: Paint): string {
  if (step === null) return '';
  if (step.refusal !== null) return paint('not compared', 'dim');
  return paint(fit(clean(stepText(step)), stepWidth).trimEnd(), verdictStyles[step.verdict]);
}

/** `! regression`, `! regression p50` where p95 does not show it. */
export function stepText({p95, verdict, basis}: TrendStep): string {
  const text = verdictText({detectable: p95?.detectable ?? null, why: null, verdict});
  return basis === null ? text : `${text} ${basis}`;
}

function otherRuns({notComparable}: Trend, width: number, paint: Paint): string[] {
  if (notComparable.length === 0) return [];
  const rows = notComparable.map(
    ({record, why}) => `  ${fit(`${minuteOf(record.takenAt)} ${record.name}`, Math.min(44, width - 32))}${clean(why)}`,
  );
  return [paint('  not comparable', 'dim'), ...rows];
}

/** What may explain a step, and why one was not compared. */
function differences(points: readonly TrendPoint[], paint: Paint): string[] {
  const rows = points.flatMap(({record, step}) =>
    step === null
      ? []
      : [...(step.refusal === null ? [] : [`not compared: ${step.refusal}`]), ...step.differences]
          // Said of it as the run that it was, one line above.
          .filter((difference) => !difference.startsWith('the run before '))
          .map((difference) => `  ${fit(record.name, 22)}${clean(difference)}`),
  );
  return rows.length === 0 ? [] : [paint('  what differs from the one before', 'dim'), ...rows];
}
