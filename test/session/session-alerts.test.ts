import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const allRefused = {
  requests: 5,
  latencyUs: 1000,
  changes: {answered: 0, statuses: [], failed: 5, errors: [[errorIndex.refused, 5]]},
} as const;

test('a target that fails everything stands as the alert, is told when it begins and when it is over', () => {
  const run = new SessionHarness(profileOf({vus: 5})).start().wait(5000);
  expect(run.view().alert).toBeNull();
  run.traffic = allRefused;
  run.wait(7000);
  expect(run.view().alert).toMatchObject({
    text: 'every request fails for 7s: refused (20.0/s)',
    hint: 'p = pause   X = stop',
    more: 0,
  });
  run.traffic = {requests: 5, latencyUs: 1000};
  run.wait(1000);
  expect(run.view().alert).toBeNull();
  expect(run.texts()).toEqual([
    'start: 5 VUs',
    'target fails everything: refused',
    'target answers again (everything failed for 7s)',
  ]);
});

test('it comes before a threshold it breaks, and is silent while nothing is sent', () => {
  const rule = threshold('http_req_failed', 'rate<0.01');
  const run = new SessionHarness(profileOf({vus: 5, thresholds: [rule], circuitBreaker: null})).start();
  run.traffic = allRefused;
  run.wait(20_000);
  expect(run.view().alert).toMatchObject({text: expect.stringContaining('every request fails') as string, more: 1});
  run.do({kind: 'pause'});
  expect(run.view().alert?.text).not.toContain('every request fails');
  run.do({kind: 'pause'}).do({kind: 'emergency-stop'}).wait(1000);
  expect(run.view().alert?.text).toContain('STOPPED');
  expect(run.texts()).not.toContain('target answers again');
});

test('a cap above what the open-files limit holds comes down to it, says so, and cannot be raised past it', () => {
  const run = new SessionHarness(profileOf({vus: 70}), {vusLimit: 72}).start();
  expect(run.view()).toMatchObject({load: {capLevel: 72}, notice: {tone: 'near'}});
  expect(run.texts()).toContain("cap 400 ▸ 72 VUs: this machine's limits hold no more");
  const limit = "this machine's limits hold 72 VUs at most";
  run.do({kind: 'step', steps: 1, repeat: false}).do({kind: 'step', steps: 1, repeat: false});
  expect(run.view()).toMatchObject({load: {targetLevel: 72}, notice: {text: limit}, question: null});
  run.do({kind: 'target', model: 'closed', level: 500, overMs: null});
  expect(run.view()).toMatchObject({load: {targetLevel: 72, capLevel: 72}, notice: {text: limit}, question: null});
  run.do({kind: 'cap', model: 'closed', level: 100});
  expect(run.view()).toMatchObject({load: {capLevel: 72}, notice: {text: limit}});
});
