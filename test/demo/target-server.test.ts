import {once} from 'node:events';
import {Agent, request, type ClientRequest, type IncomingMessage} from 'node:http';
import {connect} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TargetServer, UNMATCHED} from '../../source/demo/target-server.ts';
import type {EndpointTruth} from '../../source/demo/truth-book.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import {ManualScheduler} from './manual-scheduler.ts';

interface Truth {
  readonly pool: {readonly busyNow: number; readonly waitingNow: number; readonly waitingMax: number};
  readonly endpoints: Readonly<Record<string, EndpointTruth>>;
  readonly total: EndpointTruth;
  readonly ids?: {readonly served: string[]; readonly aborted: string[]; readonly dropped: number};
}

// No spread: each request holds the one server for exactly 100 ms of the manual clock.
const SLOW = {p50Ms: 100, p95Ms: 100};
const VARIANT: DemoVariant = {
  name: 'test',
  description: '',
  capacity: '',
  pool: {servers: 1, waitingLimit: 10, maxWaitMs: 250},
  endpoints: [
    {method: 'GET', path: '/slow/:id', status: 200, serviceTime: SLOW, poolTrips: 1, bodyBytes: 50},
    {method: 'POST', path: '/slow', status: 201, serviceTime: SLOW, poolTrips: 1, bodyBytes: 50},
    {method: 'GET', path: '/now', status: 200, serviceTime: {p50Ms: 0, p95Ms: 0}, poolTrips: 0, bodyBytes: 20_000},
  ],
};

let scheduler: ManualScheduler;
let server: TargetServer;
let port: number;
let agent: Agent;

beforeEach(async () => {
  scheduler = new ManualScheduler();
  server = new TargetServer(VARIANT, 1, scheduler);
  port = await server.listen(0);
  agent = new Agent({keepAlive: true});
});

afterEach(async () => {
  agent.destroy();
  await server.close();
});

function send(method: string, path: string, options: {id?: string; body?: string} = {}): ClientRequest {
  const headers = options.id === undefined ? {} : {'x-request-id': options.id};
  const sent = request({host: '127.0.0.1', port, agent, method, path, headers});
  sent.on('error', () => {});
  sent.end(options.body);
  return sent;
}

async function answer(sent: ClientRequest): Promise<{status: number; text: string}> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return {status: response.statusCode ?? 0, text};
}

async function readTruth(query = ''): Promise<Truth> {
  return JSON.parse((await answer(send('GET', `/__truth${query}`))).text) as Truth;
}

/** Asks the server itself until what the test set off has arrived there: no guess at how long that takes. */
async function truthWhen(holds: (truth: Truth) => boolean): Promise<Truth> {
  for (;;) {
    const truth = await readTruth('?ids=1');
    if (holds(truth)) return truth;
  }
}

async function control(fault: object): Promise<{status: number; text: string}> {
  return answer(send('POST', '/__control', {body: JSON.stringify(fault)}));
}

