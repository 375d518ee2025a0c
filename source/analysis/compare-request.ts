import type {MetricComparison, RequestComparison, Verdict} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {estimateQuantiles, estimateRatio, lnOf, pairedError, type Estimate} from './block-bootstrap.ts';
import {nameSeries, quantiles, readQuantiles, type ComparedSide, type NameSeries} from './compared-side.ts';
import {intervalOf, detectableOf, welch, worstVerdict, type Change, type Side} from './verdicts.ts';

/** What is compared: both sides, earlier runs like `before`, and the load it was at. */
export interface ComparedRuns {
  readonly now: ComparedSide;
  readonly before: ComparedSide;
  /** Three and more, or none. */
  readonly baselines: readonly ComparedSide[];
  readonly model: LoadModel;
  /** See `ComparedSides`. */
  readonly inStep: boolean;
  /** ln of the change of load. */
  readonly lnLoad: number;
  readonly confidence: number;
}

/** A request's figures with what is to be judged yet, together with all others'. */
export interface MeasuredRequest {
  readonly name: string | null;
  /** Of `quantiles`, by index; null: too few. */
  readonly changes: readonly (Change | null)[];
  /** With verdicts given for the changes. */
  judged(verdicts: readonly Verdict[]): RequestComparison;
}

/** So many latencies must lie above a quantile on either side. */
const leastAbove = 50;

/** So many failed requests on one side, for a test of their share. */
const leastFailed = 50;

/** A share of errors that grew by half a percentage point. */
const errorMargin = 0.005;

const sameShare = Math.log(1.1);
const lessThroughput = Math.log(1.03);

/** Measures a request name (null: all requests); null when neither side knows it. */
export function measureRequest(
  name: string | null,
  runs: ComparedRuns,
  ended: {readonly now: number; readonly before: number},
): MeasuredRequest | null {
  const now = nameSeries(runs.now, name);
  const before = nameSeries(runs.before, name);
  if (now === null && before === null) return null;
  const latencies = compareLatencies(name, runs, now, before);
  return {
    name,
    changes: latencies.map(({change}) => change),
    judged(verdicts) {
      const judged = latencies.map(({metric, change}, i) => withVerdict(metric, change, verdicts[i]!, runs.confidence));
      return {
        name,
        metrics: [
          ...judged,
          maxMetric(now, before),
          rateMetric('req/s', runs, now, before),
          errorMetric(runs, now, before),
          rateMetric('received/s', runs, now, before),
        ],
        verdict: worstVerdict(judged.map(({verdict}) => verdict)),
        shareBefore: shareOf(before, ended.before),
        shareNow: shareOf(now, ended.now),
      };
    },
  };
}

/** All requests of a side that ended. */
export function endedOf(side: ComparedSide): number {
  const all = nameSeries(side, null);
  return all === null ? 0 : add(all.ended);
}

interface LatencyChange {
  /** Without a verdict. */
  readonly metric: MetricComparison;
  readonly change: Change | null;
}

function compareLatencies(
  name: string | null,
  runs: ComparedRuns,
  now: NameSeries | null,
  before: NameSeries | null,
): readonly LatencyChange[] {
  const [readNow, readBefore] = [now, before].map((series) => (series === null ? null : readQuantiles(series)));
  const samples = [readNow?.samples ?? 0, readBefore?.samples ?? 0] as const;
  const why = quantiles.map((quantile) => whyUntested(runs, now, before, samples, quantile));
  // Resampling is what takes time: only for what it is enough for.
  const tested = quantiles.filter((_, i) => why[i] === null);
  const ofNow = tested.length === 0 ? [] : estimatesOf(runs.now, now!, tested);
  const ofBefore = tested.length === 0 ? [] : estimatesOf(runs.before, before!, tested);
  const chance = tested.length === 0 ? [] : betweenRuns(name, runs.baselines, tested);
  return quantiles.map((quantile, i): LatencyChange => {
    const [a, b] = [readNow, readBefore].map((read) => known(read?.values[i]));
    const metric = untested(`p${quantile * 100}`, b!, a!, why[i]!);
    const at = tested.indexOf(quantile);
    if (at === -1) return {metric, change: null};
    const change = differenceOf(ofNow[at]!, ofBefore[at]!, runs, chance[at]);
    return {metric: {...metric, change: Math.expm1(change.ln)}, change};
  });
}

