import type {CapacityStudy, CapacityTrial} from '../../domain/study.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {rowOf} from '../plots/axis.ts';
import {linearScale, type Scale} from '../plots/scale.ts';
import {tone} from '../theme/tone.ts';
import {
  bracketOf,
  drawLevelRules,
  drawScale,
  drawStrip,
  plotArea,
  presentLevels,
  type CapacityPlot,
  type PlotArea,
} from './capacity-plot.ts';
import {limitScale, usedNow} from './limit-scale.ts';
import {drawnTrials, trialMarks} from './trial-marks.ts';

/** Of the limit, at the top: it lies at two thirds of the height. */
const topUsed = 1.5;

/**
 * How near its limit each load came, by load; the worst objective's use with its margin of error, the limit ruled, the
 * bracket between two rules. Below the plot every trial's sign at its load, the bracket shaded; last the loads.
 *
 *     ─ p95 AGAINST LOAD ───────────────────────── ✓ pass  ✗ fail ─
 *     375ms                       ╎     ╎╎      ✗
 *     250ms ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╎╌╌╌╌╌╎✗╌╌╌╌╌╌╌╌
 *                        ✓        ✓o    ╎
 *         0    ✓    ✓
 *    trials    ✓    ✓    ✓        ✓░░░░░░✗      ✗
 *              50        100       150       200       VUs
 */
export function drawLimitPlot(region: Region, plot: CapacityPlot): void {
  const {study, withHeading} = plot;
  const scale = limitScale(study);
  const place = plotArea(region, plot);
  const {area} = place;
  if (withHeading) drawHeading(region, 0, `${scale.title} AGAINST LOAD`, legendOf(study));
  if (area.rows <= 0 || area.columns <= 0) return;
  const share = linearScale(topUsed);
  const candidates = [
    {share: share(1), text: scale.print(1)},
    {share: 1, text: `${isCut(plot) ? '≥' : ''}${scale.print(topUsed)}`},
    {share: 0, text: '0'},
    {share: share(0.5), text: scale.print(0.5)},
  ];
  drawScale(region, place, candidates, scale.print(1));
  const {low = null, high = null} = bracketOf(study) ?? {};
  drawLevelRules(
    place,
    [low, high].filter((level) => level !== null),
  );
  area.repeat(0, rowOf(share(1), area.rows), '╌', area.columns, tone.dim);
  for (const trial of drawnTrials(study.trials)) drawUsed(place, trial, share);
  drawPresent(place, plot, share);
  drawStrip(region, place, plot);
}

function legendOf({trials, state}: CapacityStudy): readonly (readonly Piece[])[] {
  const seen = new Set(trials.map(({verdict}) => verdict));
  const signs = (Object.keys(trialMarks) as CapacityTrial['verdict'][])
    .filter((verdict) => seen.has(verdict))
    .map((verdict): Piece => {
      const {sign, look, word} = trialMarks[verdict];
      return [`${sign} ${word.toLowerCase()}  `, look];
    });
  const bars: Piece = ['╎ margin', tone.dim];
  const now: readonly Piece[] = state === 'done' ? [] : [['o now  ', tone.strong]];
  return [[...signs, ...now, bars], [...signs, ...now], signs, signs.slice(0, 2)];
}

/** A mark at the top stands for more. */
function isCut(plot: CapacityPlot): boolean {
  const {study, view} = plot;
  const now = presentLevels(plot) === null ? null : usedNow(study, view);
  return [now, ...study.trials.map(({used}) => used?.value)].some((used) => used != null && used > topUsed);
}

function drawUsed({area, axis}: PlotArea, {level, used, verdict}: CapacityTrial, share: Scale): void {
  if (used === null || Number.isNaN(used.value)) return;
  const {sign, look} = trialMarks[verdict];
  const x = axis.column(level);
  const [from, to] = [used.high, used.low].map((one) => rowOf(share(one), area.rows));
  for (let y = from!; y <= to!; y++) area.put(x, y, '╎', look);
  area.put(x, rowOf(share(used.value), area.rows), sign, look);
}

/** Where the trial under way stands; where that cannot be told, only its load at the top. */
function drawPresent({area, axis}: PlotArea, plot: CapacityPlot, share: Scale): void {
  const present = presentLevels(plot);
  if (present === null) return;
  const used = usedNow(plot.study, plot.view);
  if (used === null) area.put(axis.column(present.to), 0, '▾', tone.strong);
  else area.put(axis.column(present.now), rowOf(share(used), area.rows), 'o', tone.strong);
}
