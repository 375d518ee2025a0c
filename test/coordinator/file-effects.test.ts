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

/** No drive is being recorded here. */
const recorder = {
  async rename(name: string): Promise<string> {
    return `drives/${name}.jsonl`;
  },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'perftui-effects-'));
  const settings = {snapshotsFolder: folder, profilesFolder: folder, snapshotAtEnd: null, defaultBaseline: null};
  effects = createFileEffects(settings, createRedactor(['hunter2']), recorder);
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

  it('write the table of requests beside the snapshots, without secrets, never over another', async () => {
    const known = {seconds: 10, share: 1, requests: 5, failed: 0, requestsPerSecond: 0.5, errorShare: 0, samples: 5};
    const latencies = {minUs: 1000, p50Us: 1500, p75Us: 1500, p90Us: 1500, p95Us: 1500, p99Us: 1500, p999Us: 1500};
    const figures = {...known, ...latencies, maxUs: null, rxBytesPerSecond: 1, txBytesPerSecond: 1};
    const change = {p95: null, requestsPerSecond: null, errorShare: null};
    const row = {
      name: 'login hunter2',
      method: 'GET',
      path: '/hunter2',
      window: figures,
      run: figures,
      change,
      sloShare: null,
    };
    const {file} = await effects.exportEndpoints('Checkout endpoints', [row]);
    expect(file).toBe(path.join(folder, 'checkout-endpoints.csv'));
    const [head, line] = (await readFile(file, 'utf8')).split('\n');
    expect(line).toMatch(/^login \[redacted\],GET,\/\[redacted\],10,1,5,0\.5,0,0,5,1,1\.5,/);
    expect(line!.split(',')).toHaveLength(head!.split(',').length);
    const second = await effects.exportEndpoints('Checkout endpoints', []);
    expect(second.file).toBe(path.join(folder, 'checkout-endpoints-2.csv'));
  });

  it('give the recording its name', async () => {
    expect(await effects.nameRecording('pool')).toEqual({file: 'drives/pool.jsonl'});
  });

  it('export the baseline that came with perftui into the working folder', async () => {
    const shipped = 'snapshots/demo-baseline.json';
    const settings = {snapshotsFolder: folder, profilesFolder: folder, snapshotAtEnd: null, defaultBaseline: shipped};
    const {file} = await createFileEffects(settings, createRedactor([]), recorder).exportSnapshot(shipped, 'csv');
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
