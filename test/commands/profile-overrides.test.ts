import {describe, expect, test} from 'vitest';
import {parseRunFlags} from '../../source/commands/flags.ts';
import {withFlags} from '../../source/commands/profile-overrides.ts';
import type {Profile, Stage} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';

function profileOf(document: object = {}): Profile {
  const parsed = parseProfileDocument(
    {target: 'http://h', scenarios: [{flow: [{request: {path: '/'}}]}], ...document},
    'p',
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

function apply(raw: object, document: object = {}, headlessStages?: readonly Stage[] | null): Profile {
  const headless = headlessStages === undefined ? null : {headlessStages};
  return withFlags(profileOf(document), parseRunFlags(raw as Record<string, unknown>), headless);
}

const stages = [{duration: '1m', target: 300}];

describe('a profile without flags', () => {
  test('is itself, and without a screen it gets an end', () => {
    for (const document of [{stages}, {vus: 5}, {rate: 20, maxVUs: 7}, {startRate: 5, stages}]) {
      expect(apply({}, document)).toEqual(profileOf(document));
    }
    expect(apply({}, {vus: 5}, null).executor).toMatchObject({vus: 5, durationMs: 30_000});
    expect(apply({}, {rate: 20}, null).executor).toMatchObject({rate: 20, durationMs: 30_000});
    const warm = {durationMs: 3000, target: 50, name: 'warm'};
    expect(apply({}, {stages}, [warm]).executor).toEqual({kind: 'ramping-vus', startVus: 0, stages: [warm]});
  });
});

describe('load flags', () => {
  test('make a closed model of any profile', () => {
    expect(apply({vus: '7', duration: '5s'}, {rate: 20}).executor).toEqual({
      kind: 'constant-vus',
      vus: 7,
      durationMs: 5000,
    });
    expect(apply({vus: '2', stage: ['30s:50']}).executor).toMatchObject({kind: 'ramping-vus', startVus: 2});
    expect(apply({duration: '5s'}, {stages}).executor).toEqual({kind: 'constant-vus', vus: 300, durationMs: 5000});
  });

  test('raise a ceiling that nobody set as far as they go', () => {
    expect(apply({vus: '300'}).cap.vus).toBe(600);
    // Whether so many fit is for the check of descriptors to say.
    expect(apply({vus: '900000'}).cap.vus).toBe(900_000);
  });

  test('make an open model of any profile, with ceilings and steps that suit the rate', () => {
    const profile = apply({rate: '2000/s', duration: '5s'}, {vus: 5});
    expect(profile.executor).toEqual({
      kind: 'constant-arrival-rate',
      rate: 2000,
      durationMs: 5000,
      arrivals: 'constant',
      preAllocatedVus: 200,
      maxVus: 2000,
    });
    expect(profile.cap).toEqual({vus: 2000, rate: 10_000});
    expect(profile.ramp).toMatchObject({vusPerSecond: 2, ratePerSecond: 200, rateStep: 200});
    expect(apply({stage: ['10s:500/s', '10s:0/s'], arrivals: 'poisson', maxVus: '50'}).executor).toEqual({
      kind: 'ramping-arrival-rate',
      startRate: 0,
      stages: [
        {durationMs: 10_000, target: 500, name: null},
        {durationMs: 10_000, target: 0, name: null},
      ],
      arrivals: 'poisson',
      preAllocatedVus: 50,
      maxVus: 50,
    });
  });

  test('keep what an arrival-rate profile says of its VUs', () => {
    const document = {startRate: 5, stages, maxVUs: 40, preAllocatedVUs: 4, arrivals: 'poisson'};
    expect(apply({duration: '5s'}, document).executor).toEqual({
      kind: 'constant-arrival-rate',
      rate: 300,
      durationMs: 5000,
      arrivals: 'poisson',
      preAllocatedVus: 4,
      maxVus: 40,
    });
    expect(apply({arrivals: 'constant', maxVus: '3'}, document).executor).toMatchObject({
      arrivals: 'constant',
      maxVus: 3,
      preAllocatedVus: 3,
    });
  });

  test.each([
    [{vus: '50', maxVus: '40'}, {}, /goes to 50 VUs, above the ceiling of 40/],
    [{rate: '50', maxRate: '40'}, {}, /goes to 50\/s, above the ceiling of 40\/s/],
    [{arrivals: 'poisson'}, {vus: 5}, /--arrivals goes with an arrival rate/],
    [{arrivals: 'poisson', vus: '5'}, {rate: 5}, /--arrivals goes with an arrival rate/],
  ])('%j over %j is refused', (raw, document, message) => {
    expect(() => apply(raw, document)).toThrow(message);
    expect(() => apply(raw, document)).toThrow(expect.objectContaining({exitCode: 104}));
  });
});

test('transport flags lie over the profile, one by one', () => {
  const document = {transport: 'http2', connections: {h2Streams: 5, maxAge: '1m', reuse: false}, precise: true};
  expect(apply({maxConnectionAge: '5s', dnsTtl: '0s'}, document)).toMatchObject({
    transport: {choice: 'http2', reuse: false, maxAgeMs: 5000, maxRequests: null, dnsTtlMs: 0, h2Streams: 5},
    precise: true,
  });
  expect(apply({transport: 'undici', reuse: false, maxConnectionRequests: '9', precise: true})).toMatchObject({
    transport: {choice: 'undici', reuse: false, maxRequests: 9},
    precise: true,
  });
});
