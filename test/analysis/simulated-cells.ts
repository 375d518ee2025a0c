import type {LoadModel} from '../../source/domain/load-model.ts';
import type {MachineMeans} from '../../source/domain/host.ts';
import {warmUpMs, type Cell} from '../../source/metrics/cell.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {bucketOf, type SparseHistogram} from '../../source/metrics/histogram.ts';
import {emptyMetrics, emptyName} from '../../source/metrics/merge-metrics.ts';
import {normal} from './simulated-run.ts';

export interface SimulatedSecond extends MachineMeans {
  readonly second: number;
  readonly latenciesUs: readonly number[];
  readonly model?: LoadModel;
  /** VUs, or iterations a second. */
  readonly level?: number;
  /** VUs at work; as commanded unless given. */
  readonly vus?: number;
  /** Of the requests. */
  readonly failed?: number;
  readonly inFlight?: number;
  readonly cpu?: number | null;
  readonly rssBytes?: number | null;
}

/** A second as the generator would have measured it: one request name. */
export function simulatedCell(one: SimulatedSecond): Cell {
  const {second, latenciesUs, model = 'closed', level = 10, failed = 0, inFlight = 1, cpu = 0.5, rssBytes = null} = one;
  const vus = one.vus ?? (model === 'closed' ? level : inFlight);
  const {targetCpu, targetMemoryBytes} = one;
  const count = latenciesUs.length;
  const total = {
    ...emptyName(0),
    started: count,
    answered: count,
    failed,
    statuses: [[200, count - failed], ...(failed === 0 ? [] : [[503, failed]])] as [number, number][],
    latency: sparseOf(latenciesUs),
    latencySumUs: latenciesUs.reduce((sum, us) => sum + us, 0),
    latencyMinUs: count === 0 ? Number.NaN : Math.min(...latenciesUs),
    latencyMaxUs: count === 0 ? Number.NaN : Math.max(...latenciesUs),
  };
  const isOpen = model === 'open';
  return {
    atMs: second * 1000,
    seconds: 1,
    coveredMs: 1000,
    metrics: {
      ...emptyMetrics,
      names: count === 0 ? [] : [total],
      iterations: count,
      ...(isOpen && {arrivals: level, arrivalsStarted: level}),
    },
    total: {...total, name: -1},
    load: {
      vus,
      meanVus: vus,
      minVus: vus,
      maxVus: vus,
      targetVus: isOpen ? Number.NaN : level,
      targetRate: isOpen ? level : Number.NaN,
      inFlight,
    },
    doubtful: second * 1000 < warmUpMs,
    saturatedMs: 0,
    loopDelayMs: 1,
    host: {
      samples: 1,
      cpu,
      memoryUsedBytes: null,
      rssBytes,
      netRxBytesPerSecond: null,
      netTxBytesPerSecond: null,
      ...(typeof targetCpu === 'number' && {targetCpu}),
      ...(typeof targetMemoryBytes === 'number' && {targetMemoryBytes}),
    },
  };
}

function sparseOf(latenciesUs: readonly number[]): SparseHistogram {
  const counts = new Map<number, number>();
  for (const us of latenciesUs) counts.set(bucketOf(us), (counts.get(bucketOf(us)) ?? 0) + 1);
  const pairs = [...counts].sort(([a], [b]) => a - b);
  return {
    buckets: Uint16Array.from(pairs, ([bucket]) => bucket),
    counts: Uint32Array.from(pairs, ([, value]) => value),
  };
}

/** Lognormal latencies about a middle, µs. */
export function latenciesAbout(middleUs: number, count: number, random: () => number, spread = 0.4): number[] {
  return Array.from({length: count}, () => Math.round(middleUs * Math.exp(spread * normal(random))));
}

/** ln of factors that resemble those before them: AR(1) of a given standard deviation. */
export function wandering(random: () => number, memory: number, deviation: number): () => number {
  let value = deviation * normal(random);
  return () => (value = memory * value + deviation * Math.sqrt(1 - memory ** 2) * normal(random));
}

