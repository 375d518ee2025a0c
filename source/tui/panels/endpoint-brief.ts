import {formatClock, formatShare} from '../../domain/format.ts';
import type {LadderStep, LookColumn} from '../../session/look.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, joinFitting} from '../canvas/cell-text.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import {drawWindowAxis} from '../plots/cursor-line.ts';
import {shortLatency, withoutTrailingZeros} from '../plots/axis.ts';
import {largest, stepAbove} from '../plots/scale.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {noErrorText} from './endpoint-errors.ts';
import {limitPieces, sharePercent} from './endpoint-figures.ts';
import {errorBound, lookSeries, lookWindow, type EndpointLook} from './endpoint-look.ts';
import {phasePieces} from './endpoint-phases.ts';
import {errorTone, errorTop} from './endpoint-plot.ts';
import {drawDoubtMarks, drawEventMarks} from './event-marks.ts';
import {changePiece, pointsPiece, quantilePiece, shortCount} from './measured-text.ts';
import {limitTone, percentOf} from './slo-text.ts';
import {drawSparkRow, sparkCells, sparkX} from './spark-row.ts';

type Line = 'p50' | 'p95' | 'p99' | 'max' | 'err%' | 'axis' | 'facts' | 'phases' | 'error';

/** Which lines there are, by how many rows: the first that fit. `axis` takes two: events and the time. */
const wanted: readonly Line[] = ['p95', 'p99', 'err%', 'axis', 'facts', 'error', 'p50', 'phases', 'max'];

/** From top to bottom. */
const order: readonly Line[] = ['p50', 'p95', 'p99', 'max', 'err%', 'axis', 'facts', 'phases', 'error'];

/**
 * The detail of a request where there is no room for a plot:
 *
 *      p95    552ms    +41% ▅▅▄▅▅▄▅▅▅▅▅▅▅▄▅▄▅█████████████ !221% SLO
 *      err%   1.31%         ▁▁▁▂▁▂▁▁▁▁▁▁▁▁▁▁▁▁████▇█▅███   131% SLO
 *      events                              ▴    ◉ ! ▾ ✓
 *                         -3m            -2m            now
 *      200 98.69%   503 0.98%   n 181 in 10s
 *
 * @param withError the newest failure has a line here
 */
export function drawEndpointBrief(region: Region, detail: EndpointLook, withError: boolean): void {
  const kept = new Set<Line>();
  let left = region.rows;
  for (const line of wanted) {
    const rows = line === 'axis' ? 2 : 1;
    if (rows > left || (line === 'error' && !withError)) continue;
    kept.add(line);
    left -= rows;
  }
  const window = lookWindow(detail, sparkCells(region.columns));
  let y = 0;
  for (const line of order) {
    if (!kept.has(line)) continue;
    drawers[line](region, y, detail, window);
    y += line === 'axis' ? 2 : 1;
  }
}

type Drawer = (region: Region, y: number, detail: EndpointLook, window: ColumnWindow) => void;

const drawers: Readonly<Record<Line, Drawer>> = {
  p50: latencyLine('p50', (column) => column.p50, tone.p50),
  p95: latencyLine('p95', (column) => column.p95, tone.p95),
  p99: latencyLine('p99', (column) => column.p99, tone.p99),
  max: latencyLine('max', (column) => column.max, tone.max),
  'err%': drawErrorLine,
  axis: drawAxisLines,
  facts: drawFacts,
  phases: (region, y, {look, mirror}) => {
    const pieces = phasePieces(look, mirror.view.playback !== null);
    region.text(1, y, joinFitting(pieces, '   ', region.columns - 2), tone.dim);
  },
  error: drawNewestError,
};

