import {formatNumber, formatShare} from '../../domain/format.ts';
import type {ColumnRow, Quantile, SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortLatency, shortNumber, withoutTrailingZeros} from '../plots/axis.ts';
import {seriesOf, type ColumnWindow} from '../plots/column-window.ts';
import {largest, stepAboutRate, stepAbove} from '../plots/scale.ts';
import {drawGauge} from '../plots/gauge.ts';
import type {PlanAhead} from '../plots/plan-ahead.ts';
import {sparkGlyph} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {checkBadge, flowErrorReason} from './check-text.ts';
import {errorVariants, withErrors} from './error-words.ts';
import {exactLevel, levelPieces, levelUnit} from './level-text.ts';
import {modelBadge, figureVariants, waitingFigures} from './load-figures.ts';
import {etaText, loadHeadings, rampText} from './load-text.ts';
import {baselineTexts, changePiece, pointsPiece, quantilePiece} from './measured-text.ts';
import {latencySlo, limitTone, sloBound, errorSlo, usedPiece} from './slo-text.ts';
import {drawSparkRow, sparkX} from './spark-row.ts';

/** Heading and two rows: the load against its cap, and over time. */
export function drawCompactLoad(
  region: Region,
  view: SessionView,
  window: ColumnWindow,
  ahead: PlanAhead | null,
): void {
  const {load} = view;
  const open = load.model === 'open';
  drawHeading(region, 0, 'LOAD', loadHeadings(view, 'compact'));
  region.text(1, 1, open ? 'rate' : 'VUs', tone.plain);
  const level = open ? [...levelPieces(view), [levelUnit(load.model), tone.plain] as const] : levelPieces(view);
  region.pieces(5 + Math.max(open ? 1 : 0, 4 - widthOf(level[0]![0])), 1, level);
  const cells = window.count + window.ahead;
  drawCapBar(region, 1, cells, view);
  if (Number.isFinite(load.capLevel)) region.text(sparkX + cells + 1, 1, `cap ${exactLevel(load.capLevel)}`, tone.dim);
  region.text(1, 2, 'load', tone.plain);
  const eta = etaText(load);
  const steps = Number.isFinite(load.step) ? `${rampText(load)} step ${load.step}` : '';
  region.textRight(21, 2, eta === '' || steps.length + eta.length > 13 ? steps : `${eta} ${steps}`.trimEnd(), tone.dim);
  const values = seriesOf(window, (row) => (open ? row.startedPerSecond : row.vus));
  const most = Math.max(1, open ? 0 : load.activeVus, load.targetLevel);
  const measured = largest(values) || 0;
  const planned = ahead === null ? 1 : stepAbove(largest(ahead.values));
  const top = Math.max(stepAbove(most), planned, open ? stepAboutRate(measured) : stepAbove(measured));
  const row = plainRow('', values, top, tone.p95, `0-${shortNumber(top)}`);
  const lost = (index: number): boolean => (window.rows[index]?.lostPerSecond ?? 0) > 0;
  drawSparkRow(region, 2, {...row, tone: (_, index) => (open && lost(index) ? tone.over : tone.p95)}, window);
  if (ahead !== null) drawPlanned(region, 2, window, {values: ahead.values, top});
}

/** What the plan would have, dim; nothing where it has ended. */
function drawPlanned(
  region: Region,
  y: number,
  window: ColumnWindow,
  {values, top}: {readonly values: Float64Array; readonly top: number},
): void {
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) region.put(sparkX + window.count + index, y, sparkGlyph(value, top), tone.dim);
  });
}

/** Heading, requests per second, error share. */
export function drawCompactTraffic(region: Region, view: SessionView, window: ColumnWindow): void {
  const {change} = view.window;
  const differs = change?.loadDiffers ?? false;
  const width: Piece = [`${window.seconds}s per column`, tone.dim];
  drawHeading(region, 0, 'TRAFFIC', trafficHeadings(view, width));
  const rate = seriesOf(window, (row) => row.requestsPerSecond);
  const rateTop = stepAboutRate(largest(rate));
  drawSparkRow(
    region,
    1,
    {
      ...plainRow('req/s', rate, rateTop, tone.ok, Number.isNaN(largest(rate)) ? '' : `0-${shortNumber(rateTop)}`),
      value: numberPiece(view.window.requestsPerSecond),
      change: changePiece(change?.requestsPerSecond, differs, -1),
    },
    window,
  );
  const errors = seriesOf(window, (row) => row.errorShare);
  const slo = errorSlo(view);
  const top = slo === null ? Math.max(0.01, stepAbove(largest(errors))) : slo.bound * 1.5;
  drawSparkRow(
    region,
    2,
    {
      label: 'error',
      value: view.window.errorShare === null ? ['--', tone.dim] : [formatShare(view.window.errorShare), tone.plain],
      change: pointsPiece(change?.errorShare, differs),
      values: errors,
      top: top > 0 ? top : 0.01,
      tone: (value) => (slo === null ? tone.near : limitTone(value, slo.bound)),
      right: slo === null ? [`0-${withoutTrailingZeros(formatShare(top))}`, tone.dim] : sloPiece(slo),
    },
    window,
  );
}

