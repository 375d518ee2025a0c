import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import type {DataDefinition} from '../../source/domain/profile.ts';
import {parseCsvRows} from '../../source/files/data-csv.ts';
import {parseJsonRows} from '../../source/files/data-json.ts';
import {loadData} from '../../source/files/data-source.ts';
import {DataError} from '../../source/files/data-table.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'perftui-files-'));
afterAll(() => rm(folder, {recursive: true}));

async function load(name: string, content: string | Uint8Array): Promise<ReturnType<typeof loadData>[number]> {
  await writeFile(path.join(folder, name), content);
  return loadData([{name: null, file: name, rows: [], mode: 'unique'}], folder)[0]!;
}

function faultOf(text: string): unknown {
  try {
    parseCsvRows(text);
    return null;
  } catch (error) {
    return error;
  }
}

describe('CSV', () => {
  test('has a header line, quotes, line breaks in values, a byte order mark and blank lines', async () => {
    expect(await load('users.csv', '\uFEFFuser, pw\r\nann,"a ""b"", c"\r\n\r\n"two\nlines",\r\n')).toEqual({
      name: null,
      label: 'users.csv',
      columns: ['user', 'pw'],
      rows: [
        ['ann', 'a "b", c'],
        ['two\nlines', ''],
      ],
      mode: 'unique',
    });
  });

  test('values are data: nothing in them is a template or trimmed', () => {
    expect(parseCsvRows('a\n ${env:HOME} \n').rows).toEqual([[' ${env:HOME} ']]);
  });

  test.each([
    ['', /^is empty: its first line must name the columns$/],
    ['user,pw\n', /^has no rows below/],
    ['user,pw\na,b\nc\n', /^line 3: 1 value, the first line names 2 columns/],
    ['user,pw\n"a\nb",c\nd,e,f\n', /^line 4: 3 values/],
    ['user;pw\na;b\n', /^line 1: columns are separated by commas, these seem to be by ";"$/],
    ['user\tpw\na\tb\n', /these seem to be by tabs/],
    ['user,\na,b\n', /^line 1: column 2 has no name$/],
    ['user,user\na,b\n', /^line 1: two columns have the name "user"$/],
    ['user,pw\na,b\nc,"d\ne,f\n', /^line 3 or below: a quote is opened and never closed$/],
    ['user,pw\na,b"c\n', /^line 2: a quote in the middle of a value/],
    ['user,pw\na,"b"c\n', /^line 2: letters behind a closing quote/],
  ])('%j is refused', (text, message) => {
    expect(() => parseCsvRows(text)).toThrow(DataError);
    expect(() => parseCsvRows(text)).toThrow(message);
  });

  test('any table comes back as it was written', () => {
    const cell = fc.string({unit: 'grapheme', maxLength: 8});
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            cell,
            cell.filter((text) => text !== ''),
          ),
          {minLength: 1, maxLength: 20},
        ),
        fc.boolean(),
        (rows, windows) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const lines = ['a,b', ...rows.map((row) => row.map(quoted).join(','))];
          expect(parseCsvRows(lines.join(windows ? '\r\n' : '\n')).rows).toEqual(rows);
        },
      ),
      {numRuns: 200},
    );
  });

  test('foreign text never throws anything but what is wrong with it', () => {
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', '\uFEFF', ' ')}), (text) => {
        expect(faultOf(text) ?? new DataError()).toBeInstanceOf(DataError);
      }),
      {numRuns: 500},
    );
  });
});

describe('JSON', () => {
  test('is a list of objects whose plain values become texts as they are spelt', async () => {
    const text =
      '\uFEFF[{"id": 12345678901234567890, "rate": 1.50, "vip": true, "note": null}, {"note": "x", "id": 2, "vip": false, "rate": 0}]';
    expect(await load('users.json', text)).toMatchObject({
      label: 'users.json',
      columns: ['id', 'rate', 'vip', 'note'],
      rows: [
        ['12345678901234567890', '1.50', 'true', ''],
        ['2', '0', 'false', 'x'],
      ],
    });
  });

  test.each([
    ['[\n{"a": 1},\n{"a" 2}]', /^line 3: /],
    ['{"a": 1}', /^must be a list of objects/],
    ['[]', /^has no rows$/],
    ['[{}]', /^row 1 has no columns$/],
    ['[{"a": 1}, 5]', /^row 2 must be an object/],
    ['[{"a": 1}, null]', /^row 2 must be an object/],
    ['[{"a": 1}, {"b": 1}]', /^row 2: "a" is missing$/],
    ['[{"user": "a"}, {"user": "b", "usr": "c"}]', /^row 2 has "usr", which row 1 has not; did you mean "user"\?$/],
    ['[{"a": {"b": 1}}]', /^row 1: "a" must be a text, a number, true or false$/],
    ['[{"a": [1]}]', /^row 1: "a" must be/],
  ])('%j is refused', (text, message) => {
    expect(() => parseJsonRows(text)).toThrow(DataError);
    expect(() => parseJsonRows(text)).toThrow(message);
  });
});

describe('a source of data', () => {
  test('may stand in the profile', () => {
    const rows = [
      {user: 'a', n: '1'},
      {user: 'b', n: '2'},
    ];
    expect(loadData([{name: 'users', file: null, rows, mode: 'random'}], folder)).toEqual([
      {
        name: 'users',
        label: 'users',
        columns: ['user', 'n'],
        rows: [
          ['a', '1'],
          ['b', '2'],
        ],
        mode: 'random',
      },
    ]);
    expect(() => loadData([{name: null, file: null, rows: [{a: '1'}, {}], mode: 'random'}], folder)).toThrow(
      'data rows: row 2: "a" is missing',
    );
  });

  test('names the file, the line and what was expected', async () => {
    await expect(load('bad.csv', 'a,b\n1\n')).rejects.toMatchObject({
      code: 'ERR_PROFILE',
      exitCode: 104,
      message: `${path.join(folder, 'bad.csv')}: line 2: 1 value, the first line names 2 columns (a value with a comma needs quotes)`,
    });
    await expect(load('latin.csv', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a))).rejects.toThrow('is not UTF-8');
    await expect(load('big.csv', new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toThrow('has 65 MB: at most 64 MB');
    const missing: DataDefinition = {name: null, file: 'gone.csv', rows: [], mode: 'random'};
    expect(() => loadData([missing], folder)).toThrow(`${path.join(folder, 'gone.csv')}: does not exist`);
    expect(() => loadData([{...missing, file: '.'}], folder)).toThrow('is not a file');
  });
});
