import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {createFileEffects, type FileEffects} from '../../source/coordinator/file-effects.ts';
import {reportFormats} from '../../source/domain/report-format.ts';
import {createRedactor} from '../../source/files/redact.ts';
import {snapshotOf} from '../session/snapshot-fixture.ts';

let folder = '';
let effects: FileEffects;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'perftui-effects-'));
  const settings = {snapshotsFolder: folder, profilesFolder: folder, snapshotAtEnd: null, defaultBaseline: null};
  effects = createFileEffects(settings, createRedactor(['hunter2']));
});
afterEach(async () => {
  await effects.close();
  await rm(folder, {recursive: true});
});

describe('effects on snapshots', () => {
  it('export every format beside the snapshot, over nothing that is there, and lists no report as a snapshot', async () => {
    const {file} = await effects.saveSnapshot(snapshotOf({seconds: 20}));
    expect(await effects.fileBytes(file)).toBeGreaterThan(1000);
    expect(await effects.fileBytes(path.join(folder, 'none.json'))).toBeNull();
    for (const format of reportFormats) {
      const {file: first} = await effects.exportSnapshot(file, format);
      const {file: second} = await effects.exportSnapshot(file, format);
      expect(path.dirname(first)).toBe(folder);
      expect(second).not.toBe(first);
      expect((await readFile(first, 'utf8')).length).toBeGreaterThan(50);
    }
    expect((await readdir(folder)).length).toBe(1 + 2 * reportFormats.length);
    expect((await effects.listSnapshots()).map((one) => one.file)).toEqual([file]);
  });

  it('export the baseline that came with perftui into the working folder', async () => {
    const shipped = 'snapshots/demo-baseline.json';
    const settings = {snapshotsFolder: folder, profilesFolder: folder, snapshotAtEnd: null, defaultBaseline: shipped};
    const {file} = await createFileEffects(settings, createRedactor([])).exportSnapshot(shipped, 'csv');
    expect(file).toBe(path.join(folder, 'demo-baseline.csv'));
  });

  it('give it another name and note in its place, without secrets', async () => {
    const {file} = await effects.saveSnapshot(snapshotOf({seconds: 20}));
    const edited = await effects.editSnapshot(file, 'peak hunter2', 'first breach');
    expect(edited.file).toBe(file);
    const read = await effects.readSnapshot(file);
    expect(read).toMatchObject({note: 'first breach'});
    expect(read.name).toMatch(/^peak /);
    expect(await readFile(file, 'utf8')).not.toContain('hunter2');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('delete any but the baseline', async () => {
    const {file: kept} = await effects.saveSnapshot(snapshotOf({seconds: 20}));
    const {file: gone} = await effects.saveSnapshot(snapshotOf({seconds: 20}));
    await effects.chooseBaseline(kept);
    await expect(effects.deleteSnapshot(kept)).rejects.toThrow(/is the baseline/);
    await effects.deleteSnapshot(gone);
    expect((await effects.listSnapshots()).map((one) => one.file)).toEqual([kept]);
    await expect(effects.deleteSnapshot(gone)).rejects.toThrow(/no such file/);
  });

  it('compare and read by load on another thread', async () => {
    const snapshot = snapshotOf({seconds: 40, latenciesUs: Array.from({length: 2000}, () => 10_000)});
    expect(await effects.compare(snapshot, snapshot, 'window', 0.95)).toMatchObject({verdict: 'OK'});
    expect(await effects.loadCurve(snapshot)).toMatchObject([{model: 'closed', level: 10}]);
  });
});