export interface SimulatedSpike {
  readonly seed: number;
  readonly factor: number;
  readonly holdSeconds: number;
  /** Seconds after the load is back until latencies are as before; from a jump there, or gradually. */
  readonly recoverySeconds: number;
  readonly shape: 'step' | 'decay';
  readonly requestsPerSecond?: number;
  readonly watchSeconds?: number;
  /** How far a second's latencies are off their middle (standard deviation of ln). */
  readonly wander?: number;
}

/** Seconds at the base before a simulated spike. */
export const spikeAtSecond = 80;
export const simulatedBase = 20;

/**
 * A spike of which it is known when the target is itself again. `decay`: latencies fall back along an exponential that
 * meets the margin of 10% at that moment.
 */
export function simulatedSpike(spike: SimulatedSpike): Cell[] {
  const {seed, factor, holdSeconds, recoverySeconds, shape} = spike;
  const {requestsPerSecond = 200, watchSeconds = 120, wander = 0.02} = spike;
  const random = seededRandom(seed);
  const drift = wandering(random, 0.6, wander);
  const backAt = spikeAtSecond + holdSeconds;
  const over = 4;
  return Array.from({length: backAt + watchSeconds}, (_, second) => {
    const isSpike = second >= spikeAtSecond && second < backAt;
    const since = second - backAt;
    const rate = shape === 'decay' ? Math.log((over - 1) / 0.1) / Math.max(1, recoverySeconds) : 0;
    const after = shape === 'step' ? (since < recoverySeconds ? over : 1) : 1 + (over - 1) * Math.exp(-rate * since);
    const slow = isSpike ? over : since >= 0 ? after : 1;
    const requests = requestsPerSecond * (isSpike ? factor : 1);
    const latenciesUs = latenciesAbout(20_000 * slow * Math.exp(drift()), requests, random);
    const level = simulatedBase * (isSpike ? factor : 1);
    const inFlight = latenciesUs.reduce((sum, us) => sum + us, 0) / 1e6;
    return simulatedCell({second, latenciesUs, level, inFlight: Math.round(inFlight)});
  });
}

/**
 * A queue that a spike overruns: Poisson arrivals, `servers` of them at constant speed. What it has gathered by the end
 * of the spike, over what it serves beyond the base, is how long it takes to be empty again.
 */
export function simulatedQueueSpike(options: {
  readonly seed: number;
  readonly baseRate: number;
  readonly factor: number;
  readonly holdSeconds: number;
  readonly servedPerSecond: number;
  readonly watchSeconds?: number;
}): {readonly cells: Cell[]; readonly emptyAfterSeconds: number} {
  const {seed, baseRate, factor, holdSeconds, servedPerSecond, watchSeconds = 150} = options;
  const random = seededRandom(seed);
  const seconds = spikeAtSecond + holdSeconds + watchSeconds;
  const backAt = spikeAtSecond + holdSeconds;
  const rateAt = (s: number): number => (s >= spikeAtSecond && s < backAt ? baseRate * factor : baseRate);
  const latencies: number[][] = Array.from({length: seconds}, () => []);
  const inFlight: number[] = Array.from({length: seconds}, () => 0);
  let at = 0;
  let freeAt = 0;
  while (at < seconds) {
    at += -Math.log(1 - random()) / rateAt(at);
    freeAt = Math.max(at, freeAt) + (1 / servedPerSecond) * (0.5 + random());
    latencies[Math.floor(freeAt)]?.push(Math.round((freeAt - at) * 1e6) + 5000);
    for (let s = Math.ceil(at); s <= freeAt && s <= seconds; s++) if (s > 0) inFlight[s - 1]!++;
  }
  const backlog = holdSeconds * (baseRate * factor - servedPerSecond);
  return {
    cells: latencies.map((latenciesUs, second) =>
      simulatedCell({second, latenciesUs, model: 'open', level: rateAt(second), inFlight: inFlight[second]!}),
    ),
    emptyAfterSeconds: Math.max(0, backlog / (servedPerSecond - baseRate)),
  };
}
