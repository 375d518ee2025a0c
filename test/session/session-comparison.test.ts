import {describe, expect, it} from 'vitest';
import type {RunComparison} from '../../source/domain/comparison.ts';
import {profileOf, saturated} from './fixtures.ts';
import {comparisonOf, SessionHarness, settled} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';

const base = {file: 'snapshots/base.json', snapshot: snapshotOf({vus: 5, seconds: 60})};
const liveOnBaseline = {kind: 'compare', a: 'live', b: null, align: 'load'} as const;

function harness(options: ConstructorParameters<typeof SessionHarness>[1] = {baseline: base}): SessionHarness {
  return new SessionHarness(profileOf({vus: 5}), options).start().wait(20_000);
}

describe('a comparison', () => {
  it('is of the live run with the baseline, at the confidence of what is read again and again', async () => {
    const run = harness();
    run.compare = async () =>
      comparisonOf({
        now: {startMs: 0, endMs: 9000, model: 'closed', level: 5, seconds: 9, samples: 90, steady: true},
        verdict: 'REGRESSION',
      });
    expect(run.view().comparison).toBeNull();
    run.do(liveOnBaseline);
    await settled();
    expect(run.view().comparison).toMatchObject({
      a: {file: 'live', name: 'live', takenAt: null, level: 5, seconds: 9},
      b: {file: base.file, name: 'base', takenAt: base.snapshot.takenAt, level: 5, seconds: 60},
      align: 'load',
      stale: false,
      result: {verdict: 'REGRESSION'},
    });
    expect(run.view().comparison!.a.curve[0]).toMatchObject({model: 'closed', level: 5});
    expect(run.compared).toMatchObject([{before: {name: 'base'}, now: {window: {scope: 'run'}}, confidence: 0.99}]);
    run.do({...liveOnBaseline, align: 'window'});
    await settled();
    expect(run.compared[1]!.now.window.scope).toBe('window');
  });

  it('that fails says why it is not there, until something else is asked for', async () => {
    const run = harness();
    run.do({kind: 'compare', a: 'live', b: 'snapshots/gone.json', align: 'load'});
    expect(run.view().notCompared).toBeNull();
    await settled();
    expect(run.view()).toMatchObject({
      comparison: null,
      notCompared: 'internal error: snapshots/gone.json is not there',
    });
    run.do(liveOnBaseline);
    expect(run.view().notCompared).toBeNull();
    await settled();
    expect(run.view()).toMatchObject({comparison: {align: 'load'}, notCompared: null});
    run.do({kind: 'compare', a: 'live', b: 'snapshots/gone.json', align: 'load'});
    await settled();
    run.do({kind: 'compare-close'});
    expect(run.view().notCompared).toBeNull();
  });

  it('of two files is read once, with 95% confidence, and not made anew', async () => {
    const run = harness();
    for (const name of ['a', 'b']) run.do({kind: 'snapshot', name, note: null, scope: 'window'});
    await settled();
    run.do({kind: 'compare', a: 'snapshots/a.json', b: 'snapshots/b.json', align: 'load'});
    await settled();
    run.wait(20_000);
    await settled();
    expect(run.compared.map(({confidence}) => confidence)).toEqual([0.95]);
    run.do({kind: 'compare', a: 'snapshots/b.json', b: 'snapshots/a.json', align: 'time'});
    await settled();
    expect(run.read).toEqual(['snapshots/a.json', 'snapshots/b.json']);
    expect(run.view().comparison).toMatchObject({a: {name: 'b'}, b: {name: 'a'}, align: 'time'});
  });

  it('with a live side is made anew every five seconds while it is open, never two at once', async () => {
    const run = harness();
    const waiting: ((result: RunComparison) => void)[] = [];
    run.compare = () => new Promise((resolve) => waiting.push(resolve));
    run.do(liveOnBaseline);
    await settled();
    run.wait(20_000);
    await settled();
    expect(run.compared).toHaveLength(1);
    waiting[0]!(comparisonOf({text: 'first'}));
    await settled();
    expect(run.view().comparison).toMatchObject({stale: false, result: {text: 'first'}});
    run.wait(1000);
    await settled();
    expect(run.compared).toHaveLength(2);
    expect(run.view().comparison).toMatchObject({stale: true, result: {text: 'first'}});
    waiting[1]!(comparisonOf({text: 'second'}));
    await settled();
    run.wait(4000);
    await settled();
    expect(run.compared).toHaveLength(2);
    run.do({kind: 'compare-close'}).wait(20_000);
    await settled();
    expect(run.compared).toHaveLength(2);
    expect(run.view().comparison).toBeNull();
  });

  it('of a wish that another one has overtaken is not shown', async () => {
    const run = harness();
    const waiting: ((result: RunComparison) => void)[] = [];
    run.compare = () => new Promise((resolve) => waiting.push(resolve));
    run
      .do(liveOnBaseline)
      .do({...liveOnBaseline, align: 'time'})
      .do({...liveOnBaseline, align: 'window'});
    await settled();
    waiting[0]!(comparisonOf({text: 'first'}));
    await settled();
    expect(run.view().comparison).toBeNull();
    waiting[1]!(comparisonOf({text: 'last'}));
    await settled();
    expect(run.compared.map(({align}) => align)).toEqual(['load', 'window']);
    expect(run.view().comparison).toMatchObject({align: 'window', result: {text: 'last'}});
  });

  it('that fails says so once and shows none', async () => {
    const run = harness();
    run.compare = async () => Promise.reject(new Error('out of memory'));
    run.do(liveOnBaseline);
    await settled();
    expect(run.view()).toMatchObject({comparison: null, notice: {tone: 'over'}});
    run.wait(20_000);
    await settled();
    expect(run.compared).toHaveLength(1);
    expect(run.texts().filter((text) => text.includes('out of memory'))).toHaveLength(1);
  });

  it('without a baseline says how to choose one, and begins once one is chosen', async () => {
    const run = harness({});
    run.do(liveOnBaseline);
    await settled();
    expect(run.view()).toMatchObject({
      comparison: null,
      notice: {text: 'nothing to compare with: press B to choose a baseline', tone: 'plain'},
    });
    run.do({kind: 'snapshot', name: 'a', note: null, scope: 'window'});
    await settled();
    run.do({kind: 'baseline-choose', file: 'snapshots/a.json'});
    await settled();
    expect(run.view().comparison).toMatchObject({b: {name: 'a'}});
  });
});

