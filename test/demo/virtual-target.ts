import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {EndpointService} from '../../source/demo/endpoint-service.ts';
import {ServiceQueue, type QueueScheduler} from '../../source/demo/service-queue.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import type {ArrivalPattern} from '../../source/domain/load-model.ts';
import type {ThinkTime} from '../../source/domain/think-time.ts';
import {drawThinkMs} from '../../source/iteration/draw-think.ts';
import {createSecondCounter} from '../analysis/second-counter.ts';
import type {SimulatedTarget} from '../analysis/simulated-target.ts';
import {ManualScheduler} from './manual-scheduler.ts';

/** Who asks: VUs that think after each answer, or arrivals at a rate. */
export type VirtualLoad =
  {readonly model: 'closed'; readonly think: ThinkTime} | {readonly model: 'open'; readonly arrivals: ArrivalPattern};

/** What a real process and the way to it add to the queue by itself. */
export interface RealCosts {
  /** Mean by which a service is held longer than was drawn, µs; it varies evenly between 0 and twice as much. */
  readonly lateUs: number;
  /** Of each request beyond the target's own time, as its client sees it, µs. */
  readonly wayUs: number;
}

export const noCosts: RealCosts = {lateUs: 0, wayUs: 0};

export interface VirtualTargetOptions {
  /** Its first endpoint is what is asked for. */
  readonly variant: DemoVariant;
  readonly seed: number;
  readonly load: VirtualLoad;
  readonly costs: RealCosts;
}

/** The demo target's own queue and service times, in virtual time: hours of it take seconds. */
export function createVirtualTarget({variant, seed, load, costs}: VirtualTargetOptions): SimulatedTarget {
  const clock = new ManualScheduler();
  const random = seededRandom(seed);
  const late = lateScheduler(clock, random, costs.lateUs);
  const queue = variant.pool && new ServiceQueue(variant.pool, late);
  const service = new EndpointService(variant.endpoints[0]!, seed, queue, late);
  const counter = createSecondCounter();
  let vus = 0;
  let wanted = 0;
  let inFlight = 0;
  /** Of the present rate; one of an earlier rate's is dead. */
  let rate = 0;
  let series = 0;

  function request(then: () => void): void {
    const sentUs = clock.nowUs();
    inFlight++;
    service.serve(({status}) => {
      clock.after(costs.wayUs, () => {
        inFlight--;
        counter.answer(Math.round(clock.nowUs() - sentUs), status >= 400);
        then();
      });
    });
  }

  function begin(think: ThinkTime): void {
    if (vus > wanted) vus--;
    else request(() => clock.after(drawThinkMs(think, random) * 1000, () => begin(think)));
  }

  function arrive(ofSeries: number): void {
    if (ofSeries !== series) return;
    counter.arrival();
    request(() => {});
    clock.after(gapUs(), () => arrive(ofSeries));
  }

  function gapUs(): number {
    const isEven = load.model === 'open' && load.arrivals === 'constant';
    return ((isEven ? 1 : -Math.log(1 - random())) * 1_000_000) / rate;
  }

  function command(level: number): void {
    if (load.model === 'closed') {
      wanted = level;
      // New VUs begin within a second.
      for (; vus < wanted; vus++) clock.after(random() * 1_000_000, () => begin(load.think));
    } else if (level !== rate) {
      rate = level;
      const own = ++series;
      if (rate > 0) clock.after(gapUs(), () => arrive(own));
    }
  }

  return {
    second(level) {
      command(level);
      const startMs = clock.nowUs() / 1000;
      clock.advanceMs(1000);
      const cell = counter.take({model: load.model, startMs, level, vus, inFlight});
      return {cell, level, queued: 0, generatorLimit: null};
    },
  };
}

/** As timers are: asked for in whole milliseconds, one at least, and late. */
function lateScheduler(clock: QueueScheduler, random: () => number, lateUs: number): QueueScheduler {
  return {
    nowUs: () => clock.nowUs(),
    after(delayUs, action) {
      const wholeUs = Math.max(1, Math.round(delayUs / 1000)) * 1000;
      return clock.after(wholeUs + 2 * lateUs * random(), action);
    },
  };
}
