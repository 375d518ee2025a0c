import {formatLatency} from '../../domain/format.ts';
import type {LadderRow, LadderStep, LookView} from '../../session/look.ts';
import type {SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {withoutTrailingZeros} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import type {LatencyColumns} from './latency-columns.ts';
import {changePiece, quantilePiece, shownBaseline} from './measured-text.ts';

/** Left of the figures: what a row is. */
const nameCells = 14;

/** Rows of the ladder without its heading, by how much room there is. */
export type LadderRows = 2 | 3 | 5;

/**
 * The percentiles of the headline window in a row, and below them those of the baseline at this load:
 *
 *                    min    p50    p95    p99  p99.9    max
 *      now        31.2ms  125ms  263ms  409ms ?815ms  948ms
 *      S1 @load   29.9ms 98.7ms  209ms  316ms     --  812ms
 *      change        +4%   +27%   +26%   +30%           +17%
 *      interval +/-         2ms    7ms   18ms   wide
 */
export function drawLadder(
  region: Region,
  view: SessionView,
  {look, reading}: Pick<LatencyColumns, 'look' | 'reading'>,
  {rows, withHeading}: {readonly rows: LadderRows; readonly withHeading: boolean},
): void {
  if (withHeading) drawHeading(region, 0, 'LADDER', headings(view, look));
  const top = withHeading ? 1 : 0;
  if (look === null) {
    region.text(1, top, fitText(reading, region.columns - 2), tone.dim);
    return;
  }
  const steps = shownSteps(region.columns);
  const pitch = Math.max(7, Math.min(14, Math.floor((region.columns - nameCells - 6) / steps.length)));
  const differs = look.change?.loadDiffers ?? false;
  const lines = linesOf(view, differs).filter(({rank}) => rank < rows);
  const byStep = new Map(look.ladder.map((row) => [row.step, row]));
  steps.forEach((step, index) => region.textRight(nameCells + (index + 1) * pitch, top, step, tone.dim));
  lines.forEach(({name, cell}, at) => {
    region.text(1, top + 1 + at, name, tone.plain);
    steps.forEach((step, index) => {
      const row = byStep.get(step);
      if (row !== undefined) region.textRight(nameCells + (index + 1) * pitch, top + 1 + at, ...cell(row));
    });
  });
}

interface LadderLine {
  readonly name: string;
  /** Shown where there are more rows than this. */
  readonly rank: number;
  readonly cell: (row: LadderRow) => Piece;
}

function linesOf(view: SessionView, differs: boolean): readonly LadderLine[] {
  const baseline = shownBaseline(view);
  const interval: LadderLine = {name: 'interval +/-', rank: baseline === null ? 2 : 4, cell: intervalPiece};
  const now: LadderLine = {name: 'now', rank: 0, cell: ({now: one, step}) => quantilePiece(one, lookOf(step))};
  if (baseline === null) return [now, interval];
  return [
    now,
    {
      name: `${fitText(baseline.name, 6)} ${differs ? '~' : '@'}load`,
      rank: 3,
      cell: ({baselineUs}) => (baselineUs === null ? ['--', tone.dim] : [formatLatency(baselineUs), tone.baseline]),
    },
    {
      name: `change${differs ? ' ~' : ''}`,
      rank: 1,
      cell: ({change, now: one}) => (change === null ? ['--', tone.dim] : changePiece(change, differs, 1, one?.few)),
    },
    interval,
  ];
}

function lookOf(step: LadderStep): typeof tone.strong | typeof tone.plain {
  return step === 'p95' ? tone.strong : tone.plain;
}

/** The farther of its two ends; `wide`: half of the value and more. */
function intervalPiece({now, interval, step}: LadderRow): Piece {
  if (step === 'min' || step === 'max') return ['-', tone.dim];
  if (now === null || interval === null) return ['--', tone.dim];
  const most = Math.max(interval.highUs - now.us, now.us - interval.lowUs);
  if (!Number.isFinite(most)) return ['--', tone.dim];
  if (most >= now.us / 2) return ['wide', tone.dim];
  return [withoutTrailingZeros(formatLatency(Number(most.toPrecision(2)))), tone.dim];
}

const allSteps: readonly LadderStep[] = ['min', 'p10', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max'];
/** What a narrow screen leaves out, the least telling first. */
const leftOut: readonly LadderStep[] = ['p10', 'p75', 'min'];

function shownSteps(columns: number): readonly LadderStep[] {
  const missing = Math.ceil(Math.max(0, nameCells + allSteps.length * 7 - columns) / 7);
  return allSteps.filter((step) => !leftOut.slice(0, missing).includes(step));
}

function headings(view: SessionView, look: LookView | null): readonly string[] {
  if (look === null) return [];
  const seconds = `last ${view.window.seconds}s`;
  return [`${seconds}   ? = fewer than 10 samples above the mark`, `${seconds}   ? = under 10 above it`, seconds];
}
