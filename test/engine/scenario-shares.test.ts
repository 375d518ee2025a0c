import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {apportion} from '../../source/engine/apportion.ts';
import {ScenarioShares} from '../../source/engine/scenario-shares.ts';
import {cpuMs} from '../cpu-ms.ts';
import {drivePool, get} from './drive-pool.ts';

/** Whole weights: the reference works in whole numbers. */
const weights = fc.array(fc.nat(60), {minLength: 1, maxLength: 8}).filter((list) => list.some((weight) => weight > 0));

/** By the book, in whole numbers: quotas rounded down, the rest to the largest remainders, of equal ones to the first. */
function largestRemainder(count: number, list: readonly number[]): number[] {
  const total = list.reduce((sum, weight) => sum + weight, 0);
  const shares = list.map((weight) => Math.floor((count * weight) / total));
  const left = count - shares.reduce((sum, share) => sum + share, 0);
  const order = list
    .map((weight, index) => ({index, remainder: (count * weight) % total}))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const {index} of order.slice(0, left)) shares[index]!++;
  return shares;
}

function countsOf(shares: ScenarioShares, kinds: number): number[] {
  const counts = Array.from({length: kinds}, () => 0);
  for (let id = 0; id < shares.size; id++) counts[shares.scenarioOf(id)]!++;
  return counts;
}

test('for every N up to 500 the scenarios have exactly their largest-remainder shares', () => {
  fc.assert(
    fc.property(weights, (list) => {
      const shares = new ScenarioShares(list);
      const counts = list.map(() => 0);
      for (let count = 1; count <= 500; count++) {
        const before = Array.from({length: count - 1}, (_, id) => shares.scenarioOf(id));
        shares.resize(count);
        for (const [id, scenario] of before.entries()) {
          if (shares.scenarioOf(id) === scenario) continue;
          counts[scenario]!--;
          counts[shares.scenarioOf(id)]!++;
        }
        counts[shares.scenarioOf(count - 1)]!++;
        expect(counts).toEqual(largestRemainder(count, list));
      }
    }),
    {numRuns: 30},
  );
});

test('fractions are shared out as the whole numbers they stand for', () => {
  fc.assert(
    fc.property(weights, fc.nat(500), (list, count) => {
      const tenths = list.map((weight) => weight / 10);
      expect([...apportion(count, tenths)]).toEqual(largestRemainder(count, list));
    }),
  );
});

test('who plays what depends on N and the weights only, not on what N was before', () => {
  fc.assert(
    fc.property(weights, fc.array(fc.nat(200), {minLength: 1, maxLength: 12}), (list, sizes) => {
      const walked = new ScenarioShares(list);
      for (const size of sizes) walked.resize(size);
      const fresh = new ScenarioShares(list);
      fresh.resize(sizes.at(-1)!);
      const all = (shares: ScenarioShares): number[] =>
        Array.from({length: shares.size}, (_, id) => shares.scenarioOf(id));
      expect(all(walked)).toEqual(all(fresh));
    }),
  );
});

test('one more user changes nobody but those a scenario has to give up, and the changes told are all there are', () => {
  fc.assert(
    fc.property(weights, fc.nat(300), (list, count) => {
      const shares = new ScenarioShares(list);
      shares.resize(count);
      const before = Array.from({length: count}, (_, id) => shares.scenarioOf(id));
      const counts = countsOf(shares, list.length);
      const told = shares.resize(count + 1);
      const changed = before.flatMap((scenario, id) => (shares.scenarioOf(id) === scenario ? [] : [id]));
      const given = countsOf(shares, list.length).reduce(
        (sum, after, scenario) => sum + Math.max(0, counts[scenario]! - after),
        0,
      );
      expect(changed).toHaveLength(given);
      expect([...told].sort((a, b) => a - b)).toEqual(changed);
    }),
  );
});

test('the Alabama paradox is kept: a scenario can lose a user when one is added', () => {
  const shares = new ScenarioShares([6, 6, 2]);
  shares.resize(10);
  expect(countsOf(shares, 3)).toEqual([4, 4, 2]);
  expect(shares.resize(11)).toHaveLength(1);
  expect(countsOf(shares, 3)).toEqual([5, 5, 1]);
});

test('15,000 users are shared out in a moment', () => {
  const startMs = cpuMs();
  new ScenarioShares([5, 3, 2, 1, 1, 1]).resize(15_000);
  expect(cpuMs() - startMs).toBeLessThan(500);
});

const scenarios = (...list: number[]) =>
  list.map((weight, index) => ({name: `s${index}`, weight, steps: [get(index)]}));

test('workers share the scenarios out without a word: together they are exact, whatever the target', () => {
  fc.assert(
    fc.property(weights, fc.array(fc.nat(60), {minLength: 1, maxLength: 4}), (list, targets) => {
      const shares = [[{first: 0, stride: 2}], [{first: 1, stride: 4}], [{first: 3, stride: 4}]];
      const runs = shares.map((share) => drivePool(scenarios(...list), {shares: share}));
      let nowMs = 0;
      for (const level of targets) {
        nowMs += 10;
        for (const {pool, endAll} of runs) {
          pool.setFleetTarget(level, nowMs, 0);
          pool.runDue(nowMs);
          // Who changes does so when his iteration is over.
          endAll(nowMs + 1);
        }
        const sums = list.map((_, scenario) =>
          runs.reduce((sum, {reader}) => sum + reader.gauges().scenarioVus[scenario]!, 0),
        );
        expect(sums).toEqual(level === 0 ? list.map(() => 0) : largestRemainder(level, list));
      }
    }),
    {numRuns: 60},
  );
});

test('new weights hold from each user’s next iteration on, and nobody plays a muted scenario', () => {
  const run = drivePool(scenarios(1, 1));
  run.pool.setFleetTarget(10, 0, 0);
  run.pool.runDue(0);
  expect(run.reader.gauges().scenarioVus).toEqual([5, 5]);
  run.pool.setWeights([1, 0]);
  expect(run.reader.gauges().scenarioVus).toEqual([5, 5]);
  run.endAll(1);
  expect(run.reader.gauges().scenarioVus).toEqual([10, 0]);
  expect(run.lines().slice(10)).toEqual(Array.from({length: 10}, () => 'GET /0'));
  run.pool.setWeights([1, 4]);
  run.pool.setFleetTarget(20, 2, 0);
  run.pool.runDue(2);
  run.endAll(3);
  expect(run.reader.gauges()).toMatchObject({scenarioVus: [4, 16], activeVus: 20});
  expect(run.metrics()).toMatchObject({iterationsInterrupted: 0});
});

test('in the open model arrivals follow new weights at once', () => {
  const run = drivePool(scenarios(1, 1));
  run.pool.openUp(0);
  run.pool.setWeights([0, 1]);
  for (let index = 0; index < 10; index++) run.pool.begin(0, 0);
  expect(run.lines()).toEqual(Array.from({length: 10}, () => 'GET /1'));
  expect(run.reader.gauges().scenarioVus).toEqual([0, 10]);
  run.endAll(1);
  expect(run.reader.gauges().scenarioVus).toEqual([0, 0]);
});
