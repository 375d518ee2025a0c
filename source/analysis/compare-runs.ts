import type {ComparedSpan, ComparisonAlign, RequestComparison, RunComparison, Verdict} from '../domain/comparison.ts';
import {formatChange, formatShare} from '../domain/format.ts';
import {alignSpans, isComparableLoad, leastSeconds, loadChange, type AlignedSpans} from './aligned-spans.ts';
import type {ComparableRun} from './comparable-run.ts';
import {endedOf, measureRequest, type ComparedRuns, type MeasuredRequest} from './compare-request.ts';
import {comparedSides, type ComparedSide} from './compared-side.ts';
import {comparisonText} from './comparison-text.ts';
import {runDifferences} from './run-differences.ts';
import {loadDistance} from './same-course.ts';
import {sharedSeconds} from './shared-seconds.ts';
import {describeSpan, printLoad, type Span} from './span.ts';
import {judgeChanges, worstVerdict} from './verdicts.ts';

export interface CompareOptions {
  readonly align: ComparisonAlign;
  /** 0.95 unless given; 0.99 while live. */
  readonly confidence?: number;
  /** Of the resampling: the same one gives the same figures. */
  readonly seed?: number;
  /** Compares what would be refused for its target or its load, and lists why among the differences. */
  readonly force?: boolean;
  /** Three and more runs of the same kind as `before` (it may be among them) add what differs from run to run. */
  readonly baselines?: readonly ComparableRun[];
}

const defaultConfidence = 0.95;
const defaultSeed = 1;

/** Of more than 20 names each is resampled less often than 1000 times: 200 times tell an error to 5%. */
const resamplesOfNames = 20_000;
const leastResamples = 200;

/** Loads of the same seconds may be so far apart, on average, to be compared by time. */
const mostDistance = 0.1;

/** So much of the longer run in both, and there is one run alone. */
const mostShared = 0.9;

/** A request's share of all requests that moved by more than this changes what all of them together take. */
const sameMix = 0.05;

/**
 * Whether a run differs from an earlier one by more than chance: quantiles of latencies by a circular block bootstrap of
 * seconds (what a second does resembles what the one before it did, so requests are no independent samples), Welch's
 * interval on ln of their ratio, verdicts corrected by Holm's method, of all requests together and of the single names
 * each among themselves. The interval covers a little less than it says (86 to 93% for 95%, as simulated; of runs of a
 * minute against a target whose seconds resemble those a minute before, about 73%: no such run can tell).
 *
 * Runs in the time of 1000 resamples a side and request name; see test/bench/compare-power.ts.
 * @throws Error when counts of a cell are damaged
 */
export function compareRuns(now: ComparableRun, before: ComparableRun, options: CompareOptions): RunComparison {
  const confidence = options.confidence ?? defaultConfidence;
  const spans = alignSpans(now, before, options.align);
  const known = [spans.now, spans.before].map((span) => (span === null ? null : describeSpan(span)));
  const [nowSpan, beforeSpan] = known as [Described | null, Described | null];
  const base = {
    align: options.align,
    confidence,
    now: nowSpan === null ? null : withoutWhy(nowSpan),
    before: beforeSpan === null ? null : withoutWhy(beforeSpan),
  };
  const differences = [
    ...sharedDifferences(spans),
    ...runDifferences(now, before),
    ...courseDifferences(spans, options.align, nowSpan, beforeSpan),
  ];
  const objections = spans.refusal === null ? objectionsTo(now, before, spans, options.align) : [];
  const refusal =
    spans.refusal ??
    objections.find(({final}) => final)?.text ??
    (options.force === true ? null : (objections[0]?.text ?? null));
  if (refusal !== null || spans.refusal !== null) {
    const text = `not compared: ${refusal}`;
    return {...base, refusal, differences, requests: [], verdict: 'UNTESTED', text};
  }
  const requests = compareRequests(now, before, spans, options, confidence);
  const verdict = verdictOf(requests);
  return {
    ...base,
    refusal: null,
    differences: [...objections.map(({text}) => text), ...differences, ...mixDifferences(requests)],
    requests,
    verdict,
    text: comparisonText(requests, verdict, confidence),
  };
}

type Described = ReturnType<typeof describeSpan>;

function withoutWhy({why: _why, ...span}: Described): ComparedSpan {
  return span;
}

function sharedDifferences(spans: AlignedSpans): readonly string[] {
  if (spans.refusal !== null) return [];
  const shared = sharedSeconds(spans.now.cells, spans.before.cells);
  if (shared === 0) return [];
  return [`${Math.round(shared)} s of both are the same seconds of one run: a change shows smaller than it is`];
}

function courseDifferences(
  spans: AlignedSpans,
  align: ComparisonAlign,
  now: Described | null,
  before: Described | null,
): readonly string[] {
  if (align === 'time') return [];
  if (spans.refusal === null && spans.sameSeconds) {
    return [`no load was held for ${leastSeconds} s by both: the same seconds are compared, ramps included`];
  }
  return [...unsteady('now', now), ...unsteady('before', before)];
}

function unsteady(side: string, span: Described | null): readonly string[] {
  return span?.steady === false ? [`the run ${side} was not steady: ${span.why}`] : [];
}

interface Objection {
  readonly text: string;
  /** `force` does not lift it. */
  readonly final: boolean;
}

