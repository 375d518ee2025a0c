import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {findLines, parseJson} from '../../source/files/parse-json.ts';
import {joinPath} from '../../source/files/profile-reader.ts';

function builtIn(text: string): {value: unknown} | null {
  try {
    return {value: JSON.parse(text) as unknown};
  } catch {
    return null;
  }
}

/** What ours makes of it; where it refuses more on purpose (a key given twice), what the built-in one makes of it. */
function comparable(text: string): {value: unknown} | null {
  const parsed = parseJson(text);
  if ('value' in parsed) return parsed;
  return /given twice|nested deeper/.test(parsed.fault.message) ? builtIn(text) : null;
}

describe('strict JSON', () => {
  test('takes what JSON.parse takes, with the same value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(comparable(text)).toEqual(builtIn(text));
      }),
      {numRuns: 500},
    );
  });

  test('refuses what JSON.parse refuses, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '\\u12',
      '/',
      "'",
      '\t',
      '0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, {maxLength: 12}).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(comparable(text)).toEqual(builtIn(text));
        },
      ),
      {numRuns: 5000},
    );
  });

  test('damage is found where it is, in line and column', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('  "k": 1,', '', '  "text": "ä",'), {maxLength: 20}),
        fc.nat(5),
        (lines, pad) => {
          const unique = lines.map((line, index) => line.replace(/"(\w+)"/, `"$1${index}"`));
          const text = ['{', ...unique, `${' '.repeat(pad)}oops}`].join('\n');
          expect(parseJson(text)).toMatchObject({fault: {line: lines.length + 2, column: pad + 1}});
        },
      ),
    );
  });

  test.each([
    ['{"a": 1,}', 9, 'a comma before } is one too many'],
    ['[1,]', 4, 'a comma before ] is one too many'],
    ["{'a': 1}", 2, "expected a key in double quotes, found '"],
    ['{"a": \'x\'}', 7, 'double quotes'],
    ['{"a": 30s}', 9, 'unexpected s after a number'],
    ['{"a": None}', 7, 'unexpected None'],
    ['{"a" 1}', 6, 'expected ":" after the key "a"'],
    ['{"a": 1 "b": 2}', 9, 'expected "," or "}"'],
    ['{"a": 1', 8, 'the file ends here'],
    ['{"a": "x', 9, 'a double quote is missing'],
    ['// a', 1, 'a comment, which JSON does not have'],
    ['{"a": 1, "b": 2, "a": 3}', 18, 'the key "a" is given twice'],
    ['"\\x"', 2, 'unknown escape'],
    ['"a\nb"', 3, 'line break'],
    ['1 2', 3, 'after the end'],
    ['', 1, 'the file is empty'],
    ['01', 2, 'after a number'],
  ])('%s', (text, column, message) => {
    const parsed = parseJson(text);
    expect(parsed).toMatchObject({fault: {line: 1, column}});
    expect('fault' in parsed && parsed.fault.message).toContain(message);
  });

  test('depth is bounded, not the stack', () => {
    expect(parseJson('['.repeat(1_000_000))).toMatchObject({fault: {message: 'nested deeper than 100 levels'}});
  });

  test('every value has the line it stands in', () => {
    const text = '\uFEFF{\r\n  "a": [1,\n    {"b.c": 2}],\r  "x":\n  5}';
    const wanted = new Set(['', 'a', 'a[0]', 'a[1]', 'a[1]["b.c"]', 'x', 'nothing']);
    expect([...findLines(text, wanted)]).toEqual([
      ['', 1],
      ['a', 2],
      ['a[0]', 2],
      ['a[1]', 3],
      ['a[1]["b.c"]', 3],
      ['x', 4],
    ]);
  });

  test('lines are those of any JSON laid out one value a line', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({maxDepth: 2})), (value) => {
        const text = JSON.stringify(value, null, 1);
        const keys = Object.keys(value);
        const lines = findLines(text, new Set(keys.map((key) => joinPath('', key))));
        const rows = text.split('\n');
        for (const key of keys) {
          const line = lines.get(joinPath('', key))!;
          expect(rows[line - 1]!.startsWith(` ${JSON.stringify(key)}:`)).toBe(true);
        }
      }),
    );
  });

  test('a byte order mark is passed over', () => {
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({value: {a: 1}});
  });
});
