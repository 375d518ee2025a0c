import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {PerftuiError} from '../../source/domain/errors.ts';
import {openDriveJournal} from '../../source/files/drive-journal.ts';
import {findDrive} from '../../source/files/drive-store.ts';

const startedAt = '2026-08-12T10:00:00.000Z';
const folder = (): string => mkdtempSync(path.join(tmpdir(), 'perftui-drive-'));
const never = (error: PerftuiError): never => {
  throw error;
};

test('what was appended is in the file, one object a line, in order', async () => {
  const journal = await openDriveJournal({folder: folder(), name: 'a b', startedAt, onFailure: never});
  const file = journal.file!;
  for (let line = 0; line < 100; line++) journal.append({line});
  await journal.close();
  expect(path.basename(file)).toBe('2026-08-12-100000-a-b.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual(Array.from({length: 100}, (_, line) => ({line})));
});

test('two drives that start in the same second get a file each', async () => {
  const options = {folder: folder(), name: 'x', startedAt, onFailure: never};
  const [first, second] = [await openDriveJournal(options), await openDriveJournal(options)];
  expect(first.file).not.toBe(second.file);
  await Promise.all([first.close(), second.close()]);
});

test('a folder that cannot be made is a clear error', async () => {
  const parent = folder();
  writeFileSync(path.join(parent, 'taken'), '');
  const opening = openDriveJournal({folder: path.join(parent, 'taken'), name: 'x', startedAt, onFailure: never});
  const where = path.join(parent, 'taken');
  const message = `cannot write ${where}: a part of the path is a file, not a folder`;
  await expect(opening).rejects.toMatchObject({code: 'ERR_FILE', message});
});

test('a drive that is given another name is one whole file under it, whatever was appended before, meanwhile and after', async () => {
  const options = {folder: folder(), name: 'a', startedAt, onFailure: never};
  const journal = await openDriveJournal(options);
  const [old, texts] = [journal.file!, Array.from({length: 90}, (_, line) => ({line}))];
  for (const line of texts.slice(0, 30)) journal.append(line);
  const renaming = journal.rename('Pool of 20!');
  for (const line of texts.slice(30, 60)) journal.append(line);
  const named = await renaming;
  expect(path.basename(named)).toBe('2026-08-12-100000-pool-of-20.jsonl');
  expect(journal.file).toBe(named);
  for (const line of texts.slice(60)) journal.append(line);
  await journal.close();
  expect(readdirSync(options.folder)).toEqual([path.basename(named)]);
  expect(old).not.toBe(named);
  expect(linesOf(named)).toEqual(texts);
});

test('a name that is taken is numbered, its own is kept, and after its end there is none to give', async () => {
  const options = {folder: folder(), name: 'a', startedAt, onFailure: never};
  const [first, second] = [await openDriveJournal(options), await openDriveJournal({...options, name: 'b'})];
  second.append({line: 1});
  expect(path.basename(await second.rename('a'))).toBe('2026-08-12-100000-a-2.jsonl');
  expect(path.basename(await first.rename('a'))).toBe('2026-08-12-100000-a.jsonl');
  await Promise.all([first.close(), second.close()]);
  expect(linesOf(path.join(options.folder, '2026-08-12-100000-a-2.jsonl'))).toEqual([{line: 1}]);
  await expect(second.rename('c')).rejects.toMatchObject({code: 'ERR_FILE'});
});

test('a drive is compacted under its new name as under its old one', async () => {
  const where = folder();
  const compacted = Promise.withResolvers<void>();
  const options = {folder: where, name: 'a', startedAt, onFailure: never, compactBytes: 2000};
  const journal = await openDriveJournal({...options, onCompacted: () => compacted.resolve()});
  const texts = Array.from({length: 400}, (_, line) => ({line}));
  for (const line of texts.slice(0, 300)) journal.append(line);
  await journal.rename('meanwhile');
  await compacted.promise;
  for (const line of texts.slice(300)) journal.append(line);
  await journal.rename('after');
  await journal.close();
  expect(readdirSync(where)).toEqual(['2026-08-12-100000-after.jsonl']);
  expect(linesOf(path.join(where, '2026-08-12-100000-after.jsonl'))).toEqual(texts);
});

test('what was called by its old name before is found under the new one, unless two drives began in that second', async () => {
  const where = folder();
  const options = {folder: where, name: 'a', startedAt, onFailure: never};
  const journal = await openDriveJournal(options);
  const old = path.basename(journal.file!);
  const named = await journal.rename('pool');
  await journal.close();
  expect(await findDrive(old, where)).toBe(named);
  expect(await findDrive('pool', where)).toBe(named);
  expect(await findDrive('2026-08-12-100001-a.jsonl', where)).toBeNull();
  await (await openDriveJournal({...options, name: 'b'})).close();
  expect(await findDrive(old, where)).toBeNull();
});

function linesOf(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as unknown);
}
