import {chmod, mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {createRedactor} from '../../source/files/redact.ts';
import {parseSnapshot} from '../../source/files/parse-snapshot.ts';
import {
  listSnapshots,
  readBaselineChoice,
  readSnapshot,
  writeBaselineChoice,
  writeSnapshot,
} from '../../source/files/snapshot-store.ts';
import {decodeCounts} from '../../source/metrics/cell-codec.ts';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import {percentilesOf} from '../../source/metrics/histogram.ts';
import {sampleSnapshot} from './sample-snapshot.ts';
import {tempFolder} from './temp-folder.ts';

describe('a written snapshot', () => {
  test('read back, gives the same percentiles from its histograms as it states', async () => {
    const folder = await tempFolder();
    const latencies = fc.sample(fc.integer({min: 80, max: 2_000_000}), {numRuns: 5000, seed: 7});
    const file = await writeSnapshot(folder, sampleSnapshot(latencies));
    const {requests, cells} = await readSnapshot(file);
    for (const {latencyUs, histogram} of requests) {
      const {p50, p75, p90, p95, p99, p999, max} = latencyUs!;
      expect(percentilesOf(decodeHdr(histogram), [50, 75, 90, 95, 99, 99.9], max)).toEqual([
        p50,
        p75,
        p90,
        p95,
        p99,
        p999,
      ]);
    }
    expect(decodeCounts(cells[0]!.names[0]!.counts)).toEqual(decodeHdr(requests[1]!.histogram));
  });

  test('is the snapshot, whole', async () => {
    const folder = await tempFolder();
    const snapshot = sampleSnapshot();
    expect(await readSnapshot(await writeSnapshot(folder, snapshot))).toEqual(snapshot);
  });

  test('is named by date and name, and never replaces another', async () => {
    const folder = path.join(await tempFolder(), 'made', 'on the way');
    const snapshot = sampleSnapshot();
    const files = await Promise.all([1, 2, 3, 4].map(() => writeSnapshot(folder, snapshot)));
    expect(files.map((file) => path.basename(file)).sort()).toEqual([
      '2026-08-12-peak-260-2.json',
      '2026-08-12-peak-260-3.json',
      '2026-08-12-peak-260-4.json',
      '2026-08-12-peak-260.json',
    ]);
    expect(await readdir(folder)).toHaveLength(4);
  });

  test('goes to exactly the file that is asked for', async () => {
    const file = path.join(await tempFolder(), 'x', 'mine.json');
    expect(await writeSnapshot('unused', sampleSnapshot(), {file})).toBe(file);
    expect(await writeSnapshot('unused', sampleSnapshot([5]), {file})).toBe(file);
    expect((await readSnapshot(file)).requests[0]!.answered).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual(['mine.json']);
  });

  test('holds no secret of 4 or more characters anywhere', async () => {
    const folder = await tempFolder();
    const clean = await readFile(await writeSnapshot(folder, sampleSnapshot()), 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.string({minLength: 4, maxLength: 30, unit: 'grapheme'}), async (secret) => {
        fc.pre(secret.length >= 4 && !clean.includes(secret) && !'[redacted]'.includes(secret));
        const redactor = createRedactor([secret]);
        const file = await writeSnapshot(folder, withSecret(secret), {redactor});
        const text = await readFile(file, 'utf8');
        expect(text).not.toContain(secret);
        expect(textsOf(JSON.parse(text)).some((one) => one.includes(secret))).toBe(false);
        expect(text).not.toContain(Buffer.from(secret).toString('base64'));
      }),
      {numRuns: 60},
    );
  });
});

function withSecret(secret: string): Snapshot {
  const body = `a ${secret} b ${encodeURIComponent(secret.toWellFormed())} ${Buffer.from(secret).toString('base64')} ${JSON.stringify(secret)}`;
  return sampleSnapshot([1000], {
    note: `about ${secret}`,
    target: {label: `http://${secret}/`, origin: `http://${secret}`},
    profile: {
      name: `p ${secret}`,
      revision: null,
      document: {[`k${secret}`]: secret, headers: {authorization: secret}},
    },
    events: [{atMs: 0, kind: 'mark', text: secret}],
    errorSamples: [
      {
        name: 'GET /',
        atMs: 0,
        code: 1503,
        word: '503',
        status: 503,
        headers: {location: secret, 'set-cookie': secret},
        body,
        message: secret,
      },
    ],
  });
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}

function damaged(from: string | RegExp, to: string): Snapshot {
  const text = JSON.stringify(sampleSnapshot());
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return parseSnapshot(changed, 'x.json');
}

