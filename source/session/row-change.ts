import {baselineFigures} from './baseline-figures.ts';
import type {LoadPoint} from './print-load.ts';
import type {LoadedBaseline} from './session-files.ts';
import type {RowChange, TrafficRow} from './view.ts';

/**
 * What has changed against the baseline at this load, as plain ratios; null: the baseline does not know this request, or
 * is of the other load model (a latency is a response time in the one and a service time in the other).
 * @param name null: all requests together
 * @param load mean over the time the row covers
 */
export function rowChange(
  baseline: Pick<LoadedBaseline, 'snapshot' | 'curve'>,
  name: string | null,
  row: Omit<TrafficRow, 'change'>,
  load: LoadPoint,
): RowChange | null {
  const before = baselineFigures(baseline, name, load);
  if (before === null) return null;
  const {steps} = before;
  const {errorShare} = row;
  return {
    loadDiffers: before.loadDiffers,
    requestsPerSecond: ratio(row.requestsPerSecond, before.requestsPerSecond),
    errorShare: errorShare === null || before.errorShare === null ? null : errorShare - before.errorShare,
    min: ratio(row.min?.us, steps.min),
    p50: ratio(row.p50?.us, steps.p50),
    p75: ratio(row.p75?.us, steps.p75),
    p90: ratio(row.p90?.us, steps.p90),
    p95: ratio(row.p95?.us, steps.p95),
    p99: ratio(row.p99?.us, steps.p99),
    max: ratio(row.max?.us, steps.max),
  };
}

/** Minus 1; null where one of them is not known. */
export function ratio(now: number | null | undefined, before: number | null | undefined): number | null {
  if (now === null || now === undefined || before === null || before === undefined || !(before > 0)) return null;
  return now / before - 1;
}
