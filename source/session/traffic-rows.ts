import type {RequestDefinition, Threshold} from '../domain/profile.ts';
import {thresholdHolds, thresholdShort, thresholdUsed} from '../domain/threshold-evaluation.ts';
import {lowestOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {RollingWindow, WindowTraffic} from '../metrics/rolling-window.ts';
import {censoredQuantiles} from './censored-quantiles.ts';
import {liveValue, shownPercentiles} from './live-threshold.ts';
import type {LoadPoint} from './print-load.ts';
import {rowChange} from './row-change.ts';
import type {LoadedBaseline} from './session-files.ts';
import type {Selection, SeriesIndex} from './series-index.ts';
import type {ThresholdReading} from './threshold-value.ts';
import type {EndpointRow, Quantile, TrafficRow} from './view.ts';
import {meanLoad} from './window-load.ts';

export interface RowContext {
  readonly window: RollingWindow;
  /**
   * Of the requests in flight, while the target stalls: they lift the quantiles of all requests, and of one name where it
   * is the only one. Null: it does not.
   */
  readonly ages: SparseHistogram | null;
  /** In the order of the plan's request names. */
  readonly requests: readonly Pick<RequestDefinition, 'name' | 'method' | 'path'>[];
  readonly thresholds: readonly Threshold[];
  /** What the thresholds are judged by: the window without the warm-up. */
  readonly sloReading: ThresholdReading | null;
  readonly index: Pick<SeriesIndex, 'ofName' | 'ofThreshold'>;
  /** Null while hidden or none. */
  readonly baseline: Pick<LoadedBaseline, 'snapshot' | 'curve'> | null;
}

/** The figures of the last complete seconds, over all requests. */
export function totalRow({window, baseline, ages}: Pick<RowContext, 'window' | 'baseline' | 'ages'>): TrafficRow {
  return withChange(measuredRow(window.total(), ages), baseline, null, meanLoad(window.cells));
}

/** The same by request name, in the profile's order, with the thresholds that cover each. */
export function endpointRows(context: RowContext): readonly EndpointRow[] {
  const {window, requests, baseline} = context;
  const ages = requests.length === 1 ? context.ages : null;
  const total = window.total().ended;
  const load = meanLoad(window.cells);
  return requests.map(({name, method, path}, index) => {
    const traffic = window.name(index);
    return {
      ...withChange(measuredRow(traffic, ages), baseline, name, load),
      name,
      method,
      path,
      share: total === 0 ? 0 : traffic.ended / total,
      ...coveringSlos(context, {name, selection: context.index.ofName(index), ages}),
    };
  });
}

function withChange(
  row: Omit<TrafficRow, 'change'>,
  baseline: RowContext['baseline'],
  name: string | null,
  load: LoadPoint,
): TrafficRow {
  return {...row, change: baseline === null ? null : rowChange(baseline, name, row, load)};
}

function measuredRow(traffic: WindowTraffic, ages: SparseHistogram | null): Omit<TrafficRow, 'change'> {
  const seconds = traffic.coveredMs / 1000;
  const perSecond = (count: number): number => (seconds === 0 ? 0 : count / seconds);
  const [p50, p75, p90, p95, p99, p999] = censoredQuantiles(traffic.latency, shownPercentiles, traffic.maxUs, ages);
  return {
    seconds: Math.round(seconds),
    samples: traffic.samples,
    requestsPerSecond: seconds === 0 ? null : traffic.ended / seconds,
    failedPerSecond: perSecond(traffic.failed),
    errorShare: traffic.ended === 0 ? null : traffic.failed / traffic.ended,
    rxBytesPerSecond: perSecond(traffic.bytesIn),
    txBytesPerSecond: perSecond(traffic.bytesOut),
    min: exact(traffic.minUs),
    p50: p50!,
    p75: p75!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    p999: p999!,
    max: longest(traffic.maxUs, ages),
  };
}

/** Minimum and maximum are kept exactly: no estimate, so never "few". */
function exact(us: number): Quantile | null {
  return Number.isNaN(us) ? null : {us, few: false, atLeast: false};
}

/** The oldest in flight may have passed the maximum of what has ended. */
function longest(maxUs: number, ages: SparseHistogram | null): Quantile | null {
  const oldest = ages?.buckets.at(-1);
  const oldestUs = oldest === undefined ? 0 : lowestOf(oldest);
  return oldestUs > (Number.isNaN(maxUs) ? 0 : maxUs) ? {us: oldestUs, few: false, atLeast: true} : exact(maxUs);
}

/** A threshold over all requests covers each of them, unless one of its own bounds the same. */
function coveringSlos(
  {sloReading: reading, index, thresholds}: RowContext,
  {
    name,
    selection,
    ages,
  }: {readonly name: string; readonly selection: Selection; readonly ages: SparseHistogram | null},
): Pick<EndpointRow, 'worstSlo' | 'errorSlo'> {
  let worstSlo: EndpointRow['worstSlo'] = null;
  let errorSlo: EndpointRow['errorSlo'] = null;
  for (const threshold of thresholds) {
    if (reading === null || !covers(threshold, name, thresholds)) continue;
    const own = threshold.tags['name'] === undefined ? selection : index.ofThreshold(threshold);
    const {value, few} = liveValue(threshold, reading, own, ages);
    const share = value === null ? null : thresholdUsed(threshold, value);
    if (value === null || share === null) continue;
    const holds = thresholdHolds(threshold, value);
    if (threshold.metric === 'http_req_failed') {
      if (errorSlo === null || share > errorSlo.share) errorSlo = {share, holds};
    } else if (worstSlo === null || share > worstSlo.share) {
      worstSlo = {label: thresholdShort(threshold), share, holds, few};
    }
  }
  return {worstSlo, errorSlo};
}

function covers(threshold: Threshold, name: string, all: readonly Threshold[]): boolean {
  const {tags, metric} = threshold;
  if (tags['name'] !== undefined) return tags['name'] === name;
  if (Object.keys(tags).length > 0 || (metric !== 'http_req_duration' && metric !== 'http_req_failed')) return false;
  return !all.some(
    (other) =>
      other.tags['name'] === name &&
      Object.keys(other.tags).length === 1 &&
      other.metric === metric &&
      thresholdShort(other) === thresholdShort(threshold),
  );
}
