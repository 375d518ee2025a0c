import {describe, expect, it} from 'vitest';
import type {Intent} from '../../source/session/intent.ts';
import {profileOf, requestOf} from './fixtures.ts';
import {capacityOf, ratedProfile, StudyHarness} from './study-harness.ts';

const scenario = (name: string) => ({name, weight: 1, flow: [{kind: 'request' as const, request: requestOf('login')}]});
const twoScenarios = profileOf({scenarios: [scenario('shopper'), scenario('reader')]});

const takes: readonly (readonly [string, Intent])[] = [
  ['a step up', {kind: 'step', steps: 1, repeat: false}],
  ['a step down', {kind: 'step', steps: -1, repeat: false}],
  ['a target', {kind: 'target', model: 'closed', level: 30, overMs: null}],
  ['a target that asks first', {kind: 'target', model: 'closed', level: 1000, overMs: null}],
  ['a target in the other model', {kind: 'target', model: 'open', level: 30, overMs: null}],
  ['a hold', {kind: 'hold'}],
  ['a pause', {kind: 'pause'}],
  ['an undo', {kind: 'undo'}],
  ['the last good load', {kind: 'last-good'}],
  ['half of it', {kind: 'halve'}],
  ['an emergency stop', {kind: 'emergency-stop'}],
  ['a drain', {kind: 'finish', how: 'drain', end: false}],
  ['a weight', {kind: 'scenario-weight', index: 0, weight: 3}],
  ['a mute', {kind: 'scenario-mute', index: 1}],
  ['a cap below it', {kind: 'cap', model: 'closed', level: 20}],
];

const others: readonly Intent[] = [
  {kind: 'step-size', direction: 1},
  {kind: 'ramp-speed', direction: -1},
  {kind: 'cap', model: 'closed', level: 600},
  {kind: 'cap', model: 'open', level: 5},
  {kind: 'answer', yes: true},
  {kind: 'auto'},
  {kind: 'snapshot', name: 'a', note: null, scope: 'window'},
  {kind: 'fresh-window'},
  {kind: 'look', request: null},
  {kind: 'baseline-toggle'},
  {kind: 'list-snapshots'},
  {kind: 'mark', text: 'deploy'},
];

const loadOf = ({load}: ReturnType<StudyHarness['view']>) => ({model: load.model, level: load.targetLevel});

describe('whoever touches the load', () => {
  it.each(takes)('%s pauses the search; a goes on with the trial it left', (_, intent) => {
    const run = new StudyHarness({}, twoScenarios).intoTrial(2);
    const trial = loadOf(run.view());
    run.do(intent).wait(2);
    expect(run.study().state).toBe('paused');
    expect(run.view().load.mode).toBe('manual');
    const count = run.study().trials.length;
    run.wait(15);
    expect(run.study()).toMatchObject({state: 'paused', trials: {length: count}});
    if (run.view().phase === 'PAUSED') run.do({kind: 'pause'});
    if (intent.kind === 'cap') run.do({kind: 'cap', model: 'closed', level: 400});
    run.do({kind: 'auto'});
    expect(run.study().state).toBe('running');
    expect(run.view().load.mode).toBe('search');
    expect(run.view().question).toBeNull();
    expect(loadOf(run.view())).toEqual(trial);
    run.until(({trials}) => trials.length > count);
    expect(run.study().trials.at(-1)).toMatchObject({level: trial.level, verdict: 'PASS'});
  });

  it.each(others)('$kind leaves it alone', (intent) => {
    const run = new StudyHarness().intoTrial(2);
    const trial = loadOf(run.view());
    run.do(intent).wait(1);
    expect(run.study()).toMatchObject({state: 'running', trials: {length: 2}});
    expect(run.view().load.mode).toBe('search');
    expect(loadOf(run.view())).toEqual(trial);
  });

  it('the trial it interrupts is kept as that, with who did it', () => {
    const run = new StudyHarness().intoTrial(2).do({kind: 'step', steps: 1, repeat: false});
    expect(run.study().trials.at(-1)).toMatchObject({level: 40, verdict: 'INTERRUPTED', why: 'the operator took over'});
    expect(run.run.texts()).toContain('search paused by the operator');
  });

  it('takes it over from the drain after a failure, too', () => {
    const failed = ({trials}: {trials: readonly {verdict: string}[]}) => trials.at(-1)?.verdict === 'ABORTED';
    const run = new StudyHarness({study: capacityOf({startLevel: 300})}).until(failed);
    const {says} = run.study();
    expect(says).toMatch(/^drains at 150 VUs/);
    run.do({kind: 'halve'}).wait(5);
    expect(run.study().state).toBe('paused');
    run.do({kind: 'auto'});
    expect(run.study()).toMatchObject({state: 'running', says});
    run.untilDone();
    expect(run.study().verdict).toBe('FOUND');
  });

  it('takes it over while it climbs to a trial: the climb ends there', () => {
    const run = new StudyHarness().until(({trials}) => trials.length === 3).wait(1);
    expect(run.view().phase).toBe('RAMP');
    run.do({kind: 'last-good'});
    const {load, phase} = run.view();
    expect(phase).toBe('HOLD');
    expect(load.targetLevel).toBeLessThan(80);
  });

  it('answers the question that paused it with a yes: it stays with the operator', () => {
    const run = new StudyHarness().intoTrial(2).do({kind: 'target', model: 'closed', level: 1000, overMs: null});
    expect(run.view().question).not.toBeNull();
    run.do({kind: 'answer', yes: true}).wait(5);
    expect(run.study().state).toBe('paused');
    expect(run.view().load.targetLevel).toBe(1000);
  });

  it('undoes: back to the load before the search', () => {
    const run = new StudyHarness({study: null}, profileOf({vus: 12})).wait(5);
    run.do({kind: 'capacity', objectives: ['p(95)<100'], gentle: false}).intoTrial(3);
    run.do({kind: 'undo'});
    expect(loadOf(run.view())).toEqual({model: 'closed', level: 12});
  });
});

