import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {loadRecord} from '../../source/commands/load-record.ts';
import {driveVersion} from '../../source/domain/drive.ts';
import {snapshotVersion} from '../../source/domain/snapshot.ts';
import {presentVersion} from '../../source/files/migrate.ts';
import {parseDrive} from '../../source/files/read-drive.ts';

const fixtures = fileURLToPath(new URL('../fixtures/formats/', import.meta.url));

function filesOf(kind: string): string[] {
  const folder = path.join(fixtures, kind);
  return readdirSync(folder).map((name) => path.join(folder, name));
}

function validator(name: string) {
  const file = new URL(`../../snapshots/${name}.schema.json`, import.meta.url);
  return new Ajv2020({strict: true, strictTypes: false}).compile(
    JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>,
  );
}

test('every version that was ever written has a fixture', () => {
  for (const [kind, version] of [
    ['snapshot', snapshotVersion],
    ['drive', driveVersion],
  ] as const) {
    expect(presentVersion(`perftui-${kind}`)).toBe(version);
    for (let one = 1; one <= version; one++) expect(filesOf(`${kind}-${one}`)).not.toEqual([]);
  }
});

test.each(['snapshot-1', 'drive-1', 'drive-2'].flatMap(filesOf))('%s opens, with figures that agree', async (file) => {
  const {snapshot, drive} = await loadRecord(file);
  const [total, ...named] = snapshot.requests;
  expect(total!.answered).toBeGreaterThan(20);
  expect(named.reduce((sum, one) => sum + one.answered, 0)).toBe(total!.answered);
  expect(total!.requestsPerSecond).toBeCloseTo(total!.answered / snapshot.window.seconds, 1);
  if (drive === null) return;
  const counted = drive.seconds.flatMap(({cell}) => cell.names).reduce((sum, one) => sum + one.answered, 0);
  expect(counted).toBe(total!.answered);
  expect(drive.header.requests).toHaveLength(named.length);
});

describe('published schemas hold', () => {
  test('each line of a drive', () => {
    const validate = validator('drive');
    for (const line of readFileSync(filesOf('drive-2')[0]!, 'utf8').trimEnd().split('\n')) {
      expect({valid: validate(JSON.parse(line)), errors: validate.errors}).toMatchObject({valid: true});
    }
    expect(validate({kind: 'second'})).toBe(false);
  });

  test('the snapshot that ships', () => {
    const validate = validator('snapshot');
    expect(validate(JSON.parse(readFileSync(filesOf('snapshot-1')[0]!, 'utf8')))).toBe(true);
  });

  test('the JSON summary', () => {
    const validate = validator('summary');
    expect({valid: validate(JSON.parse(readFileSync(filesOf('summary-1')[0]!, 'utf8'))), of: validate.errors}).toEqual({
      valid: true,
      of: null,
    });
    expect(validate({version: '1.0.0'})).toBe(false);
  });
});

test.each([
  ['{"kind":"perftui-drive","version":3}\n', 'x has version 3, this perftui reads up to 2'],
  ['{"kind":"perftui-snapshot","version":1}\n', 'x is a perftui snapshot, not a perftui drive'],
  ['{"kind":"other"}\n', 'x is not a perftui drive'],
  ['{"kind":"perftui-drive"}\n', 'x has no version this perftui knows'],
  ['', 'x is empty'],
  ['{"kind":"perft', 'x is not a perftui drive, or was cut off in its first line'],
  ['{"kind":"perftui-drive","version":2}\n', 'x is damaged in line 1: startedAt: must be a text'],
])('what is none is refused in one clear line: %s', (text, message) => {
  expect(() => parseDrive(text, 'x')).toThrow(expect.objectContaining({code: 'ERR_SNAPSHOT', message}));
});
