import {expect, test} from 'vitest';
import {clockOffsetMs} from '../../source/engine/clock-offset.ts';

test('a thread held up between the two readings of its clocks has the true offset all the same', () => {
  let nowMs = 0;
  let reading = 0;
  const aheadMs = (): number => {
    const readMs = nowMs + 100;
    // All but one of its readings.
    nowMs += reading++ === 4 ? 0 : 5;
    return readMs;
  };
  expect(clockOffsetMs(aheadMs, () => nowMs)).toBe(100);
});
