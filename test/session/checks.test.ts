import {describe, expect, it} from 'vitest';
import type {RunPlan} from '../../source/domain/run-plan.ts';
import {preparedRun, profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const plan: Partial<RunPlan> = {
  series: [
    {name: 0, tags: {name: 'login', scenario: 'a', method: 'GET'}},
    {name: 0, tags: {name: 'login', scenario: 'b', method: 'GET'}},
    {name: 1, tags: {name: 'cart', scenario: 'b', method: 'GET'}},
  ],
  checks: [
    {name: 'status is 200', series: 0},
    {name: 'status is 200', series: 1},
    {name: 'body contains "x"', series: 2},
  ],
};

const outcomes = [
  {check: 0, passed: 4, failed: 0, cut: 0},
  {check: 1, passed: 3, failed: 1, cut: 0},
  {check: 2, passed: 1, failed: 3, cut: 2},
];

const headless = {interactive: false, baseline: null} as const;

function harness(changes: Parameters<typeof profileOf>[0] = {}, interactive = true): SessionHarness {
  const profile = profileOf({vus: 5, ...changes});
  const prepared = preparedRun(profile, ['login', 'cart'], plan);
  const run = new SessionHarness(profile, interactive ? {prepared} : {prepared, ...headless});
  run.traffic = {requests: 5, latencyUs: 1000, metrics: {checks: outcomes, flowErrors: 2}};
  return run.start();
}

describe('checks', () => {
  it('are added up over the run by request and name', () => {
    expect(harness().wait(1000).view().checks).toEqual([
      {name: 'status is 200', requestName: 'login', passed: 28, failed: 4, cut: 0},
      {name: 'body contains "x"', requestName: 'cart', passed: 4, failed: 12, cut: 8},
    ]);
  });

  it('stand with zeros before the first, and not at all where there are none', () => {
    expect(
      harness()
        .view()
        .checks.map(({passed, failed}) => passed + failed),
    ).toEqual([0, 0]);
    expect(new SessionHarness(profileOf()).start().view().checks).toEqual([]);
  });

  it('are judged by thresholds: all, one, and those of a tag', () => {
    const keys = [
      'checks',
      'checks{check:status is 200}',
      'checks{name:cart}',
      'checks{check:status is 200,scenario:a}',
    ];
    const run = harness({thresholds: keys.map((key) => threshold(key, 'rate>0.9'))}).wait(15_000);
    expect(run.view().slos.map(({value}) => value)).toEqual([8 / 12, 7 / 8, 1 / 4, 1]);
    const {thresholds} = run.session.buildSnapshot('run', 'a', null);
    expect(thresholds.map(({value, ok}) => [value, ok])).toEqual([
      [8 / 12, false],
      [7 / 8, false],
      [1 / 4, false],
      [1, true],
    ]);
  });

  it('have no value where none was made', () => {
    const run = harness({thresholds: [threshold('checks', 'rate>0.9')]});
    run.traffic = {requests: 5, latencyUs: 1000};
    expect(run.wait(15_000).view().slos[0]).toMatchObject({value: null, state: 'unknown'});
  });

  it('are in snapshots with the flow errors of the window', () => {
    expect(harness().wait(2000).session.buildSnapshot('run', 'a', null)).toMatchObject({
      checks: [
        {name: 'status is 200', requestName: 'login', passed: 56, failed: 8, cut: 0},
        {name: 'body contains "x"', requestName: 'cart', passed: 8, failed: 24, cut: 16},
      ],
      flowErrors: 16,
    });
  });
});

describe('flow errors', () => {
  const error = {scenario: 0, text: 'login: nothing found at $.token', fatal: false};

  it('are counted, told once a text, and secrets are taken out', () => {
    const run = harness().wait(1000);
    for (let i = 0; i < 3; i++) run.session.onReport({kind: 'flow-error', atMs: 1000, error});
    run.session.onReport({kind: 'flow-error', atMs: 1000, error: {...error, text: 'no secret'}});
    expect(run.view().flowErrors).toBe(8);
    expect(run.texts().slice(1)).toEqual(['flow error: login: nothing found at $.token', 'flow error: no [redacted]']);
    expect(run.view()).toMatchObject({phase: 'HOLD', flowErrorText: 'no [redacted]'});
  });

  it('are written with what they say, the first five kinds', () => {
    const run = harness().wait(1000);
    expect(run.view().flowErrorText).toBeNull();
    for (let i = 0; i < 7; i++) {
      run.session.onReport({kind: 'flow-error', atMs: 1000, error: {...error, text: `secret ${i}`}});
    }
    const texts = [0, 1, 2, 3, 4].map((i) => `[redacted] ${i}`);
    expect(run.session.buildSnapshot('window', 'a', null).flowErrorTexts).toEqual(texts);
    expect(run.session.summary().run.flowErrorTexts).toEqual(texts);
    expect(run.view().flowErrorText).toBe('[redacted] 6');
  });

  it('can be bounded by a threshold', () => {
    const bound = threshold('flow_errors', 'count<10');
    const run = harness({thresholds: [bound]}).wait(15_000);
    expect(run.view().slos[0]).toMatchObject({value: 80, state: 'over', short: 'flow errors'});
  });

  it('that no iteration can get around end a run nobody drives with 107, and say why', () => {
    const run = harness(
      {
        stages: [
          {durationMs: 0, target: 5, name: null},
          {durationMs: 60_000, target: 5, name: null},
        ],
      },
      false,
    ).wait(2000);
    const text = 'all 500 unique rows of users.csv are used';
    run.session.onReport({kind: 'flow-error', atMs: 2000, error: {scenario: 0, text, fatal: true}});
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 30_000});
    expect(run.texts().slice(-2)).toEqual([
      `flow error: ${text}`,
      'drain (data ran out): 5 VUs leave after their iteration',
    ]);
    run.wait(250).stop();
    expect(run.session.summary()).toMatchObject({endedBy: 'data ran out', endedWhy: text, exitCode: 107});
  });

  it('of that kind take the load of a driven run to 0 and leave the session', () => {
    const run = harness().wait(2000);
    const text = 'all 500 unique rows of users.csv are used';
    run.session.onReport({kind: 'flow-error', atMs: 2000, error: {scenario: 0, text, fatal: true}});
    run.wait(1000);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'target', toLevel: 0});
    expect(run.view()).toMatchObject({load: {targetLevel: 0}, finished: false, notice: {text, tone: 'over'}});
  });
});
