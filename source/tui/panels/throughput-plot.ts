import {uslThroughput} from '../../analysis/usl.ts';
import {printLoad, printNear} from '../../domain/load-text.ts';
import type {CapacityStudy, CapacityTrial} from '../../domain/study.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {rowOf, shortNumber} from '../plots/axis.ts';
import {linearScale, stepAboutRate, type Scale} from '../plots/scale.ts';
import {drawPlot, plotColumns} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import {drawLevelRules, drawScale, drawStrip, plotArea, type CapacityPlot, type PlotArea} from './capacity-plot.ts';
import {drawNotes} from './load-axis.ts';
import {drawnTrials, trialMarks} from './trial-marks.ts';

/** A fit that explains less of the trials is no picture of them. */
const honestFit = 0.9;

/**
 * Answers without an error a second, by load, with the law fitted to them where that is a picture of them, and the knee
 * between two rules.
 */
export function drawThroughputPlot(region: Region, plot: CapacityPlot): void {
  const {study, withHeading} = plot;
  const place = plotArea(region, plot);
  const {area, axis} = place;
  const hasCurve = isHonest(study);
  const legend: readonly Piece[] = [
    ...(hasCurve ? [['dotted = USL fit   ', tone.baseline] as const] : []),
    ['without errors, /s', tone.dim],
  ];
  if (withHeading) drawHeading(region, 0, 'THROUGHPUT AGAINST LOAD', [legend, 'without errors, /s', '/s']);
  if (area.rows <= 0 || area.columns <= 0) return;
  const dots = drawnTrials(study.trials).flatMap((trial) => {
    const rate = goodput(trial);
    return rate === null ? [] : [{trial, rate}];
  });
  if (dots.length > 0) {
    const top = stepAboutRate(Math.max(...dots.map(({rate}) => rate)));
    const share = linearScale(top);
    const candidates = [1, 0, 0.5].map((part) => ({share: part, text: shortNumber(top * part)}));
    drawScale(region, place, candidates, null);
    if (study.knee !== null) drawLevelRules(place, [study.knee.fromLevel, study.knee.toLevel]);
    if (hasCurve) drawLaw(place, plot, share);
    const taken = new Map<number, number[]>();
    for (const {trial, rate} of dots) {
      const {sign, look} = trialMarks[trial.verdict];
      const [x, y] = [axis.column(trial.level), rowOf(share(rate), area.rows)];
      area.put(x, y, sign, look);
      taken.set(x, [...(taken.get(x) ?? []), y]);
    }
    drawNotes(area, taken, notesOf(study, area.columns));
  }
  drawStrip(region, place, plot);
}

function isHonest({usl}: CapacityStudy): boolean {
  return usl !== null && (usl.peakLevel !== null || usl.rSquared >= honestFit);
}

/** Over the loads it was fitted to, no farther. */
function drawLaw({area, axis}: PlotArea, {study, theme}: CapacityPlot, share: Scale): void {
  const {usl} = study;
  const levels = study.trials.flatMap(({level, settledMs}) => (settledMs === null ? [] : [level]));
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  if (usl === null) return;
  const count = plotColumns(area.columns, theme);
  const values = Float64Array.from({length: count}, (_, index) => {
    const level = axis.from + (index / Math.max(1, count - 1)) * (axis.to - axis.from);
    return level < least || level > most ? Number.NaN : uslThroughput(usl, level);
  });
  const series = [{values, kind: 'dotted', tone: tone.baseline, mark: '.'} as const];
  drawPlot(area, {series, scale: share, isDoubtful: () => false}, theme);
}

function notesOf({knee, usl, model}: CapacityStudy, cells: number): readonly string[] {
  const lines = [
    ...(knee === null ? [] : [`knee ${printNear(knee.fromLevel, knee.toLevel, model)}`]),
    ...(usl === null || usl.peakLevel === null ? [] : [`USL peak ${printLoad(usl.peakLevel, model)}`]),
  ];
  return lines.filter((line) => line.length + 4 <= cells);
}

function goodput({requestsPerSecond, errorShare}: CapacityTrial): number | null {
  if (requestsPerSecond === null || !Number.isFinite(requestsPerSecond)) return null;
  return requestsPerSecond * (1 - (errorShare ?? 0));
}