/** @param chance what runs differ by beyond what happens within each */
function differenceOf(now: Estimate, before: Estimate, runs: ComparedRuns, chance?: Side): Change {
  const {inStep} = runs;
  const [nowDraws, beforeDraws] = [runs.now.draws!, runs.before.draws!];
  const sides: Side[] = inStep
    ? [{error: pairedError(now, before, nowDraws), degrees: nowDraws.blocks - 1}]
    : [
        {error: now.error, degrees: nowDraws.blocks - 1},
        {error: before.error, degrees: beforeDraws.blocks - 1},
      ];
  if (chance !== undefined) sides.push(chance);
  return {ln: now.value - before.value, ...welch(sides)};
}

function estimatesOf({draws}: ComparedSide, series: NameSeries, wanted: readonly number[]): readonly Estimate[] {
  return draws === null ? [] : estimateQuantiles(series.histograms, wanted, draws);
}

function whyUntested(
  {now: nowSide, before: beforeSide}: ComparedRuns,
  now: NameSeries | null,
  before: NameSeries | null,
  [samplesNow, samplesBefore]: readonly [number, number],
  quantile: number,
): string | null {
  if (before === null) return 'new: the earlier run does not know it';
  if (now === null) return 'gone: only the earlier run knows it';
  if (nowSide.draws === null || beforeSide.draws === null) return 'too short: under 6 cells';
  const needed = Math.ceil(leastAbove / (1 - quantile) - 1e-6);
  if (Math.min(samplesNow, samplesBefore) >= needed) return null;
  return `too few: ${samplesNow} samples now, ${samplesBefore} before, it takes ${needed}`;
}

/**
 * What runs differ by beyond what happens within each: variance of ln of their quantiles less the mean of their own, for
 * either run of the comparison. By quantile; undefined: not known.
 */
function betweenRuns(
  name: string | null,
  baselines: readonly ComparedSide[],
  wanted: readonly number[],
): readonly (Side | undefined)[] {
  if (baselines.length < 3) return [];
  const runs = baselines.map((side) => {
    const series = nameSeries(side, name);
    return series === null ? [] : estimatesOf(side, series, wanted);
  });
  return wanted.map((_, i) => {
    const values = runs.flatMap((run) => run[i] ?? []).filter(({value, error}) => !Number.isNaN(value + error));
    if (values.length < 3) return undefined;
    const mean = values.reduce((sum, {value}) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, {value}) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    const within = values.reduce((sum, {error}) => sum + error ** 2, 0) / values.length;
    return {error: Math.sqrt(2 * Math.max(0, spread - within)), degrees: values.length - 1};
  });
}

function withVerdict(
  metric: MetricComparison,
  change: Change | null,
  verdict: Verdict,
  confidence: number,
): MetricComparison {
  if (change === null) return metric;
  return {...metric, interval: asRatios(change, confidence), detectable: detectable(change, confidence), verdict};
}

function maxMetric(now: NameSeries | null, before: NameSeries | null): MetricComparison {
  return untested('max', known(before?.maxUs), known(now?.maxUs), 'no test for a maximum');
}

/**
 * `req/s`: less of it at the same load is a regression in the open model, where the load is what was asked for; in the
 * closed one it only tells the other way round that latencies rose. Changes are judged without what the load explains.
 */
function rateMetric(
  metric: 'req/s' | 'received/s',
  runs: ComparedRuns,
  now: NameSeries | null,
  before: NameSeries | null,
): MetricComparison {
  const above = metric === 'req/s' ? 'ended' : 'bytesIn';
  const plain = untested(metric, rateOf(before, above), rateOf(now, above), null);
  const {draws: nowDraws} = runs.now;
  const {draws: beforeDraws} = runs.before;
  if (now === null || before === null || nowDraws === null || beforeDraws === null) {
    return {...plain, why: now === null || before === null ? 'only in one of the runs' : 'too short: under 6 cells'};
  }
  const a = estimateRatio(now[above], now.seconds, nowDraws);
  const b = estimateRatio(before[above], before.seconds, beforeDraws);
  if (!(a.value > 0) || !(b.value > 0)) return {...plain, why: 'nothing to compare'};
  const change = differenceOf(lnOf(a), lnOf(b), runs);
  const tested = {interval: asRatios(change, runs.confidence), detectable: detectable(change, runs.confidence)};
  if (metric === 'req/s') return {...plain, ...tested, verdict: rateVerdict(change, runs)};
  const [lo, hi] = intervalOf(change, runs.confidence);
  if (lo > -sameShare && hi < sameShare) return {...plain, ...tested, verdict: 'OK'};
  return {...plain, ...tested, why: 'more bytes are neither better nor worse'};
}

