import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {DriveHeader, DriveLine} from '../../source/domain/drive.ts';
import type {SoakStudy} from '../../source/domain/study.ts';
import {repositoryRoot, runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

function drivesIn(folder: string): string[] {
  const drives = join(folder, 'snapshots/drives');
  return statSync(drives, {throwIfNoEntry: false}) ? readdirSync(drives).toSorted() : [];
}

function linesOf(folder: string, name: string): readonly (DriveHeader | DriveLine)[] {
  const text = readFileSync(join(folder, 'snapshots/drives', name), 'utf8');
  // The last one may be cut off.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DriveHeader | DriveLine);
}

function secondsIn(folder: string, name: string): number {
  return linesOf(folder, name).filter(({kind}) => kind === 'second').length;
}

function studyIn(folder: string, name: string): SoakStudy | undefined {
  const last = linesOf(folder, name).findLast((line) => line.kind === 'study');
  return last?.kind === 'study' && last.study.kind === 'soak' ? last.study : undefined;
}

test('an endurance test killed with -9 goes on where it was, and is one test', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const folder = scratchFolder();
  const begun = startPerftui(['soak', `${target.origin}/`, '-u', '3', '-d', '10s', '--headless'], {cwd: folder});
  const deadline = performance.now() + 30_000;
  const measured = (): number => drivesIn(folder).reduce((sum, name) => sum + secondsIn(folder, name), 0);
  while (measured() < 2 && performance.now() < deadline) await sleep(50);
  const [first] = drivesIn(folder);
  begun.child.kill('SIGKILL');
  await begun.finished;
  const kept = secondsIn(folder, first!);
  expect(kept).toBeLessThan(10);

  const resumed = await startPerftui(['soak', '--resume', first!, '--headless'], {cwd: folder}).finished;
  expect({code: resumed.code, stderr: resumed.stderr}).toMatchObject({code: 0});
  const second = drivesIn(folder).find((name) => name !== first)!;
  const [header] = linesOf(folder, second);
  expect(header).toMatchObject({study: {kind: 'soak', level: 3, durationMs: 10_000, resumes: first}});
  const study = studyIn(folder, second)!;
  expect(study.state).toBe('done');
  expect(study.plannedMs).toBe(10_000);
  // A period of each process, from the start of the first on.
  expect(study.periods.map(({startMs}) => startMs)).toEqual([0, 60_000]);
  expect(study.periods[0]!.endMs).toBe(kept * 1000);
  expect(study.periods[0]!.requestsPerSecond).toBeGreaterThan(0);

  const whole = await runPerftui(['soak', '--resume', second, '--headless'], {cwd: folder});
  expect(whole).toMatchObject({code: 104, stderr: expect.stringContaining('is complete: it holds all 10s') as string});
  expect(drivesIn(folder)).toHaveLength(2);
}, 90_000);

test('what the page of a built-in target tells of its memory is in the periods', async () => {
  const folder = scratchFolder();
  const profile = join(repositoryRoot, 'profiles/find-leak.json');
  const {code} = await runPerftui(['soak', profile, '-u', '4', '-d', '3s', '--headless', '--allow-invalid'], {
    cwd: folder,
  });
  expect([0, 99]).toContain(code);
  const study = studyIn(folder, drivesIn(folder)[0]!);
  expect(study?.periods[0]?.targetMemoryBytes).toBeGreaterThan(1e7);
  expect(study?.drifts.find(({figure}) => figure === 'target memory')?.verdict).toBe('UNKNOWN');
}, 60_000);
