import {describe, expect, test} from 'vitest';
import type {TargetSample} from '../../source/domain/host.ts';
import type {WorkerGauges} from '../../source/protocol/report.ts';
import {createTargetWatch} from '../../source/session/target-watch.ts';
import {createWorkerWatch} from '../../source/session/worker-watch.ts';
import {intervalReport, metricsOf} from './fixtures.ts';

const sample: TargetSample = {
  atMs: 5000,
  cpu: 0.5,
  cores: 2,
  memoryUsedBytes: 1,
  memoryTotalBytes: 2,
  netRxBytesPerSecond: null,
  netTxBytesPerSecond: null,
  load1: 1,
};

describe('the machine under test', () => {
  test('is nothing where nobody asked for it', () => {
    const watch = createTargetWatch(null, () => 0);
    watch.failure('no');
    expect(watch.view).toBeNull();
  });

  test('is waited for, known, and unknown again once its sample is old', () => {
    let nowMs = 0;
    const watch = createTargetWatch('node_exporter http://h', () => nowMs);
    expect(watch.view).toEqual({source: 'node_exporter http://h', state: 'waiting', problem: null, sample: null});
    nowMs = 6000;
    watch.sample(sample);
    expect(watch.view).toMatchObject({state: 'ok', sample});
    nowMs = 15_001;
    expect(watch.view).toMatchObject({state: 'waiting', sample: null});
  });

  test('says why it cannot be asked, until it can', () => {
    const watch = createTargetWatch('x', () => 6000);
    watch.sample(sample);
    watch.failure('connection refused');
    expect(watch.view).toMatchObject({state: 'failed', problem: 'connection refused', sample});
    watch.sample(sample);
    expect(watch.view).toMatchObject({state: 'ok', problem: null});
  });
});

test('an exporter that comes and goes is told of once a minute at most, and its return where its loss was', () => {
  let nowMs = 0;
  const watch = createTargetWatch('node_exporter http://h', () => nowMs);
  const lost = 'target host not observed: node_exporter http://h: no answer';
  expect([watch.failure('no answer'), watch.failure('no answer')]).toEqual([lost, null]);
  expect([watch.sample(sample), watch.sample(sample)]).toEqual(['target host observed again', null]);
  nowMs = 59_999;
  expect([watch.failure('no answer'), watch.sample(sample)]).toEqual([null, null]);
  nowMs = 60_000;
  expect(watch.failure('no answer')).toBe(lost);
});

describe('workers one by one', () => {
  function worker(number: number, requests: number, changes: Partial<WorkerGauges> = {}): WorkerGauges {
    const load = {activeVus: 3, inFlight: 1, requests};
    return {worker: number, alive: true, utilisation: 0.5, loopDelayMs: 2, ...load, ...changes};
  }

  function reading(startMs: number, workers: readonly WorkerGauges[]) {
    const report = intervalReport(startMs, startMs + 250, metricsOf([]));
    return {...report, gauges: {...report.gauges, workers}};
  }

  test('have rates over two seconds and everything else as it is', () => {
    const watch = createWorkerWatch();
    expect(watch.rows()).toEqual([]);
    for (let startMs = 0; startMs < 10_000; startMs += 250)
      watch.reading(reading(startMs, [worker(0, 5), worker(1, 0)]));
    expect(watch.rows().map(({requestsPerSecond}) => requestsPerSecond)).toEqual([20, 0]);
    watch.reading(
      reading(10_000, [worker(0, 45, {activeVus: 9}), worker(1, 0, {alive: false, utilisation: Number.NaN})]),
    );
    const [first, second] = watch.rows();
    expect(first).toMatchObject({worker: 0, activeVus: 9, requestsPerSecond: 40});
    expect(second).toMatchObject({worker: 1, alive: false, utilisation: Number.NaN});
  });

  test('that are not up yet are not lost', () => {
    const watch = createWorkerWatch();
    watch.reading(reading(0, [worker(0, 0, {alive: false, starting: true}), worker(1, 0, {alive: false})]));
    expect(watch.rows().map(({starting}) => starting)).toEqual([true, undefined]);
  });

  test('are none where the fleet tells none', () => {
    const watch = createWorkerWatch();
    watch.reading(intervalReport(0, 250, metricsOf([])));
    expect(watch.rows()).toEqual([]);
  });
});