describe('reading snapshots', () => {
  test('finds one by file name, by name, and by name without its date', async () => {
    const folder = await tempFolder();
    await writeSnapshot(folder, sampleSnapshot([1], {takenAt: '2026-01-01T00:00:00.000Z'}));
    await writeSnapshot(folder, sampleSnapshot([1, 2]));
    for (const name of ['2026-08-12-peak-260', 'peak 260', 'peak-260']) {
      expect((await readSnapshot(name, folder)).requests[0]!.answered).toBe(2);
    }
    await expect(readSnapshot('peak 206', folder)).rejects.toMatchObject({
      code: 'ERR_SNAPSHOT',
      hint: 'did you mean "peak 260"?',
    });
  });

  test.each([
    ['text', 'hello', 'is not JSON'],
    ['cut off', '{"kind": "perftui-snapshot", "ver', 'is not JSON'],
    ['other JSON', '[1]', 'is not a perftui snapshot'],
    ['a newer version', '{"kind": "perftui-snapshot", "version": 2}', 'has version 2, this perftui reads up to 1'],
    ['no version', '{"kind": "perftui-snapshot"}', 'no version'],
    ['parts missing', '{"kind": "perftui-snapshot", "version": 1}', 'is damaged at name: must be a text'],
  ])('says what is wrong with %s', (_, content, message) => {
    expect(() => parseSnapshot(content, 'x.json')).toThrow(message);
  });

  test('takes one from before there was an open model, and one of an open run', async () => {
    const old = await readSnapshot('snapshots/demo-baseline.json');
    expect([old.load.model, old.validity, old.arrivals]).toEqual(['closed', undefined, undefined]);
    const sample = sampleSnapshot();
    const open = {
      ...sample,
      load: {...sample.load, model: 'open' as const, rate: 500},
      arrivals: {offered: 10, started: 9, dropped: 1, missed: 0},
      cells: sample.cells.map((cell) => ({...cell, targetVus: null, targetRate: 500})),
    };
    const folder = await tempFolder();
    expect(await readSnapshot(await writeSnapshot(folder, open))).toEqual(open);
    expect((await listSnapshots(folder)).map(({rate}) => rate)).toEqual([500]);
  });

  test('names the damaged place', () => {
    expect(() => damaged('"p95":3000', '"p95":"x"')).toThrow('requests[0].latencyUs.p95: must be a number');
    expect(() => damaged(/"histogram":"[^"]+"/, '"histogram":"AAAA"')).toThrow(
      'requests[0].histogram: not a histogram',
    );
    expect(() => damaged(/"histogram":"[^"]+"/, '"histogram":""')).toThrow('holds 0 samples, not 3');
    expect(() => damaged('"name":null', '"name":"x"')).toThrow('must be the total');
    expect(() => damaged('"counts"', '"count"')).toThrow('cells[0].names[0].counts');
  });

  test('takes any JSON at all without another exception than its own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({
          ...(typeof value === 'object' && !Array.isArray(value) ? value : {}),
          kind: 'perftui-snapshot',
          version: 1,
        });
        expect(() => parseSnapshot(text, 'x.json')).toThrow(expect.objectContaining({code: 'ERR_SNAPSHOT'}));
      }),
    );
  });

  test('names the file that is not there', async () => {
    await expect(readSnapshot('/nowhere/x.json')).rejects.toMatchObject({
      code: 'ERR_FILE',
      message: 'cannot read /nowhere/x.json: no such file',
    });
  });
});

describe('the list of snapshots', () => {
  test('is newest first and passes over what is none', async () => {
    const folder = await tempFolder();
    await writeSnapshot(folder, sampleSnapshot([1000], {name: 'old', takenAt: '2026-01-01T00:00:00.000Z'}));
    await writeSnapshot(folder, sampleSnapshot([], {name: 'empty', takenAt: '2026-03-01T00:00:00.000Z'}));
    await writeFile(path.join(folder, 'broken.json'), '{"kind":');
    await writeFile(path.join(folder, 'notes.txt'), 'hello');
    await mkdir(path.join(folder, 'folder.json'));
    const rows = await listSnapshots(folder);
    expect(rows.map(({name, p95Us, vus}) => ({name, p95Us, vus}))).toEqual([
      {name: 'empty', p95Us: null, vus: 250.5},
      {name: 'old', p95Us: 1000, vus: 250.5},
    ]);
    expect(rows[1]!.file).toBe(path.join(folder, '2026-01-01-old.json'));
  });

  test('is empty without a folder', async () => {
    expect(await listSnapshots(path.join(await tempFolder(), 'none'))).toEqual([]);
  });
});

describe('the baseline choice', () => {
  test('is kept, replaced and taken back', async () => {
    const folder = await tempFolder();
    expect(await readBaselineChoice(folder)).toBeNull();
    const file = await writeSnapshot(folder, sampleSnapshot());
    await writeBaselineChoice(folder, file);
    expect(await readBaselineChoice(folder)).toBe(file);
    expect(await listSnapshots(folder)).toHaveLength(1);
    await writeBaselineChoice(folder, '/elsewhere/b.json');
    expect(path.resolve((await readBaselineChoice(folder))!)).toBe('/elsewhere/b.json');
    await writeBaselineChoice(folder, null);
    expect(await readBaselineChoice(folder)).toBeNull();
  });
});

describe('a folder that cannot be written', () => {
  test('is named, with what to do, and nothing is left behind', async () => {
    const folder = await tempFolder();
    const blocked = path.join(folder, 'file');
    await writeFile(blocked, 'not a folder');
    await expect(writeSnapshot(path.join(blocked, 'snapshots'), sampleSnapshot())).rejects.toMatchObject({
      code: 'ERR_FILE',
      hint: 'rename that file or choose another path',
    });
    expect(await readdir(folder)).toEqual(['file']);
  });

  test.skipIf(process.getuid?.() === 0)('for lack of permission, too', async () => {
    const folder = await tempFolder();
    await chmod(folder, 0o500);
    await expect(writeSnapshot(folder, sampleSnapshot())).rejects.toMatchObject({
      code: 'ERR_FILE',
      message: /permission denied/,
    });
    await chmod(folder, 0o700);
    expect(await readdir(folder)).toEqual([]);
  });
});
