/** A source of numbers in [0, 1), the same ones for the same seed and stream name. */
export type RandomSource = () => number;

/**
 * Mulberry32, seeded by a number and a stream name. Each endpoint draws from its own stream, so what one endpoint
 * is served does not depend on how its requests interleave with the others.
 */
export function createRandom(seed: number, stream: string): RandomSource {
  let state = hash(`${seed}/${stream}`);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a with a final mix: neighbouring seeds must not start neighbouring streams. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85_eb_ca_6b);
  return (value ^ (value >>> 13)) | 0;
}
