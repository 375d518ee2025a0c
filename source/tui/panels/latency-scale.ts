import type {SessionView, SloRow} from '../../session/view.ts';
import {placeLabels, shortLatency, type AxisLabel} from '../plots/axis.ts';
import {linearScale, logRange, logScale, logTicks, stepAbove, type Scale} from '../plots/scale.ts';
import type {ScreenState} from '../ui-state.ts';
import {latencySlo} from './slo-text.ts';

/** The vertical axis of a latency plot, with a limit on it. */
export interface LatencyScale {
  readonly scale: Scale;
  readonly labels: readonly AxisLabel[];
  /** The limit's row, from the top; null: none is drawn. */
  readonly ruleRow: number | null;
}

/**
 * Log: 1 2 5 steps about the values. Linear: from 0. The limit is on it either way, with a label of its own.
 * @param least smallest value above 0, µs
 * @param most largest, µs
 * @param boundUs the limit; null: none
 * @param rows of the plot; null is returned where there is nothing to show
 */
export function latencyScale(
  kind: ScreenState['scale'],
  {least, most, boundUs, rows}: {least: number; most: number; boundUs: number | null; rows: number},
): LatencyScale | null {
  if (!Number.isFinite(most) || !Number.isFinite(least) || rows < 1) return null;
  const bound = boundUs !== null && boundUs > 0 && Number.isFinite(boundUs) ? boundUs : null;
  const top = Math.max(most, (bound ?? 0) * 1.2);
  const {scale, labels} = kind === 'log' ? logAxis(least, top, bound, rows) : linearAxis(top, bound, rows);
  const rule = bound === null ? undefined : labels.find(({text}) => text === shortLatency(bound));
  return {scale, labels, ruleRow: rule?.row ?? null};
}

/** The limit drawn as a rule: p95's, or else that of the next quantile that has one. */
export function ruledSlo(view: SessionView): SloRow | null {
  return latencySlo(view, 95) ?? latencySlo(view, 99) ?? latencySlo(view, 50) ?? latencySlo(view, 100);
}

type Axis = Pick<LatencyScale, 'scale' | 'labels'>;

function logAxis(least: number, most: number, bound: number | null, rows: number): Axis {
  const {low, high} = logRange(least, most);
  const scale = logScale(low, high);
  const candidates: {share: number; text: string; apart?: number}[] = [];
  if (bound !== null) candidates.push({share: scale(bound), text: shortLatency(bound)});
  candidates.push({share: 1, text: shortLatency(high)}, {share: 0, text: shortLatency(low)});
  const ticks = logTicks(low, high);
  // Round decades first, then the 5s, then the 2s: what is left out is the least telling.
  for (const lead of ['1', '5', '2']) {
    for (const tick of ticks.filter((value) => String(value)[0] === lead)) {
      const beside = bound !== null && Math.abs(Math.log(tick / bound)) < Math.log(1.5) ? 2 : 1;
      candidates.push({share: scale(tick), text: shortLatency(tick), apart: beside});
    }
  }
  return {scale, labels: placeLabels(candidates, rows)};
}

function linearAxis(most: number, bound: number | null, rows: number): Axis {
  const top = stepAbove(most);
  const scale = linearScale(top);
  const parts =
    String(top)[0] === '3' ? [1 / 3, 2 / 3] : String(top)[0] === '5' ? [0.2, 0.4, 0.6, 0.8] : [0.25, 0.5, 0.75];
  const candidates = [
    ...(bound === null ? [] : [{share: scale(bound), text: shortLatency(bound)}]),
    {share: 1, text: shortLatency(top)},
    {share: 0, text: '0'},
    ...parts.map((share) => ({share, text: shortLatency(top * share), apart: 2})),
  ];
  return {scale, labels: placeLabels(candidates, rows)};
}
