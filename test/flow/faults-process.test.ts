import {on, once} from 'node:events';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawn, type ChildProcess} from 'node:child_process';
import {expect, test} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {startFaultyTarget} from './faulty-target.ts';
import {binPath, cleanEnvironment, runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

/** What happens to perftui itself: its threads, its terminal, its outputs, the signals it gets. */

const leftAlternateScreen = '\u001B[?1049l';

/** The environment in which a thread has an accident. */
function accident(
  thread: 'coordinator' | 'worker' | 'slow-worker',
  afterMs: number,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const file = fileURLToPath(new URL('crash-thread.ts', import.meta.url));
  return {
    NODE_OPTIONS: `--import="${file}"`,
    CRASH_THREAD: thread,
    CRASH_AFTER_MS: String(afterMs),
    ...more,
  };
}

test('a worker that crashes thrice: its load goes to the others, the gaps are told, the counts agree', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const folder = scratchFolder();
  const {code, stdout, stderr} = await runPerftui(
    ['run', `${target.origin}/`, '-u', '4', '-d', '7s', '--workers', '2', '--headless', '--snapshot', 'crashed'],
    {cwd: folder, env: accident('worker', 300, {CRASH_PORT: new URL(target.origin).port})},
  );
  expect({code, stderr}).toEqual({code: 0, stderr: expect.not.stringContaining(' at ') as string});
  expect(stderr.match(/worker 0 lost \(boom\): \d in flight lost/g)).toHaveLength(3);
  // A busy machine may have more to say against the run, and before it.
  expect(stdout).toMatch(/DEGRADED [\s\S]*load worker 0 died;/);
  expect(stdout).toMatch(/\blost worker 0 at 00:00:0\d, worker 0 at/);
  const [name] = readdirSync(join(folder, 'snapshots')).filter((one) => one.endsWith('.json'));
  const run = JSON.parse(readFileSync(join(folder, 'snapshots', name!), 'utf8')) as Snapshot;
  expect(run.generator.workersLost).toBe(3);
  expect(run.events.filter(({kind}) => kind === 'gap')).toHaveLength(3);
  expect(run.cells.at(-2)!.vus).toBe(4);
  // What was in flight in a worker that died was served, perhaps, but never counted: two users, three times.
  const {answered, failed} = run.requests[0]!;
  expect(failed).toBe(0);
  expect(target.received() - answered).toBeGreaterThanOrEqual(0);
  expect(target.received() - answered).toBeLessThanOrEqual(6);
});

test('a coordinator that crashes is one line and 109, with the terminal given back', async () => {
  await using target = await startTarget();
  const sign = join(scratchFolder(), 'crash');
  const env = accident('coordinator', 0, {CRASH_FILE: sign});
  await using driven = driveInTerminal([`${target.origin}/`], {columns: 80, rows: 24}, env);
  await driven.until((screen) => screen.includes('HOLD'));
  writeFileSync(sign, '');
  expect(await driven.exited).toBe(109);
  expect(driven.written()).toContain(leftAlternateScreen);
  expect(driven.screen().trim()).toBe('perftui: the coordinator thread ended: boom');
  const received = target.received();
  await sleep(200);
  expect(target.received()).toBe(received);
});

test('a coordinator that never comes up leaves no screen behind', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([`${target.origin}/`], {columns: 80, rows: 24}, accident('coordinator', 1));
  expect(await driven.exited).toBe(109);
  expect(driven.screen().trim()).toBe('perftui: the coordinator thread ended: boom');
});

async function untilSays(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  for await (const [chunk] of on(child.stderr!, 'data')) {
    said += String(chunk);
    if (said.includes(text)) return;
  }
}

