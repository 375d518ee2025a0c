import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {SnapshotPlateau} from '../../source/domain/snapshot.ts';
import {buildCell, type Cell} from '../../source/metrics/cell.ts';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import {countSparse, mergeSparse} from '../../source/metrics/histogram.ts';
import {createPlateauWatch} from '../../source/session/plateau-watch.ts';
import {indexOf, metricsOf, nameMetrics, profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const hold = (target: number, seconds: number) => [
  {durationMs: 0, target, name: null},
  {durationMs: seconds * 1000, target, name: null},
];

function second(at: number, latenciesUs: readonly number[], vus = 5): Cell {
  const interval = {
    startMs: at * 1000,
    endMs: at * 1000 + 1000,
    metrics: metricsOf([nameMetrics(0, latenciesUs)]),
    activeVus: vus,
    targetVus: vus,
    targetRate: Number.NaN,
    inFlight: 0,
    saturated: false,
    loopDelayMs: 1,
  };
  const host = {
    atMs: at * 1000 + 500,
    cpu: at % 2 === 0 ? 0.2 : 0.4,
    processCpuCores: 1,
    memoryUsedBytes: null,
    rssBytes: null,
    netRxBytesPerSecond: null,
    netTxBytesPerSecond: null,
    openFds: null,
  };
  return buildCell(at * 1000, 1, [interval], [host]);
}

const at = (level: number) => ({model: 'closed' as const, level, targetLevel: level, paused: false});

function watch(thresholds: Parameters<typeof createPlateauWatch>[0]['thresholds'] = []) {
  return createPlateauWatch({series: 2, index: indexOf(), thresholds, memoryBytes: 16e9});
}

describe('plateaus of a run', () => {
  it('are its holds, each with its own figures: ramps and what follows them are in none', () => {
    const stages = [...hold(5, 30), {durationMs: 10_000, target: 20, name: null}, ...hold(20, 30)];
    const thresholds = [threshold('http_req_duration', 'p(95)<50')];
    const run = new SessionHarness(profileOf({stages, thresholds})).start();
    run.traffic = {requests: 10, latencyUs: 10_000};
    run.wait(32_000);
    run.traffic = {requests: 40, latencyUs: 80_000};
    run.wait(43_000);
    const {plateaus} = run.session.summary();
    expect(plateaus.map(({level, model}) => [level, model])).toEqual([
      [5, 'closed'],
      [20, 'closed'],
    ]);
    const [low, high] = plateaus as [SnapshotPlateau, SnapshotPlateau];
    expect(low.endMs).toBeLessThanOrEqual(30_000);
    expect(high.startMs).toBeGreaterThanOrEqual(40_000);
    expect(low.seconds).toBeGreaterThan(20);
    expect(low.vus).toBeCloseTo(5);
    expect(low.requests.map(({name}) => name)).toEqual([null, 'login', 'cart']);
    expect(low.requests[0]!.requestsPerSecond).toBeCloseTo(40, 0);
    expect(high.requests[0]!.requestsPerSecond).toBeCloseTo(160, 0);
    expect(low.requests[0]!.latencyUs!.max).toBeLessThan(10_100);
    expect(high.requests[0]!.latencyUs!.min).toBeGreaterThanOrEqual(80_000);
    expect(low.thresholds).toMatchObject([{source: 'http_req_duration: p(95)<50', ok: true}]);
    expect(high.thresholds[0]!.ok).toBe(false);
    expect(low.steady).toBe(true);
  });

  it('are in snapshots of either scope while they last, and told to the drive when they end', () => {
    const run = new SessionHarness(profileOf({vus: 3})).start().wait(25_000);
    for (const scope of ['window', 'run'] as const) {
      expect(run.session.buildSnapshot(scope, 'a', null).plateaus).toMatchObject([{level: 3, model: 'closed'}]);
    }
    const told = () => run.journal.filter(({kind}) => kind === 'plateau');
    expect(told()).toEqual([]);
    run.do({kind: 'target', model: 'closed', level: 30, overMs: 0}).wait(20_000);
    expect(told()).toMatchObject([{plateau: {level: 3}}]);
    run.do({kind: 'finish', how: 'stop', end: true}).stop();
    expect(told()).toMatchObject([{plateau: {level: 3}}, {plateau: {level: 30}}]);
    expect(run.session.summary().plateaus.map(({level}) => level)).toEqual([3, 30]);
  });

  it('of a rate that is no whole number are found too', () => {
    const executor = {
      kind: 'constant-arrival-rate' as const,
      rate: 12.5,
      timeUnitMs: 1000,
      durationMs: null,
      preAllocatedVus: 1,
      maxVus: 10,
    };
    const run = new SessionHarness(profileOf({executor} as never)).start().wait(20_000);
    expect(run.session.summary().plateaus).toMatchObject([{model: 'open', level: 12.5}]);
  });

  it('are none below ten seconds, nor while paused', () => {
    const run = new SessionHarness(profileOf({vus: 3})).start().wait(9000).do({kind: 'pause'}).wait(20_000);
    expect(run.session.summary().plateaus).toEqual([]);
  });

  it('hold exactly the samples of their seconds, however they lie', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({min: 100, max: 5_000_000}), {maxLength: 5}), {minLength: 15, maxLength: 40}),
        (latencies) => {
          const watched = watch();
          const cells = latencies.map((own, index) => second(index, own));
          for (const cell of cells) watched.second(cell, at(5));
          const [plateau] = watched.plateaus();
          if (plateau === undefined) return;
          const inside = cells.filter(({atMs}) => atMs >= plateau.startMs && atMs < plateau.endMs);
          const expected = mergeSparse(inside.map(({total}) => total.latency));
          expect(countSparse(decodeHdr(plateau.requests[0]!.histogram))).toBe(countSparse(expected));
          expect(plateau.requests[0]!.answered).toBe(inside.reduce((sum, {total}) => sum + total.answered, 0));
          expect(plateau.seconds).toBe(inside.length);
        },
      ),
      {numRuns: 30},
    );
  });

  it('know the mean CPU of the generator, and are kept within bounds: the shortest make room', () => {
    const watched = watch([threshold('host_cpu', 'value<0.5')]);
    let atSecond = 0;
    for (let index = 0; index < 110; index++) {
      const length = index === 50 ? 40 : 20;
      for (let n = 0; n < length; n++) watched.second(second(atSecond++, [1000], 5 + index), at(5 + index));
    }
    const plateaus = watched.plateaus();
    expect(plateaus.length).toBe(101);
    expect(plateaus.some(({level}) => level === 55)).toBe(true);
    expect(plateaus.map(({startMs}) => startMs)).toEqual(plateaus.map(({startMs}) => startMs).sort((a, b) => a - b));
    expect(plateaus[0]!.cpu).toBeCloseTo(0.3, 1);
    expect(plateaus[0]!.thresholds[0]!.value).toBeCloseTo(0.3, 1);
  });

  it('of a whole day are judged without keeping every second', () => {
    const watched = watch();
    const latencies = [10_000, 11_000, 12_000];
    for (let n = 0; n < 7200; n++) watched.second(second(n, latencies), at(5));
    expect(watched.end()).toMatchObject({steady: true, why: null});
    expect(watched.plateaus()).toHaveLength(1);
  });
});
