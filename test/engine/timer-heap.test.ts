import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {TimerHeap} from '../../source/engine/timer-heap.ts';

test('slots come out in the order of their newest times, whatever was set, moved and cleared before', () => {
  const action = fc.oneof(
    fc.record({kind: fc.constant('set' as const), slot: fc.nat(200), dueMs: fc.integer({min: 0, max: 50})}),
    fc.record({kind: fc.constant('clear' as const), slot: fc.nat(200)}),
    fc.record({kind: fc.constant('pop' as const), nowMs: fc.integer({min: 0, max: 50})}),
  );
  fc.assert(
    fc.property(fc.array(action, {maxLength: 300}), (actions) => {
      const heap = new TimerHeap();
      const model = new Map<number, number>();
      const popped: number[] = [];
      const expected: number[] = [];
      for (const one of actions) {
        if (one.kind === 'set') {
          heap.set(one.slot, one.dueMs);
          model.set(one.slot, one.dueMs);
        } else if (one.kind === 'clear') {
          heap.clear(one.slot);
          model.delete(one.slot);
        } else {
          const dueMs = Math.min(...model.values());
          const slot = heap.popDue(one.nowMs);
          popped.push(slot === -1 ? Number.POSITIVE_INFINITY : model.get(slot)!);
          expected.push(dueMs <= one.nowMs ? dueMs : Number.POSITIVE_INFINITY);
          model.delete(slot);
        }
        expect(heap.size).toBe(model.size);
        expect(heap.nextDueMs).toBe(Math.min(...model.values()));
      }
      expect(popped).toEqual(expected);
    }),
  );
});
