import type {OutcomeCount} from '../../domain/error-kind.ts';
import {formatLatency} from '../../domain/format.ts';
import type {LadderRow, LadderStep} from '../../session/look.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawBar} from '../plots/bar.ts';
import {tone} from '../theme/tone.ts';
import {limitLook, type TableRow} from './endpoint-columns.ts';
import type {EndpointLook} from './endpoint-look.ts';
import {changePiece, quantilePiece, shortCount, shownBaseline} from './measured-text.ts';
import {percentOf} from './slo-text.ts';

/** In drawing order; where there are few rows those with the highest rank go first. */
const steps: readonly (readonly [step: LadderStep, rank: number])[] = [
  ['max', 3],
  ['p99.9', 6],
  ['p99', 2],
  ['p95', 0],
  ['p90', 4],
  ['p75', 7],
  ['p50', 1],
  ['p10', 8],
  ['min', 5],
];

/** Columns, counted from the left, in which figures end. */
const ends = {now: 12, baseline: 23, change: 30} as const;

/**
 * Beside the plot: percentiles now and in the baseline at this load, what the requests ended in, how much of its limits
 * is used, and from how many samples all that is.
 *
 *              now    S1@load    +/-
 *     p95    552ms      391ms   +41%
 *
 *     200      ▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮ 98.69%
 *     503      ▮▯▯▯▯▯▯▯▯▯▯▯▯▯▯  0.98%
 *
 *     SLO share: p95 221%  err 131%
 *     n 181 in 10s
 */
export function drawEndpointFigures(region: Region, detail: EndpointLook): void {
  const {look, row} = detail;
  const limits = limitPieces(row);
  const foot = 1 + (limits.length > 0 ? 1 : 0);
  const most = region.rows - 1 - foot;
  const outcomes = Math.min(
    look.outcomes.length,
    most >= 12 ? 6 : 4,
    Math.max(0, most - (look.outcomes.length > 2 ? 3 : 4)),
  );
  const gaps = [outcomes > 0, foot > 0].map((isThere, at) => isThere && most - outcomes >= 6 + at);
  const room = most - outcomes - gaps.filter(Boolean).length;
  const kept = steps.toSorted((a, b) => a[1] - b[1]).slice(0, Math.max(0, room));
  const ladder = look.ladder.filter(({step}) => kept.some(([one]) => one === step)).toReversed();
  drawHeads(region, detail);
  ladder.forEach((one, at) => drawStep(region, at + 1, one, look.change?.loadDiffers ?? false));
  let y = 1 + ladder.length + (gaps[0] === true ? 1 : 0);
  drawOutcomes(region.inner(0, y, region.columns, outcomes), look.outcomes);
  y += outcomes + (gaps[1] === true ? 1 : 0);
  if (limits.length > 0) region.pieces(0, y++, limits);
  region.pieces(0, y, samplePieces(detail, ladder, region.columns));
}

function drawHeads(region: Region, {mirror, look}: EndpointLook): void {
  region.textRight(ends.now, 0, 'now', tone.dim);
  const baseline = shownBaseline(mirror.view);
  if (baseline === null || look.ladder.every(({baselineUs}) => baselineUs === null)) return;
  const where = look.change?.loadDiffers === true ? '~load' : '@load';
  region.textRight(ends.baseline, 0, `${fitText(baseline.name, 5)}${where}`, tone.dim);
  region.textRight(ends.change, 0, '+/-', tone.dim);
}

function drawStep(region: Region, y: number, {step, now, baselineUs, change}: LadderRow, differs: boolean): void {
  region.text(0, y, step, tone.plain);
  region.textRight(ends.now, y, ...quantilePiece(now, step === 'p95' ? tone.strong : tone.plain));
  if (baselineUs !== null) region.textRight(ends.baseline, y, formatLatency(baselineUs), tone.baseline);
  region.textRight(ends.change, y, ...changePiece(change, differs, 1, now?.few));
}

/** Most frequent first; what has no row of its own is counted in the last. */
function drawOutcomes(region: Region, outcomes: readonly OutcomeCount[]): void {
  const total = outcomes.reduce((sum, {count}) => sum + count, 0);
  const words = Math.min(15, Math.max(8, ...outcomes.slice(0, region.rows).map(({word}) => widthOf(word))));
  const cells = Math.min(30, region.columns - words - 9);
  outcomes.slice(0, region.rows).forEach((outcome, y) => {
    const hidden = y > 0 && y === region.rows - 1 ? outcomes.length - region.rows : 0;
    const rest = hidden === 0 ? outcome.count : outcomes.slice(y).reduce((sum, {count}) => sum + count, 0);
    const word = hidden === 0 ? outcome.word : `+${hidden + 1} more`;
    const isExpected = outcome.code === 0 && hidden === 0;
    region.text(0, y, fitText(word, words), isExpected ? tone.plain : tone.near);
    drawBar(region, words + 1, y, cells, total === 0 ? Number.NaN : rest / total, isExpected ? tone.ok : tone.over);
    region.textRight(words + 1 + cells + 7, y, sharePercent(rest, total), tone.plain);
  });
}

/** `98.69%`, `100%`; `--` of nothing. */
export function sharePercent(count: number, total: number): string {
  if (!(total > 0)) return '--';
  return count === total ? '100%' : `${((count / total) * 100).toFixed(2)}%`;
}

/** `SLO share: p95 221%  err 131%`; empty where no limit covers it. */
export function limitPieces({worstSlo, errorSlo}: TableRow): readonly Piece[] {
  const parts: Piece[] = [];
  if (worstSlo !== null)
    parts.push([`${fitText(worstSlo.label, 8)} ${percentOf(worstSlo.share)}`, limitLook(worstSlo)]);
  if (errorSlo !== null && worstSlo?.label.startsWith('err') !== true)
    parts.push([`err ${percentOf(errorSlo.share)}`, limitLook(errorSlo)]);
  return parts.length === 0
    ? []
    : [
        ['SLO share: ', tone.dim],
        ...parts.flatMap((piece, at): Piece[] => (at === 0 ? [piece] : [['  ', tone.dim], piece])),
      ];
}

function samplePieces({look, row}: EndpointLook, ladder: readonly LadderRow[], cells: number): readonly Piece[] {
  const few = ladder.some(({now}) => now?.few === true);
  const count: Piece = [`n ${shortCount(look.samples)} in ${row.seconds}s`, tone.dim];
  const note = ['   ? under 10 above', '  ? = few'].find((text) => count[0].length + text.length <= cells);
  return few && note !== undefined ? [count, [note, tone.dim]] : [count];
}
