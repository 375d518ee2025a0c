import type {CapacityStudy} from '../../domain/study.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {placeLabels} from '../plots/axis.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import {levelNow} from './capacity-text.ts';
import {drawLoadAxis, loadAxis, type LoadAxis} from './load-axis.ts';
import {drawnTrials, trialMarks} from './trial-marks.ts';

/** What the plots of a search against load are drawn from. */
export interface CapacityPlot {
  readonly study: CapacityStudy;
  readonly view: SessionView;
  readonly theme: Theme;
  readonly withHeading: boolean;
}

/** Left of the plots: their labels. */
const labelCells = 9;

/** Where one of them lies in its region: the strip of trials and the loads are below. */
export interface PlotArea {
  readonly area: Region;
  readonly axis: LoadAxis;
  /** First row of the plot. */
  readonly top: number;
}

/** The heading above, two rows below. */
export function plotArea(region: Region, {study, view, withHeading}: CapacityPlot): PlotArea {
  const top = withHeading ? 1 : 0;
  const area = region.inner(labelCells, top, region.columns - labelCells - 2, region.rows - top - 2);
  const levels = study.trials.map(({level}) => level);
  const present = presentLevels({study, view});
  const now = present === null ? [] : [present.to, present.now];
  const ends = [study.low, study.high].filter((level) => level !== null);
  return {area, top, axis: loadAxis([...levels, ...now, ...ends], area.columns, study.model)};
}

/** The load there is and is to be while the search goes on; null: it is over, or the load is of the other model. */
export function presentLevels({
  study,
  view,
}: Pick<CapacityPlot, 'study' | 'view'>): {readonly now: number; readonly to: number} | null {
  if (study.state === 'done' || study.model !== view.load.model) return null;
  return {now: levelNow(view), to: view.load.targetLevel};
}

/** Labels left of it; of these one may stand out. */
export function drawScale(
  region: Region,
  {area, top}: PlotArea,
  candidates: Parameters<typeof placeLabels>[0],
  strong: string | null,
): void {
  for (const {row, text} of placeLabels(candidates, area.rows)) {
    region.textRight(labelCells - 1, top + row, text, text === strong ? tone.strong : tone.dim);
  }
}

/** Rules over the whole height at these loads. */
export function drawLevelRules({area, axis}: PlotArea, levels: readonly number[]): void {
  for (const level of levels) {
    for (let y = 0; y < area.rows; y++) area.put(axis.column(level), y, '╎', tone.dim);
  }
}

/** Where the capacity lies, as far as is known; null: nothing is, or the generator and not the target set its end. */
export function bracketOf({low, high, state, verdict}: CapacityStudy): Pick<CapacityStudy, 'low' | 'high'> | null {
  const isLimited = state === 'done' && verdict === 'GENERATOR-LIMITED';
  return isLimited || (low === null && high === null) ? null : {low, high};
}

/** Every trial at its load, the bracket shaded, the load of now; and the loads below. */
export function drawStrip(
  region: Region,
  {area, axis, top}: PlotArea,
  plot: Pick<CapacityPlot, 'study' | 'view'>,
): void {
  const {study} = plot;
  const bracket = bracketOf(study);
  const present = presentLevels(plot);
  const strip = region.inner(labelCells, top + area.rows, area.columns, 1);
  region.textRight(labelCells - 1, top + area.rows, 'trials', tone.dim);
  if (bracket !== null) {
    const {low, high} = bracket;
    const from = low === null ? 0 : axis.column(low);
    const to = high === null ? area.columns - 1 : axis.column(high);
    for (let x = Math.max(0, from); x <= Math.min(to, area.columns - 1); x++) strip.put(x, 0, '░', tone.dim);
  }
  if (present !== null) strip.put(axis.column(present.to), 0, 'o', tone.strong);
  for (const {level, verdict} of drawnTrials(study.trials)) {
    const {sign, look} = trialMarks[verdict];
    strip.put(axis.column(level), 0, sign, look);
  }
  drawLoadAxis(region.inner(labelCells, top + area.rows + 1, area.columns + 2, 1), axis);
}
