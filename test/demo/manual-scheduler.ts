import type {QueueScheduler} from '../../source/demo/service-queue.ts';

/** A clock that moves only when told to. Actions due at the same time run in the order they were asked for. */
export class ManualScheduler implements QueueScheduler {
  #nowUs = 0;
  #actions: {readonly atUs: number; readonly action: () => void}[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  after(delayUs: number, action: () => void): () => void {
    const entry = {atUs: this.#nowUs + delayUs, action};
    this.#actions.push(entry);
    return () => {
      this.#actions = this.#actions.filter((each) => each !== entry);
    };
  }

  get pending(): number {
    return this.#actions.length;
  }

  advanceMs(milliseconds: number): void {
    const untilUs = this.#nowUs + milliseconds * 1000;
    for (;;) {
      const due = this.#actions.filter((each) => each.atUs <= untilUs).sort((a, b) => a.atUs - b.atUs)[0];
      if (due === undefined) break;
      this.#actions = this.#actions.filter((each) => each !== due);
      this.#nowUs = Math.max(this.#nowUs, due.atUs);
      due.action();
    }
    this.#nowUs = untilUs;
  }
}
