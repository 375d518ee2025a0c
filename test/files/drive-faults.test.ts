import {spawn} from 'node:child_process';
import {appendFileSync, copyFileSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {PerftuiError} from '../../source/domain/errors.ts';
import type {DriveSecond} from '../../source/domain/drive.ts';
import {openDriveJournal} from '../../source/files/drive-journal.ts';
import {driveRow, listDrives} from '../../source/files/drive-store.ts';
import {mergeSeconds, mergeSecondsInSteps} from '../../source/files/merge-drive.ts';
import {parseDrive, readDrive} from '../../source/files/read-drive.ts';
import {closeDrive} from '../../source/files/recover-drive.ts';
import {runOfSeconds} from '../../source/session/drive-snapshot.ts';
import {tempFolder} from './temp-folder.ts';

const fixture = fileURLToPath(new URL('../fixtures/formats/drive-2/demo-checkout.jsonl', import.meta.url));
const whole = readFileSync(fixture);
const lines = whole.toString('utf8').trimEnd().split('\n');
const header = lines[0]!;
const seconds = lines.slice(1).map((line) => JSON.parse(line) as DriveSecond);

function linesIn(text: Buffer): number {
  const {intents, events, plateaus, end, ...drive} = parseDrive(text, 'x');
  return 1 + drive.seconds.length + intents.length + events.length + plateaus.length + (end === null ? 0 : 1);
}

function errorOf(text: Buffer): unknown {
  try {
    parseDrive(text, 'x');
    return null;
  } catch (error) {
    return error;
  }
}

test('cut off at any byte, no whole line before the cut is lost, and only a PerftuiError is thrown', () => {
  const headerEnd = whole.indexOf(10);
  let end = headerEnd;
  const refused: unknown[] = [];
  // Each byte of the first lines and of the last ones' seams; whole files of every length would take minutes.
  for (let length = 0; length < whole.length; length += length < headerEnd + 600 ? 1 : 97) {
    const cut = whole.subarray(0, length);
    if (length < headerEnd) {
      refused.push(errorOf(cut));
      continue;
    }
    end = cut.lastIndexOf(10);
    const complete =
      cut
        .subarray(0, end + 1)
        .toString('utf8')
        .split('\n').length - 1;
    expect(linesIn(cut)).toBeGreaterThanOrEqual(complete);
  }
  expect(refused.length).toBeGreaterThan(500);
  expect(refused.every((error) => error instanceof PerftuiError)).toBe(true);
  for (let at = whole.indexOf(10); at !== -1; at = whole.indexOf(10, at + 1)) {
    const complete =
      whole
        .subarray(0, at + 1)
        .toString('utf8')
        .split('\n').length - 1;
    // Without the line's end the line is whole as well.
    expect([linesIn(whole.subarray(0, at)), linesIn(whole.subarray(0, at + 1))]).toEqual([complete, complete]);
  }
});

test('with any bytes changed, a drive is read or refused with a PerftuiError', () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.uint8Array({minLength: 1, maxLength: 8}), (at, bytes) => {
      const changed = Buffer.from(whole);
      changed.set(bytes.subarray(0, whole.length - at), at);
      expect(errorOf(changed)).toSatisfy((error) => error === null || error instanceof PerftuiError);
    }),
    {numRuns: 150},
  );
});

test('a drive that was cut off is closed: the part of a line goes, what was whole stays', async () => {
  const file = path.join(await tempFolder(), '2026-01-01-000000-x.jsonl');
  const start = `${lines.slice(0, 6).join('\n')}\n`;
  writeFileSync(file, `${start}{"kind":"second","cell":{"at`);
  const drive = await readDrive(file);
  expect(drive.brokenTailBytes).toBe(28);
  const run = runOfSeconds(drive);
  await closeDrive(file, drive, {kind: 'end', endedBy: 'killed', exitCode: null, durationMs: 5000, run});
  expect(readFileSync(file, 'utf8').startsWith(`${start}{"kind":"end","endedBy":"killed"`)).toBe(true);
  const closed = await readDrive(file);
  expect([closed.seconds, closed.brokenTailBytes, closed.end?.endedBy]).toEqual([drive.seconds, 0, 'killed']);
  expect(await listDrives(path.dirname(file))).toMatchObject([{state: 'closed', endedBy: 'killed', durationMs: 5000}]);
  await expect(closeDrive(file, closed, closed.end!)).rejects.toThrow('is closed already');
});

test('a list of drives tells those whose process is gone from those under way', async () => {
  const folder = await tempFolder();
  const own = JSON.parse(header) as {host: {hostname: string}};
  const started = {startedAt: new Date().toISOString(), host: {...own.host, hostname: hostname()}};
  const write = (name: string, pid: number): void =>
    writeFileSync(path.join(folder, name), `${JSON.stringify({...own, ...started, pid})}\n${lines[1]}\n`);
  write('a.jsonl', process.pid);
  write('b.jsonl', 2 ** 22 + 1);
  writeFileSync(path.join(folder, 'c.jsonl'), 'no drive');
  const rows = await listDrives(folder);
  expect(Object.fromEntries(rows.map(({name, state}) => [name, state]))).toEqual({
    a: 'under way',
    b: 'unclosed',
    c: 'unreadable',
  });
});

