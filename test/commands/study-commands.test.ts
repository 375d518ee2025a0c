import {describe, expect, test} from 'vitest';
import {capacityRequest} from '../../source/commands/capacity-command.ts';
import {parseRunFlags} from '../../source/commands/flags.ts';
import {soakRequest} from '../../source/commands/soak-command.ts';
import {spikeRequest} from '../../source/commands/spike-command.ts';
import type {PlannedStudy, StudyRequest} from '../../source/commands/start-run.ts';
import {runProfile} from '../../source/commands/start-run.ts';
import {parseStudyFlags} from '../../source/commands/study-flags.ts';
import {executorPeakLevel} from '../../source/domain/executor.ts';
import type {Executor, FlowStep, Profile, Threshold} from '../../source/domain/profile.ts';
import type {StudySetup} from '../../source/domain/study.ts';
import {parseThreshold} from '../../source/domain/threshold-grammar.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {profileDocument} from '../../source/files/print-profile.ts';
import {requestStep, sampleProfile} from '../files/sample-profile.ts';

type Raw = Readonly<Record<string, unknown>>;

function threshold(text: string, changes: Partial<Threshold> = {}): Threshold {
  const [metric = '', condition = ''] = text.split(': ');
  const parsed = parseThreshold(metric, condition);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return {...parsed, ...changes};
}

const p95 = threshold('http_req_duration: p(95)<250');

function stages(...targets: readonly (readonly [seconds: number, target: number])[]): Executor {
  return {
    kind: 'ramping-vus',
    startVus: 0,
    stages: targets.map(([seconds, target]) => ({durationMs: seconds * 1000, target, name: null})),
  };
}

function pause(ms: number): FlowStep {
  return {kind: 'think', time: {kind: 'uniform', minMs: ms, maxMs: ms}};
}

const rate = (perSecond: number, maxVus = 40): Executor => ({
  kind: 'constant-arrival-rate',
  rate: perSecond,
  durationMs: 60_000,
  arrivals: 'poisson',
  preAllocatedVus: 10,
  maxVus,
});

function made(request: StudyRequest, profile: Profile): PlannedStudy & {readonly setup: StudySetup} {
  const planned = request(profile);
  return {...planned, setup: planned.question(planned.profile)};
}

function capacity(raw: Raw, profile: Partial<Profile> = {}): ReturnType<typeof made> {
  const request = capacityRequest(parseStudyFlags(raw), parseRunFlags(raw));
  return made(request, sampleProfile({thresholds: [p95], executor: stages([10, 300]), ...profile}));
}

const refused = (message: RegExp): Error =>
  expect.objectContaining({exitCode: 104, message: expect.stringMatching(message)}) as Error;

