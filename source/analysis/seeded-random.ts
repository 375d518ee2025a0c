/**
 * Evenly spread numbers, 0 ≤ x < 1, the same for the same seed: sfc32 (Doty-Humphrey, PractRand), 128 bits of state.
 * @param seed whole, 32 bits of it count
 */
export function seededRandom(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = 0x9e_37_79_b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_00_00_00_00;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
