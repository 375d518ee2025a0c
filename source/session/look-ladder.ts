import {leastSections, sectionInterval} from '../analysis/section-interval.ts';
import type {Cell} from '../metrics/cell.ts';
import {countSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {WindowTraffic} from '../metrics/rolling-window.ts';
import type {BaselineFigures} from './baseline-figures.ts';
import {censoredQuantiles} from './censored-quantiles.ts';
import {mergedTraffic} from './look-columns.ts';
import {ladderPercentiles, ladderSteps, type LadderRow, type LadderStep} from './look.ts';
import {ratio} from './row-change.ts';
import type {Quantile, TrafficRow} from './view.ts';

/** Two seconds in a row are more alike than two at random: in sections of two that shows in the interval. */
const sectionSeconds = 2;

/** A section with less than one sample beyond the quantile does not tell it. */
const leastBeyond = 1;

export interface LadderContext {
  /** As it stands in the table of requests: the same figures. */
  readonly row: TrafficRow;
  readonly traffic: WindowTraffic;
  /** The window's complete seconds, by request name. */
  readonly cells: readonly Cell[];
  /** Index of the request; null: all together. */
  readonly name: number | null;
  /** Of the requests in flight where they lift its quantiles; null: they do not. */
  readonly ages: SparseHistogram | null;
  readonly baseline: BaselineFigures | null;
}

/** The percentile ladder of the headline window. */
export function ladderOf(context: LadderContext): readonly LadderRow[] {
  const {row, traffic, ages, baseline} = context;
  const [p10] = censoredQuantiles(traffic.latency, [10], traffic.maxUs, ages);
  const {min, p50, p75, p90, p95, p99, p999, max} = row;
  const now: Readonly<Record<LadderStep, Quantile | null>> = {
    min,
    p10: inOrder(p10!, p50),
    p50,
    p75,
    p90,
    p95,
    p99,
    'p99.9': p999,
    max,
  };
  const sections = sectionsOf(context.cells, context.name);
  return ladderSteps.map((step) => ({
    step,
    now: now[step],
    baselineUs: baseline?.steps[step] ?? null,
    change: ratio(now[step]?.us, baseline?.steps[step]),
    interval: intervalOf(step, now[step], sections),
  }));
}

/** Lifted alone it may come to lie above one that was lifted by too little to be shown. */
function inOrder(lower: Quantile | null, upper: Quantile | null): Quantile | null {
  return lower !== null && upper !== null && lower.us > upper.us ? upper : lower;
}

interface Section {
  readonly latency: SparseHistogram;
  readonly maxUs: number;
  readonly samples: number;
}

/** Of two seconds each, or of one where there would be too few. */
function sectionsOf(cells: readonly Cell[], name: number | null): readonly Section[] {
  const width = cells.length >= leastSections * sectionSeconds ? sectionSeconds : 1;
  const count = Math.floor(cells.length / width);
  const newest = cells.slice(cells.length - count * width);
  return Array.from({length: count}, (_, at) => {
    const {latency, latencyMaxUs} = mergedTraffic(newest.slice(at * width, (at + 1) * width), name);
    return {latency, maxUs: latencyMaxUs, samples: countSparse(latency)};
  });
}

/** Null for what few samples lie above, and for what requests in flight have lifted: those are not among the samples. */
function intervalOf(step: LadderStep, now: Quantile | null, sections: readonly Section[]): LadderRow['interval'] {
  if (step === 'min' || step === 'max' || now === null || now.few || now.atLeast) return null;
  const percentile = ladderPercentiles[step];
  const beyondShare = Math.min(percentile, 100 - percentile) / 100;
  if (sections.some(({samples}) => samples * beyondShare < leastBeyond)) return null;
  const found = sectionInterval(
    now.us,
    sections.map(({latency, maxUs}) => percentilesOf(latency, [percentile], maxUs)[0]!),
  );
  return found === null ? null : {lowUs: found.low, highUs: found.high};
}
