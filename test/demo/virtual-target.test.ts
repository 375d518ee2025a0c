import {describe, expect, it} from 'vitest';
import {meanServiceTimeMs, type ServiceTime} from '../../source/demo/service-time.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import {lognormal} from '../../source/demo/variants/demo-variant.ts';
import {createVirtualTarget, noCosts, type RealCosts, type VirtualLoad} from './virtual-target.ts';

const poisson: VirtualLoad = {model: 'open', arrivals: 'poisson'};
const even: VirtualLoad = {model: 'open', arrivals: 'constant'};
const thinkers: VirtualLoad = {model: 'closed', think: {kind: 'uniform', minMs: 1000, maxMs: 1000}};

function variantOf(servers: number, serviceTime: ServiceTime): DemoVariant {
  return {
    name: 'test',
    description: '',
    capacity: '',
    pool: {servers, waitingLimit: 10_000, maxWaitMs: 60_000},
    endpoints: [{method: 'GET', path: '/', status: 200, serviceTime, poolTrips: 1, bodyBytes: 10}],
  };
}

/** Mean latency, ms, and answers a second, over so long. */
function meansOf(variant: DemoVariant, load: VirtualLoad, level: number, seconds: number, costs: RealCosts = noCosts) {
  const target = createVirtualTarget({variant, load, costs, seed: 7});
  const cells = Array.from({length: seconds}, () => target.second(level).cell).slice(20);
  const answered = cells.reduce((sum, {total}) => sum + total.answered, 0);
  const sumUs = cells.reduce((sum, {total}) => sum + total.latencySumUs, 0);
  return {latencyMs: sumUs / answered / 1000, perSecond: answered / cells.length};
}

const exactly = (ms: number): ServiceTime => ({p50Ms: ms, p95Ms: ms});

describe('the demo target in virtual time', () => {
  it('takes what the service takes where nothing waits', () => {
    expect(meansOf(variantOf(1, exactly(10)), even, 80, 200)).toEqual({latencyMs: 10, perSecond: 80});
  });

  it('has the mean wait of Pollaczek and Khinchine with one server and Poisson arrivals', () => {
    const fixed = meansOf(variantOf(1, exactly(10)), poisson, 80, 3000);
    expect(fixed.latencyMs).toBeGreaterThan(30 * 0.95);
    expect(fixed.latencyMs).toBeLessThan(30 * 1.05);
    const serviceTime = lognormal(10);
    const meanMs = meanServiceTimeMs(serviceTime);
    // E[S²]/E[S]² of the lognormal distribution is (E[S]/median)².
    const squareMs = meanMs ** 2 * (meanMs / serviceTime.p50Ms) ** 2;
    const level = 70;
    const busy = (level * meanMs) / 1000;
    const expected = meanMs + ((level / 1000) * squareMs) / (2 * (1 - busy));
    const varied = meansOf(variantOf(1, serviceTime), poisson, level, 3000);
    expect(varied.latencyMs).toBeGreaterThan(expected * 0.95);
    expect(varied.latencyMs).toBeLessThan(expected * 1.05);
  });

  it('is asked N / (R + Z) times a second by N VUs that think for Z', () => {
    const {latencyMs, perSecond} = meansOf(variantOf(50, exactly(100)), thinkers, 33, 500);
    expect(latencyMs).toBe(100);
    expect(perSecond).toBeCloseTo(33 / 1.1, 1);
  });

  it('holds longer by what timers are late, and is as far away as it is', () => {
    const costs = {lateUs: 2000, wayUs: 500};
    const {latencyMs} = meansOf(variantOf(50, exactly(100)), thinkers, 33, 500, costs);
    expect(latencyMs).toBeGreaterThan(102.5 - 0.1);
    expect(latencyMs).toBeLessThan(102.5 + 0.1);
  });

  it('lets go of VUs and of arrivals that are no longer wanted', () => {
    for (const [load, level] of [
      [thinkers, 30],
      [poisson, 30],
    ] as const) {
      const target = createVirtualTarget({variant: variantOf(50, exactly(100)), load, costs: noCosts, seed: 1});
      for (let i = 0; i < 10; i++) target.second(level);
      for (let i = 0; i < 3; i++) target.second(level / 3);
      const later = Array.from({length: 60}, () => target.second(level / 3).cell);
      const perSecond = later.reduce((sum, {total}) => sum + total.answered, 0) / 60;
      expect(perSecond).toBeGreaterThan(level / 3 / 1.3);
      expect(perSecond).toBeLessThan((level / 3) * 1.3);
      expect(later.at(-1)!.load.inFlight).toBeLessThan(10);
    }
  });
});
