import {createServer, type AddressInfo, type Socket} from 'node:net';
import {setTimeout as wait} from 'node:timers/promises';
import type {RunPlan} from '../domain/run-plan.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {createSharedMetrics} from '../metrics/shared-layout.ts';
import type {Command, TargetCommand} from '../protocol/command.ts';
import {Engine, tickMs} from './engine.ts';

const closedMs = 150;
const openMs = 100;
const closedVus = 16;
const openRate = 2000;

/**
 * Runs the very code that is about to measure, so that it is compiled by then: cold code reads 5 to 10 times too high in
 * the first second. A whole engine, in both models, loads a small server of this thread's own, on a loopback port; its
 * figures are thrown away and the run's target sees none of it. HTTP/2 is left cold: the little server does not speak it.
 */
export async function warmUp(plan: RunPlan): Promise<void> {
  const {kind} = chooseTransport(plan);
  if (kind === 'http2') return;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => answerAll(socket, bytes));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, '127.0.0.1', () => resolve(true));
  });
  if (!listening) return;
  const engine = new Engine({
    plan: warmPlan(plan, (server.address() as AddressInfo).port),
    shares: [{first: 0, stride: 1}],
    metrics: createSharedMetrics(1, {checks: 1, scenarios: 1}),
    cursors: new SharedArrayBuffer(4),
    nowMs: () => performance.now(),
    post: () => {},
  });
  const ticking = setInterval(() => engine.tick(), tickMs);
  send(engine, target(1, 'closed', closedVus));
  await wait(closedMs);
  send(engine, target(2, 'open', openRate));
  await wait(openMs);
  send(engine, {kind: 'abort', revision: 3});
  clearInterval(ticking);
  engine.close();
  for (const socket of sockets) socket.destroy();
  server.close();
}

const emptyLine = '\r\n\r\n';
const answers = [
  'HTTP/1.1 200 OK\r\nserver: warm-up\r\ncontent-type: text/plain\r\ncontent-length: 12\r\n\r\nwarming up.\n',
  'HTTP/1.1 200 OK\r\nserver: warm-up\r\ntransfer-encoding: chunked\r\n\r\nc\r\nwarming up.\n\r\n0\r\n\r\n',
].map((text) => Buffer.from(text));

/** One answer per request head that ends in `bytes`: heads this small are never split. */
function answerAll(socket: Socket, bytes: Buffer): void {
  for (let at = bytes.indexOf(emptyLine); at !== -1; at = bytes.indexOf(emptyLine, at + 1)) {
    socket.write(answers[socket.bytesRead & 1]!);
  }
}

function warmPlan(plan: RunPlan, port: number): RunPlan {
  const request = {
    name: 0,
    method: 'GET',
    path: '/',
    headers: [['accept', '*/*']],
    body: null,
    bodyFile: null,
    chunked: false,
    expect: null,
    extract: [],
    checks: [],
  } as const;
  const written = {
    ...request,
    path: {parts: ['/', {kind: 'iteration'}], encode: 'path'},
    checks: [{check: 0, rule: {kind: 'body', rule: {kind: 'contains', text: 'warming'}}}],
  } as const;
  // A run of plain flows is better off when nothing else has gone through its code.
  const more = isPlain(plan) ? [] : [{kind: 'request', request: written} as const];
  return {
    target: {
      origin: `http://127.0.0.1:${port}`,
      protocol: 'http:',
      hostname: '127.0.0.1',
      port,
      socketPath: null,
      basePath: '',
      label: 'warm-up',
      isLocal: true,
    },
    requestNames: ['warm-up'],
    series: [{name: 0, tags: {}}],
    checks: [{name: 'warm-up', series: 0}],
    variables: [],
    data: [],
    iterations: null,
    maxRedirects: 0,
    cookies: false,
    captureBytes: 1024,
    tls: {ca: null, cert: null, key: null, insecure: false},
    proxy: null,
    scenarios: [{name: 'warm-up', weight: 1, steps: [{kind: 'request', request}, ...more]}],
    timeoutMs: 1000,
    seed: plan.seed,
    maxVus: closedVus,
    preAllocatedVus: 0,
    arrivals: plan.arrivals,
    precise: false,
    transport: {...plan.transport, reuse: true, maxAgeMs: null, maxRequests: null},
  };
}

/** Nothing is remembered, written or checked. */
function isPlain({variables, data, checks}: RunPlan): boolean {
  return variables.length === 0 && data.length === 0 && checks.length === 0;
}

function target(revision: number, model: TargetCommand['model'], level: number): TargetCommand {
  return {
    kind: 'target',
    revision,
    model,
    fromLevel: level,
    toLevel: level,
    startMs: performance.now(),
    durationMs: 0,
    untilMs: null,
  };
}

function send(engine: Engine, command: Command): void {
  engine.receive({kind: 'command', command});
}
