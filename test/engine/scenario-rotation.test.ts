import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {ScenarioRotation} from '../../source/engine/scenario-rotation.ts';

test('any first N users are shared out within 1 of the weights', () => {
  const weights = fc
    .array(fc.integer({min: 0, max: 40}), {minLength: 1, maxLength: 8})
    .filter((all) => all.some((weight) => weight > 0));
  fc.assert(
    fc.property(weights, (all) => {
      const rotation = new ScenarioRotation(all);
      const total = all.reduce((sum, weight) => sum + weight, 0);
      const placed = all.map(() => 0);
      for (let id = 0; id < 500; id++) {
        placed[rotation.scenarioOf(id)]!++;
        for (const [scenario, weight] of all.entries()) {
          expect(Math.abs(placed[scenario]! - ((id + 1) * weight) / total)).toBeLessThan(1 + 1e-6);
        }
      }
    }),
  );
});

test('a user plays the same scenario whoever asks, and in whatever order', () => {
  const a = new ScenarioRotation([3, 1, 2.5]);
  const b = new ScenarioRotation([3, 1, 2.5]);
  const forwards = Array.from({length: 100}, (_, id) => a.scenarioOf(id));
  const backwards = Array.from({length: 100}, (_, id) => b.scenarioOf(99 - id)).toReversed();
  expect(backwards).toEqual(forwards);
});
