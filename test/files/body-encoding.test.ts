import {expect, test} from 'vitest';
import {bodyEncoding} from '../../source/files/body-encoding.ts';

test.each([
  ['{"raw":"${q}"}', {}, 'json'],
  ['{ "n": ${vu.id}, "d": "${data.a}" }', {}, 'json'],
  ['[${random(1,9)}]', {}, 'json'],
  ['{"raw":"${q}"}', {'Content-Type': 'text/plain'}, 'plain'],
  ['{raw: ${q}}', {}, 'plain'],
  ['${q}', {}, 'plain'],
  ['a=${q}', {}, 'plain'],
  ['a=${q}', {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}, 'form'],
  ['x ${q}', {'content-type': 'application/problem+json'}, 'json'],
] as const)('values in %j with %j are written as %s', (body, headers, encoding) => {
  expect(bodyEncoding(body, headers)).toBe(encoding);
});

test('of two types the later counts', () => {
  expect(bodyEncoding('a', {'Content-Type': 'text/plain', 'content-type': 'application/json'})).toBe('json');
});
