import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {drivePool, get, one, send, written} from './drive-pool.ts';

test('cookies go back to the server within the iteration, beside the request’s own, and not into the next', () => {
  const own = send({name: 1, path: '/b', headers: [['Cookie', 'lang=en']]});
  const run = one(drivePool([get(0), own]));
  expect(run.first().fill).toBeNull();
  run.end(1, {headers: {'set-cookie': 'sid=1; Path=/'}});
  expect(run.first().fill?.headers).toEqual([['cookie', 'lang=en; sid=1']]);
  run.end(2);
  expect(run.first().fill).toBeNull();
  run.end(3);
  expect(run.first().fill).toBeNull();
  expect(run.pool.made).toEqual({contexts: 1, fills: 1});
});

test('without a jar cookies are not looked at', () => {
  const run = one(drivePool([get(0), get(1)], {cookies: false}));
  run.end(1, {headers: {'set-cookie': 'sid=1'}});
  expect([run.first().fill, run.pool.made.contexts]).toEqual([null, 0]);
});

test('a redirect is followed, each hop counted under the request’s name, with cookies; only the last answer is checked', () => {
  const checks = [{check: 0, rule: {kind: 'status', statuses: [[200, 200]]}}] as const;
  const post = send({name: 0, method: 'POST', path: '/a', body: 'x=1', expect: [[200, 200]], checks});
  const run = one(drivePool([post, get(1)], {checks: [{name: 'c', series: 0}]}));
  run.end(1, {status: 302, headers: {location: 'b', 'set-cookie': 'sid=1; Path=/'}});
  expect(run.first().fill).toEqual({method: 'GET', path: '/b', headers: [['cookie', 'sid=1']], body: null});
  run.end(2, {status: 307, headers: {location: '/c?d'}});
  expect(run.lines().at(-1)).toBe('GET /c?d');
  run.end(3);
  expect(run.lines().at(-1)).toBe('GET /1');
  const {names, checks: counted, iterations} = run.metrics();
  expect(names[0]).toMatchObject({
    started: 3,
    answered: 3,
    failed: 0,
    statuses: [
      [200, 1],
      [302, 1],
      [307, 1],
    ],
  });
  expect([counted, iterations]).toEqual([[{check: 0, passed: 1, failed: 0, cut: 0}], 0]);
});

test('a redirect that keeps method and body sends what was written, not something drawn anew', () => {
  const run = one(drivePool([send({method: 'POST', path: '/a', body: written({kind: 'uuid'})})]));
  const body = run.first().fill?.body;
  run.end(1, {status: 308, headers: {location: '/b'}});
  expect(run.first().fill).toMatchObject({method: 'POST', path: '/b', body});
});

test('one redirect more than the limit is an error of its own kind; elsewhere and without a limit it is the answer', () => {
  const run = one(drivePool([get(0)], {maxRedirects: 2}));
  for (let atMs = 1; atMs <= 3; atMs++) run.end(atMs, {status: 301, headers: {location: '/0'}});
  expect(run.metrics().names[0]).toMatchObject({
    started: 3,
    answered: 2,
    failed: 1,
    errors: [[errorIndex['too many redirects'], 1]],
  });
  expect([run.samples, run.transport.inFlight.size]).toEqual([[0], 0]);
  run.pool.runDue(100);
  run.end(101, {status: 301, headers: {location: 'http://elsewhere.example/'}});
  expect(run.lines().slice(-2)).toEqual(['GET /0', 'GET /0']);
  expect(run.metrics()).toMatchObject({iterations: 2});
  const none = one(drivePool([get(0)], {maxRedirects: 0}));
  none.end(1, {status: 301, headers: {location: '/b'}});
  expect(none.lines()).toEqual(['GET /0', 'GET /0']);
});

test('redirects belong to the request: they are followed while paused and by who is to leave', () => {
  const run = one(drivePool([get(0), get(1)]));
  run.pool.setPaused(true, 1, 0);
  run.end(2, {status: 302, headers: {location: '/x'}});
  expect(run.lines()).toEqual(['GET /0', 'GET /x']);
  run.pool.setFleetTarget(0, 3, 0);
  run.end(4, {status: 302, headers: {location: '/y'}});
  expect([run.transport.inFlight.size, run.pool.active]).toEqual([1, 1]);
  run.end(5);
  expect([run.transport.inFlight.size, run.pool.active]).toEqual([0, 0]);
  expect(run.metrics()).toMatchObject({iterations: 0, iterationsInterrupted: 1});
});
