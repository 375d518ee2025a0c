import {expect} from 'vitest';
import {bucketOf, countSparse, highestOf, lowestOf, maxTrackableUs} from '../../source/metrics/histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics} from '../../source/metrics/interval.ts';

/** Requests ended by a transport error. */
export function errorsOf(interval: IntervalMetrics): number {
  return interval.names.flatMap((name) => name.errors).reduce((sum, [, count]) => sum + count, 0);
}

/** What lies in a histogram agrees with what lies beside it. */
function expectAgreeing({histogram, sumUs, minUs, maxUs}: DurationMetrics): void {
  const count = countSparse(histogram);
  if (count === 0) {
    expect([sumUs, minUs, maxUs]).toEqual([0, Number.NaN, Number.NaN]);
    return;
  }
  expect(bucketOf(minUs)).toBe(histogram.buckets[0]);
  expect(bucketOf(maxUs)).toBe(histogram.buckets.at(-1));
  let least = 0;
  let most = 0;
  for (const [i, bucket] of histogram.buckets.entries()) {
    least += lowestOf(bucket) * histogram.counts[i]!;
    most += highestOf(bucket) * histogram.counts[i]!;
  }
  expect(sumUs).toBeGreaterThanOrEqual(least);
  if (maxUs < maxTrackableUs) expect(sumUs).toBeLessThanOrEqual(most);
}

/** Every record in it is whole: what is counted in one place is counted in the others. */
export function expectWhole(interval: IntervalMetrics): void {
  for (const name of interval.names) {
    const statuses = name.statuses.reduce((sum, [, count]) => sum + count, 0);
    const errors = [...name.errors, ...name.unexpected].reduce((sum, [, count]) => sum + count, 0);
    expect(statuses).toBe(name.answered);
    expect(errors).toBe(name.failed);
    expect(countSparse(name.latency)).toBe(name.answered);
    expectAgreeing({
      histogram: name.latency,
      sumUs: name.latencySumUs,
      minUs: name.latencyMinUs,
      maxUs: name.latencyMaxUs,
    });
  }
  const {iterationDuration, serviceTime, sendLag, startLag, clientWait} = interval;
  const durations = [iterationDuration, serviceTime, sendLag, startLag, clientWait];
  for (const duration of [...durations, ...Object.values(interval.phaseDurations)]) expectAgreeing(duration);
  for (const phase of phases) {
    const sumUs = interval.names.reduce((sum, name) => sum + (name.phases[phase]?.sumUs ?? 0), 0);
    expect(interval.phaseDurations[phase]?.sumUs ?? 0).toBe(sumUs);
  }
  expect(countSparse(interval.iterationDuration.histogram)).toBe(interval.iterations);
}
