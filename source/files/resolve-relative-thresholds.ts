import {PerftuiError} from '../domain/errors.ts';
import {formatNumber} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {metricTypes, type Threshold} from '../domain/profile.ts';
import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {percentilesOf} from '../metrics/histogram.ts';

/**
 * Gives relative bounds their figure: what the baseline's window measured for the same metric, name and aggregation,
 * times 1 + share. `source` keeps the text as written; other thresholds stay as they are.
 * @param baseline null: there is none
 * @param model of the run: latency means something else in the other one
 * @throws PerftuiError ERR_USAGE (104) naming the first threshold that the baseline gives no bound for, and why
 */
export function resolveRelativeThresholds(
  thresholds: readonly Threshold[],
  baseline: Snapshot | null,
  model: LoadModel,
): readonly Threshold[] {
  return thresholds.map((threshold) => {
    const {relativeShare} = threshold;
    if (relativeShare === null) return threshold;
    if (baseline === null) {
      throw refused(threshold, 'is relative to a baseline, and there is none', {
        hint: 'add --baseline NAME; perftui snapshots lists those there are',
      });
    }
    const figure = figureOf(threshold, baseline, model);
    return {...threshold, bound: Number((figure * (1 + relativeShare)).toPrecision(6))};
  });
}

/** In the threshold's own unit. */
function figureOf(threshold: Threshold, baseline: Snapshot, model: LoadModel): number {
  const {metric, tags} = threshold;
  const of = `the baseline "${baseline.name}"`;
  const other = Object.keys(tags).find((tag) => tag !== 'name');
  if (other !== undefined) {
    throw refused(threshold, `${of} holds figures for all requests and for each name, none by ${other}`, {
      hint: `write ${metric} or ${metric}{name:…}`,
    });
  }
  if (baseline.load.model !== model && metricTypes[metric] === 'trend') {
    const [its, ours] = model === 'open' ? ['service', 'response'] : ['response', 'service'];
    throw refused(threshold, `${of} measured ${its} times, this run measures ${ours} times`, {
      hint: 'take a baseline of the same load model',
    });
  }
  const name = tags['name'] ?? null;
  const request = baseline.requests.find((one) => one.name === name);
  if (request === undefined) throw refused(threshold, `${of} has no request "${String(name)}"`);
  const figure = metric === 'http_req_duration' ? latencyMs(threshold, request) : plainFigure(threshold, request);
  if (figure === null || !Number.isFinite(figure)) throw refused(threshold, `${of} did not measure it`);
  if (figure === 0) {
    throw refused(threshold, `it is 0 in ${of}, and any share of 0 is 0`, {hint: 'write a fixed bound'});
  }
  return figure;
}

function plainFigure({metric}: Threshold, request: SnapshotRequest): number | null {
  if (metric === 'http_req_failed') return request.errorShare;
  return metric === 'http_reqs' ? request.requestsPerSecond : null;
}

function latencyMs({aggregation}: Threshold, {latencyUs, histogram}: SnapshotRequest): number | null {
  if (latencyUs === null || histogram === '') return null;
  if (aggregation.kind === 'p') {
    return percentilesOf(decodeHdr(histogram), [aggregation.percentile], latencyUs.max)[0]! / 1000;
  }
  const {p50, mean, min, max} = latencyUs;
  const figures: Partial<Record<typeof aggregation.kind, number>> = {med: p50, avg: mean, min, max};
  const us = figures[aggregation.kind];
  return us === undefined ? null : us / 1000;
}

function refused(threshold: Threshold, why: string, options: {readonly hint?: string} = {}): PerftuiError {
  return new PerftuiError('ERR_USAGE', `threshold "${threshold.source}": ${why}`, options);
}

/**
 * What makes bounds that come from this baseline doubtful, in words; empty: nothing.
 * @param level of the run: VUs, or iterations a second; its highest; null: it tries many
 */
export function baselineDoubts(
  baseline: Pick<Snapshot, 'name' | 'target' | 'load' | 'window' | 'cells'>,
  run: {readonly targetLabel: string; readonly model: LoadModel; readonly level: number | null},
): readonly string[] {
  const {name, target, load} = baseline;
  const before = levelOf(baseline);
  const {level} = run;
  const unit = load.model === 'open' ? '/s' : ' VUs';
  const doubts: string[] = [];
  if (target.label !== run.targetLabel) {
    doubts.push(`the baseline "${name}" was measured on ${target.label}, not on ${run.targetLabel}`);
  }
  if (level !== null && load.model === run.model && !(Math.abs(level - before) <= sameLoadShare * before)) {
    doubts.push(
      `the baseline "${name}" was measured at ${printLevel(before)}${unit}, this run goes to ${printLevel(level)}${unit}`,
    );
  }
  return doubts.map((doubt) => `${doubt}: bounds relative to it may not fit`);
}

/** A whole run went to its highest load, as the run it is set against will; a window was at its mean. */
function levelOf({load, window, cells}: Pick<Snapshot, 'load' | 'window' | 'cells'>): number {
  const mean = load.model === 'open' ? (load.rate ?? Number.NaN) : load.vus;
  if (window.scope !== 'run') return mean;
  return load.model === 'closed'
    ? load.maxVus
    : cells.reduce((most, cell) => Math.max(most, cell.targetRate ?? 0), mean);
}

/** Whole where it is. */
function printLevel(level: number): string {
  return Number.isInteger(level) ? String(level) : formatNumber(level);
}

/** Loads further apart than this are not comparable. */
const sameLoadShare = 0.1;
