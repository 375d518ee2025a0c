import {describe, expect, it} from 'vitest';
import {createLoadTime} from '../../source/session/load-time.ts';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const stages = [
  {durationMs: 0, target: 5, name: null},
  {durationMs: 20_000, target: 5, name: null},
];
/** 20 requests a second. */
const traffic = {requests: 5, latencyUs: 10_000};

function driven(): SessionHarness {
  const thresholds = [threshold('http_reqs', 'rate>15')];
  const run = new SessionHarness(profileOf({stages, thresholds})).start();
  run.traffic = traffic;
  return run.wait(20_000);
}

describe('a whole run’s load', () => {
  it('is what was commanded, without the time in which it drains', () => {
    const run = driven();
    // Two slow requests hold theirs for seven seconds.
    run.traffic = {...traffic, agesUs: [5_000_000, 5_000_000], gauges: {vus: 2}};
    run.wait(7000).traffic = traffic;
    const {load, window} = run.wait(3000).session.buildSnapshot('run', 'a', null);
    expect(window.endMs).toBeGreaterThan(26_000);
    expect(load).toMatchObject({vus: 5, minVus: 5, maxVus: 5, steady: true});
  });

  it('begins when it could, though readings begin before', () => {
    const time = createLoadTime();
    time.reading({startMs: 0, endMs: 400, leaving: false, over: false});
    time.begin(534);
    time.reading({startMs: 400, endMs: 3000, leaving: false, over: false});
    time.reading({startMs: 3000, endMs: 3300, leaving: true, over: false});
    const seconds = [0, 1000, 2000, 3000].filter((atMs) => time.carries({atMs, seconds: 1}));
    expect(seconds).toEqual([1000, 2000]);
    expect(time.carries({atMs: 0, seconds: 10})).toBe(false);
  });

  it('holds what the operator drives on with, not the rest between', () => {
    const run = driven().wait(60_000);
    run.do({kind: 'target', model: 'closed', level: 5, overMs: 0}).wait(20_000);
    expect(run.session.buildSnapshot('run', 'a', null).load.vus).toBeCloseTo(5, 1);
  });
});

describe('whole-run rates', () => {
  it('end with the load: idle time after the plan of a driven run changes nothing', () => {
    const run = driven();
    const before = run.session.buildSnapshot('run', 'a', null);
    expect(before.requests[0]!.requestsPerSecond).toBeCloseTo(20, 0);
    run.wait(60_000);
    const after = run.session.buildSnapshot('run', 'b', null);
    expect(after.requests[0]!.requestsPerSecond).toBeCloseTo(20, 0);
    expect(after.thresholds).toMatchObject([{ok: true}]);
    expect(after.thresholds[0]!.value).toBeCloseTo(20, 0);
    expect(after.window).toMatchObject({scope: 'run', startMs: 0});
    expect(after.window.endMs).toBeLessThan(22_000);
    const {durationMs, peakRequestsPerSecond} = run.session.summary();
    expect(durationMs).toBe(80_000);
    expect(peakRequestsPerSecond).toBeCloseTo(20, 0);
  });

  it('count on when the operator drives on, without the rest between', () => {
    const run = driven().wait(60_000);
    run.do({kind: 'target', model: 'closed', level: 5, overMs: 0}).wait(20_000);
    const {requests, window} = run.session.buildSnapshot('run', 'a', null);
    expect(requests[0]!.requestsPerSecond).toBeCloseTo(20, 0);
    expect(window.seconds).toBeGreaterThan(39);
    expect(window.seconds).toBeLessThan(42);
    expect(window.endMs).toBe(100_000);
  });

  it('hold a stop and a pause by hand: the operator is driving', () => {
    const run = new SessionHarness(profileOf({vus: 5})).start();
    run.traffic = traffic;
    run.wait(20_000).do({kind: 'emergency-stop'}).wait(20_000);
    expect(run.session.buildSnapshot('run', 'a', null).window.seconds).toBe(40);
  });

  it('hold the time in which requests of the drain are still in flight', () => {
    const run = driven();
    run.traffic = {...traffic, agesUs: [5_000_000]};
    run.wait(10_000);
    run.traffic = traffic;
    run.wait(30_000);
    const {seconds} = run.session.buildSnapshot('run', 'a', null).window;
    expect(seconds).toBeGreaterThan(29);
    expect(seconds).toBeLessThan(32);
  });
});
