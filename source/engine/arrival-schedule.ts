import type {ArrivalPattern} from '../domain/load-model.ts';
import type {IdClass} from '../protocol/worker-message.ts';
import type {RateCurve} from './rate-curve.ts';
import {nextState, seedOf, uniformOf} from './seeded-random.ts';

/** Keeps arrivals' streams of random numbers apart from those of the virtual users with the same ids. */
const streamSalt = 0x41_52_52_56;
/** The whole fleet's first arrival is due after half a gap: not everything at the very start. */
const phase = 0.5;

/**
 * When the arrivals of one share are meant to start, on a clock that counts the whole fleet's arrivals (Λ, see
 * RateCurve). Evenly: the fleet's n-th arrival (from 0) is due when Λ = n + ½, and the share has every `stride`-th from
 * `first` on, so all shares together make the fleet's sequence. Poisson: gaps in Λ drawn from the exponential
 * distribution with mean `stride`, from the share's own seeded stream; shares together are a Poisson process of the
 * whole rate. Due times are computed, never chained from when an arrival was taken up.
 */
export class ArrivalSchedule {
  readonly #curve: RateCurve;
  readonly #share: IdClass;
  readonly #poisson: boolean;
  #random: number;
  #nextCount: number;

  constructor(curve: RateCurve, share: IdClass, pattern: ArrivalPattern, seed: number) {
    this.#curve = curve;
    this.#share = share;
    this.#poisson = pattern === 'poisson';
    this.#random = seedOf(seed ^ streamSalt, share.first);
    this.#nextCount = this.#poisson ? this.#gap() : share.first + phase;
  }

  /** When the next arrival is meant to start, ms; Infinity: never at the present rate. */
  get nextMs(): number {
    return this.#curve.timeOf(this.#nextCount);
  }

  /** The next arrival is taken. */
  take(): void {
    this.#nextCount += this.#poisson ? this.#gap() : this.#share.stride;
  }

  /** Forgets what would have been due until `nowMs`. */
  skipTo(nowMs: number): void {
    const now = this.#curve.countAt(nowMs);
    if (this.#nextCount > now) return;
    // The exponential distribution has no memory: from any moment on the wait is drawn alike.
    if (this.#poisson) this.#nextCount = now + this.#gap();
    else {
      const {stride} = this.#share;
      this.#nextCount += (Math.floor((now - this.#nextCount) / stride) + 1) * stride;
    }
  }

  #gap(): number {
    this.#random = nextState(this.#random);
    return -Math.log1p(-uniformOf(this.#random)) * this.#share.stride;
  }
}