/** What failed and, in the open model, what waits: before the column's width, as far as there is room. */
function trafficHeadings(view: SessionView, width: Piece): readonly (string | readonly Piece[])[] {
  const waiting = figureVariants(waitingFigures(view), '  ');
  const errors = [...errorVariants(view).map((error) => [error] as const), []];
  if (waiting.length === 0) return withBadge(view, withErrors(view, [width[0]]));
  const gap: Piece = ['   ', tone.dim];
  const parts = waiting.flatMap((pieces) =>
    errors.map((error) => [...pieces, ...(error.length > 0 ? [gap] : []), ...error]),
  );
  return withBadge(view, [...parts.map((pieces) => [...pieces, gap, width]), ...parts, [width]]);
}

/** Checks that failed and iterations that broke off are told before anything else. */
function withBadge(
  view: SessionView,
  variants: readonly (string | readonly Piece[])[],
): readonly (string | readonly Piece[])[] {
  const badge = checkBadge(view);
  if (badge.length === 0) return variants;
  const gap: Piece = ['   ', tone.dim];
  const besideOf = (own: readonly Piece[]): readonly (readonly Piece[])[] =>
    variants.map((variant) => [
      ...own,
      gap,
      ...(typeof variant === 'string' ? [[variant, tone.dim] as const] : variant),
    ]);
  const reason = flowErrorReason(view);
  if (reason === null) return [...besideOf(badge), badge, ...variants];
  const told = [...badge, reason];
  return [...besideOf(told), told, ...besideOf(badge), badge, ...variants];
}

/** Heading, p50, p95, p99, max. */
export function drawCompactLatency(region: Region, view: SessionView, window: ColumnWindow): void {
  drawHeading(region, 0, 'LATENCY', latencyTexts(view));
  const {change} = view.window;
  const rows: readonly (readonly [string, number, Quantile | null, (row: ColumnRow) => number, number | null, Tone])[] =
    [
      ['p50', 50, view.window.p50, (row) => row.p50, change?.p50 ?? null, tone.p50],
      ['p95', 95, view.window.p95, (row) => row.p95, change?.p95 ?? null, tone.p95],
      ['p99', 99, view.window.p99, (row) => row.p99, change?.p99 ?? null, tone.p99],
      ['max', 100, view.window.max, (row) => row.max, null, tone.max],
    ];
  rows.forEach(([label, percentile, quantile, pick, changed, own], index) => {
    const values = seriesOf(window, pick);
    const slo = latencySlo(view, percentile);
    const top = slo === null ? stepAbove(largest(values)) : slo.bound * 1.5;
    drawSparkRow(
      region,
      index + 1,
      {
        label,
        value: quantilePiece(quantile, tone.strong),
        change: changePiece(changed, change?.loadDiffers ?? false, 1, quantile?.few),
        values,
        top,
        tone: (value) => (slo === null ? own : limitTone(value, slo.bound)),
        right: slo === null ? [scaleText(values, top), tone.dim] : sloPiece(slo),
      },
      window,
    );
  });
}

/** What the latencies are, what a full bar means, what the changes are against: longest first. */
function latencyTexts(view: SessionView): string[] {
  const limits = [95, 99, 50, 100].flatMap((percentile) => {
    const slo = latencySlo(view, percentile);
    return slo === null ? [] : [`${slo.short} ${sloBound(slo)}`];
  });
  const bounds = limits.slice(0, 2).join(' ');
  const bar = bounds === '' ? [] : [`bar 2/3 = SLO (${bounds})`, `2/3 = SLO ${bounds}`, 'bar 2/3 = SLO'];
  const against = baselineTexts(view);
  const texts: string[] = [];
  const badge = modelBadge(view);
  const unit = badge.slice(badge.indexOf(': ') + 2);
  for (const own of view.load.model === 'open' ? [badge, unit] : [unit]) {
    for (const limit of [...bar, '']) {
      for (const change of [...against, '']) texts.push([own, limit, change].filter((part) => part !== '').join('  '));
    }
  }
  return rankTexts(texts);
}

/** Prefers naming all three over the wording of any, and the limits over more words. */
function rankTexts(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => told(b) - told(a) || b.length - a.length);
}

function told(text: string): number {
  return text.split('  ').length * 2 + (text.includes('SLO ') ? 1 : 0);
}

/** `▮▮▮▮▮▮|▯▯▯`: what runs, of the cap, with the target marked. */
function drawCapBar(region: Region, y: number, cells: number, {load, arrivals}: SessionView): void {
  if (!(load.capLevel > 0)) return;
  const now = load.model === 'closed' ? load.activeVus : (arrivals?.startedPerSecond ?? 0);
  const gauge = {share: now / load.capLevel, mark: load.targetLevel / load.capLevel, tone: tone.ok};
  drawGauge(region, sparkX, y, cells, gauge);
}

function plainRow(label: string, values: ArrayLike<number>, top: number, own: Tone, right: string) {
  const none: Piece = ['', tone.plain];
  const dimRight: Piece = [right, tone.dim];
  return {label, value: none, change: none, values, top, tone: () => own, right: dimRight};
}

function sloPiece(slo: Parameters<typeof usedPiece>[0]): Piece {
  const [used, look] = usedPiece(slo);
  return [`${used} SLO`, look];
}

function scaleText(values: ArrayLike<number>, top: number): string {
  return Number.isNaN(largest(values)) ? '' : `0-${shortLatency(top)}`;
}

function numberPiece(value: number | null): Piece {
  return value === null ? ['--', tone.dim] : [formatNumber(value), tone.strong];
}
