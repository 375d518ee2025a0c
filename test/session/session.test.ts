import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {PerftuiError} from '../../source/domain/errors.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {nameMetrics, profileOf, saturated, threshold} from './fixtures.ts';
import {listingOf, SessionHarness, settled} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';

const p95 = threshold('http_req_duration', 'p(95)<250');
const up = {kind: 'step', steps: 1, repeat: false} as const;
const headless = {interactive: false};
const tenSeconds: Partial<Profile> = {executor: {kind: 'constant-vus', vus: 4, durationMs: 10_000}};

describe('the view', () => {
  it('knows nothing before anything was measured', () => {
    const run = new SessionHarness(profileOf());
    const view = run.view();
    expect(view).toMatchObject({phase: 'STARTING', elapsedMs: 0, thinkMs: 200, host: null, finished: false});
    expect(view.window).toMatchObject({samples: 0, requestsPerSecond: null, errorShare: null, p95: null, max: null});
    expect(view.totals.connectionReuse).toBeNull();
    expect(view.endpoints.map((row) => [row.name, row.method, row.path])).toEqual([
      ['login', 'GET', '/login'],
      ['cart', 'GET', '/cart'],
    ]);
  });

  it('shows the last ten complete seconds, by request and over all', () => {
    const run = new SessionHarness(profileOf({thresholds: [p95]})).start().wait(20_000);
    const view = run.view();
    expect(view).toMatchObject({phase: 'HOLD', elapsedMs: 20_000});
    expect(view.window).toMatchObject({seconds: 10, samples: 200, requestsPerSecond: 20, errorShare: 0});
    expect(view.window.p50).toEqual({us: 100_004, few: false, atLeast: false});
    expect(view.window.p99?.few).toBe(true);
    expect(view.window.max).toEqual({us: 100_004, few: false, atLeast: false});
    expect(view.endpoints[0]).toMatchObject({share: 1, worstSlo: {label: 'p95', holds: true}});
    expect(view.endpoints[1]).toMatchObject({share: 0, worstSlo: null, p95: null});
    expect(view.totals).toMatchObject({started: 400, answered: 400, connectionReuse: 1, inFlight: 1});
    expect(view.outcomes).toEqual([{code: 0, word: '200', count: 400}]);
    expect(view.slos[0]).toMatchObject({state: 'ok', used: expect.closeTo(0.4, 2)});
    expect(view.latencyBins).toEqual([{upToUs: 200_000, count: 200, baselineCount: null}]);
  });

  it('sends only what is new, and everything to a screen that has just come', () => {
    const run = new SessionHarness(profileOf()).start().wait(5000);
    const first = run.session.takeUpdate();
    expect(first.events.length).toBe(1);
    expect(first.columns[0]!.rows.map((row) => row.atS)).toEqual([0, 1, 2, 3, 4]);
    run.wait(1000);
    const next = run.session.takeUpdate();
    expect(next.events).toEqual([]);
    expect(next.columns[0]!.rows.map((row) => row.atS)).toEqual([5]);
    const full = run.session.takeUpdate(true);
    expect(full.events).toEqual(first.events);
    expect(full.columns[0]!.rows).toHaveLength(6);
  });

  it('shows plan, hold and eta', () => {
    const stages = [{durationMs: 10_000, target: 100, name: 'climb'}];
    const run = new SessionHarness(profileOf({stages})).start().wait(5000);
    expect(run.view().load).toMatchObject({
      mode: 'auto',
      targetLevel: 100,
      activeVus: 50,
      etaMs: 5000,
      plan: {stage: 0, progress: 0.5, model: 'closed', level: 50, heldMs: 0},
    });
    run.do({kind: 'hold'}).wait(2000);
    expect(run.view().load).toMatchObject({mode: 'manual', heldTargetLevel: 100, etaMs: null, plan: {heldMs: 2000}});
  });
});