/** All on one scale, 2/3 of the height the limit: rows of their own scales could not be set beside each other. */
function latencyLine(step: LadderStep & keyof LookColumn, pick: (column: LookColumn) => number, own: Tone): Drawer {
  return (region, y, {look}, window) => {
    const bound = look.sloBoundUs;
    const values = lookSeries(window, look, pick);
    const top = bound === null ? stepAbove(largest(values)) : bound * 1.5;
    const row = look.ladder.find((one) => one.step === step);
    const limited = step === 'p95' && bound !== null;
    const used = limited && row?.now ? row.now.us / bound : null;
    const scale: Piece = Number.isNaN(largest(values)) ? ['', tone.dim] : [`0-${shortLatency(top)}`, tone.dim];
    drawSparkRow(
      region,
      y,
      {
        label: step,
        value: quantilePiece(row?.now ?? null, step === 'p95' ? tone.strong : tone.plain),
        change: changePiece(row?.change, look.change?.loadDiffers ?? false, 1, row?.now?.few),
        values,
        top,
        tone: (value) => (limited && value >= bound * 0.8 ? limitTone(value, bound) : own),
        right: used === null ? scale : [`${percentOf(used).padStart(5)} SLO`, limitTone(used, 1)],
      },
      window,
    );
  };
}

function drawErrorLine(region: Region, y: number, detail: EndpointLook, window: ColumnWindow): void {
  const {look, row} = detail;
  const values = lookSeries(window, look, ({errorShare}) => errorShare);
  const bound = errorBound(detail);
  const top = errorTop(values, bound);
  const {errorShare} = row;
  const used = bound === null || errorShare === null ? null : errorShare / bound;
  drawSparkRow(
    region,
    y,
    {
      label: 'err%',
      value: errorShare === null ? ['--', tone.dim] : [formatShare(errorShare), tone.plain],
      change: pointsPiece(look.change?.errorShare, look.change?.loadDiffers ?? false),
      values,
      top,
      tone: (value) => errorTone(value, bound),
      right:
        used === null
          ? [`0-${withoutTrailingZeros(formatShare(top))}`, tone.dim]
          : [`${percentOf(used).padStart(5)} SLO`, limitTone(used, 1)],
    },
    window,
  );
}

function drawAxisLines(region: Region, y: number, {mirror}: EndpointLook, window: ColumnWindow): void {
  region.text(1, y, 'events', tone.dim);
  const marks = {x: sparkX, window, perCell: 1, whole: false};
  drawDoubtMarks(region, y, marks);
  drawEventMarks(region, y, marks, mirror.events);
  drawWindowAxis(region, sparkX, y + 1, window, 1);
}

/** What its requests ended in, from how many samples, and what is used of its limits as far as there is room. */
function drawFacts(region: Region, y: number, {look, row}: EndpointLook): void {
  const total = look.outcomes.reduce((sum, {count}) => sum + count, 0);
  const outcomes = look.outcomes.map(({word, count}) => `${word} ${sharePercent(count, total)}`);
  const count = `n ${shortCount(look.samples)} in ${row.seconds}s`;
  const text = joinFitting([...outcomes.slice(0, 1), count, ...outcomes.slice(1)], '   ', region.columns - 2);
  const x = region.text(1, y, text, tone.plain);
  const limits = limitPieces(row);
  const width = limits.reduce((sum, [part]) => sum + part.length, 0);
  if (x + width + 4 <= region.columns) region.pieces(region.columns - width - 1, y, limits);
}

function drawNewestError(region: Region, y: number, {look}: EndpointLook): void {
  const [newest] = look.errors;
  if (newest === undefined) {
    region.text(1, y, noErrorText(look), tone.dim);
    return;
  }
  const x = region.text(1, y, `${formatClock(newest.atMs)}  `, tone.dim);
  const word = region.text(x, y, `! ${fitText(newest.word, 16)}  `, tone.over);
  const name = look.request.name === null ? `${fitText(newest.requestName, 20)}  ` : '';
  const at = region.text(word, y, name, tone.strong);
  region.text(at, y, fitText(newest.text, region.columns - 1 - at), tone.plain);
}
