import {expect, test} from 'vitest';
import {LoopDelay} from '../../source/engine/loop-delay.ts';

test('one late tick in fifty is the 99th percentile, and leaves it when it is older than what is kept', () => {
  const delay = new LoopDelay(10, 50);
  expect(delay.p99Ms()).toBeNaN();
  let nowMs = 0;
  for (let tick = 0; tick < 50; tick++) delay.tick((nowMs += 10.5));
  expect(delay.p99Ms()).toBeCloseTo(0.5);
  delay.tick((nowMs += 110));
  expect(delay.p99Ms()).toBeCloseTo(100);
  for (let tick = 0; tick < 50; tick++) delay.tick((nowMs += 10));
  expect(delay.p99Ms()).toBeCloseTo(0);
});