function rateVerdict(change: Change, {model, lnLoad, confidence}: ComparedRuns): Verdict {
  const [lo, hi] = intervalOf({...change, ln: change.ln - lnLoad}, confidence);
  if (hi < -lessThroughput) return model === 'open' ? 'REGRESSION' : 'SUSPECT';
  if (lo > lessThroughput) return 'IMPROVED';
  return lo > -sameShare && hi < sameShare ? 'OK' : 'INCONCLUSIVE';
}

/** Judged by the difference of the shares: half a percentage point more, surely more, is a regression. */
function errorMetric(runs: ComparedRuns, now: NameSeries | null, before: NameSeries | null): MetricComparison {
  const plain = untested('error share', errorShare(before), errorShare(now), null);
  const {draws: nowDraws} = runs.now;
  const {draws: beforeDraws} = runs.before;
  if (now === null || before === null) return {...plain, why: 'only in one of the runs'};
  if (nowDraws === null || beforeDraws === null) return {...plain, why: 'too short: under 6 cells'};
  const failed = [add(now.failed), add(before.failed)] as const;
  if (Math.max(...failed) < leastFailed || plain.now === null || plain.before === null) {
    return {...plain, why: `too few: ${failed[0]} failed now, ${failed[1]} before`};
  }
  const sides = [
    {error: shareError(now, estimateRatio(now.failed, now.ended, nowDraws)), degrees: nowDraws.blocks - 1},
    {
      error: shareError(before, estimateRatio(before.failed, before.ended, beforeDraws)),
      degrees: beforeDraws.blocks - 1,
    },
  ];
  const change = {ln: plain.now - plain.before, ...welch(sides)};
  const [lo, hi] = intervalOf(change, runs.confidence);
  const share = plain.before;
  return {
    ...plain,
    interval: share === 0 ? null : [Math.max(-1, lo / share), hi / share],
    detectable: share === 0 ? null : detectableOf(change, runs.confidence) / share,
    verdict: errorVerdict(change.ln, lo, hi),
  };
}

function errorVerdict(difference: number, lo: number, hi: number): Verdict {
  if (lo > 0) return difference >= errorMargin ? 'REGRESSION' : 'SUSPECT';
  if (hi < 0) return difference <= -errorMargin ? 'IMPROVED' : 'OK';
  return hi < errorMargin ? 'OK' : 'INCONCLUSIVE';
}

/** At least that of independent requests, of which one failed if none did. */
function shareError({ended}: NameSeries, {value, error}: Estimate): number {
  const requests = add(ended);
  const share = Math.max(value, 1 / requests);
  return Math.max(Number.isNaN(error) ? 0 : error, Math.sqrt((share * (1 - share)) / requests));
}

function untested(metric: string, before: number | null, now: number | null, why: string | null): MetricComparison {
  const change = before === null || now === null || before === 0 ? null : now / before - 1;
  return {metric, before, now, change, interval: null, detectable: null, verdict: 'UNTESTED', why};
}

function asRatios(change: Change, confidence: number): readonly [number, number] {
  const [lo, hi] = intervalOf(change, confidence);
  return [Math.expm1(lo), Math.expm1(hi)];
}

function detectable(change: Change, confidence: number): number {
  return Math.expm1(detectableOf(change, confidence));
}

function rateOf(series: NameSeries | null, above: 'ended' | 'bytesIn'): number | null {
  if (series === null) return null;
  const seconds = add(series.seconds);
  return seconds === 0 ? null : add(series[above]) / seconds;
}

function errorShare(series: NameSeries | null): number | null {
  if (series === null) return null;
  const ended = add(series.ended);
  return ended === 0 ? null : add(series.failed) / ended;
}

function shareOf(series: NameSeries | null, all: number): number {
  return series === null || all === 0 ? 0 : add(series.ended) / all;
}

function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function add(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
