import {array, assert, integer, property, tuple} from 'fast-check';
import {expect, test} from 'vitest';
import {createLoadPlan, planPositionAt} from '../../source/domain/load-plan.ts';
import {stagesOfLevels, type LevelPoint} from '../../source/domain/stages-of-levels.ts';

const seconds = (levels: readonly number[]): LevelPoint[] =>
  levels.map((level, index) => ({atMs: (index + 1) * 1000, level}));

test('a ramp, a hold and a way down are three stages', () => {
  const up = Array.from({length: 10}, (_, index) => (index + 1) * 4);
  const hold = Array.from({length: 20}, () => 40);
  const down = Array.from({length: 5}, (_, index) => 40 - (index + 1) * 6);
  expect(stagesOfLevels(seconds([...up, ...hold, ...down]))).toEqual({
    startLevel: 0,
    stages: [
      {durationMs: 10_000, target: 40, name: null},
      {durationMs: 20_000, target: 40, name: null},
      {durationMs: 5000, target: 10, name: null},
    ],
  });
});

test('a load that began at its level begins there', () => {
  expect(stagesOfLevels(seconds([50, 50, 50]))).toEqual({
    startLevel: 50,
    stages: [{durationMs: 3000, target: 50, name: null}],
  });
});

test('what came after the last load is left out, and without any there are no stages', () => {
  expect(stagesOfLevels(seconds([5, 5, 0, 0, 0])).stages).toEqual([{durationMs: 2000, target: 5, name: null}]);
  expect(stagesOfLevels(seconds([0, 0])).stages).toEqual([]);
  expect(stagesOfLevels([]).stages).toEqual([]);
});

test('a plan that began between two seconds is found with its corners', () => {
  const plan = createLoadPlan({
    kind: 'ramping-vus',
    startVus: 0,
    stages: [
      {durationMs: 6000, target: 30, name: null},
      {durationMs: 8000, target: 30, name: null},
      {durationMs: 4000, target: 10, name: null},
      {durationMs: 5000, target: 10, name: null},
    ],
  })!;
  const points = seconds(Array.from({length: 23}, (_, at) => planPositionAt(plan, (at + 1) * 1000 - 420).level));
  const {startLevel, stages} = stagesOfLevels(points);
  expect([startLevel, stages.map(({target}) => target)]).toEqual([0, [30, 30, 10, 10]]);
  expect(stages.slice(0, 3).map(({durationMs}) => durationMs)).toEqual([6000, 8000, 4000]);
});

test('a pause in the middle stays', () => {
  const {stages} = stagesOfLevels(seconds([20, 20, 0, 0, 0, 20, 20]));
  expect(stages.map(({target}) => target)).toEqual([20, 0, 0, 20, 20]);
});

test('whatever was driven, the plan of the stages is at each second within its tolerance of it', () => {
  const level = integer({min: 0, max: 5000});
  assert(
    property(array(tuple(level, integer({min: 1, max: 9})), {minLength: 1, maxLength: 30}), (holds) => {
      const points = seconds(holds.flatMap(([at, count]) => Array.from({length: count}, () => at)));
      const {startLevel, stages} = stagesOfLevels(points);
      const plan = createLoadPlan({kind: 'ramping-vus', startVus: startLevel, stages});
      const loaded = points.slice(0, points.findLastIndex(({level: one}) => one > 0) + 1);
      // A ramp from 0 that began between two seconds begins at once.
      const leadMs = loaded.length * 1000 - (plan?.totalMs ?? 0);
      expect(leadMs).toBeGreaterThanOrEqual(0);
      expect(leadMs).toBeLessThan(1000);
      for (const point of loaded.slice(0, -1)) {
        const off = Math.abs(planPositionAt(plan!, point.atMs - leadMs).level - point.level);
        // Half a VU more: targets are whole, times are whole milliseconds.
        expect(off).toBeLessThanOrEqual(Math.max(0.5, 0.005 * point.level) + 0.5 + 5);
      }
    }),
  );
});
