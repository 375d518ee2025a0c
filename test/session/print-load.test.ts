import {expect, it} from 'vitest';
import {printChange, printLoad, roundLevel} from '../../source/session/print-load.ts';

it.each([
  [0, 'closed', '0 VUs'],
  [1, 'closed', '1 VU'],
  [249.6, 'closed', '250 VUs'],
  [1, 'open', '1/s'],
  [0.05, 'open', '0.05/s'],
  [2.5, 'open', '2.5/s'],
  [9.96, 'open', '10/s'],
  [499.7, 'open', '500/s'],
] as const)('%d %s reads %s', (level, model, text) => {
  expect(printLoad(level, model)).toBe(text);
});

it('says the unit once, and both where they differ', () => {
  expect(printChange({model: 'open', level: 2.5}, {model: 'open', level: 20})).toBe('2.5 ▸ 20/s');
  expect(printChange({model: 'closed', level: 50}, {model: 'open', level: 500})).toBe('CLOSED 50 VUs ▸ OPEN 500/s');
});

it('rounds VUs to whole ones and small rates to a hundredth', () => {
  expect([roundLevel(2.6, 'closed'), roundLevel(2.567, 'open'), roundLevel(25.67, 'open')]).toEqual([3, 2.57, 26]);
});