describe('driving', () => {
  it('sends commands only once the workers are up', () => {
    const run = new SessionHarness(profileOf());
    run.do({kind: 'target', model: 'closed', level: 9, overMs: null});
    expect(run.driver.commands).toEqual([]);
    run.start();
    expect(run.driver.commands).toMatchObject([{kind: 'target', toLevel: 1, revision: 1}]);
  });

  it('says what an emergency stop did once nothing runs any more', () => {
    const run = new SessionHarness(profileOf({vus: 40})).start().wait(2000);
    run.traffic = {...run.traffic, requests: 0};
    run.do({kind: 'emergency-stop'});
    expect(run.view().alert?.text).toBe('STOPPED by operator at 00:00:02: 40 VUs to 0');
    run.wait(1000);
    const {alert, phase} = run.view();
    expect([alert?.text, phase]).toEqual([
      'STOPPED by operator at 00:00:02: 40 VUs to 0 within 250ms, 0 aborted',
      'STOPPED',
    ]);
    expect(alert?.hint).toBe('space = back to 40 over 20s   c = snapshot   q = quit');
    run.do({kind: 'hold'}).wait(1000);
    expect(run.view()).toMatchObject({phase: 'RAMP', alert: null});
  });

  it('asks before the first raise while an SLO fails, and points back to the last good load', () => {
    const run = new SessionHarness(profileOf({vus: 40, thresholds: [p95]})).start().wait(45_000);
    expect(run.view().load.lastGoodLevel).toBe(40);
    run.do(up).wait(10_000);
    run.traffic = {requests: 5, latencyUs: 263_000};
    run.wait(25_000);
    const {alert} = run.view();
    expect(alert).toMatchObject({tone: 'over', more: 0, hint: 'Z = back to 40 VUs (last good)   X = stop'});
    expect(alert?.text).toMatch(/^p95 263ms > 250ms for \d+s$/);
    run.do(up);
    expect(run.view().question?.text).toBe('p95 is over its SLO (105%): 50 to 60 VUs. Go all the same?');
  });

  it('warns when the generator is saturated, and doubts what it measured meanwhile', () => {
    const run = new SessionHarness(profileOf()).start().wait(5000);
    run.traffic = {...run.traffic, generator: saturated};
    run.wait(4000);
    const update = run.session.takeUpdate();
    expect(update.view.alert?.text).toBe('GENERATOR SATURATED loop 84ms busy 99%: latencies read high from 00:00:05');
    expect(update.columns[0]!.rows.filter((row) => row.atS >= 3).map((row) => row.doubtful)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    run.traffic = {requests: 5, latencyUs: 1000};
    run.wait(4000);
    expect(run.view().alert).toBeNull();
  });

  it('tells lost and replaced workers', () => {
    const run = new SessionHarness(profileOf()).start().wait(2000);
    run.session.onReport({kind: 'worker-lost', atMs: 2000, worker: 1, reason: 'exit code 1', inFlightLost: 3});
    run.traffic = {...run.traffic, workersAlive: 1};
    run.wait(1000);
    expect(run.view().alert?.text).toBe('worker lost: 1 of 2 at work');
    run.session.onReport({kind: 'worker-replaced', atMs: 3000, worker: 1});
    expect(run.texts()).toContain('worker 1 lost (exit code 1): 3 in flight lost');
    expect(run.session.summary().degraded).toBe('lost worker 1 at 00:00:02');
  });
});

describe('files', () => {
  it('saves a snapshot of the window, says so, and reads the folder again', async () => {
    const run = new SessionHarness(profileOf()).start().wait(40_000);
    run.listing = [listingOf()];
    run.do({kind: 'snapshot', name: null, note: 'peak', scope: 'window'});
    await settled();
    expect(run.snapshots[0]).toMatchObject({name: 'checkout-1', note: 'peak', window: {seconds: 30}});
    const view = run.view();
    expect(view.notice).toMatchObject({text: '◉ snapshot "checkout-1" saved: snapshots/checkout-1.json', tone: 'good'});
    expect(view.snapshots).toBe(run.listing);
    expect(run.events.at(-1)).toMatchObject({kind: 'snapshot', mark: '◉'});
  });

  it('loses nothing when writing fails', async () => {
    const run = new SessionHarness(profileOf()).start().wait(4000);
    run.failure = new PerftuiError('ERR_FILE', 'snapshots/ is not writable', {hint: 'check its owner'});
    run.do({kind: 'snapshot', name: 'x', note: null, scope: 'run'}).do({kind: 'save-preset', name: 'y'});
    await settled();
    expect(run.view().notice).toMatchObject({
      text: 'preset "y" not saved: snapshots/ is not writable; check its owner',
      tone: 'over',
    });
    expect(run.texts()).toContain('snapshot "x" not saved: snapshots/ is not writable; check its owner');
    expect(run.wait(1000).view().phase).toBe('HOLD');
  });

  it('saves what is driven as a preset', async () => {
    const run = new SessionHarness(profileOf({stages: [{durationMs: 60_000, target: 30, name: null}]})).start();
    run
      .do({kind: 'save-preset', name: 'as-planned'})
      .do({kind: 'cap', model: 'closed', level: 100})
      .do({kind: 'step-size', direction: 1});
    run.do({kind: 'target', model: 'closed', level: 44, overMs: 0}).do({kind: 'save-preset', name: 'by-hand'});
    await settled();
    expect(run.presets[0]).toMatchObject({name: 'as-planned', executor: {kind: 'ramping-vus'}});
    expect(run.presets[1]).toMatchObject({
      name: 'by-hand',
      target: 'http://127.0.0.1:8080',
      executor: {kind: 'constant-vus', vus: 44, durationMs: null},
      cap: {vus: 100},
      ramp: {step: 20, vusPerSecond: 2},
    });
  });

  it('compares with the chosen baseline where the load fits', async () => {
    const snapshot = snapshotOf({vus: 40, latenciesUs: Array.from({length: 400}, () => 80_000), seconds: 20});
    const run = new SessionHarness(profileOf({vus: 40}), {baseline: {file: 'base.json', snapshot}})
      .start()
      .wait(15_000);
    const {window, baseline, latencyBins, endpoints} = run.view();
    expect(baseline).toMatchObject({file: 'base.json', shown: true, mismatch: 'other target', vus: 40});
    expect(window.change).toMatchObject({loadDiffers: false, p50: expect.closeTo(0.25, 2), requestsPerSecond: 0});
    expect(endpoints[0]!.change?.p95).toBeCloseTo(0.25, 2);
    expect(latencyBins.find((bin) => bin.upToUs === 100_000)?.baselineCount).toBe(200);
    run.do({kind: 'target', model: 'closed', level: 60, overMs: 0}).wait(12_000);
    expect(run.view().window.change?.loadDiffers).toBe(true);
    expect(run.view().latencyBins.every((bin) => bin.baselineCount === null)).toBe(true);
    run.do({kind: 'baseline-toggle'});
    expect(run.view()).toMatchObject({baseline: {shown: false}, window: {change: null}});
    run.do({kind: 'baseline-choose', file: null});
    await settled();
    expect(run.view()).toMatchObject({baseline: null, notice: {text: 'baseline: none'}});
  });

  it('keeps at most 20 error samples per request, redacted', () => {
    const run = new SessionHarness(profileOf()).start();
    const sample = {
      name: 0,
      code: 1503,
      word: '503',
      status: 503,
      responseHeaders: [
        ['Via', 'a'],
        ['via', 'b'],
      ],
      body: 'a secret here',
      message: null,
    } as const;
    for (let i = 0; i < 30; i++) run.session.onReport({kind: 'error-sample', atMs: i, sample});
    const {errorSamples} = run.session.buildSnapshot('run', 'x', null);
    expect(errorSamples).toHaveLength(20);
    expect(errorSamples[0]).toMatchObject({name: 'login', body: 'a [redacted] here', headers: {via: 'a, b'}});
  });

  it('marks the time axis', () => {
    const run = new SessionHarness(profileOf()).start().wait(1000);
    run.do({kind: 'mark', text: null}).do({kind: 'mark', text: 'deployed v1.42'});
    run.view();
    expect(run.events.slice(-2).map((event) => [event.kind, event.text, event.mark])).toEqual([
      ['mark', 'mark 1', 'm1'],
      ['mark', 'deployed v1.42', 'deployed '],
    ]);
  });
});

/** The plan is over at 10 s, before that moment's reading: 39 readings find load. */
function ended(run: SessionHarness, waitMs = 10_500): SessionHarness {
  run.start().wait(waitMs);
  expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop'});
  return run.stop();
}

describe('the end', () => {
  it('of a headless plan drains, and the run is good', () => {
    const run = ended(new SessionHarness(profileOf({...tenSeconds, thresholds: [p95]}), headless));
    const summary = run.session.summary();
    expect(run.session.finished).toBe(true);
    expect(summary).toMatchObject({endedBy: 'plan ended', exitCode: 0, peakVus: 4, degraded: null, iterations: 195});
    // Of its first ten seconds, the warm-up among them; not the drain.
    expect(summary.peakRequestsPerSecond).toBeCloseTo(195 / 10);
    expect(summary.trends['http_req_duration']).toMatchObject({count: 195, min: 100, max: 100.004});
    expect(Object.keys(summary.trends)).toEqual(['http_req_duration']);
    expect(summary.run.thresholds).toMatchObject([{ok: true, value: expect.closeTo(100, 0)}]);
    expect(summary.run.requests[0]!.answered).toBe(195);
    expect(summary.run.cells.reduce((sum, cell) => sum + (cell.names[0]?.answered ?? 0), 0)).toBe(195);
  });

  it('with a threshold that failed is 99, one that only warns is not', () => {
    const failing = profileOf({...tenSeconds, thresholds: [threshold('http_req_duration', 'p(95)<50')]});
    expect(ended(new SessionHarness(failing, headless)).session.summary().exitCode).toBe(99);
    const warned = threshold('http_req_duration', {threshold: 'p(95)<50', severity: 'warning'});
    const warning = profileOf({...tenSeconds, thresholds: [warned]});
    expect(ended(new SessionHarness(warning, headless)).session.summary().exitCode).toBe(0);
  });

  it('by a signal is 105, also when a threshold failed', () => {
    const profile = profileOf({...tenSeconds, thresholds: [threshold('http_req_duration', 'p(95)<50')]});
    const run = new SessionHarness(profile, headless).start().wait(3000);
    run.do({kind: 'finish', how: 'drain', end: true}, 'signal').wait(250).stop();
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by signal', exitCode: 105});
  });

  it('by a threshold that aborts is 108', () => {
    const abort = threshold('http_req_failed', {threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '4s'});
    const run = new SessionHarness(profileOf({...tenSeconds, thresholds: [abort]}), headless);
    run.traffic = {requests: 5, latencyUs: 1000, changes: {failed: 5, unexpected: [[200, 5]]}};
    run.start().wait(6000);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 0});
    run.stop();
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by a threshold', exitCode: 108});
  });

  it('a threshold that aborts stops the load of a driven run, once, and leaves the session', () => {
    const abort = threshold('http_req_failed', {threshold: 'rate<0.1', abortOnFail: true});
    const run = new SessionHarness(profileOf({vus: 5, thresholds: [abort], circuitBreaker: null}));
    run.traffic = {requests: 5, latencyUs: 1000, changes: {failed: 5, unexpected: [[200, 5]]}};
    run.start().wait(2000);
    expect(run.view()).toMatchObject({phase: 'STOPPED', finished: false});
    expect(run.view().alert?.text).toContain('STOPPED by a threshold');
    run.do({kind: 'hold'}).wait(10_000);
    expect(run.view().phase).toBe('HOLD');
  });

  it('in which nothing succeeded is 108', () => {
    const run = new SessionHarness(profileOf(tenSeconds), headless);
    const refused = nameMetrics(0, [], {started: 5, failed: 5, errors: [[errorIndex.refused, 5]]});
    run.traffic = {requests: 5, latencyUs: 1, changes: {...refused, latency: nameMetrics(0, []).latency}};
    ended(run);
    expect(run.session.summary()).toMatchObject({endedBy: 'nothing succeeded', exitCode: 108, trends: {}});
  });

  it('of a driven run is 0, whatever was found out', () => {
    const profile = profileOf({vus: 4, thresholds: [threshold('http_req_duration', 'p(95)<50')]});
    const run = new SessionHarness(profile).start().wait(5000).do(up).do({kind: 'finish', how: 'stop', end: true});
    run.wait(250).stop();
    expect(run.session.summary()).toMatchObject({
      endedBy: 'stopped by operator',
      exitCode: 0,
      inputs: 2,
      manualMs: 5250,
      autoMs: 0,
    });
  });

  it('without a worker left is an internal error', () => {
    const run = new SessionHarness(profileOf({vus: 4})).start().wait(3000).stop();
    expect(run.session.summary()).toMatchObject({endedBy: 'no worker left', exitCode: 109});
  });

  it('before the workers are up comes at once', () => {
    const run = new SessionHarness(profileOf()).do({kind: 'finish', how: 'stop', end: true}).start();
    expect([run.session.finished, run.driver.commands]).toEqual([true, []]);
  });

  it('waits for the snapshot of the whole run, taken of its last reading', async () => {
    const run = ended(new SessionHarness(profileOf(tenSeconds), {...headless, snapshotAtEnd: 'nightly'}));
    expect(run.session.finished).toBe(false);
    await settled();
    expect(run.session.finished).toBe(true);
    expect(run.snapshots[0]).toMatchObject({name: 'nightly', window: {scope: 'run', endMs: 10_500}});
    expect(run.session.summary().saved).toEqual(['snapshots/nightly.json']);
  });

  it('degrades a run in which the generator was saturated', () => {
    const run = new SessionHarness(profileOf(tenSeconds), headless);
    run.traffic = {...run.traffic, generator: saturated};
    expect(ended(run).session.summary()).toMatchObject({
      degraded: 'the generator was saturated for 11s: latencies read high',
      exitCode: 0,
      run: {generator: {verdict: 'saturated'}},
    });
  });
});
