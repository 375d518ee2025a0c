import {expect, test} from 'vitest';
import {refuseForeignFlags} from '../../source/commands/command-flags.ts';
import {parseStudyFlags} from '../../source/commands/study-flags.ts';

test('are null, empty or false where not given', () => {
  expect(parseStudyFlags({})).toEqual({
    slos: [],
    gentle: false,
    factors: null,
    holdMs: null,
    recoveryMs: null,
    resume: null,
  });
});

test('read repeated limits, factors with and without their cross, and durations', () => {
  expect(
    parseStudyFlags({slo: ['p(95)<250', 'http_req_failed: rate<0.01'], gentle: true, factors: '1.5, 2x,3', hold: '1m'}),
  ).toMatchObject({
    slos: ['p(95)<250', 'http_req_failed: rate<0.01'],
    gentle: true,
    factors: [1.5, 2, 3],
    holdMs: 60_000,
  });
  expect(parseStudyFlags({recovery: '2m', resume: 'smoke-1'})).toMatchObject({recoveryMs: 120_000, resume: 'smoke-1'});
});

test.each([
  {factors: ''},
  {factors: '2,'},
  {factors: '1'},
  {factors: '2,-3'},
  {factors: 'two'},
  {factors: '1001'},
  {factors: Array.from({length: 21}, () => '2').join(',')},
  {hold: '0s'},
  {hold: '30'},
  {recovery: 'long'},
  {resume: ' '},
])('%j is refused, naming the flag', (raw) => {
  const [flag] = Object.keys(raw);
  const refused = expect.objectContaining({exitCode: 104, message: expect.stringContaining(`--${flag}`)}) as Error;
  expect(() => parseStudyFlags(raw)).toThrow(refused);
});

test('each problem is named at once', () => {
  expect(() => parseStudyFlags({factors: 'x', hold: 'y', recovery: 'z'})).toThrow(/--factors.*--hold.*--recovery/);
});

test.each([
  ['capacity', {threshold: ['p(95)<3']}, '--slo'],
  ['capacity', {duration: '30s'}, 'ends when it has found it'],
  ['capacity', {stage: ['30s:5']}, '-u or --rate'],
  ['capacity', {iterations: '3'}, 'ends when it has found it'],
  ['capacity', {dryRun: true}, '--help'],
  ['spike', {duration: '30s'}, '--hold and --recovery'],
  ['spike', {slo: ['p(95)<3']}, '--threshold'],
  ['run', {slo: ['p(95)<3']}, '--threshold'],
  ['soak', {stage: ['30s:5']}, 'one load'],
  ['soak', {factors: '2'}, '--help'],
  ['run', {gentle: true}, '--help'],
  ['http://h/', {resume: 'x'}, '--help'],
])('perftui %s refuses %j and says what goes instead', (command, raw, hint) => {
  const refused = expect.objectContaining({exitCode: 104, hint: expect.stringContaining(hint)}) as Error;
  expect(() => refuseForeignFlags(raw, command)).toThrow(refused);
});

test.each(['capacity', 'spike', 'soak'])('perftui %s takes the other flags of a run', (command) => {
  const raw = {vus: '5', maxVus: '50', headless: true, baseline: 'b', out: ['csv=x'], theme: 'mono', snapshot: 's'};
  expect(() => refuseForeignFlags(raw, command)).not.toThrow();
});
