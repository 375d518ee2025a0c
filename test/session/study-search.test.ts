import {describe, expect, it} from 'vitest';
import type {StudySetup} from '../../source/domain/study.ts';
import {profileOf, saturated, threshold} from './fixtures.ts';
import {capacityOf, ratedProfile, StudyHarness} from './study-harness.ts';

const unattended = {interactive: false} as const;

/** Far below what the queue can do. */
const lowCap = {vus: 40, rate: 100};

describe('a search that nobody drives', () => {
  it('finds the capacity of a queue in the closed model, says so, and the run is over', () => {
    const run = new StudyHarness(unattended).untilDone();
    const {low, high, verdict} = run.study();
    expect(verdict).toBe('FOUND');
    expect(Math.sqrt(low! * high!) / 176).toBeGreaterThan(0.85);
    expect(Math.sqrt(low! * high!) / 176).toBeLessThan(1.15);
    expect(run.session.finished).toBe(true);
    expect(run.session.summary()).toMatchObject({endedBy: 'search ended', exitCode: 0, validity: {verdict: 'VALID'}});
    expect(run.session.summary().study).toEqual(run.study());
  });

  it('finds it in the open model', () => {
    const run = new StudyHarness({...unattended, study: capacityOf({model: 'open'})}, ratedProfile()).untilDone();
    const {low, high, verdict} = run.study();
    expect(verdict).toBe('FOUND');
    expect(Math.sqrt(low! * high!) / 164).toBeGreaterThan(0.85);
    expect(Math.sqrt(low! * high!) / 164).toBeLessThan(1.15);
    expect(run.session.summary()).toMatchObject({endedBy: 'search ended', exitCode: 0});
  });

  it('is 99 where the lowest load does not hold', () => {
    const tight = threshold('http_req_duration', 'p(95)<1');
    const run = new StudyHarness({...unattended, study: capacityOf({objectives: [tight]})}).untilDone();
    expect(run.study()).toMatchObject({verdict: 'BELOW', low: null, high: 1});
    expect(run.session.summary()).toMatchObject({endedBy: 'search ended', exitCode: 99});
  });

  it('is 111 where the generator is at its end first, and no capacity', () => {
    const run = new StudyHarness(unattended);
    run.fault = (_, level) => (level >= 40 ? {generator: saturated} : {});
    run.untilDone();
    expect(run.study()).toMatchObject({verdict: 'GENERATOR-LIMITED', high: null});
    expect(run.study().says).toContain('no capacity found: the generator was at its end');
    const {endedBy, exitCode, validity} = run.session.summary();
    expect([endedBy, exitCode, validity.verdict]).toEqual(['search ended', 111, 'DEGRADED']);
  });

  it('is 0 where all held up to the cap', () => {
    const run = new StudyHarness(unattended, profileOf({cap: lowCap})).untilDone();
    expect(run.study()).toMatchObject({verdict: 'AT-LEAST', low: 40, high: null});
    expect(run.session.summary().exitCode).toBe(0);
  });

  it('leaves thresholds unjudged, and none of them ends it', () => {
    const tight = threshold('http_req_duration', 'p(95)<30');
    const thresholds = [tight, {...tight, abortOnFail: true, delayAbortEvalMs: 0}];
    const run = new StudyHarness(unattended, profileOf({cap: lowCap, thresholds})).untilDone();
    const {endedBy, exitCode, run: whole} = run.session.summary();
    expect({endedBy, exitCode}).toEqual({endedBy: 'search ended', exitCode: 0});
    expect(whole.thresholds.map(({ok}) => ok)).toEqual([null, null]);
  });

  it('a signal ends it INCOMPLETE: the run was ended by the signal', () => {
    const run = new StudyHarness(unattended).intoTrial(3);
    run.do({kind: 'finish', how: 'drain', end: true}, 'signal').wait(1);
    expect(run.study()).toMatchObject({state: 'done', verdict: 'INCOMPLETE', low: 40});
    expect(run.study().trials.at(-1)).toMatchObject({verdict: 'INTERRUPTED', level: 80});
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by signal', exitCode: 105});
    expect(run.run.events.filter(({text}) => text.startsWith('drain'))).toHaveLength(1);
  });

  it('a signal before its load began leaves it INCOMPLETE without a trial', () => {
    const run = new StudyHarness(unattended).do({kind: 'finish', how: 'stop', end: true}, 'signal');
    expect(run.study()).toMatchObject({verdict: 'INCOMPLETE', trials: [], low: null, high: null});
    const never = new StudyHarness(unattended, profileOf(), {}, [{kind: 'finish', how: 'stop', end: true}]);
    expect(never.view().study).toBeNull();
    expect(never.session.finished).toBe(true);
  });
});

describe('a search on a screen', () => {
  it('leaves the load at the highest that held, with the operator', () => {
    const run = new StudyHarness().untilDone().wait(3);
    const {low} = run.study();
    const {load, finished, notice, phase} = run.view();
    expect(load).toMatchObject({mode: 'manual', targetLevel: low, commandedLevel: low});
    expect(phase).toBe('HOLD');
    expect(finished).toBe(false);
    expect(notice).toMatchObject({text: run.study().says, tone: 'good'});
    run.do({kind: 'finish', how: 'stop', end: true});
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by operator', exitCode: 0});
  });

  it('is told once: each trial, and how it ended', () => {
    const run = new StudyHarness({}, profileOf({cap: lowCap})).untilDone().wait(20);
    const texts = run.run.texts();
    const {trials, says} = run.study();
    expect(texts.filter((text) => text === says)).toHaveLength(1);
    expect(texts.filter((text) => / (PASS|FAIL|ABORTED|UNDECIDED)\b/.test(text))).toHaveLength(trials.length);
  });

  it('is written down at the end of each trial and at its own', () => {
    const run = new StudyHarness({}, profileOf({cap: lowCap})).untilDone().wait(20);
    const written = run.written().map((study) => (study.kind === 'capacity' ? study.trials.length : Number.NaN));
    const {trials} = run.study();
    expect(written).toEqual(Array.from({length: trials.length + 1}, (_, index) => index));
    expect(run.written().at(-1)).toEqual(run.study());
  });

  it('111 for a generator at its end holds whoever drove', () => {
    const run = new StudyHarness();
    run.fault = () => ({generator: saturated});
    run.untilDone().do({kind: 'finish', how: 'stop', end: true});
    expect(run.session.summary()).toMatchObject({endedBy: 'stopped by operator', exitCode: 111});
  });
});

describe('a test that looks on', () => {
  const setup: StudySetup = {kind: 'spike', model: 'closed', baseLevel: 10, factors: [2]};
  const stages = [
    {durationMs: 20_000, target: 10, name: ''},
    {durationMs: 20_000, target: 10, name: ''},
  ];

  it('has its load from the plan: no search takes it away', () => {
    const run = new StudyHarness({study: setup}, profileOf({stages})).wait(25);
    run.do({kind: 'capacity', objectives: ['p(95)<100'], gentle: false});
    const {study, notice, load} = run.view();
    expect(study?.kind).toBe('spike');
    expect(notice?.text).toBe('the load is the plan of a test: no search now');
    expect(load.mode).toBe('auto');
  });
});
