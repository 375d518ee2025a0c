/**
 * A pool of servers with one first-in-first-out queue in front of it (think: database connections). Pure: time and
 * timers are handed in.
 *
 *                ┌──────────── queue (≤ waitingLimit) ────────────┐   ┌── servers ──┐
 *   enter ──────►│ newest … … … oldest                            ├──►│ held for its│──► served
 *     │          └──────────────────────────────────┬─────────────┘   │ service time│
 *     └─ full: rejected      leave(): abandoned     └─ waited > maxWaitMs: expired
 */
export interface QueueScheduler {
  nowUs(): number;
  /** Runs `action` once, about `delayUs` from now. Returns what cancels it. */
  after(delayUs: number, action: () => void): () => void;
}

export interface QueueLimits {
  readonly servers: number;
  readonly waitingLimit: number;
  readonly maxWaitMs: number;
}

/** `heldUs` is how long the server was really held, not the time asked for: timers are late. */
export type QueueOutcome =
  | {readonly kind: 'served'; readonly waitedUs: number; readonly heldUs: number}
  | {readonly kind: 'expired'; readonly waitedUs: number}
  | {readonly kind: 'rejected'; readonly waitedUs: 0};

interface Waiting {
  readonly enteredUs: number;
  readonly serviceUs: number;
  readonly settle: (outcome: QueueOutcome) => void;
}

export class ServiceQueue {
  readonly limits: QueueLimits;
  readonly #scheduler: QueueScheduler;
  /** A Set keeps order of entry and lets anyone leave from the middle at once. */
  readonly #waiting = new Set<Waiting>();
  #busy = 0;
  #maxWaiting = 0;
  #cancelExpiry: (() => void) | undefined;

  constructor(limits: QueueLimits, scheduler: QueueScheduler) {
    this.limits = limits;
    this.#scheduler = scheduler;
  }

  get busy(): number {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** The longest the queue has been since the last `resetMax`. */
  get maxWaiting(): number {
    return this.#maxWaiting;
  }

  resetMax(): void {
    this.#maxWaiting = this.#waiting.size;
  }

  /**
   * Asks for a server for `serviceUs`. `settle` is called exactly once, unless the returned `leave` is called while
   * still waiting; leaving a server already held has no effect (the work goes on without its caller). A request may
   * ask to be turned away earlier than others: `waitingLimit`.
   */
  enter(
    serviceUs: number,
    settle: (outcome: QueueOutcome) => void,
    waitingLimit: number = this.limits.waitingLimit,
  ): () => void {
    const request: Waiting = {enteredUs: this.#scheduler.nowUs(), serviceUs, settle};
    // Not past those who wait, even if a server is free at this very moment: an expired caller may come straight back.
    if (this.#busy < this.limits.servers && this.#waiting.size === 0) {
      this.#hold(request, request.enteredUs);
    } else if (this.#waiting.size >= waitingLimit) {
      settle({kind: 'rejected', waitedUs: 0});
    } else {
      this.#waiting.add(request);
      this.#maxWaiting = Math.max(this.#maxWaiting, this.#waiting.size);
      this.#watchOldest();
    }
    return () => {
      this.#waiting.delete(request);
    };
  }

  #hold(request: Waiting, startUs: number): void {
    this.#busy += 1;
    this.#scheduler.after(request.serviceUs, () => {
      this.#busy -= 1;
      const endUs = this.#scheduler.nowUs();
      // The next one starts before this one's caller runs: the caller may enter again, and must queue behind.
      this.#startNext(endUs);
      request.settle({kind: 'served', waitedUs: startUs - request.enteredUs, heldUs: endUs - startUs});
    });
  }

  #startNext(nowUs: number): void {
    this.#expire(nowUs);
    const next = this.#oldest();
    if (next === undefined || this.#busy >= this.limits.servers) return;
    this.#waiting.delete(next);
    this.#hold(next, nowUs);
  }

  #expire(nowUs: number): void {
    for (const request of this.#waiting) {
      const waitedUs = nowUs - request.enteredUs;
      // The bound is the same for all, so the first that may stay ends the search.
      if (waitedUs < this.limits.maxWaitMs * 1000) return;
      this.#waiting.delete(request);
      request.settle({kind: 'expired', waitedUs});
    }
  }

  /** One timer, for the oldest only: with a common bound nobody behind it can expire earlier. */
  #watchOldest(): void {
    const oldest = this.#oldest();
    if (oldest === undefined || this.#cancelExpiry !== undefined) return;
    const leftUs = oldest.enteredUs + this.limits.maxWaitMs * 1000 - this.#scheduler.nowUs();
    this.#cancelExpiry = this.#scheduler.after(Math.max(leftUs, 0), () => {
      this.#cancelExpiry = undefined;
      this.#expire(this.#scheduler.nowUs());
      this.#watchOldest();
    });
  }

  #oldest(): Waiting | undefined {
    for (const request of this.#waiting) return request;
    return undefined;
  }
}
