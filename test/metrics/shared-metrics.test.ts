import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {countSparse} from '../../source/metrics/histogram.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {createSharedMetrics} from '../../source/metrics/shared-layout.ts';
import {emptyDuration, emptyMetrics, mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';
import {errorsOf, expectWhole} from './expect-whole.ts';

const noPhases = new Int32Array(6).fill(-1);

function sumOf(
  interval: IntervalMetrics,
  key: 'started' | 'answered' | 'failed' | 'aborted' | 'bytesIn' | 'latencySumUs',
): number {
  return interval.names.reduce((sum, name) => sum + name[key], 0);
}

/** One reading in which a request was started and these latencies were recorded. */
function readingOf(latenciesUs: readonly number[]): IntervalMetrics {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  writer.started(0);
  for (const us of latenciesUs) writer.answered(0, 200, true, us, 0, 0, noPhases);
  return new SharedReader(buffer, 1).read()!;
}

test.each([
  ['as fast as they can be taken', 0],
  ['ten times a second', 100],
])(
  'readings taken %s while a thread records at full speed are whole and add up to what it wrote',
  async (_, everyMs) => {
    const names = 3;
    const buffer = createSharedMetrics(names);
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('shared-writer-thread.ts', import.meta.url), {workerData: {buffer, stop, names}});
    const written = once(worker, 'message');
    const reader = new SharedReader(buffer, names);
    const readings: IntervalMetrics[] = [];
    let putOff = 0;
    let full = 0;
    const [until, atLast] = [performance.now() + 1000, performance.now() + 20_000];
    // A busy machine may leave the writer without a processor for most of a second.
    const isEnough = (): boolean => full > 3 && putOff < readings.length;
    while (performance.now() < until || (!isEnough() && performance.now() < atLast)) {
      for (let i = 0; i < (everyMs === 0 ? 20 : 1); i++) {
        const reading = reader.read();
        if (reading === null) putOff++;
        else readings.push(reading);
        if (reading !== null && reading.iterations > 0) full++;
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    Atomics.store(stop, 0, 1);
    const [counts] = (await written) as [Record<string, number>];
    readings.push(reader.readFinal());
    expect(full).toBeGreaterThan(3);
    expect(putOff).toBeLessThan(readings.length);
    for (const reading of readings) expectWhole(reading);
    const whole = mergeMetrics(readings);
    for (const key of ['started', 'answered', 'failed', 'aborted', 'bytesIn', 'latencySumUs'] as const) {
      expect([key, sumOf(whole, key)]).toEqual([key, counts[key]]);
    }
    expect(whole.iterations).toBe(counts['iterations']);
    expect(whole.clientWait.sumUs).toBe(counts['clientWaitSumUs']);
    expect(whole.startLag.sumUs).toBe(counts['startLagSumUs']);
    expect([whole.arrivals, whole.arrivalsStarted]).toEqual([counts['iterations'], counts['iterations']]);
    expect(Math.max(...whole.names.map((name) => name.latencyMaxUs))).toBe(counts['maxUs']);
    await worker.terminate();
  },
);

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

/** Stands in for a number whose use ends the thread: the record stops right there, as a terminated thread's does. */
const fatal = {
  valueOf(): number {
    throw new Error('terminated');
  },
} as unknown as number;

/** Phases the writer dies at when it comes to the given one. */
function phasesUntil(phase: number): Int32Array {
  return Object.assign([1, 2, 3, 4, 5, 6], {[phase]: fatal}) as unknown as Int32Array;
}

test('of a record its thread died in nothing is read, of those before it everything, once', () => {
  const deaths: ((writer: SharedWriter) => void)[] = [
    (writer) => writer.answered(0, 200, true, fatal, 10, 20, noPhases),
    (writer) => writer.answered(0, 500, false, 7_000_000, fatal, 20, noPhases),
    (writer) => writer.answered(0, 500, false, 7_000_000, 10, fatal, noPhases),
    ...[0, 1, 5].map((phase) => (writer: SharedWriter) => {
      writer.answered(0, 404, false, 90_000_000, 1, 1, phasesUntil(phase));
    }),
    (writer) => writer.failed(0, 2, 1, 1, 1, phasesUntil(3)),
    (writer) => writer.openEnd(9_000_000, fatal),
    (writer) => {
      writer.beginGroup();
      writer.iterationEnded(fatal);
    },
  ];
  for (const die of deaths) {
    const buffer = createSharedMetrics(1);
    const writer = new SharedWriter(buffer, 1);
    const reader = new SharedReader(buffer, 1);
    writer.started(0);
    writer.answered(0, 200, true, 500, 10, 20, Int32Array.of(9, 9, 9, 9, 9, 9));
    writer.iterationEnded(600);
    expect(() => die(writer)).toThrow('terminated');
    expect(reader.read()).toBeNull();
    const left = reader.readFinal();
    expectWhole(left);
    expect(left.names[0]).toMatchObject({
      started: 1,
      answered: 1,
      failed: 0,
      statuses: [[200, 1]],
      bytesIn: 10,
      bytesOut: 20,
      latencySumUs: 500,
      latencyMinUs: 500,
      latencyMaxUs: 500,
    });
    expect(left.names[0]!.phases.tls).toEqual({count: 1, sumUs: 9});
    expect(left.phaseDurations.tls).toMatchObject({sumUs: 9, minUs: 9, maxUs: 9});
    expect([left.iterations, left.iterationDuration.sumUs]).toEqual([1, 600]);
    expect([left.serviceTime, left.sendLag]).toEqual([emptyDuration, emptyDuration]);
    expect(reader.readFinal()).toEqual(emptyMetrics);
  }
});

test('records of a group that ended are kept when the thread dies later in the group', () => {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  const reader = new SharedReader(buffer, 1);
  writer.beginGroup();
  writer.started(0);
  writer.clientWaited(40);
  expect(() => writer.iterationEnded(fatal)).toThrow('terminated');
  const left = reader.readFinal();
  expect([sumOf(left, 'started'), left.clientWait.sumUs, left.iterations]).toEqual([1, 40, 0]);
});

test('threads that are killed at any moment leave whole records behind', async () => {
  for (let round = 0; round < 5; round++) {
    const names = 3;
    const buffer = createSharedMetrics(names);
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('shared-writer-thread.ts', import.meta.url), {workerData: {buffer, stop, names}});
    const reader = new SharedReader(buffer, names);
    while (reader.gauges().activeVus === 0) await new Promise((resolve) => setImmediate(resolve));
    const first = reader.read() ?? emptyMetrics;
    await worker.terminate();
    const whole = mergeMetrics([first, reader.readFinal()]);
    expectWhole(whole);
    const ended = sumOf(whole, 'answered') + sumOf(whole, 'aborted') + errorsOf(whole);
    expect(sumOf(whole, 'started') - ended).toBeGreaterThanOrEqual(0);
    expect(sumOf(whole, 'started') - ended).toBeLessThanOrEqual(1);
    expect(whole.clientWait.sumUs).toBeGreaterThan(0);
  }
});

test('what the open model records comes back beside the rest', () => {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  const reader = new SharedReader(buffer, 1);
  writer.arrived(5);
  writer.arrivalStarted();
  writer.arrivalDropped();
  writer.arrivalMissed(3);
  writer.openStart(250);
  writer.openEnd(4000, 300);
  writer.openEnd(-1, 900);
  writer.clientWaited(70);
  writer.setQueued(12);
  const reading = reader.read()!;
  expect(reading).toMatchObject({
    arrivals: 5,
    arrivalsStarted: 1,
    arrivalsDropped: 1,
    arrivalsMissed: 3,
    startLag: {sumUs: 250, minUs: 250, maxUs: 250},
    serviceTime: {sumUs: 4000, minUs: 4000, maxUs: 4000},
    sendLag: {sumUs: 1200, minUs: 300, maxUs: 900},
    clientWait: {sumUs: 70, minUs: 70, maxUs: 70},
  });
  expect(countSparse(reading.sendLag.histogram)).toBe(2);
  expect(reader.gauges().queued).toBe(12);
  expect(reader.read()).toEqual(emptyMetrics);
});

test('a duration past what a word holds counts as the longest there is', () => {
  const buffer = createSharedMetrics(1);
  new SharedWriter(buffer, 1).iterationEnded(5_000_000_000);
  const {minUs, maxUs} = new SharedReader(buffer, 1).read()!.iterationDuration;
  expect([minUs, maxUs]).toEqual([0xffff_fffe, 0xffff_fffe]);
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
