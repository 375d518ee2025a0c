import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {TimerWheel} from '../../source/engine/timer-wheel.ts';

const turnMs = 16_384;

test('whatever is set, moved and cleared, every item comes out once, never early and at the first look after it is due', () => {
  const due = fc.oneof(fc.integer({min: 0, max: 40}), fc.integer({min: 0, max: 5 * turnMs}), fc.constant(turnMs));
  const action = fc.oneof(
    fc.record({
      kind: fc.constant('set' as const),
      item: fc.nat(200),
      inMs: due,
      fraction: fc.double({min: 0, max: 0.99}),
    }),
    fc.record({kind: fc.constant('clear' as const), item: fc.nat(200)}),
    fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(fc.double({min: 0, max: 5, noNaN: true}), fc.integer({min: 0, max: 3 * turnMs})),
    }),
  );
  fc.assert(
    fc.property(fc.array(action, {maxLength: 120}), (actions) => {
      const wheel = new TimerWheel(8);
      const model = new Map<number, number>();
      let nowMs = 0;
      for (const one of actions) {
        if (one.kind === 'set') {
          const dueMs = nowMs + one.inMs + (Number.isNaN(one.fraction) ? 0 : one.fraction);
          wheel.set(one.item, dueMs);
          model.set(one.item, dueMs);
        } else if (one.kind === 'clear') {
          wheel.clear(one.item);
          model.delete(one.item);
        } else {
          nowMs += one.ms;
        }
        const out: number[] = [];
        for (let item = wheel.popDue(nowMs); item !== -1; item = wheel.popDue(nowMs)) out.push(item);
        const expected = [...model].filter(([, dueMs]) => dueMs <= nowMs).map(([item]) => item);
        expect(out.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
        for (const item of out) model.delete(item);
        expect(wheel.size).toBe(model.size);
        const wakeMs = wheel.nextWakeMs();
        expect(wakeMs).toBeGreaterThan(nowMs);
        expect(wakeMs).toBeLessThanOrEqual(Math.floor(Math.min(...model.values())) + 1);
        expect(wakeMs === Number.POSITIVE_INFINITY).toBe(model.size === 0);
      }
    }),
    {numRuns: 300},
  );
});

test('items come out in the order of their ms', () => {
  const wheel = new TimerWheel();
  for (const [item, dueMs] of [30.5, 2, 17_000, 400, 30.1, 0].entries()) wheel.set(item, dueMs);
  const out: number[] = [];
  for (let nowMs = 0; nowMs < 17_001; nowMs += 10) {
    for (let item = wheel.popDue(nowMs); item !== -1; item = wheel.popDue(nowMs)) out.push(item);
  }
  expect(out).toEqual([5, 1, 0, 4, 3, 2]);
});

test('what waits costs two looks per turn of the wheel, however many others come and go', () => {
  const wheel = new TimerWheel();
  const waiting = 15_000;
  for (let item = 0; item < waiting; item++) wheel.set(item, 60_000 + item);
  const busy = waiting;
  let popped = 0;
  for (let nowMs = 1; nowMs <= turnMs; nowMs++) {
    wheel.set(busy, nowMs);
    while (wheel.popDue(nowMs) !== -1) popped++;
  }
  expect(popped).toBe(turnMs);
  expect(wheel.visited).toBeLessThan(2 * (waiting + popped));
});
