import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ServiceQueue, type QueueOutcome} from '../../source/demo/service-queue.ts';
import {ManualScheduler} from './manual-scheduler.ts';

const LIMITS = {servers: 2, waitingLimit: 3, maxWaitMs: 250};

function setUp(limits = LIMITS) {
  const scheduler = new ManualScheduler();
  const queue = new ServiceQueue(limits, scheduler);
  const log: string[] = [];
  const enter = (name: string, serviceMs: number, then?: () => void) =>
    queue.enter(serviceMs * 1000, (outcome) => {
      log.push(`${name} ${describeOutcome(outcome)}`);
      then?.();
    });
  return {scheduler, queue, log, enter};
}

function describeOutcome(outcome: QueueOutcome): string {
  const held = outcome.kind === 'served' ? ` held ${outcome.heldUs / 1000}` : '';
  return `${outcome.kind} after ${outcome.waitedUs / 1000}${held}`;
}

describe('ServiceQueue', () => {
  test('serves at once while a server is free, and holds it for the service time', () => {
    const {scheduler, queue, log, enter} = setUp();
    enter('a', 30);
    enter('b', 20);
    expect(queue.busy).toBe(2);
    scheduler.advanceMs(19);
    expect(log).toEqual([]);
    scheduler.advanceMs(11);
    expect(log).toEqual(['b served after 0 held 20', 'a served after 0 held 30']);
    expect(queue.busy).toBe(0);
  });

  test('waits first in, first out, and the wait is the time until a server was really free', () => {
    const {scheduler, log, enter} = setUp({...LIMITS, servers: 1});
    enter('a', 100);
    scheduler.advanceMs(40);
    enter('b', 50);
    enter('c', 10);
    scheduler.advanceMs(200);
    expect(log).toEqual(['a served after 0 held 100', 'b served after 60 held 50', 'c served after 110 held 10']);
  });

  test('gives up on whoever has waited for the bound, at the bound', () => {
    const {scheduler, queue, log, enter} = setUp({...LIMITS, servers: 1});
    enter('long', 1000);
    scheduler.advanceMs(10);
    enter('b', 1);
    scheduler.advanceMs(100);
    enter('c', 1);
    scheduler.advanceMs(150);
    expect(log).toEqual(['b expired after 250']);
    expect(queue.waiting).toBe(1);
    scheduler.advanceMs(100);
    expect(log).toEqual(['b expired after 250', 'c expired after 250']);
  });

  test('turns away at once whoever finds the queue full', () => {
    const {queue, log, enter} = setUp({servers: 1, waitingLimit: 1, maxWaitMs: 250});
    enter('a', 100);
    enter('b', 100);
    enter('c', 100);
    expect(log).toEqual(['c rejected after 0']);
    expect(queue.waiting).toBe(1);
  });

  test('turns away a heavy request earlier, if it asks for a lower limit', () => {
    const {queue, log, enter} = setUp({...LIMITS, servers: 1});
    enter('a', 100);
    enter('b', 100);
    queue.enter(1000, (outcome) => log.push(`heavy ${outcome.kind}`), 1);
    enter('c', 100);
    expect(log).toEqual(['heavy rejected']);
    expect(queue.waiting).toBe(2);
  });

  test('forgets whoever leaves while waiting, and their place goes to the next', () => {
    const {scheduler, log, enter} = setUp({...LIMITS, servers: 1});
    enter('a', 100);
    const leave = enter('b', 100);
    enter('c', 10);
    leave();
    scheduler.advanceMs(300);
    expect(log).toEqual(['a served after 0 held 100', 'c served after 100 held 10']);
  });

  test('keeps a server held for its full time although its caller left', () => {
    const {scheduler, queue, enter} = setUp();
    enter('a', 100)();
    scheduler.advanceMs(99);
    expect(queue.busy).toBe(1);
    scheduler.advanceMs(1);
    expect(queue.busy).toBe(0);
  });

  test('lets nobody past those who wait: a caller that comes straight back queues behind them', () => {
    const {scheduler, log, enter} = setUp({...LIMITS, servers: 1});
    enter('first trip', 10, () => enter('second trip', 10));
    enter('waiting', 10);
    scheduler.advanceMs(100);
    expect(log.map((line) => line.split(' served')[0])).toEqual(['first trip', 'waiting', 'second trip']);
  });

  test('remembers how long the queue has been, until reset', () => {
    const {scheduler, queue, enter} = setUp({...LIMITS, servers: 1});
    for (const name of ['a', 'b', 'c', 'd']) enter(name, 10);
    scheduler.advanceMs(15);
    expect([queue.waiting, queue.maxWaiting]).toEqual([2, 3]);
    queue.resetMax();
    expect(queue.maxWaiting).toBe(2);
  });

  test('for any arrivals: every request settles once, none waits past the bound, no server serves two', () => {
    const arrival = fc.record({gapMs: fc.integer({min: 0, max: 60}), serviceMs: fc.integer({min: 0, max: 300})});
    fc.assert(
      fc.property(fc.array(arrival, {maxLength: 60}), fc.integer({min: 1, max: 4}), (arrivals, servers) => {
        const scheduler = new ManualScheduler();
        const queue = new ServiceQueue({servers, waitingLimit: 5, maxWaitMs: 250}, scheduler);
        const outcomes: QueueOutcome[] = [];
        for (const {gapMs, serviceMs} of arrivals) {
          scheduler.advanceMs(gapMs);
          queue.enter(serviceMs * 1000, (outcome) => outcomes.push(outcome));
          expect(queue.busy).toBeLessThanOrEqual(servers);
          expect(queue.waiting).toBeLessThanOrEqual(5);
          expect(queue.waiting === 0 || queue.busy === servers).toBe(true);
        }
        scheduler.advanceMs(60 * 300);
        expect(outcomes).toHaveLength(arrivals.length);
        for (const {waitedUs} of outcomes) expect(waitedUs).toBeLessThanOrEqual(250_000);
        expect([queue.busy, queue.waiting]).toEqual([0, 0]);
      }),
    );
  });
});
