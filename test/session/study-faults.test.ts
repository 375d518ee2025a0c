import {describe, expect, it} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {AlertRule, Profile} from '../../source/domain/profile.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import type {GeneratorHealth} from '../../source/protocol/report.ts';
import {emptyMetrics} from '../../source/metrics/merge-metrics.ts';
import {preparedRun, profileOf, saturated, threshold} from './fixtures.ts';
import {capacityOf, ratedProfile, StudyHarness, type Fault} from './study-harness.ts';

const unattended = {interactive: false} as const;
const driven = {interactive: true} as const;

/** The target is gone: connections are refused. */
function refused(metrics: IntervalMetrics): IntervalMetrics {
  const names = metrics.names.map(({answered, ...one}) => {
    const errors: IntervalMetrics['names'][number]['errors'] = answered === 0 ? [] : [[errorIndex.refused, answered]];
    return {...one, answered: 0, statuses: [], failed: answered, errors};
  });
  return {...metrics, names};
}

/** From the second on that so many trials take at least. */
function from(second: number, fault: Fault): StudyHarness['fault'] {
  return (at) => (at >= second ? fault : {});
}

function alert(action: AlertRule['action']): AlertRule {
  return {when: threshold('http_req_duration', 'p(95)>70'), forMs: 2000, action};
}

function alerted(action: AlertRule['action'], changes: Partial<Profile> = {}): Profile {
  return profileOf({alerts: [alert(action)], circuitBreaker: null, ...changes});
}

describe('a target that dies', () => {
  it.each([
    ['closed', profileOf({circuitBreaker: null})],
    ['open', ratedProfile({circuitBreaker: null})],
  ] as const)('has every trial of the %s model ABORTED, and the search comes to its end', (model, profile) => {
    const run = new StudyHarness({...unattended, study: capacityOf({model})}, profile);
    run.fault = from(40, {metrics: refused});
    run.untilDone();
    const {trials, verdict} = run.study();
    expect(verdict).toBe('BELOW');
    expect(trials.filter(({startMs}) => startMs > 40_000).every((one) => one.verdict === 'ABORTED')).toBe(true);
    expect(trials.at(-1)!.why).toBe('100% errors');
    expect(run.seconds).toBeLessThan(240);
    expect(run.session.summary().exitCode).toBe(99);
  });

  it('without an answer at all, too', () => {
    const run = new StudyHarness(unattended, profileOf({circuitBreaker: null}));
    run.fault = (second, level) => (second >= 40 ? {metrics: () => emptyMetrics, inFlight: level} : {});
    run.untilDone();
    expect(run.study().trials.at(-1)).toMatchObject({verdict: 'ABORTED', why: 'no answer for 10s'});
    expect(run.study().verdict).toBe('BELOW');
    expect(run.seconds).toBeLessThan(900);
  });

  it('cuts it short where the circuit breaker says so', () => {
    const run = new StudyHarness(unattended);
    run.fault = from(40, {metrics: refused});
    run.untilDone();
    expect(run.study().verdict).toBe('INCOMPLETE');
    expect(run.session.summary()).toMatchObject({endedBy: 'circuit breaker', exitCode: 108});
  });

  it('pauses the search by the circuit breaker on a screen; a takes it up again', () => {
    const run = new StudyHarness(driven);
    run.fault = (second) => (second >= 40 && second < 60 ? {metrics: refused} : {});
    run.until(({state}) => state === 'paused');
    expect(run.view().phase).toBe('STOPPED');
    expect(run.run.texts().find((text) => text.startsWith('search paused'))).toBe(
      'search paused by circuit breaker (every request failed for 10s: refused)',
    );
    run.wait(30).do({kind: 'auto'});
    const count = run.study().trials.length;
    run.until(({trials}) => trials.length > count);
    expect(run.study().trials.at(-1)).toMatchObject({verdict: 'PASS'});
  });
});

