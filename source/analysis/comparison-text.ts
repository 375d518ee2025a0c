import type {MetricComparison, RequestComparison, Verdict} from '../domain/comparison.ts';
import {formatChange} from '../domain/format.ts';

const latencies = new Set(['p50', 'p90', 'p95', 'p99']);

/** Bounds that are named, %. */
const steps = [3, 5, 10, 20, 30, 50, 75, 100, 200, 300, 500];

/** The whole comparison in a line: `regression confirmed: 4 of 4 latency metrics above +10% with 95% confidence`. */
export function comparisonText(requests: readonly RequestComparison[], verdict: Verdict, confidence: number): string {
  const [total] = requests;
  if (total === undefined || verdict === 'UNTESTED') return untestedText(total);
  const tested = total.metrics.filter((one) => latencies.has(one.metric) && one.verdict !== 'UNTESTED');
  const certainty = `with ${Math.round(confidence * 100)}% confidence`;
  const of = (wanted: Verdict): readonly MetricComparison[] => tested.filter((one) => one.verdict === wanted);
  if (verdict === 'REGRESSION') {
    return `regression confirmed: ${regressionText(total, of('REGRESSION'), tested.length, requests, certainty)}`;
  }
  if (verdict === 'SUSPECT') return `slower, too little or too unsure for a regression: ${named(requests, 'SUSPECT')}`;
  if (verdict === 'INCONCLUSIVE') {
    return `inconclusive: ${of('INCONCLUSIVE').map(unseen).join(', ')}; compare longer runs`;
  }
  const all = `${tested.length} of ${tested.length} latency metrics`;
  if (verdict === 'IMPROVED') return `improved: ${all} below -${fallUnder(tested)}% ${certainty}`;
  const better = of('IMPROVED').map(changed);
  const none = `no regression: ${all} below +10% ${certainty}`;
  return better.length === 0 ? none : `${none}, improved: ${better.join(', ')}`;
}

function untestedText(total: RequestComparison | undefined): string {
  const isShort = total?.metrics.some(({why}) => why?.startsWith('too short') === true) === true;
  return isShort
    ? 'too short for a verdict: hold the load for 30 s or longer'
    : 'too few samples for a verdict: compare longer runs';
}

function regressionText(
  total: RequestComparison,
  worse: readonly MetricComparison[],
  tested: number,
  requests: readonly RequestComparison[],
  certainty: string,
): string {
  if (worse.length > 0) {
    const step = stepUnder(worse.map((one) => one.interval![0]));
    return `${worse.length} of ${tested} latency metrics above +${step}% ${certainty}`;
  }
  const others = total.metrics.filter((one) => one.verdict === 'REGRESSION');
  return others.length > 0 ? `${others.map(changed).join(', ')} ${certainty}` : named(requests, 'REGRESSION');
}

/** The first of all metrics with a verdict, and how many more. */
function named(requests: readonly RequestComparison[], verdict: Verdict): string {
  const found = requests.flatMap(({name, metrics}) =>
    metrics
      .filter((one) => one.verdict === verdict && (latencies.has(one.metric) || name === null))
      .map((one) => `${name === null ? '' : `${name} `}${changed(one)}`),
  );
  const shown = found.slice(0, 3).join(', ');
  return found.length > 3 ? `${shown} and ${found.length - 3} more` : shown;
}

function changed({metric, change, now}: MetricComparison): string {
  return change === null
    ? `${metric} ${now === null ? 'not known' : 'was 0 before'}`
    : `${metric} ${formatChange(change)}`;
}

function unseen({metric, change, detectable}: MetricComparison): string {
  const least = detectable === null ? '' : `, under ${formatChange(detectable)} is not seen`;
  return `${metric} ${change === null ? '--' : formatChange(change)}${least}`;
}

function fallUnder(tested: readonly MetricComparison[]): number {
  return stepUnder(tested.map((one) => -one.interval![1]));
}

function stepUnder(bounds: readonly number[]): number {
  const least = Math.min(...bounds) * 100;
  return steps.findLast((step) => step <= least) ?? 3;
}
