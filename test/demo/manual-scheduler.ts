import type {QueueScheduler} from '../../source/demo/service-queue.ts';

interface Timer {
  readonly atUs: number;
  readonly action: () => void;
}

/** A clock that moves only when told to. Actions due at the same time run in the order they were asked for. */
export class ManualScheduler implements QueueScheduler {
  #nowUs = 0;
  /** The last one is the next. */
  readonly #timers: Timer[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  after(delayUs: number, action: () => void): () => void {
    const timer = {atUs: this.#nowUs + delayUs, action};
    this.#timers.splice(this.#firstDueBy(timer.atUs), 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at !== -1) this.#timers.splice(at, 1);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  advanceMs(milliseconds: number): void {
    const untilUs = this.#nowUs + milliseconds * 1000;
    for (;;) {
      const due = this.#timers.at(-1);
      if (due === undefined || due.atUs > untilUs) break;
      this.#timers.pop();
      this.#nowUs = Math.max(this.#nowUs, due.atUs);
      due.action();
    }
    this.#nowUs = untilUs;
  }

  /** Index of the latest-added of those due at `atUs` or before: a new one of that time goes in front of it. */
  #firstDueBy(atUs: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle]!.atUs <= atUs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
