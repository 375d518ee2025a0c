import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runPerftui, scratchFolder} from './perftui-process.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

interface Summary {
  readonly config: {readonly durationSeconds: number};
  readonly results: {readonly metrics: readonly {readonly name: string; readonly values: Record<string, number>}[]};
}

function summaryOf(folder: string): {readonly durationS: number; readonly mostVus: number | undefined} {
  const {config, results} = JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')) as Summary;
  return {
    durationS: config.durationSeconds,
    mostVus: results.metrics.find(({name}) => name === 'vus_max')?.values['max'],
  };
}

const folder = scratchFolder();
let target: Awaited<ReturnType<typeof startTarget>>;
let drive: string;

/** A run of 2 s up to 6 VUs and 2 s at them is what all tests play. */
beforeAll(async () => {
  target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 50));
  const args = ['run', `${target.origin}/`, '--headless', '-u', '0', '-s', '2s:6', '-s', '2s:6'];
  const {code, stderr} = await runPerftui(args, {cwd: folder});
  if (code !== 0) throw new Error(`the run to be played failed: ${stderr}`);
  drive = readdirSync(join(folder, 'snapshots/drives'))[0]!.replace(/\.jsonl$/, '');
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  rmSync(folder, {recursive: true, force: true});
});

test('a drive is sent again headless as it was driven, and kept as a profile', async () => {
  const before = target.received();
  const again = await runPerftui(['replay', drive, '--headless', '--summary-export', 's.json'], {cwd: folder});
  expect(again.code).toBe(0);
  expect(target.received()).toBeGreaterThan(before);
  const {durationS, mostVus} = summaryOf(folder);
  expect(mostVus).toBe(6);
  expect(durationS).toBeGreaterThan(3);
  expect(durationS).toBeLessThan(12);

  const kept = await runPerftui(['replay', drive, '--to-profile', 'again'], {cwd: folder});
  expect([kept.code, kept.stdout]).toEqual([0, 'profiles/again.json\n']);
  const profile = JSON.parse(readFileSync(join(folder, 'profiles/again.json'), 'utf8')) as {
    readonly executor: string;
    readonly stages: readonly {readonly target: number}[];
  };
  expect(profile.executor).toBe('ramping-vus');
  expect(Math.max(...profile.stages.map((stage) => stage.target))).toBe(6);
  expect((await runPerftui(['validate', 'again'], {cwd: folder})).code).toBe(0);
});

test('what says another load is refused, and so is what is no drive', async () => {
  const more = await runPerftui(['replay', drive, '--headless', '--vus', '9'], {cwd: folder});
  expect([more.code, more.stderr.split('\n').length]).toEqual([104, 2]);
  expect(more.stderr).toContain('sends the load of the drive');
  const none = await runPerftui(['replay', 'nothing', '--headless'], {cwd: folder});
  expect([none.code, none.stderr.split('\n').length]).toEqual([104, 2]);
  const noScreen = await runPerftui(['open', drive], {cwd: folder});
  expect([noScreen.code, noScreen.stderr]).toEqual([104, expect.stringContaining('needs a screen')]);
});

test('a drive that was held against a baseline is sent again without one, and says what is left out', async () => {
  interface Line {
    readonly profile?: {document: object};
    readonly run?: {readonly profile: {document: object}};
  }
  const text = readFileSync(join(folder, 'snapshots/drives', `${drive}.jsonl`), 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as Line);
  for (const profile of lines.flatMap((line) => line.profile ?? line.run?.profile ?? [])) {
    profile.document = {...profile.document, thresholds: {http_req_duration: ['p(95)<+10%', 'p(95)<5000']}};
  }
  writeFileSync(join(folder, 'held.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const again = await runPerftui(['replay', 'held.jsonl', '--headless', '--time-scale', '0.2'], {cwd: folder});
  expect(again.stderr).toContain('left out without --baseline: http_req_duration: p(95)<+10%\n');
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('http_req_duration: p(95)<5000');
});

test('a drive opens on the screen, goes back and forth, and sends nothing', async () => {
  const before = target.received();
  await using driven = driveInTerminal(['open', drive], undefined, {}, folder);
  await driven.until((screen) => screen.includes('RECORDED') && screen.includes('h l 10s'));
  driven.press('g');
  await driven.until((screen) => /00:00:00 of 00:00:\d\d/.test(screen));
  driven.press('G');
  await driven.until((screen) => !/00:00:00 of/.test(screen));
  driven.press('+');
  await driven.until((screen) => screen.includes('nothing is sent'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
  expect(target.received()).toBe(before);
});
