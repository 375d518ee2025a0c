import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {bucketOf, countSparse} from '../../source/metrics/histogram.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {createSharedMetrics} from '../../source/metrics/shared-layout.ts';
import {emptyMetrics, mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';

const noPhases = new Int32Array(6).fill(-1);

function sumOf(
  interval: IntervalMetrics,
  key: 'started' | 'answered' | 'failed' | 'aborted' | 'bytesIn' | 'latencySumUs',
): number {
  return interval.names.reduce((sum, name) => sum + name[key], 0);
}

function expectWhole(interval: IntervalMetrics): void {
  for (const name of interval.names) {
    const statuses = name.statuses.reduce((sum, [, count]) => sum + count, 0);
    const errors = [...name.errors, ...name.unexpected].reduce((sum, [, count]) => sum + count, 0);
    expect(statuses).toBe(name.answered);
    expect(errors).toBe(name.failed);
    expect(countSparse(name.latency)).toBe(name.answered);
    if (name.answered === 0) continue;
    expect(bucketOf(name.latencyMinUs)).toBe(name.latency.buckets[0]);
    expect(bucketOf(name.latencyMaxUs)).toBe(name.latency.buckets.at(-1));
  }
  expect(countSparse(interval.iterationDuration.histogram)).toBe(interval.iterations);
}

/** One reading in which a request was started and these latencies were recorded. */
function readingOf(latenciesUs: readonly number[]): IntervalMetrics {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  writer.started(0);
  for (const us of latenciesUs) writer.answered(0, 200, true, us, 0, 0, noPhases);
  return new SharedReader(buffer, 1).read()!;
}

test('readings taken while a thread records at full speed are whole and add up to what it wrote', async () => {
  const names = 3;
  const buffer = createSharedMetrics(names);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('shared-writer-thread.ts', import.meta.url), {workerData: {buffer, stop, names}});
  const written = once(worker, 'message');
  const reader = new SharedReader(buffer, names);
  const readings: IntervalMetrics[] = [];
  let putOff = 0;
  const until = performance.now() + 1000;
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++) {
      const reading = reader.read();
      if (reading === null) putOff++;
      else readings.push(reading);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  Atomics.store(stop, 0, 1);
  const [counts] = (await written) as [Record<string, number>];
  readings.push(reader.readFinal());
  expect(readings.filter((one) => one.iterations > 0).length).toBeGreaterThan(3);
  expect(putOff).toBeLessThan(readings.length);
  for (const reading of readings) expectWhole(reading);
  const whole = mergeMetrics(readings);
  for (const key of ['started', 'answered', 'failed', 'aborted', 'bytesIn', 'latencySumUs'] as const) {
    expect([key, sumOf(whole, key)]).toEqual([key, counts[key]]);
  }
  expect(whole.iterations).toBe(counts['iterations']);
  expect(Math.max(...whole.names.map((name) => name.latencyMaxUs))).toBe(counts['maxUs']);
  await worker.terminate();
});

test('what was recorded comes back with its name, status, phases and exact extremes, once', () => {
  const buffer = createSharedMetrics(2);
  const writer = new SharedWriter(buffer, 2);
  const reader = new SharedReader(buffer, 2);
  writer.started(1);
  writer.answered(1, 503, false, 123_457, 100, 50, Int32Array.of(-1, 20, -1, 3, 123_000, 5));
  writer.iterationInterrupted();
  writer.connectionOpened();
  const reading = reader.read()!;
  expect(reading.names).toHaveLength(1);
  expect(reading.names[0]).toMatchObject({
    name: 1,
    started: 1,
    answered: 1,
    failed: 1,
    statuses: [[503, 1]],
    unexpected: [[503, 1]],
    errors: [],
    bytesIn: 100,
    bytesOut: 50,
    latencyMinUs: 123_457,
    latencyMaxUs: 123_457,
    phases: {connecting: {count: 1, sumUs: 20}, waiting: {count: 1, sumUs: 123_000}},
  });
  expect(reading.names[0]!.phases).not.toHaveProperty('tls');
  expect(reading.phaseDurations.waiting?.maxUs).toBe(123_000);
  expect([reading.iterationsInterrupted, reading.connectionsOpened]).toEqual([1, 1]);
  expect(mergeMetrics([reader.read()!, reader.read()!])).toEqual(emptyMetrics);
});

test('what a writer left behind when it died inside a record is read once', () => {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  const reader = new SharedReader(buffer, 1);
  writer.started(0);
  // As if the thread had been stopped between entering a bank and leaving it.
  new Int32Array(buffer)[1] = 1;
  expect(reader.read()).toBeNull();
  expect(reader.read()).toBeNull();
  expect(sumOf(reader.readFinal(), 'started')).toBe(1);
  expect(sumOf(reader.readFinal(), 'started')).toBe(0);
});

test('however records and readings alternate, the readings add up to the records', () => {
  const action = fc.oneof(
    fc.constant('read' as const),
    fc.record({name: fc.nat(2), us: fc.nat(200_000_000), status: fc.integer({min: 100, max: 999})}),
  );
  fc.assert(
    fc.property(fc.array(action, {maxLength: 60}), (actions) => {
      const buffer = createSharedMetrics(3);
      const writer = new SharedWriter(buffer, 3);
      const reader = new SharedReader(buffer, 3);
      const readings: IntervalMetrics[] = [];
      let records = 0;
      let sumUs = 0;
      for (const one of actions) {
        if (one === 'read') {
          readings.push(reader.read()!);
          continue;
        }
        records++;
        sumUs += one.us;
        writer.started(one.name);
        writer.answered(one.name, one.status, true, one.us, 1, 1, noPhases);
      }
      readings.push(reader.read()!);
      const whole = mergeMetrics(readings);
      expect(sumOf(whole, 'answered')).toBe(records);
      expect(sumOf(whole, 'latencySumUs')).toBe(sumUs);
    }),
    {numRuns: 50},
  );
});

test('the extremes of a merge pass over parts without samples', () => {
  const [merged] = mergeMetrics([readingOf([]), readingOf([5, 9]), readingOf([2])]).names;
  expect([merged!.latencyMinUs, merged!.latencyMaxUs, merged!.started]).toEqual([2, 9, 3]);
});
