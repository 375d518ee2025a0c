import type {Threshold} from '../domain/profile.ts';
import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import {thresholdBound, thresholdPercentile} from '../domain/threshold-evaluation.ts';
import {countSparse} from '../metrics/histogram.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import type {RollingWindow} from '../metrics/rolling-window.ts';
import {baselineFigures} from './baseline-figures.ts';
import {lookBinsOf, mergedTraffic, type CellList, type LookColumns} from './look-columns.ts';
import {errorRows} from './look-errors.ts';
import {ladderOf} from './look-ladder.ts';
import {phaseRows} from './look-phases.ts';
import type {LookRequest, LookView} from './look.ts';
import type {LoadedBaseline} from './session-files.ts';
import {outcomesOf} from './snapshot-builder.ts';
import type {EndpointRow, TrafficRow} from './view.ts';
import {meanLoad} from './window-load.ts';

/** What a look is made of, live or of a recorded moment. */
export interface LookContext {
  readonly requestNames: readonly string[];
  readonly columns: LookColumns;
  /** All complete ones, by request name. */
  readonly cells: CellList;
  /** The headline's seconds, by request name, … */
  readonly window: RollingWindow;
  /** … and its figures as they are shown beside. */
  readonly total: TrafficRow;
  readonly endpoints: readonly EndpointRow[];
  /** Of the requests in flight, while the target stalls; null: it does not. */
  readonly ages: SparseHistogram | null;
  /** Null while hidden or none. */
  readonly baseline: Pick<LoadedBaseline, 'snapshot' | 'curve'> | null;
  readonly thresholds: readonly Threshold[];
  /** Oldest first, redacted. */
  readonly errorSamples: readonly SnapshotErrorSample[];
  alerts(name: string | null): LookView['alerts'];
}

/** Null: there is no such request. */
export function buildLook(request: LookRequest, context: LookContext): LookView | null {
  const {requestNames, window, total, endpoints} = context;
  const index = request.name === null ? null : requestNames.indexOf(request.name);
  if (index === -1) return null;
  const row = index === null ? total : endpoints[index]!;
  const traffic = index === null ? window.total() : window.name(index);
  const merged = mergedTraffic(window.cells, index);
  const baseline =
    context.baseline === null ? null : baselineFigures(context.baseline, request.name, meanLoad(window.cells));
  const ages = index === null || requestNames.length === 1 ? context.ages : null;
  return {
    request,
    columns: context.columns.of(index, request.seconds, context.cells),
    ladder: ladderOf({row, traffic, cells: window.cells, name: index, ages, baseline}),
    phases: phaseRows(merged),
    outcomes: outcomesOf(merged),
    errors: errorRows(context.errorSamples, request.name, (name) =>
      outcomesOf(mergedTraffic(window.cells, requestNames.indexOf(name))),
    ),
    samples: traffic.samples,
    change: row.change,
    alerts: context.alerts(request.name),
    windowBins: lookBinsOf(merged.latency),
    baselineBins: scaledBins(baseline?.histogram ?? null, traffic.samples),
    sloBoundUs: boundOf(context.thresholds, request.name),
  };
}

/** As many samples as there are now. */
function scaledBins(histogram: SparseHistogram | null, samples: number): Float64Array | null {
  const count = histogram === null ? 0 : countSparse(histogram);
  if (histogram === null || count === 0) return null;
  return Float64Array.from(lookBinsOf(histogram), (bin) => (bin * samples) / count);
}

/** A p95 goes before other percentiles, then one that names the request before one of all. */
function boundOf(thresholds: readonly Threshold[], name: string | null): number | null {
  const covering = thresholds.flatMap((threshold) => {
    const {name: named, ...others} = threshold.tags;
    const percentile = thresholdPercentile(threshold);
    const covers = Object.keys(others).length === 0 && (named === undefined || named === name);
    const boundUs = thresholdBound(threshold);
    if (!covers || percentile === null || !threshold.operator.startsWith('<') || Number.isNaN(boundUs)) return [];
    return [{rank: (percentile === 95 ? 0 : 2) + (named === undefined ? 1 : 0), boundUs}];
  });
  return covering.toSorted((a, b) => a.rank - b.rank)[0]?.boundUs ?? null;
}
