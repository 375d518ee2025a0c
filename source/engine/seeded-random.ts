/** Start state for stream `stream` of a seed: neighbouring streams share nothing. */
export function seedOf(seed: number, stream: number): number {
  let hash = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(stream + 1, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846c_a68b);
  return (hash ^ (hash >>> 16)) | 0;
}

export function nextState(state: number): number {
  return (state + 0x6d2b_79f5) | 0;
}

/** Uniform in [0, 1) (mulberry32): the value that belongs to a state; walk on with `nextState`. */
export function uniformOf(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
