import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {countSparse, mergeSparse} from '../../source/metrics/histogram.ts';
import type {NameMetrics} from '../../source/metrics/interval.ts';
import {
  allNames,
  emptyMetrics,
  endedRequests,
  leastKnown,
  mergeMetrics,
  mergeNames,
  mostKnown,
} from '../../source/metrics/merge-metrics.ts';
import {createRunTotals} from '../../source/metrics/run-totals.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';

const anyName = fc
  .record({
    name: fc.nat(2),
    latencies: fc.array(fc.integer({min: 0, max: 130_000_000}), {maxLength: 10}),
    aborted: fc.nat(3),
    timeouts: fc.nat(3),
  })
  .map(({name, latencies, aborted, timeouts}) =>
    nameMetrics(name, latencies, {
      aborted,
      failed: timeouts,
      errors: timeouts === 0 ? [] : [[1, timeouts]],
      phases: {waiting: {count: latencies.length, sumUs: 5}},
    }),
  );

const anyInterval = fc
  .uniqueArray(anyName, {selector: (one) => one.name, maxLength: 3})
  .map((names) => metricsOf(names, {connectionsOpened: names.length}));

function facts(metrics: NameMetrics): unknown {
  const {latency, ...rest} = metrics;
  return {...rest, buckets: [...latency.buckets], counts: [...latency.counts]};
}

describe('merging', () => {
  it('adds counts per name, whatever the grouping', () => {
    fc.assert(
      fc.property(fc.array(anyInterval, {minLength: 2, maxLength: 8}), fc.nat(7), (parts, cut) => {
        const at = 1 + (cut % (parts.length - 1));
        const whole = mergeMetrics(parts);
        const halves = mergeMetrics([mergeMetrics(parts.slice(0, at)), mergeMetrics(parts.slice(at))]);
        expect(halves.names.map(facts)).toEqual(whole.names.map(facts));
        expect(halves.connectionsOpened).toBe(whole.connectionsOpened);
      }),
    );
  });

  it('equals run totals, which keep running sums', () => {
    fc.assert(
      fc.property(fc.array(anyInterval, {maxLength: 8}), (parts) => {
        const totals = createRunTotals(3);
        for (const part of parts) totals.add(part);
        const merged = mergeMetrics(parts);
        const counted = totals.metrics();
        for (const one of merged.names) expect(facts(counted.names[one.name]!)).toEqual(facts(one));
        const sum = mergeNames(merged.names, allNames);
        expect(totals.counters()).toMatchObject({started: sum.started, failed: sum.failed, aborted: sum.aborted});
        expect(endedRequests(totals.counters())).toBe(endedRequests(sum));
        expect(totals.iterations).toBe(merged.iterations);
      }),
    );
  });

  it('keeps nothing from one merge to the next', () => {
    const one = nameMetrics(0, [1, 70_000, 119_000_000]).latency;
    expect(countSparse(mergeSparse([one, one]))).toBe(6);
    expect(countSparse(mergeSparse([one, one]))).toBe(6);
    expect(mergeSparse([]).buckets.length).toBe(0);
    expect(mergeMetrics([])).toBe(emptyMetrics);
  });

  it('takes an unknown minimum or maximum for no value', () => {
    expect([leastKnown(Number.NaN, 3), leastKnown(3, Number.NaN), leastKnown(3, 2)]).toEqual([3, 3, 2]);
    expect([mostKnown(Number.NaN, 3), mostKnown(3, Number.NaN), mostKnown(3, 2)]).toEqual([3, 3, 3]);
    expect(mostKnown(Number.NaN, Number.NaN)).toBeNaN();
  });
});