describe('TargetServer', () => {
  test('counts what it received and completed, by endpoint and status, and nothing of /__truth', async () => {
    for (let sent = 0; sent < 5; sent += 1) await answer(send('GET', '/now?x=1'));
    expect((await answer(send('GET', '/nowhere'))).status).toBe(404);
    const truth = await truthWhen(({total}) => total.completed === 6);
    expect(truth.endpoints['GET /now']).toMatchObject({received: 5, completed: 5, aborted: 0, byStatus: {200: 5}});
    expect(truth.endpoints[UNMATCHED]).toMatchObject({received: 1, byStatus: {404: 1}});
    expect(truth.total).toMatchObject({received: 6, totalUs: {count: 6}});
  });

  test('tells the wait in the queue and the service time apart', async () => {
    const [first, second] = [answer(send('GET', '/slow/1')), answer(send('POST', '/slow', {body: '{}'}))];
    await truthWhen(({pool}) => pool.busyNow === 1 && pool.waitingNow === 1);
    scheduler.advanceMs(100);
    scheduler.advanceMs(100);
    const statuses = (await Promise.all([first, second])).map(({status}) => status);
    const {total, pool} = await truthWhen(({total}) => total.completed === 2);
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 201]);
    expect(pool).toMatchObject({waitingNow: 0, waitingMax: 1});
    expect(total.queueWaitUs).toMatchObject({count: 2, maxUs: 100_000, meanUs: 50_000});
    expect(total.actualServiceUs).toMatchObject({count: 2, maxUs: 100_000});
    expect(total.drawnServiceUs).toMatchObject({count: 2, maxUs: 100_000});
    expect(total.totalUs.maxUs).toBe(200_000);
  });

  test('counts a client that goes away as aborted, served or still waiting, and knows it by its id', async () => {
    const served = send('GET', '/slow/1', {id: 'served'});
    await truthWhen(({pool}) => pool.busyNow === 1);
    const waiting = send('GET', '/slow/2', {id: 'waiting'});
    await truthWhen(({pool}) => pool.waitingNow === 1);
    served.destroy();
    waiting.destroy();
    await truthWhen(({total}) => total.aborted === 2);
    scheduler.advanceMs(100);
    await answer(send('GET', '/now', {id: 'kept'}));
    const {total, pool, ids} = await truthWhen(({total}) => total.completed === 1);
    expect(total).toMatchObject({received: 3, completed: 1, aborted: 2});
    expect(pool).toMatchObject({busyNow: 0, waitingNow: 0});
    expect(ids?.served).toEqual(['kept']);
    expect(ids?.aborted.sort()).toEqual(['served', 'waiting']);
  });

  test('counts every request of a pipelined connection that is dropped', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /slow/1 HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(3));
    await truthWhen(({total}) => total.received === 3);
    socket.destroy();
    const {total} = await truthWhen(({total}) => total.aborted === 3);
    expect(total.completed).toBe(0);
  });

  test('a reset leaves requests in flight out of all later counts', async () => {
    const early = answer(send('GET', '/slow/1'));
    await truthWhen(({pool}) => pool.busyNow === 1);
    await answer(send('POST', '/__truth/reset'));
    scheduler.advanceMs(100);
    await early;
    await answer(send('GET', '/now'));
    const {total} = await truthWhen(({total}) => total.completed > 0);
    expect(total).toMatchObject({received: 1, completed: 1});
  });

  test('keeps ids only of requests that send one, and does not keep overlong ones', async () => {
    await answer(send('GET', '/now'));
    await answer(send('GET', '/now', {id: 'a'.repeat(65)}));
    await answer(send('GET', '/now', {id: 'b'}));
    const {ids} = await truthWhen(({total}) => total.completed === 3);
    expect(ids).toMatchObject({served: ['b'], dropped: 1});
    expect(await readTruth()).not.toHaveProperty('ids');
  });

  test('holds every response while stalled, and the truth says so', async () => {
    await control({stallMs: 3000});
    const held = answer(send('GET', '/now'));
    await truthWhen(({total}) => total.received === 1);
    scheduler.advanceMs(2999);
    expect((await readTruth()).total.completed).toBe(0);
    scheduler.advanceMs(1);
    expect((await held).status).toBe(200);
    const {total} = await truthWhen(({total}) => total.completed === 1);
    expect(total.totalUs.maxUs).toBe(3_000_000);
  });

  test('slows the endpoint it is told to', async () => {
    await control({endpoint: 'GET /now', extraMs: 40});
    const slowed = answer(send('GET', '/now'));
    await truthWhen(({total}) => total.received === 1);
    scheduler.advanceMs(40);
    await slowed;
    const {total} = await truthWhen(({total}) => total.completed === 1);
    expect(total.totalUs.maxUs).toBe(40_000);
  });

  test('drops all connections when told to, and serves on', async () => {
    const lost = new Promise((resolve) => send('GET', '/slow/1').once('close', resolve));
    await truthWhen(({pool}) => pool.busyNow === 1);
    await control({dropConnections: true});
    await lost;
    // Its idle connections are closing too, and must not be picked for the next request.
    agent.destroy();
    agent = new Agent({keepAlive: true});
    const {total} = await truthWhen(({total}) => total.aborted === 1);
    expect(total.received).toBe(1);
  });

  test('refuses a wrong fault with all its problems', async () => {
    const {status, text} = await control({extraMs: 1, endpoint: 'GET /other'});
    expect(status).toBe(400);
    expect(text).toContain('endpoint: expected one of GET /slow/:id, POST /slow, GET /now');
  });
});
