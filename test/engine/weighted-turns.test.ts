import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {WeightedTurns} from '../../source/engine/weighted-turns.ts';

test('turns of weights 3 and 1 are spread, not bunched', () => {
  const turns = new WeightedTurns([3, 1]);
  expect(Array.from({length: 8}, () => turns.next())).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
});

test('every weight has its share of any number of turns, within one turn per rival', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), {minLength: 1, maxLength: 8}), fc.nat(500), (weights, count) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      fc.pre(total > 0);
      const turns = new WeightedTurns(weights);
      const had = weights.map(() => 0);
      for (let turn = 0; turn < count; turn++) had[turns.next()]!++;
      for (const [index, weight] of weights.entries()) {
        expect(Math.abs(had[index]! - (count * weight) / total)).toBeLessThanOrEqual(Math.max(1, weights.length - 1));
      }
    }),
  );
});
