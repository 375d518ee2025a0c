import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {PlanStep, PlanText} from '../../source/domain/run-plan.ts';
import {drivePool, get, login, one, send, think, withToken} from './drive-pool.ts';

test('groups and nested repeats are walked in order, and a repeat of nothing is passed over', () => {
  const run = one(
    drivePool([
      {
        kind: 'repeat',
        min: 2,
        max: 2,
        steps: [get(0), {kind: 'group', name: 'g', steps: [{kind: 'repeat', min: 3, max: 3, steps: [get(1)]}]}],
      },
      {kind: 'repeat', min: 0, max: 0, steps: [get(2)]},
      {kind: 'repeat', min: 1_000_000, max: 1_000_000, steps: [think(0)]},
      get(3),
    ]),
  );
  for (let atMs = 1; atMs <= 9; atMs++) run.end(atMs);
  expect(run.lines().slice(0, 9)).toEqual(
    ['/0', '/1', '/1', '/1', '/0', '/1', '/1', '/1', '/3'].map((p) => `GET ${p}`),
  );
  expect(run.metrics()).toMatchObject({iterations: 1, flowErrors: 0});
  expect(run.pool.made).toEqual({contexts: 0, fills: 0});
});

test('rounds in which nothing can happen are not walked, however many; those that send are, each', () => {
  const never = {kind: 'status', statuses: [[500, 599]], negated: false} as const;
  const idle: PlanStep = {kind: 'if', condition: never, then: [get(9)], otherwise: []};
  const often = (steps: readonly PlanStep[]): PlanStep => ({kind: 'repeat', min: 10_000, max: 10_000, steps});
  const twice = {kind: 'repeat', min: 2, max: 2} as const;
  const run = one(
    drivePool([
      {...twice, steps: [get(0), often([often([often([idle])])]), {...twice, steps: [idle, get(1)]}]},
      get(2),
    ]),
  );
  for (let atMs = 1; atMs <= 7; atMs++) run.end(atMs);
  expect(run.lines().slice(0, 7)).toEqual(['/0', '/1', '/1', '/0', '/1', '/1', '/2'].map((path) => `GET ${path}`));
  expect(run.metrics()).toMatchObject({iterations: 1});
});

