import {expect, test} from 'vitest';
import {SampleAllowance, samplesAtOnce} from '../../source/protocol/sample-allowance.ts';

/** How many of so many failures at once are told. */
function told(allowance: SampleAllowance, name: number, failures: number): number {
  let count = 0;
  for (let at = 0; at < failures; at++) {
    if (!allowance.has(name)) continue;
    allowance.take(name);
    count++;
  }
  return count;
}

test('twenty of a name at once, then one for each second that passes, never more than twenty in store', () => {
  const allowance = new SampleAllowance();
  expect(told(allowance, 3, 100)).toBe(samplesAtOnce);
  expect(told(allowance, 4, 5)).toBe(5);
  allowance.tick(999);
  expect(told(allowance, 3, 100)).toBe(0);
  allowance.tick(1000);
  allowance.tick(1400);
  expect(told(allowance, 3, 100)).toBe(1);
  allowance.tick(4100);
  expect(told(allowance, 3, 100)).toBe(3);
  allowance.tick(3_600_000);
  expect(told(allowance, 3, 100)).toBe(samplesAtOnce);
  expect(told(allowance, 4, 100)).toBe(samplesAtOnce);
});
