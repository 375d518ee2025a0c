import {expect, test} from 'vitest';
import {createGeneratorWatch} from '../../source/session/generator-watch.ts';
import {healthy} from './fixtures.ts';

test('a generator that is saturated before its workers have told anything says so without figures', () => {
  const watch = createGeneratorWatch();
  const unknown = {utilisation: Number.NaN, loopDelayMs: Number.NaN};
  watch.reading(0, 4000, {
    ...healthy,
    ...unknown,
    verdict: 'saturated',
    reason: 'this machine wakes an idle thread 230 ms late',
  });
  expect(watch.alert()?.text).toBe('GENERATOR SATURATED loop -- busy --: latencies read high from 00:00:00');
});