test('while it is starting, q leaves the screen and SIGTERM the lines, without waiting for the workers', async () => {
  await using target = await startTarget();
  const env = accident('slow-worker', 20_000);
  await using driven = driveInTerminal([`${target.origin}/`], {columns: 80, rows: 24}, env);
  const {child, finished} = startPerftui(['run', `${target.origin}/`, '--headless'], {env});
  // Before that, on a busy machine, the signal may find a program that does not listen to it yet.
  const hangs = untilSays(child, 'a worker hangs');
  await driven.until((screen) => screen.includes('STARTING'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
  await hangs;
  child.kill('SIGTERM');
  const {code, stdout} = await finished;
  expect(code).toBe(105);
  expect(stdout).toContain('stopped by signal');
  expect(target.received()).toBe(0);
});

test('a second SIGINT does not wait for answers: what is in flight is aborted and the summary written', async () => {
  await using target = await startFaultyTarget();
  const args = ['run', `${target.origin}/slow-headers`, '-u', '3', '-d', '60s', '--timeout', '50s', '--headless'];
  const {child, finished} = startPerftui(args);
  let said = '';
  child.stderr!.on('data', (chunk: string) => (said += chunk));
  while ((target.received.get('/slow-headers') ?? 0) < 3) await sleep(20);
  child.kill('SIGINT');
  while (!said.includes('drain (signal)')) await sleep(20);
  const secondAt = performance.now();
  child.kill('SIGINT');
  const {code, stdout} = await finished;
  expect(code).toBe(105);
  expect(performance.now() - secondAt).toBeLessThan(20_000);
  expect(stdout).toMatch(/requests +0 +3 aborted/);
});

test('a reader that goes away ends neither the run nor in a stack trace', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  const args = ['run', `${target.origin}/`, '-d', '1s', '--headless', '--summary-export', 's.json'];
  const deaf = startPerftui(args, {cwd: folder});
  deaf.child.stdout!.destroy();
  const mute = startPerftui(args.slice(0, -2), {cwd: folder});
  mute.child.stderr!.destroy();
  expect(await deaf.finished).toMatchObject({code: 0, stderr: expect.not.stringContaining('EPIPE')});
  expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toHaveProperty('results');
  expect(await mute.finished).toMatchObject({code: 0, stdout: expect.stringContaining('requests')});
});

test.runIf(process.platform === 'linux')('an output that is full is one line and 104', async () => {
  await using target = await startTarget();
  const cwd = scratchFolder();
  const script = `"${process.execPath}" "${binPath}" run ${target.origin}/ -d 500ms --headless >/dev/full`;
  const child = spawn('bash', ['-c', script], {cwd, env: cleanEnvironment(cwd), stdio: ['ignore', 'ignore', 'pipe']});
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(104);
  expect(said).toMatch(/perftui: cannot write the standard output: the disk is full/);
  expect(said).not.toContain(' at ');
});

test.runIf(process.platform !== 'win32')('too few descriptors: said before the start, with what fits', async () => {
  await using target = await startTarget();
  const cwd = scratchFolder();
  const run = async (vus: number): Promise<{code: number; said: string}> => {
    const script = `ulimit -n 200; exec "${process.execPath}" "${binPath}" run ${target.origin}/ -u ${vus} -d 500ms --headless`;
    const child = spawn('bash', ['-c', script], {cwd, env: cleanEnvironment(cwd), stdio: ['ignore', 'ignore', 'pipe']});
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    const [code] = (await once(child, 'close')) as [number];
    return {code, said};
  };
  const refused = await run(73);
  expect(refused).toEqual({
    code: 104,
    said: 'perftui: 73 VUs need 201 file descriptors, 72 VUs fit; run `ulimit -n 201` first, or lower the load\n',
  });
  expect(target.received()).toBe(0);
  expect(await run(72)).toMatchObject({code: 0, said: expect.not.stringContaining('EMFILE')});
});

test.each([
  [{TERM: 'dumb'}, /lines instead of the screen: TERM is dumb/, /00:00:0\d {2}(?:HOLD|DRAIN) +[0-2]\/[02] VUs/],
  [{CI: '1'}, /lines instead of the screen: CI is set/, /00:00:0\d {2}(?:HOLD|DRAIN) +[0-2]\/[02] VUs/],
])('with %o a terminal gets lines, and no escape codes move its cursor', async (env, reason, line) => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const args = [`${target.origin}/`, '-u', '2', '-d', '2s'];
  await using driven = driveInTerminal(args, {columns: 100, rows: 30}, env);
  expect(await driven.exited).toBe(0);
  const written = driven.written();
  expect(written).toMatch(reason);
  expect(written).toMatch(line);
  expect(written).toMatch(/requests +\d+ +ok 100%/);
  // Colours at most.
  expect(written.replaceAll(/\u001B\[[\d;]*m/g, '')).not.toContain('\u001B');
});
