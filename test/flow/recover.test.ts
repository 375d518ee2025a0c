import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

/** What the drive holds so far; '' while it has no file. */
function driveIn(folder: string): string {
  const drives = join(folder, 'snapshots/drives');
  const [name] = statSync(drives, {throwIfNoEntry: false}) ? readdirSync(drives) : [];
  return name === undefined ? '' : readFileSync(join(drives, name), 'utf8');
}

test('a run killed with -9 is listed, finished with all but its last moments, and reported', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const folder = scratchFolder();
  const run = startPerftui(['run', `${target.origin}/`, '-u', '4', '-d', '60s', '--headless'], {cwd: folder});
  const deadline = performance.now() + 30_000;
  while (driveIn(folder).split('"kind":"second"').length < 5 && performance.now() < deadline) await sleep(50);
  const underWay = await runPerftui(['recover', '--all'], {cwd: folder});
  expect(underWay.stdout).toBe('there is nothing to recover\n');
  expect((await runPerftui(['recover'], {cwd: folder})).stdout).toMatch(/^\S+ is under way \(process \d+\)\n/);
  run.child.kill('SIGKILL');
  await run.finished;
  const received = target.received();
  const listed = await runPerftui(['recover'], {cwd: folder});
  expect(listed).toMatchObject({code: 0, stdout: expect.stringContaining('not closed') as string});
  const recovered = await runPerftui(['recover', '--all'], {cwd: folder});
  expect(recovered.code).toBe(0);
  expect(recovered.stdout).toMatch(/finished; it holds \d+ s, [\d,.k]+ answered requests/);
  const {run: figures, durationMs} = JSON.parse(driveIn(folder).trimEnd().split('\n').at(-1)!) as {
    run: {requests: {answered: number; requestsPerSecond: number}[]};
    durationMs: number;
  };
  const {answered, requestsPerSecond} = figures.requests[0]!;
  expect(answered).toBeLessThanOrEqual(received);
  expect(durationMs).toBeGreaterThanOrEqual(3000);
  // A machine that is busy makes a second of the run longer, never the number of seconds that are lost.
  expect((received - answered) / requestsPerSecond).toBeLessThanOrEqual(3);
  const again = await runPerftui(['recover'], {cwd: folder});
  expect(again.stdout).toBe('no drive in ./snapshots/drives was left without its end\n');
  const [name] = readdirSync(join(folder, 'snapshots/drives'));
  const report = await runPerftui(['report', name!, '--format', 'json'], {cwd: folder});
  expect({code: report.code, json: JSON.parse(report.stdout) !== null}).toEqual({code: 0, json: true});
}, 60_000);

test('a drive that could not be written to its end is told, not listed as saved, and whole up to there', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const folder = scratchFolder();
  // The most a file may become: a disk that is full for the drive alone. Its last line is larger than that.
  const args = ['run', `${target.origin}/`, '-u', '2', '-d', '2s', '--headless'];
  const run = await startPerftui(args, {cwd: folder, mostFileBlocks: 8}).finished;
  expect(run.code).toBe(0);
  expect(
    run.stderr.match(/the drive is recorded only in part: cannot write .*; perftui recover finishes it/g),
  ).toHaveLength(1);
  expect(run.stdout).not.toContain('.jsonl');
  const recovered = await runPerftui(['recover', '--all'], {cwd: folder});
  expect(recovered).toMatchObject({code: 0, stdout: expect.stringContaining('finished; it holds') as string});
  expect(recovered.stdout).not.toContain('cut off');
}, 30_000);

test('a name that is none is one clear line and 104', async () => {
  const {code, stderr} = await runPerftui(['recover', 'nothing'], {cwd: scratchFolder()});
  expect({code, lines: stderr.trim().split('\n')}).toEqual({
    code: 104,
    lines: [expect.stringContaining('no drive in snapshots/drives is named "nothing"')],
  });
});