describe('a goes on', () => {
  it('not while the run is paused: p does first', () => {
    const run = new StudyHarness().intoTrial(2).do({kind: 'pause'}).do({kind: 'auto'});
    expect(run.view().notice?.text).toBe('paused: p goes on');
    expect(run.study().state).toBe('paused');
    run.do({kind: 'pause'}).do({kind: 'auto'});
    expect(run.study().state).toBe('running');
  });

  it('not beyond a cap that was lowered meanwhile: it says so, and does once it is raised', () => {
    const run = new StudyHarness().intoTrial(3).do({kind: 'cap', model: 'closed', level: 50});
    expect(loadOf(run.view())).toEqual({model: 'closed', level: 50});
    run.do({kind: 'auto'});
    expect(run.study().state).toBe('paused');
    expect(run.view().notice?.text).toBe('search paused: 80 VUs would be over the cap of 50 VUs');
    expect(loadOf(run.view())).toEqual({model: 'closed', level: 50});
    run.do({kind: 'cap', model: 'closed', level: 400}).do({kind: 'auto'}).wait(5);
    expect(run.study().state).toBe('running');
    expect(loadOf(run.view())).toEqual({model: 'closed', level: 80});
  });

  it('by itself up to a cap that was lowered, or raised, above its trial', () => {
    const run = new StudyHarness().intoTrial(3).do({kind: 'cap', model: 'closed', level: 90}).untilDone();
    expect(run.study()).toMatchObject({verdict: 'AT-LEAST', low: 90, high: null});
    const raised = new StudyHarness({}, profileOf({cap: {vus: 40, rate: 100}})).intoTrial(2);
    raised.do({kind: 'cap', model: 'closed', level: 60}).untilDone();
    expect(raised.study()).toMatchObject({verdict: 'AT-LEAST', low: 60});
  });

  it('no further than to a load above a cap that was lowered meanwhile, where it pauses', () => {
    const drains = ({says}: {says: string}) => says.startsWith('drains at 135 VUs before 220');
    const run = new StudyHarness({study: capacityOf({startLevel: 180})}).until(drains);
    run.do({kind: 'cap', model: 'closed', level: 200}).until(({state}) => state === 'paused');
    expect(run.run.texts()).toContain('search paused: 220 VUs would be over the cap of 200 VUs');
    expect(run.view().load).toMatchObject({mode: 'manual', targetLevel: 135});
  });

  it('in its own model, whatever the operator has switched to', () => {
    const run = new StudyHarness({study: capacityOf({model: 'open'})}, ratedProfile()).intoTrial(2);
    run.do({kind: 'target', model: 'closed', level: 30, overMs: null}).wait(20).do({kind: 'auto'});
    expect(loadOf(run.view())).toEqual({model: 'open', level: 40});
    run.untilDone();
    expect(run.study()).toMatchObject({model: 'open', verdict: 'FOUND'});
    expect(run.study().low! / 164).toBeGreaterThan(0.85);
    expect(run.study().low! / 164).toBeLessThan(1.15);
  });

  it('after a stop that came before the load', () => {
    const stopped = new StudyHarness({}, profileOf(), {}, [{kind: 'emergency-stop'}]).wait(30);
    expect(stopped.study()).toMatchObject({state: 'paused', trials: []});
    expect(stopped.view().load.commandedLevel).toBe(0);
    stopped.do({kind: 'auto'}).intoTrial(1);
    expect(stopped.study().trials).toMatchObject([{level: 10, verdict: 'PASS'}]);
  });

  it('no more once it is over', () => {
    const run = new StudyHarness().intoTrial(1).do({kind: 'capacity-end'}).do({kind: 'auto'});
    expect(run.view().notice?.text).toBe('the search is over: :capacity begins another');
    expect(run.view().load.mode).toBe('manual');
  });

  it('once it is over, with the plan where its clock stood', () => {
    const stages = [
      {durationMs: 20_000, target: 20, name: ''},
      {durationMs: 600_000, target: 20, name: ''},
    ];
    const run = new StudyHarness({study: null}, profileOf({stages})).wait(30);
    run.do({kind: 'capacity', objectives: ['p(95)<100'], gentle: false}).intoTrial(3);
    const {progress} = run.view().load.plan!;
    run.untilDone().wait(60);
    expect(run.view().load).toMatchObject({mode: 'manual', plan: {stage: 1, progress}});
    run.do({kind: 'auto'}).wait(5);
    expect(run.view().load).toMatchObject({mode: 'auto', targetLevel: 20});
    const ended = new StudyHarness({study: null}, profileOf({stages})).wait(30);
    ended.do({kind: 'capacity', objectives: ['p(95)<100'], gentle: false}).intoTrial(3);
    ended.do({kind: 'capacity-end'}).do({kind: 'auto'}).wait(5);
    expect(ended.view().load).toMatchObject({mode: 'auto', targetLevel: 20});
  });
});

