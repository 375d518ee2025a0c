import {describe, expect, it} from 'vitest';
import type {Scenario} from '../../source/domain/profile.ts';
import type {RequestSeries} from '../../source/domain/run-plan.ts';
import {createSeriesIndex} from '../../source/session/series-index.ts';
import {nameMetrics, metricsOf, preparedRun, profileOf, requestOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const flow = (name: string): Scenario['flow'] => [{kind: 'request', request: requestOf(name)}];
const scenarios: readonly Scenario[] = [
  {name: 'shopper', weight: 3, flow: flow('login')},
  {name: 'reader', weight: 1, flow: flow('login')},
  {name: 'admin', weight: 0, flow: flow('cart')},
];
const series: readonly RequestSeries[] = [
  {name: 0, tags: {name: 'login', scenario: 'shopper', method: 'GET', tier: 'gold'}},
  {name: 0, tags: {name: 'login', scenario: 'reader', method: 'GET'}},
  {name: 1, tags: {name: 'cart', scenario: 'admin', method: 'POST', group: 'checkout'}},
];

const latencies = (count: number, us: number): number[] => Array.from({length: count}, () => us);

function harness(changes: Parameters<typeof profileOf>[0] = {}): SessionHarness {
  const profile = profileOf({vus: 8, scenarios, ...changes});
  const run = new SessionHarness(profile, {prepared: preparedRun(profile, ['login', 'cart'], {series})});
  run.traffic = {
    requests: 0,
    latencyUs: 0,
    names: [nameMetrics(0, latencies(30, 10_000)), nameMetrics(1, latencies(10, 90_000), {failed: 5})],
    gauges: {scenarioVus: [6, 2, 0]},
  };
  return run.start();
}

describe('series', () => {
  const index = createSeriesIndex({requestNames: ['login', 'cart'], series, checks: [], scenarios});

  it('of one name are one row, whatever scenario they are in, and no count is lost', () => {
    const view = harness().wait(15_000).view();
    expect(view.endpoints.map(({name, samples, failedPerSecond}) => ({name, samples, failedPerSecond}))).toEqual([
      {name: 'login', samples: 1600, failedPerSecond: 20},
      {name: 'cart', samples: 0, failedPerSecond: 0},
    ]);
    expect(view.window).toMatchObject({samples: 1600, requestsPerSecond: 160, errorShare: 0.125});
  });

  it('are written by name: snapshots and journals know request names alone', () => {
    const run = harness().wait(5000);
    const snapshot = run.session.buildSnapshot('run', 'a', null);
    expect(snapshot.requests.map(({name, answered}) => [name, answered])).toEqual([
      [null, 800],
      ['login', 800],
      ['cart', 0],
    ]);
    expect(snapshot.cells.flatMap(({names}) => names.map(({name}) => name))).toEqual([0, 0, 0, 0, 0]);
    const written = run.journal.flatMap((line) =>
      line.kind === 'second' ? line.cell.names.map(({name}) => name) : [],
    );
    expect(new Set(written)).toEqual(new Set([0]));
  });

  it('are chosen by all tags of a threshold', () => {
    const chosen = (tags: Record<string, string>) => [...(index.ofThreshold({tags}).series ?? ['all'])];
    expect(chosen({})).toEqual(['all']);
    expect(chosen({name: 'login'})).toEqual([0, 1]);
    expect(chosen({name: 'login', scenario: 'reader'})).toEqual([1]);
    expect(chosen({tier: 'gold'})).toEqual([0]);
    expect(chosen({group: 'checkout'})).toEqual([2]);
    expect(chosen({method: 'GET', group: 'checkout'})).toEqual([]);
  });

  it('fold into the same object each time, and not at all where they are the names', () => {
    const cell = {metrics: metricsOf([nameMetrics(0, [1]), nameMetrics(1, [2])])} as never;
    expect(index.fold(cell)).toBe(index.fold(cell));
    const plain = createSeriesIndex({requestNames: ['login'], series: [series[0]!], checks: [], scenarios});
    expect(plain.fold(cell)).toBe(cell);
  });
});

describe('thresholds by tag', () => {
  it('judge only the requests that carry the tags', () => {
    const of = (tags: string) => threshold(`http_req_duration{${tags}}`, 'p(95)<50');
    const thresholds = [of('scenario:shopper'), of('scenario:reader,name:login')];
    const run = harness({thresholds}).wait(15_000);
    expect(run.view().slos.map(({state, label, requestName}) => [state, label, requestName])).toEqual([
      ['ok', 'scenario:shopper p95 < 50ms', null],
      ['over', 'scenario:reader p95 < 50ms', 'login'],
    ]);
    expect(run.session.buildSnapshot('run', 'a', null).thresholds.map(({ok}) => ok)).toEqual([true, false]);
    expect(run.texts()).toContainEqual(expect.stringContaining('ALERT login scenario:reader p95 < 50ms'));
  });
});

describe('scenarios', () => {
  it('are shown with their share of the load and their own traffic', () => {
    expect(harness().wait(12_000).view().scenarios).toMatchObject([
      {name: 'shopper', weight: 3, profileWeight: 3, share: 0.75, activeVus: 6, requestsPerSecond: 120, errorShare: 0},
      {name: 'reader', weight: 1, share: 0.25, activeVus: 2, requestsPerSecond: 40, errorShare: 0.5},
      {name: 'admin', weight: 0, share: 0, activeVus: 0, requestsPerSecond: null, errorShare: null, p95: null},
    ]);
    const [shopper, reader] = harness().wait(12_000).view().scenarios;
    expect(shopper!.p95!.us).toBeLessThan(11_000);
    expect(reader!.p95!.us).toBeGreaterThan(80_000);
  });

  it('are weighted anew by one command, told, journalled and undone, and the target stays', () => {
    const run = harness().wait(1000);
    run.do({kind: 'scenario-weight', index: 1, weight: 5});
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'weights', weights: [3, 5, 0]});
    expect(run.view().load.targetLevel).toBe(8);
    expect(run.view().notice?.text).toContain('reader weight 1 ▸ 5, 63% of the load');
    expect(run.journal.at(-2)).toMatchObject({kind: 'intent', intent: {kind: 'scenario-weight', index: 1}});
    run.do({kind: 'undo'});
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'weights', weights: [3, 1, 0]});
    expect(run.texts().slice(-2)).toEqual([
      'scenario reader weight 1 ▸ 5, 63% of the load',
      'scenario reader weight 5 ▸ 1, 25% of the load (undo)',
    ]);
    run.do({kind: 'undo'});
    expect(run.view().notice?.text).toBe('nothing to undo');
  });

  it('undo goes back over weights and targets in the order they came', () => {
    const run = harness().wait(1000);
    run.do({kind: 'target', model: 'closed', level: 12, overMs: 0}).wait(1000);
    run.do({kind: 'scenario-mute', index: 0}).wait(1000);
    run.do({kind: 'target', model: 'closed', level: 15, overMs: 0}).wait(4000);
    run.do({kind: 'undo'});
    expect(run.view()).toMatchObject({load: {targetLevel: 12}, scenarios: [{weight: 0}, {weight: 1}, {weight: 0}]});
    run.do({kind: 'undo'});
    expect(run.view()).toMatchObject({load: {targetLevel: 12}, scenarios: [{weight: 3}, {weight: 1}, {weight: 0}]});
    run.do({kind: 'undo'});
    expect(run.view().load.targetLevel).toBe(8);
  });

  it('muted come back with the weight they had; one that the profile mutes comes with 1', () => {
    const run = harness().wait(1000);
    run.do({kind: 'scenario-mute', index: 0});
    expect(run.view().scenarios[0]).toMatchObject({weight: 0, share: 0});
    run.do({kind: 'scenario-mute', index: 0});
    expect(run.view().scenarios[0]!.weight).toBe(3);
    run.do({kind: 'scenario-mute', index: 2});
    expect(run.view().scenarios[2]!.weight).toBe(1);
  });

  it('the last one is not muted, and what is no weight is refused', () => {
    const run = harness().wait(1000);
    run.do({kind: 'scenario-mute', index: 0}).do({kind: 'scenario-mute', index: 1});
    expect(run.view().notice?.text).toContain('reader is the last one that is not muted');
    run.do({kind: 'scenario-weight', index: 1, weight: Number.NaN});
    run.do({kind: 'scenario-weight', index: 7, weight: 1});
    expect(run.view().scenarios.map(({weight}) => weight)).toEqual([0, 1, 0]);
    expect(run.driver.commands.filter(({kind}) => kind === 'weights')).toHaveLength(1);
  });

  it('are in snapshots with the weights they have then and the requests of the window', () => {
    const run = harness().wait(5000);
    run.do({kind: 'scenario-weight', index: 1, weight: 2.5}).wait(40_000);
    const whole = run.session.buildSnapshot('run', 'a', null);
    expect(whole.scenarios).toMatchObject([
      {name: 'shopper', weight: 3, profileWeight: 3, requests: 5400, failed: 0, errorShare: 0},
      {name: 'reader', weight: 2.5, profileWeight: 1, requests: 1800, failed: 900, errorShare: 0.5},
      {name: 'admin', weight: 0, profileWeight: 0, requests: 0, errorShare: null, latencyUs: null},
    ]);
    expect(whole.scenarios![1]!.latencyUs).toMatchObject({samples: 1800, p95: expect.closeTo(90_000, -3)});
    const window = run.session.buildSnapshot('window', 'a', null);
    expect(window.window.seconds).toBe(30);
    expect(window.scenarios!.map(({requests, requestsPerSecond}) => [requests, requestsPerSecond])).toEqual([
      [3600, 120],
      [1200, 40],
      [0, 0],
    ]);
    expect(run.session.summary().run.scenarios).toEqual(whole.scenarios);
  });

  it('keep their weights in a saved preset', async () => {
    const run = harness().wait(1000);
    run.do({kind: 'scenario-weight', index: 2, weight: 0.5}).do({kind: 'save-preset', name: 'mine'});
    await Promise.resolve();
    expect(run.presets[0]!.scenarios.map(({weight}) => weight)).toEqual([3, 1, 0.5]);
  });
});
