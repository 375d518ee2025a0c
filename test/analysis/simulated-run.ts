import type {ComparableCell, ComparableRun} from '../../source/analysis/comparable-run.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';

export interface Simulation {
  readonly seed: number;
  readonly seconds?: number;
  readonly requestsPerSecond?: number;
  /** All latencies times this. */
  readonly factor?: number;
  /** By second; a number: always. VUs, or iterations a second. */
  readonly level?: number | ((second: number) => number);
  readonly model?: 'closed' | 'open';
  readonly names?: readonly string[];
  /** By name, times this as well. */
  readonly factors?: readonly number[];
  /** How much a second resembles the one before it, 0 to 1, and how far seconds differ (standard deviation of ln). */
  readonly memory?: number;
  readonly wander?: number;
  /** Share of requests that fail. */
  readonly failing?: number;
  readonly facts?: Partial<ComparableRun>;
}

/**
 * A run whose latencies are lognormal about a middle that wanders from second to second (AR(1)), after 3 s of warm-up: no
 * single second is like another, as with a real target.
 */
export function simulatedRun(simulation: Simulation): ComparableRun {
  const {seconds = 60, names = ['login'], level = 50, model = 'closed'} = simulation;
  const random = seededRandom(simulation.seed);
  const {memory = 0.7, wander = 0.05} = simulation;
  let drift = wander * normal(random);
  const cells = Array.from({length: seconds + 3}, (_, second): ComparableCell => {
    drift = memory * drift + wander * Math.sqrt(1 - memory ** 2) * normal(random);
    const at = typeof level === 'number' ? level : level(second);
    return {
      atMs: second * 1000,
      seconds: 1,
      coveredMs: 1000,
      model,
      level: at,
      commandedLevel: at,
      vus: at,
      doubtful: second < 3,
      names: names.map((_name, name) => simulatedName(simulation, name, drift, random)),
    };
  });
  return {
    name: 'run',
    targetLabel: 'demo',
    profileName: 'checkout',
    profileRevision: 'a1',
    thinkTimes: '1s-3s',
    hostname: 'here',
    cpuModel: 'cpu',
    cores: 2,
    transport: 'http1',
    validity: 'VALID',
    validityReason: null,
    scope: 'run',
    windowStartMs: 0,
    windowEndMs: (seconds + 3) * 1000,
    requestNames: names,
    cells,
    plateaus: null,
    ...simulation.facts,
  };
}

function simulatedName(
  {requestsPerSecond = 200, names = ['login'], factor = 1, factors = [], failing = 0}: Simulation,
  name: number,
  drift: number,
  random: () => number,
): ComparableCell['names'][number] {
  const requests = Math.round(requestsPerSecond / names.length);
  const dense = new Uint32Array(bucketCount);
  let maxUs = Number.NaN;
  let failed = 0;
  for (let i = 0; i < requests; i++) {
    const us = Math.round(20_000 * factor * (factors[name] ?? 1) * Math.exp(drift + 0.5 * normal(random)));
    dense[bucketOf(us)]!++;
    if (!(us <= maxUs)) maxUs = us;
    if (random() < failing) failed++;
  }
  const latency = toSparse(dense);
  return {name, ended: requests, failed, bytesIn: requests * 1000, maxUs, latency: () => latency};
}

/** Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