describe('a generator in trouble', () => {
  it('with a worker lost for good finds no capacity: part of the load is not sent', () => {
    const run = new StudyHarness(unattended);
    run.fault = from(36, {workersAlive: 1, vus: (vus) => Math.ceil(vus / 2)});
    run.untilDone();
    expect(run.study()).toMatchObject({verdict: 'GENERATOR-LIMITED', low: 20});
    expect(run.study().trials.at(-1)).toMatchObject({why: 'a load worker was lost'});
    expect(run.session.summary().exitCode).toBe(111);
  });

  it('with a worker lost and replaced goes on as though nothing had been', () => {
    const run = new StudyHarness(unattended);
    run.fault = (second) => (second === 36 ? {workersAlive: 1, vus: (vus) => Math.ceil(vus / 2)} : {});
    run.until(({trials}) => trials.length === 4);
    expect(run.study().trials.map(({verdict}) => verdict)).toEqual(['PASS', 'PASS', 'PASS', 'PASS']);
  });

  it('saturated from a load on is no capacity, however the target does', () => {
    const run = new StudyHarness(unattended, profileOf(), {thinkMs: 0, servers: 50});
    run.fault = (_, level) => (level >= 20 ? {generator: saturated} : {});
    run.untilDone();
    expect(run.study()).toMatchObject({verdict: 'GENERATOR-LIMITED', high: null});
    expect(run.session.summary().exitCode).toBe(111);
  });

  const late: GeneratorHealth = {
    ...saturated,
    utilisation: 0.02,
    loopDelayMs: 20,
    clientWaitMs: 5,
    cause: 'loop-delay',
  };

  it('only late, by little beside what an iteration takes, leaves a pass standing', () => {
    const run = new StudyHarness(unattended);
    run.fault = () => ({generator: late});
    run.until(({trials}) => trials.length === 2);
    expect(run.study().trials.map(({verdict}) => verdict)).toEqual(['PASS', 'PASS']);
  });

  it('late by so much that users come back later sends less than their number stands for', () => {
    const run = new StudyHarness(unattended);
    run.fault = () => ({generator: {...late, loopDelayMs: 200}});
    run.untilDone();
    expect(run.study()).toMatchObject({verdict: 'GENERATOR-LIMITED', low: null, high: null});
  });
});

describe('an alert of the profile during a search', () => {
  it.each([
    ['hold', 'search paused by an alert (p95 '],
    ['back-off', 'search paused by an alert (p95 '],
    ['stop', 'search paused by an alert (p95 '],
  ] as const)('that acts (%s) pauses it on a screen', (action, text) => {
    const run = new StudyHarness(driven, alerted(action)).until(({state}) => state === 'paused');
    expect(run.run.texts().find((one) => one.startsWith('search paused'))).toContain(text);
    expect(run.study().trials.at(-1)).toMatchObject({verdict: 'INTERRUPTED'});
    run.wait(20).do({kind: 'auto'});
    expect(run.study().state).toBe('running');
  });

  it.each(['hold', 'back-off'] as const)('that acts (%s) ends it where nobody would give the load back', (action) => {
    const run = new StudyHarness(unattended, alerted(action)).untilDone();
    expect(run.study()).toMatchObject({verdict: 'INCOMPLETE'});
    expect(run.study().trials.at(-1)?.why).toMatch(/^an alert \(p95 .* > 70ms.*\) took over$/);
    expect(run.run.texts().find((text) => text.startsWith('search ended'))).toContain('search ended by an alert (p95 ');
    expect(run.session.summary()).toMatchObject({endedBy: 'search ended', exitCode: 108});
  });

  it('that stops ends the run with its reason', () => {
    const run = new StudyHarness(unattended, alerted('stop')).untilDone();
    expect(run.study().verdict).toBe('INCOMPLETE');
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by an alert', exitCode: 108});
  });

  it('that only tells leaves it alone', () => {
    const run = new StudyHarness(unattended, alerted('alert')).until(({trials}) => trials.length === 7);
    expect(run.run.texts().some((text) => text.startsWith('ALERT p95'))).toBe(true);
    expect(run.study()).toMatchObject({state: 'running'});
  });
});

describe('a threshold that aborts', () => {
  const abortOnFail = {...threshold('http_req_duration', 'p(95)<30'), abortOnFail: true, delayAbortEvalMs: 10_000};

  it('pauses a search begun in a run for something else', () => {
    const run = new StudyHarness({study: null}, profileOf({vus: 100, thresholds: [abortOnFail]})).wait(2);
    run.do({kind: 'capacity', objectives: ['p(95)<100'], gentle: false}).until(({state}) => state === 'paused');
    expect(run.view().phase).toBe('STOPPED');
    expect(run.run.texts()).toContain('search paused by a threshold');
  });
});

it('iterations that are all done pause it: no VU has anything left to do', () => {
  const profile = profileOf();
  const run = new StudyHarness({prepared: preparedRun(profile, undefined, {iterations: {shared: 500}})}, profile);
  run.fault = (second, level) => (second >= 20 ? {vus: () => 0, finishedVus: Math.round(level)} : {});
  run.until(({state}) => state === 'paused');
  expect(run.run.texts()).toContain('search paused by the end of its iterations');
  expect(run.view().load).toMatchObject({mode: 'manual', targetLevel: 0});
  run.wait(100);
  expect(run.view().load.targetLevel).toBe(0);
});
