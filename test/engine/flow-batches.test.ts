import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {PlanRequest, PlanStep} from '../../source/domain/run-plan.ts';
import {drivePool, get, one, token, withToken} from './drive-pool.ts';
import {request} from './test-plan.ts';

const pair = (changes: readonly Partial<PlanRequest>[]): PlanStep => ({
  kind: 'parallel',
  requests: changes.map((one_) => request(one_)),
});

test('a batch is sent at once over connections of its own, and the user goes on when the last has ended', () => {
  const run = one(
    drivePool([
      pair([
        {name: 0, path: '/a'},
        {name: 1, path: '/b'},
      ]),
      get(2),
    ]),
  );
  expect(run.lines()).toEqual(['GET /a', 'GET /b']);
  const [a, b] = [...run.transport.inFlight];
  expect(a!.slot).not.toBe(b!.slot);
  b!.end(5);
  expect(run.transport.inFlight.size).toBe(1);
  a!.end(9);
  expect(run.lines().at(-1)).toBe('GET /2');
  run.end(10);
  expect(run.transport.opened).toBe(3);
  expect(run.transport.sent.slice(3).map(({slot}) => slot)).toEqual([a!.slot, b!.slot]);
  expect([run.pool.active, run.pool.size, run.pool.inFlight]).toEqual([1, 1, 2]);
  expect(run.metrics()).toMatchObject({iterations: 1, names: [{started: 2}, {started: 2}, {started: 1}]});
});

test('requests of a batch have their own time limits, and an error among them ends the iteration like any', () => {
  const run = one(drivePool([pair([{name: 0}, {name: 1}]), get(2)], {timeoutMs: 300}));
  run.end(10);
  run.pool.runDue(300);
  expect(run.metrics()).toMatchObject({
    iterations: 1,
    names: [{answered: 1}, {failed: 1, errors: [[errorIndex.timeout, 1]]}],
  });
  run.pool.runDue(300);
  expect(run.lines()).toHaveLength(4);
});

test('an abort cuts a whole batch off, a pause holds it back, and who is to leave waits for all of it', () => {
  const run = one(drivePool([pair([{name: 0}, {name: 1}, {name: 2}]), get(3)]));
  run.end(1);
  run.pool.abort(2);
  expect([run.pool.active, run.transport.inFlight.size, run.pool.inFlight]).toEqual([0, 0, 0]);
  expect(run.transport.closed).toBe(4);
  run.pool.setPaused(true, 3, 0);
  run.pool.setFleetTarget(1, 3, 0);
  run.pool.runDue(3);
  expect(run.transport.inFlight.size).toBe(0);
  run.pool.setPaused(false, 50, 0);
  run.pool.runDue(50);
  expect(run.transport.inFlight.size).toBe(3);
  run.pool.setFleetTarget(0, 51, 0);
  run.end(52);
  run.end(53);
  expect(run.pool.active).toBe(1);
  run.end(54);
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({
    iterationsInterrupted: 2,
    names: [
      {started: 2, answered: 2},
      {started: 2, answered: 1, aborted: 1},
      {started: 2, answered: 1, aborted: 1},
    ],
  });
});

test('in the open model only the first request of a first batch counts from the intended start', () => {
  const run = drivePool([pair([{name: 0}, {name: 1}])]);
  run.pool.openUp(0);
  run.pool.begin(0, 10);
  const [a, b] = [...run.transport.inFlight];
  b!.end(30);
  a!.end(20);
  const {names, sendLag} = run.metrics();
  expect(names.map((name) => name.latencyMaxUs)).toEqual([20_000, 20_000]);
  expect(sendLag.maxUs).toBe(10_000);
  expect(run.pool.active).toBe(0);
});

test('what a batch extracts and is given as cookies is the user’s', () => {
  const run = one(
    drivePool(
      [
        pair([
          {name: 0, extract: [token]},
          {name: 1, path: '/b'},
        ]),
        withToken({name: 2}),
      ],
      {variables: ['token']},
    ),
  );
  run.end(1, {body: '{"token":"t"}'});
  run.end(2, {headers: {'set-cookie': 'a=b; Path=/'}});
  expect(run.first().fill?.headers).toEqual([
    ['authorization', 'Bearer t'],
    ['cookie', 'a=b'],
  ]);
});
