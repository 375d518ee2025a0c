import type {SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {placeLabels, shortNumber} from '../plots/axis.ts';
import {seriesOf} from '../plots/column-window.ts';
import {largest, linearScale, stepAbove} from '../plots/scale.ts';
import {drawPlot} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import {etaText, modeTexts, rampText, vusPieces} from './load-text.ts';
import {drawLabels, type PlotPlace} from './plot-place.ts';

/** Heading, and VUs over time as an area with the target as a line above it. */
export function drawLoadPlot(region: Region, view: SessionView, place: PlotPlace): void {
  const {window} = place;
  const rows = region.rows - 1;
  drawHeading(region, 0, 'LOAD', modeTexts(view));
  const vus = seriesOf(window, (row) => row.vus);
  const target = seriesOf(window, (row) => row.targetVus);
  const most = Math.max(largest(vus) || 0, largest(target) || 0, view.load.activeVus, 1);
  const top = stepAbove(most);
  const parts = rows >= 6 ? 3 : 2;
  const shares = rows < 2 ? [1] : rows < 5 ? [1, 0] : [1, 0, ...thirds(parts)];
  // There are no parts of a VU.
  const whole = shares.filter((share) => Math.abs(top * share - Math.round(top * share)) < 1e-6);
  const labels = whole.map((share) => ({share, text: shortNumber(Math.round(top * share))}));
  drawLabels(region, place, 1, placeLabels(labels, rows));
  // The area over the line: the target shows where it is not the load.
  const series = [
    {values: target, kind: 'line', tone: tone.p99, mark: '='},
    {values: vus, kind: 'area', tone: tone.p50, mark: '#'},
  ] as const;
  const plot = {series, scale: linearScale(top), isDoubtful: () => false};
  drawPlot(region.inner(place.x, 1, place.cells, rows), plot, place.theme);
  drawTexts(region, view, place, rows);
}

function thirds(parts: number): number[] {
  return Array.from({length: parts - 1}, (_, index) => (index + 1) / parts);
}

function drawTexts(region: Region, view: SessionView, place: PlotPlace, rows: number): void {
  const {load} = view;
  const lines: (readonly [left: readonly Piece[], right: string])[] = [
    [[...vusPieces(load), [' VUs', tone.plain]], etaText(load)],
    [
      [
        [`step ${load.step}`.padEnd(10), tone.dim],
        [`ramp ${rampText(load.rampVusPerSecond)}`, tone.dim],
      ],
      '',
    ],
    [
      [
        [`cap ${load.capVus}`.padEnd(10), tone.dim],
        [planText(view), tone.dim],
      ],
      '',
    ],
  ];
  if (load.lastGoodVus !== null) lines.push([[[`last good ${load.lastGoodVus} (Z)`, tone.ok]], '']);
  if (load.undoVus !== null) lines.push([[[`undo to ${load.undoVus} (z)`, tone.dim]], '']);
  lines.slice(0, rows).forEach(([left, right], index) => {
    region.pieces(place.textX, index + 1, left);
    region.textRight(place.textEnd, index + 1, right, tone.strong);
  });
}

function planText({load}: SessionView): string {
  return load.plan === null ? '' : `plan ${Math.round(load.plan.vus)}`;
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