describe(':capacity', () => {
  const search: Intent = {kind: 'capacity', objectives: ['p(95)<100'], gentle: false};

  it('begins at the load there is, with the rules it is given', () => {
    const run = new StudyHarness({study: null}, profileOf({vus: 30})).wait(3).do(search);
    expect(loadOf(run.view())).toEqual({model: 'closed', level: 30});
    expect(run.study()).toMatchObject({objectives: ['http_req_duration: p(95)<100'], state: 'running'});
  });

  it('takes the place of the search under way, which is over as it is', () => {
    const run = new StudyHarness().intoTrial(4);
    run.do({kind: 'capacity', objectives: ['p(99)<80'], gentle: true});
    expect(run.study()).toMatchObject({objectives: ['http_req_duration: p(99)<80'], gentle: true, trials: []});
    const finals = run.written().filter((study) => study.state === 'done');
    expect(finals).toMatchObject([{verdict: 'INCOMPLETE', low: 80}]);
    const [final] = finals;
    expect(final?.kind === 'capacity' && final.trials.at(-1)?.why).toBe('another search took over');
    run.do({kind: 'undo'});
    expect(loadOf(run.view()).level).toBe(1);
  });

  it('is refused where no rule is given and the profile has none, or one that is none', () => {
    const run = new StudyHarness({study: null}).wait(2).do({...search, objectives: []});
    expect(run.view()).toMatchObject({study: null, notice: {text: 'no limit to search by: capacity p(95)<250'}});
    run.do({...search, objectives: ['vus: value<5']});
    expect(run.view().study).toBeNull();
    expect(run.view().notice?.text).toContain('the search itself sets the number of VUs');
  });

  it('off ends it: the load stays as it is, with the operator', () => {
    const run = new StudyHarness().until(({trials}) => trials.length === 3).wait(1);
    run.do({kind: 'capacity-end'});
    expect(run.study().trials.at(-1)).toMatchObject({verdict: 'INTERRUPTED', why: 'the operator took over'});
    const {targetLevel, commandedLevel, mode} = run.view().load;
    expect(mode).toBe('manual');
    expect(targetLevel).toBe(commandedLevel);
    expect(targetLevel).toBeLessThan(80);
    expect(run.study()).toMatchObject({state: 'done', verdict: 'INCOMPLETE'});
    run.wait(20);
    expect(run.view().load.targetLevel).toBe(targetLevel);
  });

  it('off while it is paused leaves the load of the operator alone', () => {
    const run = new StudyHarness().intoTrial(2).do({kind: 'emergency-stop'}).wait(3).do({kind: 'capacity-end'});
    expect(run.study().state).toBe('done');
    expect(run.view()).toMatchObject({phase: 'STOPPED', load: {targetLevel: 0}});
  });

  it('off without a search says so', () => {
    const run = new StudyHarness({study: null}).wait(2).do({kind: 'capacity-end'});
    expect(run.view().notice?.text).toBe('no search is under way');
  });
});

it('a search in a run that nobody drives gives the load back to its plan, and the run ends with that', () => {
  const stages = [
    {durationMs: 10_000, target: 120, name: ''},
    {durationMs: 60_000, target: 120, name: ''},
  ];
  const run = new StudyHarness({study: null, interactive: false}, profileOf({stages, cap: {vus: 130, rate: 1}}));
  run.wait(30).do({kind: 'target', model: 'closed', level: 20, overMs: null});
  run
    .do({kind: 'capacity', objectives: ['p(95)<40'], gentle: false})
    .untilDone()
    .wait(1);
  expect(run.view()).toMatchObject({phase: 'RAMP', question: null, load: {mode: 'auto', targetLevel: 120}});
  run.wait(200);
  expect(run.session.finished).toBe(true);
  expect(run.session.summary()).toMatchObject({endedBy: 'plan ended', exitCode: 0});
});

it('a run that is finished while it searches ends with it', () => {
  const run = new StudyHarness().intoTrial(3).do({kind: 'finish', how: 'drain', end: true});
  expect(run.study()).toMatchObject({state: 'done', verdict: 'INCOMPLETE', low: 40});
  expect(run.session.summary()).toMatchObject({endedBy: 'stopped by operator', exitCode: 0});
});