describe('the baseline', () => {
  it('comes with its figures by load, when it is chosen and from the start', async () => {
    const run = harness();
    await settled();
    expect(run.view().baseline).toMatchObject({takenAt: base.snapshot.takenAt, seconds: 60});
    expect(run.view().baseline!.curve).toMatchObject([{model: 'closed', level: 5}]);
  });
});

describe('at the end of a run', () => {
  const headless = {interactive: false, baseline: base, compareAtEnd: true};

  async function ended(options: typeof headless, verdict: RunComparison['verdict']) {
    const run = new SessionHarness(profileOf({vus: 5}), options);
    run.compare = async () => comparisonOf({verdict, text: 'p95 +30%'});
    run.start().wait(20_000).do({kind: 'finish', how: 'stop', end: true}, 'plan').stop();
    expect(run.session.finished).toBe(!options.compareAtEnd);
    await settled();
    expect(run.session.finished).toBe(true);
    return run;
  }

  it('the baseline asked for is compared with all of it, and a regression fails a headless run', async () => {
    const run = await ended(headless, 'REGRESSION');
    expect(run.compared).toMatchObject([
      {now: {window: {scope: 'run'}}, before: {name: 'base'}, align: 'load', confidence: 0.95},
    ]);
    expect(run.session.summary()).toMatchObject({exitCode: 112, comparison: {verdict: 'REGRESSION'}});
    expect(run.texts()).toContain('against "base": REGRESSION: p95 +30%');
    expect((await ended(headless, 'SUSPECT')).session.summary().exitCode).toBe(0);
    expect((await ended({...headless, interactive: true}, 'REGRESSION')).session.summary()).toMatchObject({
      exitCode: 0,
      comparison: {verdict: 'REGRESSION'},
    });
  });

  it('rests on latencies that must be right: where the generator was saturated the run is invalid', async () => {
    const run = new SessionHarness(profileOf({vus: 5}), headless);
    run.traffic = {requests: 5, latencyUs: 10_000, generator: saturated};
    run.compare = async () => comparisonOf({verdict: 'REGRESSION'});
    run.start().wait(20_000).do({kind: 'finish', how: 'stop', end: true}, 'plan').stop();
    await settled();
    expect(run.session.summary()).toMatchObject({exitCode: 111, validity: {verdict: 'INVALID'}});
  });

  it('one that is refused is no pass: a headless run says so and ends with 104', async () => {
    const refused = async (interactive: boolean) => {
      const run = new SessionHarness(profileOf({vus: 5}), {...headless, interactive});
      run.compare = async () => comparisonOf({verdict: 'UNTESTED', refusal: 'no common load'});
      run.start().wait(20_000).do({kind: 'finish', how: 'stop', end: true}, 'plan').stop();
      await settled();
      return run;
    };
    const run = await refused(false);
    expect(run.session.summary()).toMatchObject({
      exitCode: 104,
      comparison: {refusal: 'no common load'},
      baselineName: 'base',
    });
    expect(run.texts()).toContain('not compared with "base": no common load');
    expect((await refused(true)).session.summary().exitCode).toBe(0);
  });

  it('a drive is named as its file is, which is what finds it again', async () => {
    const drive = {...base, file: 'snapshots/drives/2026-08-11-base.jsonl'};
    const run = await ended({...headless, baseline: drive}, 'OK');
    expect(run.session.summary().baselineName).toBe('2026-08-11-base');
  });

  it('one that nobody asked for is not', async () => {
    const run = await ended({...headless, compareAtEnd: false}, 'REGRESSION');
    expect(run.compared).toEqual([]);
    expect(run.session.summary()).toMatchObject({exitCode: 0, comparison: null});
  });

  it('a comparison that fails is something that was asked for and is not there', async () => {
    const run = new SessionHarness(profileOf({vus: 5}), headless);
    run.compare = async () => Promise.reject(new Error('no memory'));
    run.start().wait(20_000).do({kind: 'finish', how: 'stop', end: true}, 'plan').stop();
    await settled();
    expect(run.session.summary()).toMatchObject({
      exitCode: 104,
      comparison: null,
      notWritten: ['not compared with "base": internal error: no memory'],
    });
  });
});
