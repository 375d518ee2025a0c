import type {SessionView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {placeLabels, shortNumber} from '../plots/axis.ts';
import {seriesOf} from '../plots/column-window.ts';
import {drawCursorLine} from '../plots/cursor-line.ts';
import {largest, linearScale, stepAboutRate, stepAbove, type Scale} from '../plots/scale.ts';
import {drawPlot} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import {exactLevel, levelPieces, levelUnit, shortRate} from './level-text.ts';
import {arrivalFigures, joinedPieces, type Figure} from './load-figures.ts';
import {etaText, loadHeadings, rampText} from './load-text.ts';
import {drawLabels, perCellMax, type PlotPlace} from './plot-place.ts';

/**
 * Heading, and the load over time: VUs as an area with the target as a line above it; in the open model the iterations
 * that did start a second, under the line of those that were due, with `!` below where some were lost. Right of now, dim:
 * what the plan has left.
 */
export function drawLoadPlot(region: Region, view: SessionView, place: PlotPlace): void {
  const {window} = place;
  const rows = region.rows - 1;
  drawHeading(region, 0, 'LOAD', loadHeadings(view, 'plots'));
  const open = view.load.model === 'open';
  const has = seriesOf(window, (row) => (open ? row.startedPerSecond : row.vus));
  const target = seriesOf(window, (row) => (open ? row.offeredPerSecond : row.targetVus));
  const now = open ? view.load.targetLevel : view.load.activeVus;
  const most = Math.max(largest(has) || 0, largest(target) || 0);
  const planned = place.ahead === null ? 1 : largest(place.ahead.values) || 1;
  const top = Math.max(stepAbove(Math.max(now, planned, 1)), open ? stepAboutRate(most) : stepAbove(most));
  const parts = rows >= 6 ? 3 : 2;
  const shares = rows < 2 ? [1] : rows < 5 ? [1, 0] : [1, 0, ...thirds(parts)];
  // There are no parts of a VU.
  const whole = shares.filter((share) => Math.abs(top * share - Math.round(top * share)) < 1e-6);
  const labels = whole.map((share) => ({share, text: shortNumber(Math.round(top * share))}));
  drawLabels(region, place, 1, placeLabels(labels, rows));
  // The area over the line: the target shows where it is not the load.
  const series = [
    {values: target, kind: 'line', tone: tone.p99, mark: '='},
    {values: has, kind: 'area', tone: tone.p50, mark: '#'},
  ] as const;
  const plot = {series, scale: linearScale(top), isDoubtful: () => false};
  const area = region.inner(place.x, 1, place.cells, rows);
  drawCursorLine(area, window, place.perCell);
  drawPlot(area, plot, place.theme);
  drawPlanned(region.inner(place.x + place.cells, 1, place.aheadCells, rows), place, plot.scale);
  if (open) drawLost(area, place);
  drawTexts(region, view, place, rows);
}

/** The plan's way on from now, dim: where its line ends, the plan does. */
function drawPlanned(area: Region, {ahead, theme}: PlotPlace, scale: Scale): void {
  if (ahead === null) return;
  const series = [{values: ahead.values, kind: 'line', tone: tone.dim, mark: '-'}] as const;
  drawPlot(area, {series, scale, isDoubtful: () => false}, theme);
}

/** `!` under every column in which arrivals never started: told apart without colour too. */
function drawLost(area: Region, place: PlotPlace): void {
  const lost = perCellMax(
    seriesOf(place.window, (row) => row.lostPerSecond),
    place,
  );
  lost.forEach((value, cell) => {
    if (value > 0) area.put(cell, area.rows - 1, '!', tone.overStrong);
  });
}

function thirds(parts: number): number[] {
  return Array.from({length: parts - 1}, (_, index) => (index + 1) / parts);
}

function drawTexts(region: Region, view: SessionView, place: PlotPlace, rows: number): void {
  const {load} = view;
  const width = place.textEnd - place.textX;
  const lines: (readonly Piece[])[] = [[...levelPieces(view), [levelUnit(load.model), tone.plain]]];
  if (load.model === 'open') lines.push(...arrivalLines(view, width));
  lines.push(...settingLines(view, load.model === 'open' && rows < 6 ? 1 : 2));
  if (load.lastGoodLevel !== null)
    lines.push([[`last good ${exactLevel(load.lastGoodLevel)}${view.playback === null ? ' (Z)' : ''}`, tone.ok]]);
  if (load.undoLevel !== null) lines.push([[`undo to ${exactLevel(load.undoLevel)} (z)`, tone.dim]]);
  lines.slice(0, rows).forEach((pieces, index) => region.pieces(place.textX, index + 1, pieces));
  region.textRight(place.textEnd, 1, etaText(load), tone.strong);
}

/** `offered 500  started 498` and `achieved 490 dropped 12/s`; figures too long for one line have one each. */
function arrivalLines(view: SessionView, width: number): (readonly Piece[])[] {
  const dropped = view.arrivals?.droppedPerSecond ?? 0;
  const now: Figure[] = dropped > 0 ? [{pieces: [[`dropped ${shortRate(dropped)}/s`, tone.over]], rank: 0}] : [];
  const figures = [...arrivalFigures(view), ...now];
  const lines: (readonly Piece[])[] = [];
  for (let at = 0; at < figures.length;) {
    const pair = figures.slice(at, at + 2);
    const line = ['  ', ' '].map((gap) => joinedPieces(pair, gap)).find((pieces) => piecesWidth(pieces) <= width);
    lines.push(line ?? pair[0]!.pieces);
    at += line === undefined ? 1 : 2;
  }
  return lines;
}

function settingLines(view: SessionView, count: 1 | 2): (readonly Piece[])[] {
  const {load} = view;
  const step = textOf(load.step, `step ${load.step}`);
  const ramp = textOf(load.rampPerSecond, `ramp ${rampText(load)}`);
  const cap = textOf(load.capLevel, `cap ${exactLevel(load.capLevel)}`);
  const pairs =
    count === 1
      ? [[step, cap]]
      : [
          [step, ramp],
          [cap, planText(view)],
        ];
  return pairs
    .map(([left = '', right = '']) => (left === '' ? right : `${left.padEnd(10)}${right}`.trimEnd()))
    .filter((text) => text !== '')
    .map((text) => [[text, tone.dim]]);
}

/** A recording may not tell. */
function textOf(known: number, text: string): string {
  return Number.isFinite(known) ? text : '';
}

function planText({load: {plan}}: SessionView): string {
  return plan === null ? '' : `plan ${exactLevel(Math.round(plan.level))}`;
}

/** `   stages 1 warm 50 ▮▮▮▮▮ 2 base 120 ▮▮▮▯▯▯ … held 70s by operator`: bars as long as the stages last. */
export function drawStagesRow(region: Region, y: number, view: SessionView): void {
  const {plan} = view.load;
  if (plan === null) return;
  const held = plan.heldMs >= 1000 ? ` held ${Math.round(plan.heldMs / 1000)}s by operator` : '';
  const names = plan.stages.map((stage, index) => `${index + 1} ${fitText(stage.name, 12)} ${stage.target} `);
  const room = region.columns - 10 - held.length - names.reduce((sum, name) => sum + widthOf(name) + 1, 0);
  const total = plan.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  let x = region.text(3, y, 'stages ', tone.dim);
  plan.stages.forEach((stage, index) => {
    const isNow = index === plan.stage;
    const text = room < plan.stages.length * 2 ? `${index + 1}:${stage.target} ` : names[index]!;
    x = region.text(x, y, text, isNow ? tone.strong : tone.dim);
    const cells = Math.max(1, Math.min(24, Math.floor((room * stage.durationMs) / Math.max(1, total))));
    const done = index < plan.stage ? cells : isNow ? Math.round(plan.progress * cells) : 0;
    region.repeat(x, y, '▮', done, isNow ? tone.ok : tone.dim);
    region.repeat(x + done, y, '▯', cells - done, tone.dim);
    x += cells + 1;
  });
  region.text(x - 1, y, held, tone.near);
}
