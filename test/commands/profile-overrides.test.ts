import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseRunFlags} from '../../source/commands/flags.ts';
import {withFlags} from '../../source/commands/profile-overrides.ts';
import {runProfile} from '../../source/commands/start-run.ts';
import type {Executor, Profile, Stage} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {sampleProfile} from '../files/sample-profile.ts';

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

function over(executor: Executor, raw: object): Executor {
  return withFlags(sampleProfile({executor}), parseRunFlags(raw as Record<string, unknown>), null).executor;
}

describe('a number of iterations', () => {
  const vus = (count: number): Executor => ({kind: 'constant-vus', vus: count, durationMs: null});
  const counted = {vus: 4, iterations: 50, maxDurationMs: 60_000} as const;

  test('is shared out over the VUs of the flag, or of the profile as far as there are iterations', () => {
    expect(over(vus(3), {iterations: '20'})).toEqual({
      kind: 'shared-iterations',
      vus: 3,
      iterations: 20,
      maxDurationMs: 600_000,
    });
    expect(over(vus(3), {iterations: '20', vus: '5', duration: '9s'})).toMatchObject({vus: 5, maxDurationMs: 9000});
    expect(over(vus(30), {iterations: '20'})).toMatchObject({vus: 20});
    expect(over(vus(0), {iterations: '20'})).toMatchObject({vus: 1});
    const stages = [{durationMs: 1, target: 7, name: null}];
    expect(over({kind: 'ramping-vus', startVus: 0, stages}, {iterations: '20'})).toMatchObject({vus: 7});
    expect(over({kind: 'per-vu-iterations', ...counted}, {iterations: '20'})).toEqual({
      ...counted,
      kind: 'shared-iterations',
      iterations: 20,
    });
    expect(() => over(vus(1), {iterations: '2', vus: '3'})).toThrow('2 iterations are too few for 3 VUs');
    expect(() => over(vus(1), {iterations: '2', vus: '0'})).toThrow('--iterations needs at least 1 VU');
  });

  test('of the profile stays with other VUs or another length, and gives way to both', () => {
    for (const kind of ['per-vu-iterations', 'shared-iterations'] as const) {
      const executor = {kind, ...counted};
      expect(over(executor, {})).toEqual(executor);
      expect(over(executor, {vus: '2'})).toEqual({...executor, vus: 2});
      expect(over(executor, {duration: '5s'})).toEqual({...executor, maxDurationMs: 5000});
      expect(over(executor, {vus: '2', duration: '5s'})).toEqual({kind: 'constant-vus', vus: 2, durationMs: 5000});
    }
  });
});

test('flags of TLS, proxy, cookies and redirects lie over the profile, one by one', () => {
  const profile = sampleProfile({
    tls: {ca: 'ca.pem', cert: 'c.pem', key: 'k.pem', insecure: false},
    proxy: 'http://10.0.0.1:3128',
    maxRedirects: 4,
    folder: '/profiles',
  });
  const lay = (raw: object): Profile => withFlags(profile, parseRunFlags(raw as Record<string, unknown>), null);
  expect(lay({})).toEqual(profile);
  expect(lay({cacert: 'other.pem', insecure: true}).tls).toEqual({
    ca: path.resolve('other.pem'),
    cert: 'c.pem',
    key: 'k.pem',
    insecure: true,
  });
  expect(lay({cert: '/x/c.pem', key: '/x/k.pem'}).tls).toMatchObject({cert: '/x/c.pem', key: '/x/k.pem', ca: 'ca.pem'});
  expect(lay({proxy: 'http://127.0.0.1:99', cookies: false, maxRedirects: '0'})).toMatchObject({
    proxy: 'http://127.0.0.1:99',
    cookies: false,
    maxRedirects: 0,
  });
});

test('a profile is scaled before the flags, which mean what they say', () => {
  const profile = sampleProfile({executor: {kind: 'constant-vus', vus: 5000, durationMs: 600_000}});
  const run = (raw: object): ReturnType<typeof runProfile> =>
    runProfile({profile, flags: parseRunFlags(raw as Record<string, unknown>), headlessStages: null}, false);
  expect(run({scale: '0.01', timeScale: '0.1'}).profile.executor).toEqual({
    kind: 'constant-vus',
    vus: 50,
    durationMs: 60_000,
  });
  expect(run({scale: '0.01', duration: '7s'}).profile.executor).toMatchObject({vus: 50, durationMs: 7000});
  expect(run({scale: '0.01'}).told).toMatch(/^scaled: load × 0\.01 \(5000 VUs → 50 VUs\)$/);
  expect(run({}).told).toBeNull();
  const headlessStages = [{durationMs: 10_000, target: 50, name: null}];
  const demo = (raw: object): Executor =>
    runProfile({profile, flags: parseRunFlags(raw as Record<string, unknown>), headlessStages}, false).profile.executor;
  const stage = {durationMs: 1000, target: 5, name: null};
  expect(demo({scale: '0.1', timeScale: '0.1'})).toEqual({kind: 'ramping-vus', startVus: 0, stages: [stage]});
  expect(demo({scale: '0.1', duration: '7s'})).toMatchObject({vus: 500, durationMs: 7000});
});
