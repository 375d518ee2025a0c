import type {ThinkTime} from '../domain/think-time.ts';

/**
 * A pause, ms, never negative.
 * @param random uniform in [0, 1)
 */
export function drawThinkMs(time: ThinkTime, random: () => number): number {
  switch (time.kind) {
    case 'uniform':
      return time.minMs + random() * (time.maxMs - time.minMs);
    case 'exponential':
      return Math.min(-Math.log(1 - random()) * time.meanMs, 10 * time.meanMs);
    case 'normal':
    default:
      return Math.max(0, time.meanMs + time.deviationMs * standardNormal(random));
  }
}

/** Box and Muller, 1958. 1 − u keeps the logarithm's argument above 0. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
