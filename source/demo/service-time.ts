import type {RandomSource} from './seeded-random.ts';

/** A lognormal service time, given by the two quantiles a person would read off a screen. */
export interface ServiceTime {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The standard normal's 95th percentile. */
const Z95 = 1.644_853_627;

/** Draws service times in µs. A median of 0 means no delay at all. */
export function createServiceTime({p50Ms, p95Ms}: ServiceTime, random: RandomSource): () => number {
  if (p50Ms === 0) return () => 0;
  const mu = Math.log(p50Ms * 1000);
  const sigma = Math.log(p95Ms / p50Ms) / Z95;
  return () => Math.round(Math.exp(mu + sigma * drawNormal(random)));
}

/** The mean of the distribution in ms, which is what capacity follows from. */
export function meanServiceTimeMs({p50Ms, p95Ms}: ServiceTime): number {
  if (p50Ms === 0) return 0;
  const sigma = Math.log(p95Ms / p50Ms) / Z95;
  return p50Ms * Math.exp((sigma * sigma) / 2);
}

/** Box–Muller, one of its two values: every draw then costs exactly two numbers of the stream. */
function drawNormal(random: RandomSource): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