describe('a capacity search', () => {
  test('begins at a quarter of the highest load of the profile, in its model, and has no end of its own', () => {
    expect(capacity({}).setup).toMatchObject({kind: 'capacity', model: 'closed', startLevel: 75, gentle: false});
    expect(capacity({}).profile.executor).toEqual({kind: 'constant-vus', vus: 75, durationMs: null});
    expect(capacity({}, {executor: stages([10, 2])}).setup).toMatchObject({startLevel: 1});
    const open = capacity({gentle: true}, {executor: rate(22)});
    expect(open.setup).toMatchObject({model: 'open', startLevel: 5.5, gentle: true});
    expect(open.profile.executor).toMatchObject({rate: 5.5, durationMs: null, arrivals: 'poisson'});
  });

  test('begins where -u or --rate say, in the model of that flag', () => {
    expect(capacity({vus: '12'}).setup).toMatchObject({model: 'closed', startLevel: 12});
    expect(capacity({rate: '50'}).setup).toMatchObject({model: 'open', startLevel: 50});
    expect(capacity({vus: '12'}, {executor: rate(22)}).profile.executor).toMatchObject({kind: 'constant-vus', vus: 12});
  });

  test('begins no higher than its ceiling', () => {
    const low = capacity({maxVus: '20'});
    expect(low.setup).toMatchObject({startLevel: 20});
    expect(low.profile.cap.vus).toBe(20);
    expect(capacity({maxRate: '30'}, {executor: rate(400)}).setup).toMatchObject({startLevel: 30});
    expect(() => capacity({vus: '50', maxVus: '20'})).toThrow(refused(/goes to 50 VUs, above the ceiling of 20/));
  });

  test('holds to the limits of --slo, a latency where they name no metric', () => {
    const {setup, profile} = capacity({slo: ['p(99) < 400', 'http_req_failed: rate<0.01']});
    expect(setup).toMatchObject({
      objectives: [{metric: 'http_req_duration', bound: 400}, {metric: 'http_req_failed'}],
    });
    expect(profile.thresholds).toHaveLength(2);
  });

  test('else to the thresholds of the profile that fail a run and that more load can only break', () => {
    const thresholds = [
      threshold('http_req_duration: p(95)<250', {abortOnFail: true}),
      threshold('http_req_duration: p(99)<900', {severity: 'warning'}),
      threshold('http_reqs: rate>100'),
      threshold('vus: value<3'),
      threshold('checks: rate>0.9', {windowMs: 30_000}),
    ];
    const {profile} = capacity({}, {thresholds});
    expect(profile.thresholds.map(({source}) => source)).toEqual([p95.source, 'checks: rate>0.9']);
    // What holds at the present load is what a screen is to show, and nothing may stop a search that goes beyond it.
    expect(profile.thresholds).toMatchObject([{abortOnFail: false, windowMs: 10_000}, {windowMs: 30_000}]);
  });

  test('without a limit is refused, as is one that no search can use', () => {
    expect(() => capacity({}, {thresholds: []})).toThrow(refused(/nothing says what has to hold/));
    expect(() => capacity({slo: ['p(95)']})).toThrow(refused(/--slo "p\(95\)"/));
    expect(() => capacity({slo: ['p95<250']})).toThrow(refused(/--slo "p95<250"/));
    expect(() => capacity({slo: ['http_reqs: rate>10']})).toThrow(refused(/no objective/));
    expect(() => capacity({slo: ['p(95)<0']})).toThrow(refused(/nothing is below 0/));
    expect(() => capacity({vus: '0'})).toThrow(refused(/begins at 1 VU/));
    expect(() => capacity({rate: '0.5'})).toThrow(refused(/begins at 1\/s/));
  });

  test('takes a relative limit, whose bound comes later, and a baseline only for one', () => {
    const relative = ['http_req_duration: p(95)<+10%'];
    const flags = {slo: relative, baseline: 'b'};
    const planned = capacityRequest(parseStudyFlags(flags), parseRunFlags(flags))(sampleProfile());
    expect(() => planned.question(planned.profile)).toThrow(refused(/its baseline is not known/));
    const thresholds = planned.profile.thresholds.map((one) => ({...one, bound: 100}));
    expect(planned.question({...planned.profile, thresholds})).toMatchObject({objectives: [{bound: 100}]});
    const own = threshold(relative[0]!);
    expect(capacityRequest(parseStudyFlags({}), parseRunFlags({}))(sampleProfile({thresholds: [own]}))).toBeDefined();
    expect(() => capacity({baseline: 'b'})).toThrow(refused(/no limit of this search is relative/));
  });

  test('by a rate has virtual users for its cap while the limits hold: think times and answers at their limit', () => {
    const flow = [requestStep(), pause(3000), requestStep()];
    const {profile, told} = capacity({rate: '10', maxRate: '22'}, {scenarios: [{name: 'main', weight: 1, flow}]});
    // 22/s × (3 s of think time + 2 answers of a second).
    expect(profile.executor).toMatchObject({maxVus: 110});
    expect(profile.cap).toMatchObject({rate: 22});
    expect(profile.cap.vus).toBeGreaterThanOrEqual(110);
    expect(told).toBeNull();
    // 7 VUs and answers within 250 ms.
    const few = capacity({rate: '10', maxVus: '7'});
    expect(few.profile.executor).toMatchObject({maxVus: 7, preAllocatedVus: 1});
    expect(few.told).toBe('7 VUs are sure to be enough up to 28/s: a capacity above that may be theirs');
    expect(capacity({rate: '10', maxVus: '7', maxRate: '28'}).told).toBeNull();
  });

  test('by a rate comes down to what the virtual users of this machine can do, and says so', () => {
    const flow = [requestStep(), pause(3_600_000)];
    const {profile, told} = capacity({rate: '1'}, {scenarios: [{name: 'main', weight: 1, flow}]});
    const {maxVus} = profile.executor as Extract<Executor, {kind: 'constant-arrival-rate'}>;
    expect(profile.cap.rate).toBeLessThanOrEqual(Math.max(1, maxVus / 3600));
    expect(told).toMatch(/^the search goes up to \d+(\.\d+)?\/s, not 10000\/s: this machine's limits hold \d+ VUs$/);
  });
});

function spike(raw: Raw, profile: Partial<Profile> = {}): ReturnType<typeof made> {
  const request = spikeRequest(parseStudyFlags(raw), parseRunFlags(raw));
  return made(request, sampleProfile({executor: stages([10, 40]), ...profile}));
}

describe('a spike test', () => {
  test('multiplies the highest load of the profile, or that of the flags, and comes back after each', () => {
    const {setup, profile} = spike({factors: '2,3', hold: '20s', recovery: '40s'});
    expect(setup).toEqual({kind: 'spike', model: 'closed', baseLevel: 40, factors: [2, 3]});
    expect(profile.executor.kind).toBe('ramping-vus');
    const levels = 'stages' in profile.executor ? profile.executor.stages : [];
    expect(levels.filter(({durationMs, target}) => durationMs === 20_000 && target > 40)).toMatchObject([
      {target: 80},
      {target: 120},
    ]);
    expect(levels.filter(({durationMs, target}) => durationMs === 40_000 && target === 40)).toHaveLength(2);
    expect(spike({vus: '7'}).setup).toEqual({kind: 'spike', model: 'closed', baseLevel: 7, factors: [2, 3, 4, 5]});
  });

  test('raises a ceiling that no flag set', () => {
    expect(spike({}, {cap: {vus: 50, rate: 10}}).profile.cap.vus).toBeGreaterThanOrEqual(200);
    expect(() => spike({maxVus: '100'})).toThrow(refused(/goes to 200 VUs, above the ceiling of 100/));
    expect(() => spike({rate: '10', maxRate: '20'})).toThrow(refused(/goes to 50\/s, above the ceiling of 20/));
  });

  test('of a rate has virtual users for its highest spike', () => {
    const {profile, setup} = spike({rate: '100'});
    expect(setup).toMatchObject({model: 'open', baseLevel: 100});
    expect(profile.executor).toMatchObject({kind: 'ramping-arrival-rate', maxVus: 500});
    expect(executorPeakLevel(profile.executor)).toBe(500);
    expect(spike({rate: '100', maxVus: '30'}).profile.executor).toMatchObject({maxVus: 30});
  });

  test('that cannot be is refused in one line', () => {
    expect(() => spike({factors: '1.01'})).toThrow(refused(/over 1\.05 times the base/));
    expect(() => spike({hold: '1s'})).toThrow(refused(/held 5 s at least/));
    expect(() => spike({recovery: '10s'})).toThrow(refused(/watched 30 s at least/));
    expect(() => spike({vus: '0'})).toThrow(refused(/a load to stand out from/));
  });
});

function soak(raw: Raw, profile: Partial<Profile> = {}): ReturnType<typeof made> {
  return made(soakRequest(parseRunFlags(raw)), sampleProfile({executor: stages([10, 40]), ...profile}));
}

describe('an endurance test', () => {
  const hour = 3_600_000;

  test('holds the highest load of the profile, or that of the flags, for -d', () => {
    const {setup, profile} = soak({duration: '24h'});
    expect(setup).toEqual({kind: 'soak', model: 'closed', level: 40, durationMs: 24 * hour});
    expect(profile.executor).toEqual({kind: 'constant-vus', vus: 40, durationMs: 24 * hour});
    expect(soak({vus: '7', duration: '5m'}).setup).toMatchObject({level: 7, durationMs: 300_000});
    const open = soak({rate: '9', duration: '5m'});
    expect(open.setup).toMatchObject({model: 'open', level: 9});
    expect(open.profile.executor).toMatchObject({kind: 'constant-arrival-rate', rate: 9, durationMs: 300_000});
    expect(soak({rate: '700', duration: '5m'}).profile.executor).toMatchObject({maxVus: 700, preAllocatedVus: 70});
    expect(soak({rate: '700', duration: '5m'}, {executor: rate(9)}).profile.executor).toMatchObject({maxVus: 40});
  });

  test('lasts as long as the profile holds its highest load without -d, an hour at least', () => {
    expect(soak({}).setup).toMatchObject({durationMs: hour});
    const holds = stages([60, 40], [7200, 40], [60, 10], [1, 40], [30, 40], [60, 0]);
    expect(soak({}, {executor: holds}).setup).toMatchObject({level: 40, durationMs: 2 * hour});
    const constant = {kind: 'constant-vus', vus: 3, durationMs: 3 * hour} as const;
    expect(soak({}, {executor: constant}).setup).toMatchObject({level: 3, durationMs: 3 * hour});
    const counted = {kind: 'per-vu-iterations', vus: 3, iterations: 2, maxDurationMs: 60_000} as const;
    expect(soak({}, {executor: counted}).setup).toMatchObject({level: 3, durationMs: hour});
  });

  test('without a load is refused', () => {
    expect(() => soak({vus: '0'})).toThrow(refused(/needs a load/));
  });
});

test('a study scales the profile first, and gets no end that a run without a screen gets', () => {
  const profile = sampleProfile({executor: stages([10, 4000]), thresholds: [p95]});
  const flags = parseRunFlags({scale: '0.01'});
  const study = capacityRequest(parseStudyFlags({}), flags);
  const run = runProfile({profile, flags, headlessStages: null, study}, false);
  expect(run.profile.executor).toEqual({kind: 'constant-vus', vus: 10, durationMs: null});
  expect(run.told).toMatch(/^scaled: load × 0\.01/);
});

test('what runs can be written as a profile and read again', () => {
  for (const {profile} of [capacity({}), capacity({rate: '10'}), spike({}), spike({rate: '10'}), soak({})]) {
    const {document} = profileDocument(profile);
    const parsed = parseProfileDocument(document, profile.name);
    expect('profile' in parsed ? parsed.profile.executor : parsed.problems).toEqual(profile.executor);
  }
});