test('a process that began after the drive does not record it, unless the drive is written still: the clock was set', async () => {
  const folder = await tempFolder();
  const {host} = JSON.parse(header) as {host: object};
  const facts = {startedAt: '2001-01-01T00:00:00.000Z', host: {...host, hostname: hostname()}, pid: process.pid};
  const [fresh, old] = ['fresh', 'old'].map((name) => path.join(folder, `${name}.jsonl`)) as [string, string];
  for (const file of [fresh, old]) writeFileSync(file, `${JSON.stringify({...JSON.parse(header), ...facts})}\n`);
  utimesSync(old, 1e9, 1e9);
  const stateOf = async (file: string): Promise<string> => (await driveRow(file)).state;
  expect(await stateOf(fresh)).toBe('under way');
  expect(await stateOf(old)).toBe(process.platform === 'linux' ? 'unclosed' : 'under way');
});

test.runIf(process.platform === 'linux')('a dead process that nobody has waited for records nothing', async () => {
  const folder = await tempFolder();
  const file = path.join(folder, 'x.jsonl');
  // `sleep` takes the place of the shell, and never waits for its child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {stdio: ['ignore', 'pipe', 'ignore']});
  try {
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() !== 'sleep') await sleep(10);
    process.kill(pid, 'SIGKILL');
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z')) await sleep(10);
    const {host} = JSON.parse(header) as {host: object};
    const facts = {startedAt: new Date().toISOString(), host: {...host, hostname: hostname()}, pid};
    writeFileSync(file, `${JSON.stringify({...JSON.parse(header), ...facts})}\n`);
    expect((await driveRow(file)).state).toBe('unclosed');
  } finally {
    parent.kill('SIGKILL');
  }
});

test('cells of many request names are merged in steps of one name', () => {
  const {cell, ...rest} = seconds.find((line) => line.kind === 'second' && line.cell.names.length > 0)!;
  const names = Array.from({length: 50}, (_, name) => ({...cell.names[0]!, name}));
  const parts = [0, 1, 2].map((at) => ({...rest, cell: {...cell, atMs: at * 1000, names}}));
  const steps = mergeSecondsInSteps(parts, 0, 10);
  let rests = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) rests++;
  expect(rests).toBe(names.length);
  expect(step.value).toEqual(mergeSeconds(parts, 0, 10));
  expect(step.value.cell.names[49]).toMatchObject({name: 49, answered: 3 * cell.names[0]!.answered});
});

/** Seconds of the fixture again and again, an hour and a half of them. */
function* longDrive(count: number): Generator<DriveSecond> {
  const measured = seconds.filter(({kind, cell}) => kind === 'second' && cell.names.length > 0);
  for (let index = 0; index < count; index++) {
    const one = measured[index % measured.length]!;
    yield {...one, cell: {...one.cell, atMs: index * 1000}, host: {...one.host, atMs: index * 1000}};
  }
}

test('compacted while it is written, a drive keeps every count and bucket', async () => {
  const folder = await tempFolder();
  const compacted: true[] = [];
  const journal = await openDriveJournal({
    folder,
    name: 'long',
    startedAt: '2026-01-01T00:00:00.000Z',
    onFailure: (error) => {
      throw error;
    },
    compactBytes: 200_000,
    onCompacted: () => compacted.push(true),
  });
  const file = journal.file!;
  const all = [...longDrive(5400)];
  journal.append(JSON.parse(header) as object);
  for (const [index, second] of all.entries()) {
    journal.append(second);
    if (index % 1800 !== 1799) continue;
    const wanted = compacted.length + 1;
    while (compacted.length < wanted) {
      // Whatever the file is at this moment, once its first line is written, it is a whole drive.
      if (statSync(file).size > 0) await readDrive(file);
      await sleep(30);
    }
  }
  await journal.close();
  expect(readdirSync(folder)).toEqual([path.basename(file)]);
  const drive = await readDrive(file);
  const plain = {...drive, seconds: all};
  expect([...new Set(drive.seconds.map(({cell}) => cell.seconds))]).toEqual([60, 10, 1]);
  const [merged, exact] = [runOfSeconds(drive), runOfSeconds(plain)];
  expect(merged.requests.map(({requestsPerSecond: _rate, ...one}) => one)).toEqual(
    exact.requests.map(({requestsPerSecond: _rate, ...one}) => one),
  );
  expect(merged.window.seconds).toBeCloseTo(exact.window.seconds, 0);
  expect(drive.seconds.length).toBeLessThan(1500);
}, 30_000);

test('a compaction that was killed leaves the drive as it was, and is no drive', async () => {
  const folder = await tempFolder();
  const file = path.join(folder, 'x.jsonl');
  copyFileSync(fixture, file);
  appendFileSync(path.join(folder, '.x.jsonl.compacting'), lines.slice(0, 2).join('\n'));
  expect((await listDrives(folder)).map(({name}) => name)).toEqual(['x']);
  expect((await readDrive(file)).end).not.toBeNull();
});
