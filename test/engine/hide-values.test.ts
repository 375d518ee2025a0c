import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {hideValues, knownValues} from '../../source/engine/hide-values.ts';
import {VuContext} from '../../source/iteration/vu-context.ts';

test('a value goes as it is, in URLs and in JSON, and short ones stay', () => {
  const value = 'a/b "ü" c';
  const text = `${value} ${encodeURIComponent(value)} ${JSON.stringify({value})} abc`;
  expect(hideValues(text, [value, 'abc'])).toBe('[redacted] [redacted] {"value":"[redacted]"} abc');
});

test('a value that holds another goes as a whole', () => {
  expect(hideValues('x=abcdef&y=abcd', ['abcd', 'abcdef'])).toBe('x=[redacted]&y=[redacted]');
});

test('where a text was cut the beginning of a value goes too, and nowhere else', () => {
  expect(hideValues('token: secret-', ['secret-token'], true)).toBe('token: [redacted]');
  expect(hideValues('token: secret-', ['secret-token'])).toBe('token: secret-');
  expect(hideValues('token: se', ['secret-token'], true)).toBe('token: se');
});

test('no value of four letters or more survives, wherever it stands', () => {
  const text = fc.string({unit: 'binary-ascii', maxLength: 40});
  fc.assert(
    fc.property(text, fc.string({minLength: 4, maxLength: 20}), text, (before, value, after) => {
      fc.pre(!'[redacted]'.includes(value));
      expect(hideValues(before + value + after, [value])).not.toContain(value);
    }),
    {examples: [['', '$&$&', '']]},
  );
});

test('a user knows what it extracted, what everybody has, and its cookies', () => {
  const context = new VuContext({variables: 2, sources: 0, cookies: true}, 0, 1);
  context.values[1] = 'own-value';
  context.globals = ['global-value', null];
  context.cookies!.store(['sid=cookie-value; Path=/'], '/', 0);
  expect(knownValues(context)).toEqual(['own-value', 'global-value', 'cookie-value']);
});
