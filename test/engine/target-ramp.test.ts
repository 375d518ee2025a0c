import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {shareOf, levelAt} from '../../source/engine/target-ramp.ts';
import {initialShares, splitShares} from '../../source/fleet/share-out.ts';

const command = {
  kind: 'target',
  revision: 1,
  model: 'closed',
  fromLevel: 10,
  toLevel: 30,
  startMs: 1000,
  durationMs: 2000,
  untilMs: null,
} as const;

test('a ramp is linear between its ends and holds outside them', () => {
  expect([0, 1000, 1500, 2000, 2500, 3000, 9000].map((ms) => levelAt(command, ms))).toEqual([
    10, 10, 15, 20, 25, 30, 30,
  ]);
  expect(levelAt({...command, durationMs: 0}, 1000)).toBe(30);
  expect([1000, 2000, 3000].map((ms) => levelAt({...command, fromLevel: 30, toLevel: 0}, ms))).toEqual([30, 15, 0]);
});

test('from its end on the level is 0', () => {
  expect([2500, 3999.9, 4000, 9000].map((ms) => levelAt({...command, untilMs: 4000}, ms))).toEqual([25, 30, 0, 0]);
});

test('the shares of all workers add up to the target, also after workers were given up', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 9}),
      fc.nat(3000),
      fc.array(fc.nat(8), {maxLength: 5}),
      (workers, vus, lost) => {
        let seats = initialShares(workers).map((share) => [share]);
        for (const index of lost) {
          if (index >= seats.length || seats.length === 1) continue;
          const [gone] = seats.splice(index, 1);
          const parts = splitShares(gone!, seats.length);
          seats = seats.map((shares, heir) => [...shares, ...parts[heir]!]);
        }
        const ids = seats.flat().flatMap(({first, stride}) => {
          const count = shareOf({first, stride}, vus);
          return Array.from({length: count}, (_, place) => first + place * stride);
        });
        expect(ids.sort((a, b) => a - b)).toEqual(Array.from({length: vus}, (_, id) => id));
      },
    ),
    {numRuns: 60},
  );
});

test('workers share a target evenly, within one', () => {
  const counts = initialShares(7).map((share) => shareOf(share, 100));
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});
