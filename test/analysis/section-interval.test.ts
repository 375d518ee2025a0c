import {expect, test} from 'vitest';
import {sectionInterval} from '../../source/analysis/section-interval.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';

test('sections that say the same leave no room, few or empty ones no interval', () => {
  const found = sectionInterval(100, [100, 100, 100, 100, 100]);
  expect(found!.low).toBeCloseTo(100, 9);
  expect(found!.high).toBeCloseTo(100, 9);
  expect(sectionInterval(100, [100, 100, 100, 100])).toBeNull();
  expect(sectionInterval(100, [100, 100, 100, 100, Number.NaN])).toBeNull();
  expect(sectionInterval(Number.NaN, [1, 1, 1, 1, 1])).toBeNull();
});

test('a known answer: ln q ± t(0.975, 4) times the root of the squares over n (n − 1)', () => {
  const step = Math.exp(0.1);
  const {low, high} = sectionInterval(100, [100 * step, 100 / step, 100 * step, 100 / step, 100])!;
  const half = 2.776445 * Math.sqrt(0.04 / 20);
  expect(Math.log(high / 100)).toBeCloseTo(half, 6);
  expect(Math.log(100 / low)).toBeCloseTo(half, 6);
});

test('covers the true p95 of independent samples nearly as often as it says', () => {
  const random = seededRandom(7);
  const p95 = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
  const truth = Math.log(20);
  let covered = 0;
  for (let run = 0; run < 400; run++) {
    const sections = Array.from({length: 5}, () => Array.from({length: 200}, () => -Math.log(1 - random())));
    const {low, high} = sectionInterval(p95(sections.flat()), sections.map(p95))!;
    if (low <= truth && truth <= high) covered++;
  }
  expect(covered / 400).toBeGreaterThan(0.9);
});
