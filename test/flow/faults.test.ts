import {once} from 'node:events';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {startDemo} from '../../source/demo/start-demo.ts';
import type {Snapshot, SnapshotRequest} from '../../source/domain/snapshot.ts';
import {faults, startFaultyTarget} from './faulty-target.ts';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {driveInTerminal} from './pty-terminal.ts';

/** What the target does to requests while it is under load. */

function readRun(folder: string): Snapshot {
  const [name] = readdirSync(join(folder, 'snapshots')).filter((one) => one.endsWith('.json'));
  return JSON.parse(readFileSync(join(folder, 'snapshots', name!), 'utf8')) as Snapshot;
}

function ended({outcomes}: SnapshotRequest): number {
  return outcomes.reduce((sum, {count}) => sum + count, 0);
}

test('every way a target can fail has its word, request by request, and the run outlasts them all', async () => {
  await using target = await startFaultyTarget();
  const folder = scratchFolder();
  const scenarios = Object.keys(faults).map((path) => ({
    name: path.slice(1),
    flow: [{request: {name: path, path}}, {think: '20ms'}],
  }));
  const count = scenarios.length;
  writeFileSync(
    join(folder, 'faults.json'),
    JSON.stringify({name: 'faults', target: target.origin, executor: 'constant-vus', vus: count, scenarios}),
  );
  const args = ['run', 'faults.json', '-d', '2s', '--timeout', '400ms', '--headless', '--snapshot', 'all'];
  const {code, stdout, stderr} = await runPerftui(args, {cwd: folder});
  expect({code, crash: stderr.includes('Error')}).toEqual({code: 0, crash: false});
  const requests = readRun(folder).requests.slice(1);
  const words = requests.map(({name, outcomes}) => [name, ...outcomes.map(({word}) => word)]);
  expect(words).toEqual([
    ['/ok', '200'],
    ['/slow-headers', 'timeout'],
    ['/endless-body', 'timeout'],
    ['/malformed', 'malformed response'],
    ['/reset-mid-body', 'reset'],
    ['/cut-mid-body', 'closed mid-response'],
    ['/closed', 'closed before response'],
    ['/unavailable', '503'],
  ]);
  for (const request of requests) expect(ended(request)).toBe(target.received.get(request.name!));
  expect(stdout).toMatch(/ok \d+.*%/);
  expect(stdout).toContain('timeout');
});

async function serve(port: number, count: () => void): Promise<Server> {
  const server = createServer((_, response) => {
    count();
    setTimeout(() => response.end('ok'), 10);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function kill(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

test('a target that dies and comes back: told both times, load stays, and every answer is counted', async () => {
  const target = {received: 0};
  const first = await serve(0, () => target.received++);
  const {port} = first.address() as AddressInfo;
  const folder = scratchFolder();
  const args = ['run', `http://127.0.0.1:${port}/`, '-u', '6', '-d', '9s', '--headless', '--snapshot', 'whole'];
  const {child, finished} = startPerftui(args, {cwd: folder});
  let said = '';
  child.stderr!.on('data', (chunk: string) => (said += chunk));
  while (target.received < 50) await sleep(20);
  await kill(first);
  while (!said.includes('target fails everything')) await sleep(50);
  const back = await serve(port, () => target.received++);
  const {code, stderr, stdout} = await finished;
  await kill(back);
  expect(code).toBe(0);
  expect(stderr).toContain('target fails everything: refused');
  expect(stderr).toMatch(/target answers again \(everything failed for \d+s\)/);
  expect(stdout).toContain('refused');
  const run = readRun(folder);
  const [total] = run.requests;
  // Killed in the middle of at most one answer for each user.
  expect(target.received - total!.answered).toBeGreaterThanOrEqual(0);
  expect(target.received - total!.answered).toBeLessThanOrEqual(6);
  expect(total!.outcomes.map(({word}) => word)).toEqual(expect.arrayContaining(['200', 'refused']));
  // The last second holds the drain at the end; a busy machine may take more than one to begin.
  const level = run.cells.map(({vus}) => vus).slice(0, -1);
  const held = level.slice(level.indexOf(6));
  expect(held.length).toBeGreaterThan(4);
  expect(new Set(held)).toEqual(new Set([6]));
});

test('the screen says what a target that fails everything fails with, without any threshold', async () => {
  await using target = await startFaultyTarget();
  await using driven = driveInTerminal([`${target.origin}/closed`, '-u', '5'], {columns: 80, rows: 24});
  const failing = await driven.until((screen) => screen.includes('every request fails for'));
  expect(failing).toMatch(/! every request fails for [3-9]s: closed before response \(\d.*\/s\)/);
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
  expect(driven.screen()).toContain('closed before response 100%');
});

test('by request id, a headless run over a ramp up and down counts what the demo served', async () => {
  const demo = await startDemo({variant: 'demo', seed: 5});
  const folder = scratchFolder();
  const stages = ['-s', '1s:30', '-s', '500ms:30', '-s', '1s:2'];
  const {code} = await runPerftui(
    ['run', `${demo.origin}/api/products`, ...stages, '--headless', '--request-ids', '--snapshot', 'ids'],
    {cwd: folder},
  );
  const truth = (await (await fetch(`${demo.origin}/__truth?ids=1`)).json()) as {
    readonly ids: {readonly served: readonly string[]; readonly dropped: number};
  };
  await demo.stop();
  const [total] = readRun(folder).requests;
  expect({code, aborted: total!.aborted, dropped: truth.ids.dropped}).toEqual({code: 0, aborted: 0, dropped: 0});
  expect(total!.answered).toBeGreaterThan(100);
  expect(truth.ids.served).toHaveLength(total!.answered);
  expect(new Set(truth.ids.served).size).toBe(total!.answered);
});