test('a range of rounds is drawn anew each iteration, both ends included', () => {
  const run = one(drivePool([get(0), {kind: 'repeat', min: 0, max: 3, steps: [get(1)]}]));
  for (let atMs = 1; atMs <= 2000; atMs++) run.end(atMs);
  const rounds = run
    .lines()
    .join(' ')
    .split('GET /0')
    .slice(1, -1)
    .map((text) => text.split('/1').length - 1);
  expect([...new Set(rounds)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  for (const count of [0, 1, 2, 3]) {
    expect(rounds.filter((round) => round === count).length / rounds.length).toBeCloseTo(0.25, 1);
  }
});

test('an if goes by the last status, its else otherwise', () => {
  const condition = {kind: 'status', statuses: [[200, 299]], negated: false} as const;
  const run = one(drivePool([get(0), {kind: 'if', condition, then: [get(1)], otherwise: [get(2)]}, get(3)]));
  run.end(1);
  run.end(2);
  run.end(3);
  run.end(4, {status: 404});
  run.end(5);
  run.end(6);
  expect(run.lines().slice(0, 6)).toEqual(['/0', '/1', '/3', '/0', '/2', '/3'].map((path) => `GET ${path}`));
});

test('what is extracted fills later requests of the iteration, and is forgotten when the next begins', () => {
  const condition = {kind: 'variable', variable: 0, rule: null, negated: true} as const;
  const run = one(
    drivePool([{kind: 'if', condition, then: [get(2)], otherwise: []}, login(), withToken()], {variables: ['token']}),
  );
  run.end(1);
  run.end(2, {body: '{"token":"abc"}'});
  expect(run.first().fill).toEqual({
    method: 'GET',
    path: '/cart',
    headers: [['authorization', 'Bearer abc']],
    body: null,
  });
  run.end(3);
  expect(run.lines()).toEqual(['GET /2', 'POST /login', 'GET /cart', 'GET /2']);
  expect(run.metrics()).toMatchObject({iterations: 1, flowErrors: 0});
});

test('an extraction that finds nothing ends the iteration, counted and told once', () => {
  const run = one(drivePool([login(), withToken()], {variables: ['token']}));
  for (let nowMs = 1; nowMs < 500; nowMs++) {
    run.pool.runDue(nowMs);
    if (run.transport.inFlight.size > 0) run.end(nowMs, {body: '{}'});
  }
  expect(run.metrics()).toMatchObject({iterations: 5, flowErrors: 5, iterationsInterrupted: 0});
  expect(run.flowErrors).toEqual([{scenario: 0, text: 'r0: nothing found at $.token', fatal: false}]);
  // No think time is left out by failing early: the next iteration waits.
  expect(run.transport.sent.map((sent) => sent.atMs)).toEqual([0, 100, 200, 300, 400]);
});

test('an unexpected answer is not extracted from: the iteration ends, as failed as the request', () => {
  const run = one(drivePool([login(), withToken()], {variables: ['token']}));
  run.end(1, {status: 503, body: 'sorry'});
  const {iterations, flowErrors, names} = run.metrics();
  expect([iterations, flowErrors, names[0]!.failed]).toEqual([1, 0, 1]);
  run.pool.runDue(100);
  expect(run.lines()).toEqual(['POST /login', 'POST /login']);
  expect(run.flowErrors).toEqual([]);
});

test('a variable without a value ends the iteration before the request is started, and does not spin', () => {
  const run = one(drivePool([withToken({name: 0})], {variables: ['token']}));
  for (let nowMs = 0; nowMs < 1000; nowMs++) run.pool.runDue(nowMs);
  expect(run.transport.sent).toEqual([]);
  const {names, iterations, flowErrors} = run.metrics();
  expect([names, iterations, flowErrors]).toEqual([[], 4, 4]);
  expect(run.flowErrors.map(({text}) => text)).toEqual(['r0: variable token has no value']);
});

test('in the open model arrivals that cannot be written end a moment later, one by one', () => {
  const run = drivePool([withToken({name: 0})], {variables: ['token'], maxVus: 2});
  run.pool.openUp(0);
  expect([run.pool.begin(0, 0), run.pool.begin(0, 0), run.pool.begin(0, 0)]).toEqual([true, true, false]);
  expect(run.pool.active).toBe(2);
  run.pool.runDue(1);
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 2, flowErrors: 2, iterationsInterrupted: 0});
});

test('everybody’s values stand in for the user’s own, and change under way', () => {
  const run = drivePool([withToken({name: 0})], {variables: ['token']});
  run.pool.setGlobals(['first']);
  one(run);
  expect(run.first().fill?.headers).toEqual([['authorization', 'Bearer first']]);
  run.pool.setGlobals(['second']);
  run.end(1);
  expect(run.first().fill?.headers).toEqual([['authorization', 'Bearer second']]);
});

test('iterations are counted per user and ids begin at 1, in path and body', () => {
  const path: PlanText = {parts: ['/', {kind: 'vu-id'}, '/', {kind: 'iteration'}], encode: 'path'};
  const body: PlanText = {parts: ['{"vu":', {kind: 'vu-id'}, '}'], encode: 'json'};
  const run = drivePool([send({method: 'PUT', path, body})]);
  run.pool.setFleetTarget(2, 0, 0);
  run.pool.runDue(0);
  run.end(1);
  run.end(1);
  expect(run.lines()).toEqual(['PUT /1/0', 'PUT /2/0', 'PUT /1/1', 'PUT /2/1']);
  expect(run.transport.sent.map(({fill}) => fill?.body)).toEqual(['{"vu":1}', '{"vu":2}', '{"vu":1}', '{"vu":2}']);
});

