import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {PerftuiError} from '../../source/domain/errors.ts';
import {openDriveJournal} from '../../source/files/drive-journal.ts';

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
