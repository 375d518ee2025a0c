import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import {hideNamedSecrets, oneLine, printableLines} from '../../source/walk/printable.ts';
import {isSecretValue} from '../../source/walk/secret-values.ts';

it.each([
  ['token', 'abcd'],
  ['accessToken', 'abcd'],
  ['session_id', '1234'],
  ['apiKey', 'abcd'],
  ['csrf', 'abcd'],
  ['sid', 'abcd'],
  ['value', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0'],
])('%s = %s is secret', (name, value) => {
  expect(isSecretValue(name, value, false)).toBe(true);
});

it.each([
  ['productId', '1234567'],
  ['author', 'somebody'],
  ['next', '/page/2?limit=20&after=100'],
  ['kind', 'application/json'],
  ['monkey', 'banana-tree-house'],
  ['token', 'abc'],
])('%s = %s is none', (name, value) => {
  expect(isSecretValue(name, value, false)).toBe(false);
});

it('what a cookie gave is always secret', () => {
  expect(isSecretValue('x', 'abcd', true)).toBe(true);
});

it.each([
  ['{"token":"abc","a":1}', '{"token":"[redacted]","a":1}'],
  ['{"user":{"password" : "a\\"b"}}', '{"user":{"password" : "[redacted]"}}'],
  ['{"refresh_token":"cut off he', '{"refresh_token":"[redacted]'],
  ['a=1&client_secret=xyz&b=2', 'a=1&client_secret=[redacted]&b=2'],
  ['/x?access_token=abc', '/x?access_token=[redacted]'],
  ['{"author":"ann","key":"color"}', '{"author":"ann","key":"color"}'],
])('%s is shown as %s', (text, shown) => {
  expect(hideNamedSecrets(text)).toBe(shown);
});

it('foreign text comes out in few lines without a control character', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), (text) => {
      const lines = printableLines(hideNamedSecrets(text), {letters: 50, lines: 3});
      expect(lines.length).toBeLessThanOrEqual(4);
      for (const line of [...lines, oneLine(text)]) expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
    }),
    {numRuns: 50},
  );
});
