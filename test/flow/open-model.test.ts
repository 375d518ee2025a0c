import {readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import http2 from 'node:http2';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runPerftui, scratchFolder} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

interface Summary {
  readonly results: {readonly metrics: readonly {name: string; values: Record<string, number>}[]};
}

async function headless(args: readonly string[]): Promise<{
  code: number | null;
  stdout: string;
  stderr: string;
  value: (metric: string, key: string) => number | undefined;
}> {
  const folder = scratchFolder();
  const finished = await runPerftui(['run', ...args, '--headless', '--summary-export', 's.json'], {cwd: folder});
  const value = (metric: string, key: string): number | undefined =>
    (JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')) as Summary).results.metrics.find(
      ({name}) => name === metric,
    )?.values[key];
  return {...finished, value};
}

test('a constant arrival rate is rate × time iterations, all of them at the target that were not missed', async () => {
  await using target = await startTarget();
  const {code, stdout, value} = await headless([`${target.origin}/`, '--rate', '200/s', '-d', '3s']);
  expect(code).toBe(0);
  // What a machine without time to spare starts too late to count as on time is missed, and said to be.
  const missed = value('missed_iterations', 'count')!;
  expect(Math.abs(target.received() + missed - 600)).toBeLessThanOrEqual(3);
  expect(missed).toBeLessThan(300);
  expect(value('http_reqs', 'count')).toBe(target.received());
  expect(value('dropped_iterations', 'count')).toBe(0);
  expect(value('send_lag', 'p(99)')).toBeGreaterThanOrEqual(0);
  expect(stdout).toContain('OPEN: response time');
});

test('arrivals that find no free VU wait, and what is lost that way is counted as dropped', async () => {
  // Nobody is answered for 1.2 s; a request may take 300 ms.
  await using target = await startTarget((_, response) => void setTimeout(() => response.end('ok'), 1200));
  const {value} = await headless([
    `${target.origin}/`,
    '--rate',
    '100/s',
    '-d',
    '2s',
    '--max-vus',
    '5',
    '--timeout',
    '300ms',
  ]);
  const dropped = value('dropped_iterations', 'count')!;
  expect(dropped).toBeGreaterThan(100);
  expect(dropped + value('http_reqs', 'count')! + (value('missed_iterations', 'count') ?? 0)).toBeLessThanOrEqual(203);
});

test.each(['http1', 'undici'])('over a Unix socket %s counts what the target counted', async (transport) => {
  let received = 0;
  const server = createServer((_, response) => {
    received++;
    response.end('ok');
  });
  const path = join(tmpdir(), `perftui-${process.pid}-${transport}.sock`);
  rmSync(path, {force: true});
  server.listen(path);
  await once(server, 'listening');
  const {code, value} = await headless([`http://unix:${path}:/`, '-u', '3', '-d', '1s', '--transport', transport]);
  server.closeAllConnections();
  server.close();
  expect(received).toBeGreaterThan(10);
  expect({code, counted: value('http_reqs', 'count'), failed: value('http_req_failed', 'rate')}).toEqual({
    code: 0,
    counted: received,
    failed: 0,
  });
});

test('over HTTP/2 VUs share connections, and the target has counted the same requests', async () => {
  let received = 0;
  const sessions = new Set<unknown>();
  const server = http2.createServer((request, response) => {
    received++;
    sessions.add(request.stream.session);
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const {code, stdout, value} = await headless([
    `http://127.0.0.1:${port}/`,
    '-u',
    '20',
    '-d',
    '1s',
    '--transport',
    'http2',
    '--h2-streams',
    '10',
  ]);
  server.close();
  expect(code).toBe(0);
  expect(stdout).toContain('http2');
  expect(value('http_reqs', 'count')).toBe(received);
  expect(sessions.size).toBe(2);
});

test('a rate together with VUs is refused in one line, exit code 104', async () => {
  const {code, stderr} = await runPerftui(['run', 'http://127.0.0.1:9/', '--rate', '10/s', '-u', '3', '--headless']);
  expect(code).toBe(104);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('--rate');
});
