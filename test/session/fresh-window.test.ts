import {describe, expect, it} from 'vitest';
import type {Intent} from '../../source/session/intent.ts';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness, settled} from './session-harness.ts';

const fresh: Intent = {kind: 'fresh-window'};
const slow = {requests: 5, latencyUs: 400_000};
const quick = {requests: 10, latencyUs: 50_000};

function slowThenQuick(profile = profileOf({vus: 5})): SessionHarness {
  const run = new SessionHarness(profile).start();
  run.traffic = slow;
  run.wait(20_500).do(fresh);
  run.traffic = quick;
  return run;
}

describe('a measuring window begun afresh', () => {
  it('says nothing before its first second, then what those seconds were and nothing of before', () => {
    const run = slowThenQuick();
    expect(run.view().window).toMatchObject({seconds: 0, samples: 0, requestsPerSecond: null, p95: null});
    run.wait(2500);
    const {window, endpoints, latencyBins, since} = run.view();
    expect(window).toMatchObject({seconds: 2, samples: 80, requestsPerSecond: 40, max: {us: 50_009}});
    expect(endpoints[0]).toMatchObject({seconds: 2, samples: 80});
    expect(latencyBins.map(({count}) => count)).toEqual([80]);
    expect(since).toEqual({atMs: 21_000, requests: 80, failed: 0});
    run.wait(20_000);
    expect(run.view()).toMatchObject({window: {seconds: 10}, since: {atMs: 21_000, requests: 880}});
  });

  it('leaves the totals, the drive and files of the run as they are', () => {
    const run = slowThenQuick().wait(2500);
    expect(run.view().totals.answered).toBe(82 * 5 + 10 * 10);
    expect(run.journal.filter((line) => line.kind === 'second')).toHaveLength(23);
    expect(run.session.buildSnapshot('run', 'r', null).requests[0]!.latencyUs).toMatchObject({
      samples: 510,
      max: 400_004,
    });
    expect(run.session.buildSnapshot('run', 'r', null).cells).toHaveLength(23);
  });

  it('is told: an event, a mark on the time axis, a notice', () => {
    const run = slowThenQuick();
    expect(run.view().notice!.text).toBe('figures begin afresh at 00:00:21; the run keeps its totals');
    expect(run.events.find(({mark}) => mark === 'fresh')).toMatchObject({atMs: 20_500, kind: 'mark'});
  });

  it('begins anew with every press', () => {
    const run = slowThenQuick().wait(5500).do(fresh).wait(3000);
    expect(run.view()).toMatchObject({since: {atMs: 26_000, requests: 120}, window: {seconds: 3}});
  });

  it('waits for something to be measured', () => {
    const run = new SessionHarness(profileOf()).do(fresh);
    expect(run.view()).toMatchObject({since: null, notice: {text: 'nothing is being measured'}});
  });

  it('is what a snapshot of the window is over; before its first second there is none', async () => {
    const run = slowThenQuick().do({kind: 'snapshot', name: null, note: null, scope: 'window'});
    await settled();
    expect(run.snapshots).toEqual([]);
    expect(run.view().notice).toMatchObject({
      text: 'no whole second has been measured since the figures began afresh',
      tone: 'near',
    });
    run.wait(4500).do({kind: 'snapshot', name: 'new', note: null, scope: 'window'});
    await settled();
    expect(run.snapshots[0]!.window).toMatchObject({startMs: 21_000, endMs: 25_000, seconds: 4});
    expect(run.snapshots[0]!.requests[0]!.latencyUs!.max).toBe(50_009);
  });

  it('is the live side of a comparison of windows, and by load', async () => {
    const run = slowThenQuick().wait(6500);
    run.do({kind: 'snapshot', name: 'base', note: null, scope: 'run'});
    await settled();
    for (const align of ['window', 'load', 'time'] as const) {
      run.do({kind: 'compare', a: 'live', b: 'snapshots/base.json', align});
      await settled();
    }
    const sides = run.compared.map(({now, align}) => [align, now.window.startMs, now.cells[0]!.atMs]);
    expect(sides).toEqual([
      ['window', 21_000, 0],
      ['load', 0, 21_000],
      ['time', 0, 0],
    ]);
  });
});

describe('thresholds, while the measuring window is a fresh one', () => {
  const short = threshold('http_req_duration', 'p(95)<250');
  const long = threshold('http_req_duration', {threshold: 'p(95)<250', window: '20s'});

  it('are shown over it, those with a longer window over that', () => {
    const run = slowThenQuick(profileOf({vus: 5, thresholds: [short, long]})).wait(2500);
    expect(run.view().slos.map(({value, state}) => [value, state])).toEqual([
      [50_009, 'ok'],
      [400_004, 'over'],
    ]);
  });

  it('are judged as if it had not been begun', () => {
    const windowed = threshold('http_req_duration', {threshold: 'p(95)<250', window: '10s'});
    const run = new SessionHarness(profileOf({vus: 5, thresholds: [windowed]})).start();
    const other = new SessionHarness(profileOf({vus: 5, thresholds: [windowed]})).start();
    for (const [one, presses] of [
      [run, true],
      [other, false],
    ] as const) {
      one.traffic = quick;
      one.wait(15_000);
      one.traffic = slow;
      for (let at = 0; at < 6; at++) one.wait(1500).do(presses ? fresh : {kind: 'mark', text: null});
      one.traffic = quick;
      one.wait(15_000);
    }
    const [verdict] = run.session.buildSnapshot('run', 'r', null).thresholds;
    expect(verdict).toMatchObject({ok: false, value: 400.004});
    expect(verdict).toEqual(other.session.buildSnapshot('run', 'r', null).thresholds[0]);
  });

  it('keep an alert that still stands, and abort as they would have', () => {
    const run = new SessionHarness(profileOf({vus: 5, thresholds: [short]})).start();
    run.traffic = slow;
    run.wait(20_000).do(fresh).wait(3000);
    expect(run.texts().filter((text) => text.startsWith('cleared'))).toEqual([]);
    expect(run.view().slos[0]!.overForMs).toBeGreaterThan(15_000);
  });
});
