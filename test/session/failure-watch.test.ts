import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {buildCell, type Cell} from '../../source/metrics/cell.ts';
import {createFailureWatch, type FailureWatch} from '../../source/session/failure-watch.ts';
import {metricsOf, nameMetrics} from './fixtures.ts';

interface Second {
  readonly answered?: number;
  readonly refused?: number;
  readonly status503?: number;
  readonly vus?: number;
  readonly inFlight?: number;
}

function cellAt(atS: number, {answered = 0, refused = 0, status503 = 0, vus = 5, inFlight = 0}: Second): Cell {
  const all = answered + status503;
  const statuses: [number, number][] = answered > 0 ? [[200, answered]] : [];
  if (status503 > 0) statuses.push([503, status503]);
  const metrics = nameMetrics(
    0,
    Array.from({length: all}, () => 1000),
    {
      failed: refused + status503,
      statuses,
      unexpected: status503 > 0 ? [[503, status503]] : [],
      errors: refused > 0 ? [[errorIndex.refused, refused]] : [],
    },
  );
  const interval = {
    startMs: atS * 1000,
    endMs: (atS + 1) * 1000,
    metrics: metricsOf(all + refused > 0 ? [metrics] : []),
    activeVus: vus,
    targetVus: vus,
    targetRate: Number.NaN,
    inFlight,
    saturated: false,
    loopDelayMs: 1,
  };
  return buildCell(atS * 1000, 1, [interval], []);
}

/** Lets `seconds` go by, one after the other; returns the texts of the events. */
function run(watch: FailureWatch, seconds: readonly Second[], fromS = 0): string[] {
  return seconds.flatMap((second, index) => watch.second(cellAt(fromS + index, second)).map((event) => event.text));
}

const times = (count: number, second: Second): Second[] => Array.from({length: count}, () => second);

test('a target that fails everything is told after 3 s, once, with the most frequent word and its rate', () => {
  const watch = createFailureWatch();
  expect(run(watch, times(2, {refused: 20}))).toEqual([]);
  expect(watch.alert()).toBeNull();
  expect(run(watch, times(2, {refused: 20, status503: 3}), 2)).toEqual(['target fails everything: refused']);
  expect(watch.alert()).toMatchObject({text: 'every request fails for 4s: refused (20.0/s)', tone: 'over'});
});

test('an answer ends it, and says for how long everything failed', () => {
  const watch = createFailureWatch();
  run(watch, times(12, {status503: 4}));
  expect(watch.alert()!.text).toBe('every request fails for 12s: 503 (4.00/s)');
  const [event] = watch.second(cellAt(12, {answered: 1, status503: 9}));
  expect(event).toMatchObject({
    kind: 'cleared',
    atMs: 13_000,
    text: 'target answers again (everything failed for 12s)',
    mark: '✓target',
  });
  expect(watch.alert()).toBeNull();
});

test('a blip, one success among failures, and too few failures are not told', () => {
  const watch = createFailureWatch();
  expect(run(watch, [{refused: 50}, {refused: 50}, {answered: 1, refused: 49}, {refused: 50}, {refused: 50}])).toEqual(
    [],
  );
  expect(run(createFailureWatch(), [{refused: 1}, {}, {}, {refused: 1}, {}])).toEqual([]);
});

test('the word is that of the last 10 s', () => {
  const watch = createFailureWatch();
  run(watch, [...times(20, {refused: 100}), ...times(10, {status503: 10})]);
  expect(watch.alert()!.text).toBe('every request fails for 30s: 503 (10.0/s)');
});

test('while users wait for answers it goes on; without load, or without requests for 10 s, nothing is known', () => {
  const waiting = createFailureWatch();
  run(waiting, [...times(4, {refused: 5}), ...times(30, {inFlight: 5})]);
  expect(waiting.alert()!.text).toContain('for 4s: refused');
  const stopped = createFailureWatch();
  expect(run(stopped, [...times(4, {refused: 5}), {vus: 0}])).toEqual(['target fails everything: refused']);
  expect(stopped.alert()).toBeNull();
  const thinking = createFailureWatch();
  run(thinking, [...times(4, {refused: 5}), ...times(9, {})]);
  expect(thinking.alert()).not.toBeNull();
  run(thinking, times(1, {}), 13);
  expect(thinking.alert()).toBeNull();
});

test('the breaker breaks once an outage that has lasted for its time, and says what failed', () => {
  const watch = createFailureWatch();
  run(watch, times(9, {refused: 20}));
  expect(watch.breaks(10_000)).toBeNull();
  run(watch, times(1, {refused: 20}), 9);
  expect(watch.breaks(10_000)).toBe('every request failed for 10s: refused');
  run(watch, times(5, {refused: 20}), 10);
  expect(watch.breaks(10_000)).toBeNull();
  run(watch, [{answered: 1}, ...times(10, {status503: 5})], 15);
  expect(watch.breaks(10_000)).toBe('every request failed for 10s: 503');
});

test('the breaker does not break for two failures, nor while nothing was asked', () => {
  const watch = createFailureWatch();
  run(watch, [{refused: 1}, ...times(10, {inFlight: 5}), {refused: 1}]);
  expect(watch.breaks(10_000)).toBeNull();
  const idle = createFailureWatch();
  run(idle, [{refused: 9}, ...times(20, {vus: 0})]);
  expect(idle.breaks(10_000)).toBeNull();
});
