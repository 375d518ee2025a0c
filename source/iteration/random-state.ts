/** Start state for stream `stream` of a seed: neighbouring streams share nothing. A 32-bit integer. */
export function streamState(seed: number, stream: number): number {
  let hash = Math.imul(seed ^ 0x51ed_270b, 0x85eb_ca6b) ^ Math.imul(stream + 1, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846c_a68b);
  return (hash ^ (hash >>> 16)) | 0;
}

/** Uniform in [0, 1) for a state (mulberry32); the next state is `state + 0x6d2b79f5 | 0`. */
export function uniformOf(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
