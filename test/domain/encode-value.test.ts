import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {encodeValue} from '../../source/domain/encode-value.ts';

test('a value in a path may be a piece of it; what a path cannot carry is percent-encoded', () => {
  expect(encodeValue('/n/7?page=2&q=a%20b', 'path')).toBe('/n/7?page=2&q=a%20b');
  expect(encodeValue('tok "1"/é #x\r\n<>\\^`{|}', 'path')).toBe(
    'tok%20%221%22/%C3%A9%20%23x%0D%0A%3C%3E%5C%5E%60%7B%7C%7D',
  );
});

test('whatever the value, a path stays one, a JSON string reads back, and a form keeps its pairs', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), (value) => {
      expect(encodeValue(value, 'path')).toMatch(/^[\u0021-\u007E]*$/);
      expect(JSON.parse(`"${encodeValue(value, 'json')}"`)).toBe(value);
      const pairs = new URLSearchParams(`a=${encodeValue(value, 'form')}&b=1`);
      expect([...pairs]).toEqual([
        ['a', value.toWellFormed()],
        ['b', '1'],
      ]);
    }),
  );
});
