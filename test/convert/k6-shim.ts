import {Buffer} from 'node:buffer';
import {once} from 'node:events';
import vm from 'node:vm';
import {MessageChannel, receiveMessageOnPort, Worker} from 'node:worker_threads';
import type {Answered, Asked, Seen} from './k6-server-thread.ts';

export interface K6Run {
  /** Of the requests, in order. */
  readonly tags: readonly Readonly<Record<string, string>>[];
  /** By name: whether they passed. */
  readonly checks: readonly (readonly [name: string, passed: boolean])[];
  readonly groups: readonly string[];
  readonly sleeps: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** A server, and a client whose calls return when the answer is there, as k6's do. */
export interface K6Wire extends AsyncDisposable {
  readonly origin: string;
  ask(request: Asked): Answered;
  /** What the server has seen so far. */
  seen(): Seen[];
}

export async function openWire(): Promise<K6Wire> {
  const {port1, port2} = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('k6-server-thread.ts', import.meta.url), {
    workerData: {port: port2, flag},
    transferList: [port2],
  });
  const [port] = (await once(worker, 'message')) as [number];
  const call = (message: unknown): unknown => {
    Atomics.store(flag, 0, 0);
    port1.postMessage(message);
    if (Atomics.wait(flag, 0, 0, 10_000) === 'timed-out') throw new Error('no answer within 10 s');
    return (receiveMessageOnPort(port1) as {message: unknown}).message;
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    ask: (request) => call(request) as Answered,
    seen: () => call('seen') as Seen[],
    async [Symbol.asyncDispose]() {
      port1.close();
      await worker.terminate();
    },
  };
}

/** Runs a script once: setup, one iteration of each scenario, teardown, with stand-ins for k6's modules. */
export function runK6(script: string, wire: K6Wire, env: Record<string, string> = {}): K6Run {
  const tags: Record<string, string>[] = [];
  const checks: [string, boolean][] = [];
  const groups: string[] = [];
  const sleeps: number[] = [];
  const send = (
    method: string,
    url: string,
    body: unknown,
    params: {headers?: Record<string, string>; tags?: Record<string, string>} = {},
  ): unknown => {
    const text =
      body === null || body === undefined
        ? null
        : typeof body === 'string'
          ? body
          : new URLSearchParams(body as Record<string, string>).toString();
    tags.push(params.tags ?? {});
    return responseOf(wire.ask({method, url, headers: {...params.headers}, body: text}));
  };
  const http = {
    get: (url: string, params: object) => send('GET', url, null, params),
    head: (url: string, params: object) => send('HEAD', url, null, params),
    post: (url: string, body: unknown, params: object) => send('POST', url, body, params),
    put: (url: string, body: unknown, params: object) => send('PUT', url, body, params),
    patch: (url: string, body: unknown, params: object) => send('PATCH', url, body, params),
    del: (url: string, body: unknown, params: object) => send('DELETE', url, body, params),
    options: (url: string, body: unknown, params: object) => send('OPTIONS', url, body, params),
    request: send,
    batch: (list: [string, string, unknown, object][]) =>
      list.map(([method, url, body, params]) => send(method, url, body, params)),
    expectedStatuses: (...statuses: unknown[]) => statuses,
  };
  const modules: Record<string, Record<string, unknown>> = {
    'k6/http': {default: http},
    k6: {
      check: (response: unknown, conditions: Record<string, (response: unknown) => boolean>) => {
        for (const [name, condition] of Object.entries(conditions)) checks.push([name, condition(response)]);
      },
      fail: (message: string) => {
        throw new Error(message);
      },
      group: (name: string, run: () => unknown) => {
        groups.push(name);
        return run();
      },
      sleep: (seconds: number) => sleeps.push(seconds),
    },
    'k6/data': {
      // `new` gives back what a function returns when that is an object.
      SharedArray: function SharedArray(_name: string, make: () => unknown[]) {
        return make();
      },
    },
    'k6/execution': {default: {scenario: {iterationInTest: 0}, vu: {idInTest: 1}}},
    'k6/encoding': {default: {b64encode: (text: string) => Buffer.from(text).toString('base64')}},
  };
  const exported = load(script, modules, env);
  const run = (name: string, data: unknown): unknown =>
    (exported[name] as ((data: unknown) => unknown) | undefined)?.(data);
  const data = run('setup', undefined) ?? {};
  const options = exported['options'] as {scenarios: Record<string, {exec: string}>};
  for (const {exec} of Object.values(options.scenarios)) run(exec, data);
  run('teardown', data);
  return {tags, checks, groups, sleeps, options};
}

function load(
  script: string,
  modules: Record<string, Record<string, unknown>>,
  env: Record<string, string>,
): Record<string, unknown> {
  const context = vm.createContext({__ENV: env, __VU: 1, __ITER: 0, open: () => '[{"user":"from file"}]'});
  // Node's own ES modules in a context need a flag: imports become lookups, exports members.
  const names: string[] = [];
  const body = script
    .replaceAll(
      /^import (\w+) from '([^']+)';$/gm,
      (_, name: string, from: string) => `const ${name} = modules[${JSON.stringify(from)}].default;`,
    )
    .replaceAll(
      /^import (\{[^}]*\}) from '([^']+)';$/gm,
      (_, list: string, from: string) => `const ${list} = modules[${JSON.stringify(from)}];`,
    )
    .replaceAll(/^export (const|function) (\w+)/gm, (_, kind: string, name: string) => {
      names.push(name);
      return `${kind} ${name}`;
    });
  const make = vm.runInContext(
    `(function (modules) {'use strict';\n${body}\nreturn {${names.join(', ')}};\n})`,
    context,
  ) as (modules: unknown) => Record<string, unknown>;
  return make(modules);
}

function responseOf({status, headers, body, cookies}: Answered): unknown {
  return {
    status,
    body,
    headers,
    cookies: Object.fromEntries(Object.entries(cookies).map(([name, value]) => [name, [{value}]])),
    timings: {duration: 1},
    json: (selector?: string) =>
      (selector ?? '')
        .split('.')
        .reduce<unknown>(
          (at, key) => (key === '' ? at : (at as Record<string, unknown> | undefined)?.[key]),
          JSON.parse(body),
        ),
  };
}
