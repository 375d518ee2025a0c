import type {EnduranceMinute} from '../../source/analysis/endurance-minutes.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {wandering} from './simulated-cells.ts';

export interface SimulatedSoak {
  readonly seed: number;
  readonly minutes: number;
  /** How far a minute's ln p95 is off its middle (standard deviation), and how much it resembles the minute before. */
  readonly deviation?: number;
  readonly memory?: number;
  /** Of p95 over the whole run, a ratio minus 1. */
  readonly drift?: number;
  /** Of the generator's memory, of what it begins with per hour. */
  readonly leakPerHour?: number;
}

const startBytes = 400e6;
const garbageBytes = 150e6;
/** Minutes from one collection of garbage to the next. */
const collectionMinutes = 3.7;

/**
 * Minutes of a run at one load: p95 wanders (AR(1)) about a line through its logarithm; memory is a floor, on it garbage
 * that grows until it is collected, and noise of 2%; it takes 15 minutes to find its size.
 */
export function simulatedMinutes(soak: SimulatedSoak): EnduranceMinute[] {
  const {seed, minutes, deviation = 0.05, memory = 0.5, drift = 0, leakPerHour = 0} = soak;
  const random = seededRandom(seed);
  const latency = wandering(random, memory, deviation);
  const noise = wandering(random, 0.5, 0.02);
  const perMinute = Math.log1p(drift) / minutes;
  const phase = random() * collectionMinutes;
  return Array.from({length: minutes}, (_, index) => {
    const garbage = (((index + phase) % collectionMinutes) / collectionMinutes) * garbageBytes;
    const settling = 1 - 0.3 * Math.exp(-index / 5);
    const floor = startBytes * settling * (1 + (leakPerHour * index) / 60);
    return {
      index,
      coveredMs: 60_000,
      requests: 6000 + Math.round(60 * (random() - 0.5)),
      failed: random() < 0.1 ? 1 : 0,
      p95Us: 100_000 * Math.exp(perMinute * index + latency()),
      memoryBytes: (floor + garbage) * Math.exp(noise()),
      targetMemoryBytes: null,
      isAtLevel: true,
    };
  });
}
