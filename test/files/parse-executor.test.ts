import {describe, expect, test} from 'vitest';
import {
  executorDurationMs,
  executorModel,
  executorMostVus,
  executorPeakLevel,
  executorStartLevel,
} from '../../source/domain/executor.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {parseProfileDocument, type ParsedProfile} from '../../source/files/parse-profile.ts';

function parse(extra: object): ParsedProfile {
  const minimal = {target: 'http://127.0.0.1:8080', scenarios: [{flow: [{request: {path: '/'}}]}]};
  return parseProfileDocument({...minimal, ...extra}, 'x.json');
}

function profileOf(extra: object): Profile {
  const parsed = parse(extra);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

function executorOf(extra: object): Profile['executor'] {
  return profileOf(extra).executor;
}

function ceilingsOf(extra: object): unknown {
  const {cap, ramp} = profileOf(extra);
  return [cap, ramp];
}

/** Problems as `path: message` lines. */
function problemsOf(extra: object): string[] {
  const parsed = parse(extra);
  return 'problems' in parsed ? parsed.problems.map(({path, message}) => `${path}: ${message}`) : [];
}

describe('arrival rates', () => {
  test('are per timeUnit, and per second inside', () => {
    expect(executorOf({executor: 'constant-arrival-rate', rate: 1200, timeUnit: '1m', duration: '30s'})).toEqual({
      kind: 'constant-arrival-rate',
      rate: 20,
      durationMs: 30_000,
      arrivals: 'constant',
      preAllocatedVus: 2,
      maxVus: 100,
    });
    expect(
      executorOf({
        startRate: 60,
        timeUnit: '1m',
        stages: [{duration: '10s', target: 18_000}],
        arrivals: 'poisson',
        preAllocatedVUs: 5,
        maxVUs: 50,
      }),
    ).toEqual({
      kind: 'ramping-arrival-rate',
      startRate: 1,
      stages: [{durationMs: 10_000, target: 300, name: null}],
      arrivals: 'poisson',
      preAllocatedVus: 5,
      maxVus: 50,
    });
  });

  test('give way to iterations: of each virtual user, or shared', () => {
    expect(executorOf({executor: 'per-vu-iterations', vus: 3, iterations: 20, maxDuration: '90s'})).toEqual({
      kind: 'per-vu-iterations',
      vus: 3,
      iterations: 20,
      maxDurationMs: 90_000,
    });
    const shared = executorOf({vus: 5, iterations: 100});
    expect(shared).toEqual({kind: 'shared-iterations', vus: 5, iterations: 100, maxDurationMs: 600_000});
    expect([executorModel(shared), executorDurationMs(shared)]).toEqual(['closed', 600_000]);
    expect([executorStartLevel(shared), executorPeakLevel(shared), executorMostVus(shared)]).toEqual([5, 5, 5]);
  });

  test('bring ceilings and steps that suit them', () => {
    expect(ceilingsOf({rate: 730})).toEqual([
      {vus: 730, rate: 1460},
      {vusPerSecond: 2, step: 10, ratePerSecond: 50, rateStep: 50},
    ]);
    expect(ceilingsOf({rate: 3, cap: {vus: 5}, ramp: {rateStep: 1}})).toEqual([
      {vus: 5, rate: 1000},
      {vusPerSecond: 2, step: 10, ratePerSecond: 0.2, rateStep: 1},
    ]);
  });

  test.each([
    [{executor: 'constant-arrival-rate'}, 'rate: is missing: constant-arrival-rate needs it'],
    [{executor: 'ramping-arrival-rate'}, 'stages: is missing: ramping-arrival-rate needs it'],
    [
      {rate: 5, vus: 3},
      'vus: belongs to constant-vus, per-vu-iterations and shared-iterations, the executor here is constant-arrival-rate',
    ],
    [
      {vus: 5, maxVUs: 3},
      'maxVUs: belongs to constant-arrival-rate and ramping-arrival-rate, the executor here is constant-vus',
    ],
    [
      {vus: 3, iterations: 9, duration: '1m'},
      'duration: belongs to constant-vus and constant-arrival-rate, the executor here is shared-iterations',
    ],
    [{executor: 'per-vu-iterations', vus: 0, iterations: 1}, 'vus: must be above 0: nobody would run the iterations'],
    [{rate: '200/m'}, 'rate: must be a number, and its unit apart: 200 with "timeUnit": "1m"'],
    [{rate: -1}, 'rate: must be a number from 0 to 1000000, not -1'],
    [{rate: 2000, timeUnit: '1ms'}, 'rate: 2000000 a second is too much: at most 1000000'],
    [{rate: 5, timeUnit: '0s'}, 'timeUnit: 0s is too short: at least 1ms'],
    [{rate: 5, arrivals: 'random'}, 'arrivals: must be "constant" or "poisson", not the text "random"'],
    [{rate: 5, maxVUs: 0}, 'maxVUs: must be a whole number from 1 to 100000, not 0'],
    [{rate: 5, maxVUs: 5, preAllocatedVUs: 6}, 'preAllocatedVUs: 6 is above maxVUs, 5'],
    [{rate: 500, cap: {rate: 400}}, 'cap.rate: 400 is below the 500 iterations a second the profile goes to'],
    [{rate: 5, maxVUs: 50, cap: {vus: 40}}, 'cap.vus: 40 is below the 50 VUs the profile goes to'],
    [{transport: 'http3'}, expect.stringMatching(/^transport: must be one of "auto", "http1", "http2", "undici"/)],
    [{connections: {reuse: 'no'}}, 'connections.reuse: must be true or false, not the text "no"'],
    [{connections: {maxRequests: 0}}, 'connections.maxRequests: must be a whole number from 1 to 1000000000, not 0'],
    [{connections: {keepAlive: true}}, 'connections.keepAlive: unknown key: write "reuse"'],
  ])('%j', (extra, message) => {
    expect(problemsOf(extra)).toEqual([message]);
  });
});
