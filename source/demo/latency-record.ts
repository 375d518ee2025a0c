/** Values below this are exact; above, every power of two has half as many buckets: an error under 0.1%. */
const EXACT_BELOW = 2048;
const BUCKETS_PER_DOUBLING = EXACT_BELOW / 2;
const LARGEST_US = 2 ** 31 - 1;
const BUCKET_COUNT = bucketOf(LARGEST_US) + 1;

export interface LatencySummary {
  readonly count: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** A histogram of µs with 3 significant digits and a fixed size, in the manner of HDR. */
export class LatencyRecord {
  readonly #counts = new Uint32Array(BUCKET_COUNT);
  #count = 0;
  #sumUs = 0;
  #maxUs = 0;

  record(valueUs: number): void {
    const clamped = Math.min(Math.max(Math.round(valueUs), 0), LARGEST_US);
    const bucket = bucketOf(clamped);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumUs += clamped;
    this.#maxUs = Math.max(this.#maxUs, clamped);
  }

  /** Adds another record's values to this one: percentiles are never averaged. */
  add(other: LatencyRecord): void {
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket += 1) {
      const added = other.#counts[bucket] ?? 0;
      if (added > 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + added;
    }
    this.#count += other.#count;
    this.#sumUs += other.#sumUs;
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  summary(): LatencySummary {
    const [p50Us = 0, p90Us = 0, p95Us = 0, p99Us = 0] = this.#quantiles([0.5, 0.9, 0.95, 0.99]);
    const meanUs = this.#count === 0 ? 0 : Math.round(this.#sumUs / this.#count);
    return {count: this.#count, meanUs, p50Us, p90Us, p95Us, p99Us, maxUs: this.#maxUs};
  }

  /** `shares` ascending. A quantile is its bucket's upper edge, and never above the maximum. */
  #quantiles(shares: readonly number[]): number[] {
    const found: number[] = [];
    if (this.#count === 0) return found;
    let seen = 0;
    for (let bucket = 0; bucket < BUCKET_COUNT && found.length < shares.length; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      while (found.length < shares.length && seen >= Math.ceil((shares[found.length] ?? 1) * this.#count)) {
        found.push(Math.min(upperEdgeOf(bucket), this.#maxUs));
      }
    }
    return found;
  }
}

function bucketOf(value: number): number {
  if (value < EXACT_BELOW) return value;
  const shift = 31 - Math.clz32(value) - Math.log2(BUCKETS_PER_DOUBLING);
  return shift * BUCKETS_PER_DOUBLING + (value >>> shift);
}

function upperEdgeOf(bucket: number): number {
  if (bucket < EXACT_BELOW) return bucket;
  const shift = Math.floor(bucket / BUCKETS_PER_DOUBLING) - 1;
  return (bucket - shift * BUCKETS_PER_DOUBLING + 1) * 2 ** shift - 1;
}
