import {describe, expect, it} from 'vitest';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {spikeStudy} from '../../source/analysis/spike-recovery.ts';
import {ColdCache} from '../../source/demo/cold-cache.ts';
import {ServiceQueue} from '../../source/demo/service-queue.ts';
import {slowRecovery} from '../../source/demo/variants/slow-recovery.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {ManualScheduler} from '../demo/manual-scheduler.ts';
import {latenciesAbout, simulatedCell} from './simulated-cells.ts';

const baselineSeconds = 80;
const holdSeconds = 30;

/** Arrivals a second over a test of one spike. */
function ratesOf(baseLevel: number, factor: number, watchSeconds: number): readonly number[] {
  return Array.from({length: baselineSeconds + holdSeconds + watchSeconds}, (_, second) => {
    const isSpike = second >= baselineSeconds && second < baselineSeconds + holdSeconds;
    return isSpike ? baseLevel * factor : baseLevel;
  });
}

function foundSeconds(baseLevel: number, factor: number, cells: readonly Cell[]): number {
  const {factors} = spikeStudy({model: 'open', baseLevel, factors: [factor]}, cells);
  return (factors[0]!.recovery as {seconds: number}).seconds;
}

describe("the demo target's queue, overrun", () => {
  const servers = 35;
  const servedPerSecond = 35;
  const baseLevel = 20;

  it.each([2, 2.5, 3])('by %f times the base needs its backlog over what is left of its speed', (factor) => {
    const scheduler = new ManualScheduler();
    const queue = new ServiceQueue({servers, waitingLimit: 10_000, maxWaitMs: 600_000}, scheduler);
    const random = seededRandom(1);
    let latenciesUs: number[] = [];
    const cells = ratesOf(baseLevel, factor, 160).map((level, second) => {
      latenciesUs = [];
      for (let i = 0; i < level; i++) {
        const enteredUs = scheduler.nowUs();
        const serviceUs = 1_000_000 * (0.9 + 0.2 * random()) * (servers / servedPerSecond);
        queue.enter(serviceUs, () => latenciesUs.push(scheduler.nowUs() - enteredUs));
        scheduler.advanceMs(1000 / level);
      }
      return simulatedCell({second, latenciesUs, model: 'open', level, inFlight: queue.busy + queue.waiting});
    });
    const backlog = holdSeconds * (baseLevel * factor - servedPerSecond);
    const error = foundSeconds(baseLevel, factor, cells) - backlog / (servedPerSecond - baseLevel);
    expect(Math.abs(error)).toBeLessThanOrEqual(10);
  });
});

describe('demo:slow-recovery', () => {
  const baseLevel = 100;

  it.each([2, 3])('recovers from %ix in the time of its definition', (factor) => {
    const limits = slowRecovery.cache!;
    const cache = new ColdCache(limits);
    const random = seededRandom(factor);
    const cells = ratesOf(baseLevel, factor, 120).map((level, second) => {
      const latenciesUs = latenciesAbout(20_000, level, random).map((us, i) => {
        const nowUs = (second + i / level) * 1e6;
        cache.receive(nowUs);
        return us + cache.extraUs(nowUs + us);
      });
      return simulatedCell({second, latenciesUs, model: 'open', level, inFlight: 2});
    });
    const error = foundSeconds(baseLevel, factor, cells) - limits.coldMs / 1000;
    expect(Math.abs(error)).toBeLessThanOrEqual(10);
  });
});
