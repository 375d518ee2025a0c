import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import {hideNamedSecrets, oneLine, printableLines} from '../../source/walk/printable.ts';
import type {ExtractionSource} from '../../source/domain/profile.ts';
import {isSecretValue} from '../../source/walk/secret-values.ts';

const field: ExtractionSource = {kind: 'jsonpath', path: '$.x'};

it.each([
  ['token', 'abcd'],
  ['accessToken', 'abcd'],
  ['session_id', '1234'],
  ['apiKey', 'abcd'],
  ['csrf', 'abcd'],
  ['sid', 'abcd'],
  ['value', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0'],
])('%s = %s is secret', (name, value) => {
  expect(isSecretValue(name, value, field)).toBe(true);
});

it.each([
  ['productId', '1234567'],
  ['author', 'somebody'],
  ['next', '/page/2?limit=20&after=100'],
  ['kind', 'application/json'],
  ['monkey', 'banana-tree-house'],
  ['token', 'abc'],
])('%s = %s is none', (name, value) => {
  expect(isSecretValue(name, value, field)).toBe(false);
});

it('what a cookie gave is always secret', () => {
  expect(isSecretValue('x', 'abcd', {kind: 'cookie', name: 'a'})).toBe(true);
});

it.each<ExtractionSource>([
  {kind: 'jsonpath', path: '$.token'},
  {kind: 'jsonpath', path: "$.data['access_token']"},
  {kind: 'jsonpath', path: '$.tokens[0]'},
  {kind: 'jsonpath', path: '$.password.value'},
  {kind: 'jsonpath', path: '$..apiKey'},
  {kind: 'header', name: 'set-cookie'},
  {kind: 'header', name: 'X-Auth-Token'},
  {kind: 'regex', pattern: 'name="csrf" value="([^"]+)"'},
  {kind: 'regex', pattern: 'value="([^"]+)" name="_csrf"'},
  {kind: 'regex', pattern: '"token":"(\\w+)"'},
])('what %j finds is secret whatever its variable is called', (from) => {
  expect(isSecretValue('x', 'abcd', from)).toBe(true);
});

it.each<ExtractionSource>([
  {kind: 'jsonpath', path: '$.items[0].id'},
  {kind: 'jsonpath', path: '$.token.expires_in'},
  {kind: 'jsonpath', path: '$'},
  {kind: 'header', name: 'location'},
  {kind: 'regex', pattern: 'href="/items/(\\d+)"'},
])('what %j finds is none', (from) => {
  expect(isSecretValue('x', 'abcd', from)).toBe(false);
});

it.each([
  ['{"token":"abc","a":1}', '{"token":"[redacted]","a":1}'],
  ['{"user":{"password" : "a\\"b"}}', '{"user":{"password" : "[redacted]"}}'],
  ['{"refresh_token":"cut off he', '{"refresh_token":"[redacted]'],
  ['{"pwd":"abc","userPin":"1234","spin":"a"}', '{"pwd":"[redacted]","userPin":"[redacted]","spin":"a"}'],
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
