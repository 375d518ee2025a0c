import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from 'vitest';
import {
  deleteSnapshot,
  editSnapshot,
  listSnapshots,
  readSnapshot,
  writeBaselineChoice,
  writeSnapshot,
} from '../../source/files/snapshot-store.ts';
import {sampleSnapshot} from './sample-snapshot.ts';
import {tempFolder} from './temp-folder.ts';

test('another name and note are written, the rest and the file name stay, and the list shows it', async () => {
  const folder = await tempFolder();
  const cells = Array.from({length: 900}, (_, index) => ({...sampleSnapshot().cells[0]!, atMs: index * 1000}));
  const file = await writeSnapshot(folder, sampleSnapshot([1000], {cells}));
  const before = await readSnapshot(file);
  expect((await listSnapshots(folder)).map(({name}) => name)).toEqual(['peak 260']);
  expect(await editSnapshot(file, 'other', 'a note')).toBe(file);
  expect(await readSnapshot(file)).toEqual({...before, name: 'other', note: 'a note'});
  expect(await listSnapshots(folder)).toMatchObject([{file, name: 'other', note: 'a note', p95Us: 1000}]);
  expect(await readdir(folder)).toEqual([path.basename(file)]);
});

test('a snapshot is deleted, but never the baseline', async () => {
  const folder = await tempFolder();
  const file = await writeSnapshot(folder, sampleSnapshot());
  await writeBaselineChoice(folder, file);
  await expect(deleteSnapshot(file)).rejects.toMatchObject({code: 'ERR_SNAPSHOT'});
  await writeBaselineChoice(folder, null);
  await deleteSnapshot(file);
  expect(await readdir(folder)).toEqual([]);
  await expect(deleteSnapshot(file)).rejects.toMatchObject({code: 'ERR_FILE'});
  await expect(deleteSnapshot('snapshots/demo-baseline.json')).rejects.toThrow('came with perftui');
});
