import {printDuration} from '../../domain/duration.ts';
import {createLoadPlan, planPeakLevel, planPositionAt, type LoadPlan} from '../../domain/load-plan.ts';
import type {Executor} from '../../domain/profile.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {linearScale, stepAbove} from '../plots/scale.ts';
import {drawPlot, plotColumns} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import type {Theme} from '../theme/theme.ts';
import {levelText, loadText} from './profile-row.ts';

const labelCells = 7;

/**
 * The load over time as the profile plans it. Nothing of it is measured.
 *
 *       300 ⣀⣠⣴⣾⣿⣿⣿⣷
 *         0 ⣿⣿⣿⣿⣿⣿⣿⣿⣄
 *           0            16m
 *           warm  base  peak
 */
export function drawPlanPreview(region: Region, executor: Executor, theme: Theme): void {
  const plan = createLoadPlan(executor);
  const rows = region.rows - (region.rows >= 7 ? 2 : 1);
  const cells = region.columns - labelCells - 1;
  if (plan === null || plan.totalMs <= 0 || rows < 1 || cells < 8) {
    region.text(1, 0, `${loadText(executor)}${plan === null ? ' until you quit' : ''}`, tone.dim);
    return;
  }
  const x = labelCells + 1;
  const top = stepAbove(planPeakLevel(plan));
  region.textRight(labelCells, 0, levelText(top), tone.dim);
  if (rows > 1) region.textRight(labelCells, rows - 1, '0', tone.dim);
  const count = plotColumns(cells, theme);
  drawPlot(
    region.inner(x, 0, cells, rows),
    {
      series: [{values: planLevels(plan, count), kind: 'area', tone: tone.ok, mark: '#'}],
      scale: linearScale(top),
      isDoubtful: () => false,
    },
    theme,
  );
  region.text(x, rows, '0', tone.dim);
  region.textRight(x + cells, rows, printDuration(plan.totalMs), tone.dim);
  if (region.rows > rows + 1) drawStageNames(region.inner(x, rows + 1, cells, 1), plan);
}

/** The level in the middle of each of `count` columns. */
export function planLevels(plan: LoadPlan, count: number): Float64Array {
  return Float64Array.from(
    {length: count},
    (_, column) => planPositionAt(plan, ((column + 0.5) / count) * plan.totalMs).level,
  );
}

/** Where each stage begins, as far as there is room. */
function drawStageNames(region: Region, {stages, totalMs}: LoadPlan): void {
  let free = 0;
  stages.forEach(({name, startMs}, index) => {
    const x = Math.round((startMs / totalMs) * region.columns);
    const next = stages[index + 1];
    const end = next === undefined ? region.columns : Math.round((next.startMs / totalMs) * region.columns) - 1;
    if (x < free || end - x < Math.min(5, widthOf(name))) return;
    free = region.text(x, 0, fitText(name, end - x), tone.dim) + 1;
  });
}
