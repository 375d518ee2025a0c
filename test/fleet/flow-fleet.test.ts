import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {once} from 'node:events';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import type {PlanText} from '../../source/domain/run-plan.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {plan, target} from '../engine/test-plan.ts';
import {drive, flow, step, think} from './drive-fleet.ts';

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const bearer: PlanText = {parts: ['Bearer ', {kind: 'variable', variable: 0}], encode: 'plain'};

test.each(['http1', 'undici'] as const)(
  'over %s a flow logs in, carries its token and its cookie along, and its checks are counted',
  async (choice) => {
    const seen = {logins: 0, carts: 0, refused: 0};
    await using server = await serve((request, response) => {
      if (request.url === '/login') {
        seen.logins++;
        response.writeHead(302, {location: '/token', 'set-cookie': `sid=${seen.logins}; Path=/`}).end();
      } else if (request.url === '/token') {
        response.end(JSON.stringify({token: `t-${(request.headers.cookie ?? '').replace('sid=', '')}`}));
      } else {
        const {authorization, cookie} = request.headers;
        const good = cookie?.startsWith('sid=') && authorization === `Bearer t-${cookie.slice(4)}`;
        if (good === true) seen.carts++;
        else seen.refused++;
        response.writeHead(good === true ? 200 : 401).end('cart');
      }
    });
    const steps = [
      step({
        name: 0,
        method: 'POST',
        path: '/login',
        body: 'user=a',
        extract: [{variable: 0, from: {kind: 'jsonpath', path: '$.token'}, fallback: null}],
        checks: [{check: 0, rule: {kind: 'status', statuses: [[200, 200]]}}],
      }),
      step({
        name: 1,
        path: '/cart',
        headers: [['authorization', bearer]],
        checks: [{check: 1, rule: {kind: 'body', rule: {kind: 'contains', text: 'cart'}}}],
      }),
    ];
    const runPlan = {
      ...flow(server.port, ...steps),
      variables: ['token'],
      checks: [
        {name: 'status is 200', series: 0},
        {name: 'body contains "cart"', series: 1},
      ],
      iterations: {perVu: 25},
      transport: {...defaultTransportSettings, choice},
    };
    await using run = await drive(runPlan, 2);
    run.target(4);
    const {gauges} = await run.untilGauges(({gauges: {finishedVus}}) => finishedVus === 4);
    expect(gauges).toMatchObject({activeVus: 0, scenarioVus: [0]});
    await run.stop();
    const {names, checks, iterations, flowErrors} = run.metrics();
    expect(seen).toEqual({logins: 100, carts: 100, refused: 0});
    expect([iterations, flowErrors]).toEqual([100, 0]);
    expect(names).toMatchObject([
      {started: 200, answered: 200, failed: 0},
      {started: 100, answered: 100, failed: 0},
    ]);
    expect(checks).toEqual([
      {check: 0, passed: 100, failed: 0, cut: 0},
      {check: 1, passed: 100, failed: 0, cut: 0},
    ]);
  },
);

test('the body of a sample is told as text, whatever its coding', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(500, {'content-encoding': 'gzip'}).end(gzipSync('out of order'));
  });
  await using run = await drive(flow(server.port, step(), think(50)));
  const sampled = run.until(({kind}) => kind === 'error-sample');
  run.target(1);
  expect(await sampled).toMatchObject({sample: {name: 0, status: 500, body: 'out of order'}});
  await run.stop();
});

test('an answer that repeats what the user extracted, or was given, leaves no trace of it in a sample', async () => {
  await using server = await serve((request, response) => {
    const {authorization, 'x-g': given} = request.headers;
    if (authorization === undefined) response.end('{"token":"tok-own-1"}');
    else response.writeHead(401, {'x-echo': authorization}).end(`no ${authorization} ${String(given)}`);
  });
  const steps = [
    step({path: '/login', extract: [{variable: 0, from: {kind: 'jsonpath', path: '$.token'}, fallback: null}]}),
    step({
      name: 1,
      path: '/cart',
      headers: [
        ['authorization', bearer],
        ['x-g', {parts: [{kind: 'variable', variable: 1}], encode: 'plain'}],
      ],
    }),
    think(20),
  ];
  await using run = await drive({...flow(server.port, ...steps), variables: ['token', 'given']});
  run.globals([null, 'from-setup-2']);
  const sampled = run.until(({kind}) => kind === 'error-sample');
  run.target(1);
  const report = await sampled;
  expect(report).toMatchObject({sample: {status: 401, body: 'no Bearer [redacted] [redacted]'}});
  expect(JSON.stringify(report)).not.toMatch(/tok-own-1|from-setup-2/);
  await run.stop();
});

test('iterations shared by two workers are run once each, and flow errors of both are told once', async () => {
  let served = 0;
  await using server = await serve((_, response) => {
    served++;
    response.end('{}');
  });
  const extract = [{variable: 0, from: {kind: 'jsonpath', path: '$.id'}, fallback: null}] as const;
  const runPlan = {...flow(server.port, step({extract})), variables: ['id'], iterations: {shared: 37}};
  await using run = await drive(runPlan, 2);
  run.target(10);
  await run.untilGauges(({gauges: {finishedVus}}) => finishedVus === 10);
  await run.stop();
  expect(served).toBe(37);
  expect(run.metrics()).toMatchObject({iterations: 37, flowErrors: 37});
  expect(run.reports.filter(({kind}) => kind === 'flow-error')).toMatchObject([
    {error: {scenario: 0, text: 'r0: nothing found at $.id', fatal: false}},
  ]);
});

test('weights and everybody’s values reach workers, also one that takes the place of another', async () => {
  const tokens = new Set<string | undefined>();
  await using server = await serve((request, response) => {
    tokens.add(request.headers.authorization);
    response.end();
  });
  const steps = [step({headers: [['authorization', bearer]]}), think(20)];
  const scenarios = [
    {name: 'a', weight: 1, steps},
    {name: 'b', weight: 1, steps},
  ];
  const runPlan = {...plan(target(server.port), scenarios), variables: ['auth.token']};
  await using run = await drive(runPlan, 2);
  run.globals(['secret']);
  run.weights([3, 1]);
  run.target(8);
  const settled = await run.untilGauges(({gauges: {scenarioVus}}) => scenarioVus[0] === 6 && scenarioVus[1] === 2);
  expect(settled.gauges.activeVus).toBe(8);
  const back = run.until(({kind}) => kind === 'worker-replaced');
  await run.threads[0]!.terminate();
  await back;
  const again = await run.untilGauges(({gauges}) => gauges.activeVus === 8);
  expect(again.gauges.scenarioVus).toEqual([6, 2]);
  await run.stop();
  expect([...tokens]).toEqual(['Bearer secret']);
  expect(run.metrics().flowErrors).toBe(0);
});
