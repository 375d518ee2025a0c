/** A target that forgets to let go of what a request needed. */
export interface LeakLimits {
  readonly bytesPerRequest: number;
  /** It keeps no more than so much: the machine shall outlast it. */
  readonly mostBytes: number;
}

/** Keeps memory that is really there: pages that were never written to are none of the process's. */
export class RequestLeak {
  readonly #limits: LeakLimits;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(limits: LeakLimits) {
    this.#limits = limits;
  }

  /** Takes what one more request is kept with. */
  receive(): void {
    const {bytesPerRequest, mostBytes} = this.#limits;
    if (this.#keptBytes + bytesPerRequest > mostBytes) return;
    this.#kept.push(Buffer.alloc(bytesPerRequest, 1));
    this.#keptBytes += bytesPerRequest;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }
}