test('checks are counted as passed, failed and cut, of unexpected answers too; an error fails them', () => {
  const checks = [
    {check: 0, rule: {kind: 'status', statuses: [[200, 200]]}},
    {check: 1, rule: {kind: 'body', rule: {kind: 'contains', text: 'end'}}},
    {check: 2, rule: {kind: 'latency', operator: '<', ms: 5}},
  ] as const;
  const labels = checks.map(({check}) => ({name: `c${check}`, series: 0}));
  const run = one(drivePool([send({checks})], {checks: labels, captureBytes: 8}));
  run.end(1, {body: 'the end'});
  run.end(2, {body: 'a body that goes on to its end'});
  run.end(10, {status: 500, body: 'oh'});
  run.end(11, {error: errorIndex.reset});
  const {checks: counted, names} = run.metrics();
  expect(counted).toEqual([
    {check: 0, passed: 2, failed: 2, cut: 0},
    {check: 1, passed: 1, failed: 3, cut: 1},
    {check: 2, passed: 2, failed: 2, cut: 0},
  ]);
  // A failed check does not make a request fail.
  expect(names[0]).toMatchObject({answered: 3, failed: 2});
});

test('an exponential and a normal pause have the means they were given', () => {
  for (const time of [
    {kind: 'exponential', meanMs: 100},
    {kind: 'normal', meanMs: 100, deviationMs: 20},
  ] as const) {
    const {pool, transport, endAll} = drivePool([get(0), {kind: 'think', time}]);
    pool.setFleetTarget(200, 0, 0);
    for (let nowMs = 0; nowMs < 2000; nowMs++) {
      pool.runDue(nowMs);
      endAll(nowMs);
    }
    const meanMs = (200 * 2000) / transport.sent.length;
    expect(meanMs).toBeGreaterThan(85);
    expect(meanMs).toBeLessThan(115);
  }
});

test('rows of unique data are used once; their end is fatal and those users begin no more', () => {
  const data = [{label: 'users.csv', columns: ['user'], rows: [['ann'], ['bob'], ['cy']], mode: 'unique'}] as const;
  const path: PlanText = {parts: ['/', {kind: 'data', source: 0, column: 0}], encode: 'path'};
  const run = drivePool([send({path})], {data});
  run.pool.setFleetTarget(2, 0, 0);
  for (let nowMs = 0; nowMs < 2000; nowMs += 10) {
    run.pool.runDue(nowMs);
    if (run.transport.inFlight.size > 0) run.end(nowMs);
  }
  expect(run.lines()).toEqual(['GET /ann', 'GET /bob', 'GET /cy']);
  expect(run.flowErrors).toEqual([{scenario: 0, text: 'all 3 unique rows of users.csv are used', fatal: true}]);
  expect(run.pool.active).toBe(0);
  expect(run.reader.gauges()).toMatchObject({finishedVus: 2, activeVus: 0, scenarioVus: [0]});
  // Who finds no row begins no iteration.
  expect(run.metrics()).toMatchObject({iterations: 3, iterationsInterrupted: 0, flowErrors: 2});
});

test('a plain flow makes no context and no fill, whatever its answers', () => {
  const run = drivePool([get(0), think(1), get(1), {kind: 'group', name: 'g', steps: [get(2)]}]);
  run.pool.setFleetTarget(100, 0, 0);
  for (let nowMs = 0; nowMs < 200; nowMs++) {
    run.pool.runDue(nowMs);
    run.endAll(nowMs, nowMs % 7 === 0 ? {status: 500} : {body: 'x'});
  }
  expect(run.pool.made).toEqual({contexts: 0, fills: 0});
  expect(run.transport.sent.every(({fill}) => fill === null)).toBe(true);
  expect(run.metrics().iterations).toBeGreaterThan(5000);
});

test('a number that is extracted is written as in JSON', () => {
  const run = drivePool([login(), withToken()], {variables: ['token']});
  run.pool.setFleetTarget(1, 0, 0);
  run.pool.runDue(0);
  run.end(1, {body: '{"token":1}'});
  expect(run.first().fill?.headers).toEqual([['authorization', 'Bearer 1']]);
});
