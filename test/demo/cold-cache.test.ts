import {describe, expect, it} from 'vitest';
import {ColdCache} from '../../source/demo/cold-cache.ts';
import {TargetServer} from '../../source/demo/target-server.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import {ManualScheduler} from './manual-scheduler.ts';

const second = 1_000_000;
const limits = {requestsPerSecond: 150, coldMs: 45_000, extraMs: 80};

/** Evenly spaced requests. @returns when the last one was received, µs */
function receive(cache: ColdCache, perSecond: number, fromUs: number, toUs: number): number {
  let last = Number.NaN;
  for (let at = fromUs; at < toUs; at += second / perSecond) cache.receive((last = at));
  return last;
}

describe('a cache that a rush throws out', () => {
  it('is warm below its limit, the first second included', () => {
    const cache = new ColdCache(limits);
    receive(cache, 149, 0, 60 * second);
    expect(cache.extraUs(60 * second)).toBe(0);
  });

  it('is cold from the second on that had one more', () => {
    const cache = new ColdCache(limits);
    receive(cache, 160, 0, second);
    expect(cache.extraUs(second)).toBe(80_000);
  });

  it('is warm again exactly when it has been cold for as long as it says after the rush', () => {
    const cache = new ColdCache(limits);
    receive(cache, 100, 0, 10 * second);
    receive(cache, 300, 10 * second, 20 * second);
    receive(cache, 100, 20 * second, 80 * second);
    // Half a second of 300 and half of 100 a second: 200; at a quarter to three quarters it is 150.
    const overAt = 20.75 * second;
    expect(cache.extraUs(overAt + 44.9 * second)).toBe(80_000);
    expect(cache.extraUs(overAt + 45.1 * second)).toBe(0);
  });
});

describe('a target behind such a cache', () => {
  const variant: DemoVariant = {
    name: 'test',
    description: '',
    capacity: '',
    cache: {requestsPerSecond: 1, coldMs: 5000, extraMs: 80},
    endpoints: [
      {
        method: 'GET',
        path: '/work',
        status: 200,
        serviceTime: {p50Ms: 0, p95Ms: 0},
        poolTrips: 0,
        bodyBytes: 20,
      },
    ],
  };

  it('answers at once, late while it is cold, and at once again', async () => {
    const scheduler = new ManualScheduler();
    const server = new TargetServer(variant, 1, scheduler);
    const origin = `http://127.0.0.1:${await server.listen(0)}`;
    try {
      await fetch(`${origin}/work`);
      const late = fetch(`${origin}/work`);
      await until(() => scheduler.pending === 1);
      scheduler.advanceMs(80);
      await late;
      scheduler.advanceMs(5000);
      await fetch(`${origin}/work`);
      const {total} = (await (await fetch(`${origin}/__truth`)).json()) as {total: {totalUs: {maxUs: number}}};
      expect(total.totalUs.maxUs).toBe(80_000);
      expect(scheduler.pending).toBe(0);
    } finally {
      await server.close();
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