function objectionsTo(
  now: ComparableRun,
  before: ComparableRun,
  spans: {readonly now: Span; readonly before: Span},
  align: ComparisonAlign,
): readonly Objection[] {
  if (spans.now.model !== spans.before.model) {
    return [
      {
        text: `other load model: ${spans.now.model} now, ${spans.before.model} before: a latency means something else in either`,
        final: true,
      },
    ];
  }
  const objections: Objection[] = [];
  const longer = Math.max(spans.now.seconds, spans.before.seconds);
  if (align === 'time' && sharedSeconds(spans.now.cells, spans.before.cells) >= mostShared * longer) {
    objections.push({text: 'both are the same seconds of one run: align by load or window', final: true});
  }
  if (now.targetLabel !== before.targetLabel) {
    objections.push({text: `other target: ${now.targetLabel} now, ${before.targetLabel} before`, final: false});
  }
  const change = formatChange(loadChange(spans.now, spans.before));
  const distance = loadDistance(spans.now, spans.before);
  if (!isComparableLoad(spans.now, spans.before)) {
    const loads = `${printLoad(spans.now)} now, ${printLoad(spans.before)} before (${change})`;
    objections.push({text: `other load: ${loads}, more than 10% apart`, final: false});
  } else if (align === 'time' && distance > mostDistance) {
    const text = `other load: at the same seconds ${formatShare(distance)} apart on average, more than 10%`;
    objections.push({text, final: false});
  }
  return objections;
}

function compareRequests(
  now: ComparableRun,
  before: ComparableRun,
  spans: {readonly now: Span; readonly before: Span; readonly sameSeconds: boolean},
  {align, seed = defaultSeed, baselines = []}: CompareOptions,
  confidence: number,
): readonly RequestComparison[] {
  const others = baselines.length < 3 ? [] : baselineSpans(now, baselines, spans, align);
  const {sides, inStep} = comparedSides(
    [
      {span: spans.now, requestNames: now.requestNames},
      {span: spans.before, requestNames: before.requestNames},
      ...others,
    ],
    spans.sameSeconds,
    seed,
  );
  const [nowSide, beforeSide, ...baselineSides] = sides;
  const runs: ComparedRuns = {
    now: nowSide!,
    before: beforeSide!,
    baselines: baselineSides.length < 3 ? [] : baselineSides,
    model: spans.now.model,
    inStep,
    lnLoad: Math.log1p(loadChange(spans.now, spans.before)),
    confidence,
  };
  const ended = {now: endedOf(runs.now), before: endedOf(runs.before)};
  const names = [...new Set([...now.requestNames, ...before.requestNames])];
  const total = measureRequest(null, runs, ended)!;
  // Of a single name all requests together are that name: nothing is tested twice.
  const single = names.length === 1 && now.requestNames.length === before.requestNames.length;
  const ofNames = withResamples(runs, Math.max(leastResamples, Math.floor(resamplesOfNames / names.length)));
  const own = single ? [] : names.map((name) => measureRequest(name, ofNames, ended)!);
  const [judgedTotal] = judge([total], confidence);
  const judgedNames = single ? [{...judgedTotal!, name: names[0]!}] : judge(own, confidence);
  return [judgedTotal!, ...judgedNames];
}

function withResamples(runs: ComparedRuns, most: number): ComparedRuns {
  const fewer = (side: ComparedSide): ComparedSide =>
    side.draws === null ? side : {...side, draws: {...side.draws, resamples: Math.min(side.draws.resamples, most)}};
  return {...runs, now: fewer(runs.now), before: fewer(runs.before), baselines: runs.baselines.map(fewer)};
}

function baselineSpans(
  now: ComparableRun,
  baselines: readonly ComparableRun[],
  spans: {readonly now: Span},
  align: ComparisonAlign,
): readonly {readonly span: Span; readonly requestNames: readonly string[]}[] {
  return baselines.flatMap((baseline) => {
    const found = alignSpans(now, baseline, align);
    if (found.refusal !== null || found.before.model !== spans.now.model) return [];
    if (!isComparableLoad(spans.now, found.before)) return [];
    return [{span: found.before, requestNames: baseline.requestNames}];
  });
}

/** Corrected for all of them together. */
function judge(measured: readonly MeasuredRequest[], confidence: number): readonly RequestComparison[] {
  const verdicts = judgeChanges(
    measured.flatMap(({changes}) => changes),
    confidence,
  );
  let at = 0;
  return measured.map((one) => one.judged(verdicts.slice(at, (at += one.changes.length))));
}

/**
 * That of all requests together, unless a single name got worse. That a name's changes cannot be told from noise says
 * nothing about the whole.
 */
function verdictOf([total, ...names]: readonly RequestComparison[]): Verdict {
  if (total === undefined) return 'UNTESTED';
  const counted = total.metrics.filter(
    ({metric, verdict}) => metric === 'error share' || (metric === 'req/s' && verdict === 'REGRESSION'),
  );
  return worstVerdict([
    total.verdict,
    ...counted.map(({verdict}) => verdict).filter(isBad),
    ...names.map(({verdict}) => verdict).filter(isBad),
  ]);
}

function isBad(verdict: Verdict): boolean {
  return verdict === 'REGRESSION' || verdict === 'SUSPECT';
}

function mixDifferences([, ...names]: readonly RequestComparison[]): readonly string[] {
  return names
    .filter(({shareNow, shareBefore}) => Math.abs(shareNow - shareBefore) > sameMix)
    .map(
      ({name, shareNow, shareBefore}) =>
        `other request mix: ${name} is ${formatShare(shareNow)} of all now, ${formatShare(shareBefore)} before`,
    );
}
