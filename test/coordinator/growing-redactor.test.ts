import {expect, it} from 'vitest';
import {createGrowingRedactor} from '../../source/coordinator/growing-redactor.ts';

it('secrets that come up in the run go from then on, beside those known before', () => {
  const redactor = createGrowingRedactor(['known-one']);
  expect(redactor.text('known-one token-two')).toBe('[redacted] token-two');
  redactor.add(['token-two', 'token-two']);
  expect(redactor.text('known-one token-two')).toBe('[redacted] [redacted]');
  expect(redactor.json({a: ['x token-two']})).toEqual({a: ['x [redacted]']});
  expect(redactor.headers([['x-a', 'token-two']])).toEqual([['x-a', '[redacted]']]);
  expect(redactor.sample('token-two', 100)).toBe('[redacted]');
});

it('however many tokens there are, those known before still go', () => {
  const redactor = createGrowingRedactor(['known-one']);
  for (let nth = 0; nth < 200; nth++) redactor.add([`token-${nth}-end`]);
  expect(redactor.text('known-one token-199-end token-150-end')).toBe('[redacted] [redacted] [redacted]');
});
