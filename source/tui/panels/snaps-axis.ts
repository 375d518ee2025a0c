import type {Region} from '../canvas/canvas.ts';
import {placeLabels, shortLatency} from '../plots/axis.ts';
import {logRange, logScale, logTicks, type Scale} from '../plots/scale.ts';
import {tone} from '../theme/tone.ts';

export interface LatencyRange {
  /** µs, both above 0. */
  readonly least: number;
  readonly most: number;
  /** Drawn as a rule across the plot; null: there is none. µs. */
  readonly boundUs: number | null;
}

/** Labels of a log axis from 1-2-5 step to 1-2-5 step in the cells before `x`, and the limit as a rule over `cells`. */
export function drawWideAxis(region: Region, x: number, cells: number, range: LatencyRange): Scale {
  const bound = usableBound(range);
  const {low, high} = logRange(range.least, Math.max(range.most, (bound ?? 0) * 1.2));
  const ticks = logTicks(low, high);
  const byLead = ['1', '5', '2'].flatMap((lead) => ticks.filter((tick) => String(tick)[0] === lead));
  drawAxis(region, x, cells, {scale: logScale(low, high), bound, values: [high, low, ...byLead]});
  return logScale(low, high);
}

/** As close about the values as can be: small differences are what is looked for. Labels: the limit and both ends. */
export function drawCloseAxis(region: Region, x: number, cells: number, range: LatencyRange): Scale {
  const bound = usableBound(range);
  // A limit far away would press the marks together.
  const near = bound !== null && bound < range.most * 3 && bound > range.least / 3 ? bound : null;
  const low = Math.min(range.least, near ?? Infinity) / 1.1;
  const high = Math.max(range.most, near ?? 0) * 1.1;
  const scale = logScale(low, high);
  drawAxis(region, x, cells, {scale, bound: near, values: [range.most, range.least]});
  return scale;
}

interface Axis {
  readonly scale: Scale;
  readonly bound: number | null;
  /** To be labelled, most important first. */
  readonly values: readonly number[];
}

function drawAxis(region: Region, x: number, cells: number, {scale, bound, values}: Axis): void {
  const candidates = values.map((us) => ({share: scale(us), text: shortLatency(us)}));
  const first = bound === null ? [] : [{share: scale(bound), text: shortLatency(bound)}];
  placeLabels([...first, ...candidates], region.rows).forEach(({row, text}, index) => {
    const isBound = bound !== null && index === 0;
    region.textRight(x - 1, row, text, isBound ? tone.strong : tone.dim);
    if (isBound) region.repeat(x, row, '╌', cells, tone.dim);
  });
}

function usableBound({boundUs}: LatencyRange): number | null {
  return boundUs !== null && Number.isFinite(boundUs) && boundUs > 0 ? boundUs : null;
}
