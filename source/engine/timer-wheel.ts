/**
 * Due times by item (a small non-negative integer, at most one time each): a hashed timing wheel of 1 ms slots (Varghese
 * and Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 6). Setting, clearing and taking out cost the same
 * however many items wait; nothing is allocated but when it grows.
 *
 *   slot = ⌊due⌋ mod 16,384     a bit per slot tells which hold anything; what is due in a later turn stays where it is
 *   ready                       taken out of the slots, due, not yet handed out
 */
const slotBits = 14;
const slotCount = 1 << slotBits;
const slotMask = slotCount - 1;
const wordCount = slotCount >> 5;
/** List number of what is due. */
const ready = slotCount;
const none = -1;

export class TimerWheel {
  #due: Float64Array;
  #next: Int32Array;
  #prev: Int32Array;
  /** List each item is in; −1: none. */
  #list: Int32Array;
  readonly #heads = new Int32Array(slotCount + 1).fill(none);
  readonly #tails = new Int32Array(slotCount + 1).fill(none);
  readonly #occupied = new Int32Array(wordCount);
  /** Everything due before this tick (whole ms) has been taken out of its slot. */
  #tick = 0;
  /** Nothing is due up to here but what is in `ready`; NaN: not known any more. */
  #lookedMs = Number.NaN;
  #size = 0;
  #visited = 0;

  /** @param items room at the start; it grows by doubling */
  constructor(items = 64) {
    this.#due = new Float64Array(items);
    this.#next = new Int32Array(items).fill(none);
    this.#prev = new Int32Array(items).fill(none);
    this.#list = new Int32Array(items).fill(none);
  }

  get size(): number {
    return this.#size;
  }

  /** Items looked at so far, for tests of what an operation costs. */
  get visited(): number {
    return this.#visited;
  }

  /** Sets or moves the item's time, ms (0 or later). */
  set(item: number, dueMs: number): void {
    if (item >= this.#due.length) this.#grow(item + 1);
    const list = this.#list[item]!;
    if (list === none) this.#size++;
    else this.#unlink(item);
    this.#due[item] = dueMs;
    if (dueMs <= this.#lookedMs) this.#lookedMs = Number.NaN;
    this.#append(Math.max(Math.floor(dueMs), this.#tick) & slotMask, item);
  }

  clear(item: number): void {
    if (item >= this.#list.length || this.#list[item] === none) return;
    this.#unlink(item);
    this.#size--;
  }

  /** Takes out an item that is due at `nowMs`, earliest ms first, within a ms in no order; −1 when none is. */
  popDue(nowMs: number): number {
    if (this.#heads[ready] === none) this.#turnTo(nowMs);
    const item = this.#heads[ready]!;
    if (item === none) return none;
    this.#unlink(item);
    this.#size--;
    return item;
  }

  /**
   * When to look again: no item is due more than 1 ms before it, and nothing due is missed by waking then. Infinity when
   * empty. An item due in a later turn of the wheel may ask for one look per turn.
   */
  nextWakeMs(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    if (this.#heads[ready] !== none) return this.#tick;
    return this.#tick + this.#distance(this.#tick & slotMask) + 1;
  }

  #turnTo(nowMs: number): void {
    if (nowMs === this.#lookedMs) return;
    this.#lookedMs = nowMs;
    const now = Math.floor(nowMs);
    if (now < this.#tick || this.#size === 0) {
      if (now > this.#tick) this.#tick = now;
      return;
    }
    const last = Math.min(now, this.#tick + slotMask);
    let tick = this.#tick;
    // After a stall of a whole turn every slot is looked at once: each holds only what its due times say.
    for (;;) {
      tick += this.#distance(tick & slotMask);
      if (tick > last) break;
      this.#drain(tick & slotMask, nowMs);
      tick++;
    }
    // The slot of this very ms may hold what is due later in it.
    this.#tick = now;
  }

  #drain(slot: number, nowMs: number): void {
    let item = this.#heads[slot]!;
    while (item !== none) {
      const after = this.#next[item]!;
      this.#visited++;
      if (this.#due[item]! <= nowMs) {
        this.#unlink(item);
        this.#append(ready, item);
      }
      item = after;
    }
  }

  /** Slots from `from` on, round the wheel, to the first that holds anything; more than a turn when none does. */
  #distance(from: number): number {
    const word = from >> 5;
    const here = this.#occupied[word]! & (-1 << (from & 31));
    if (here !== 0) return trailingZeros(here) - (from & 31);
    for (let step = 1; step <= wordCount; step++) {
      const bits = this.#occupied[(word + step) & (wordCount - 1)]!;
      if (bits !== 0) return step * 32 + trailingZeros(bits) - (from & 31);
    }
    return 2 * slotCount;
  }

  #append(list: number, item: number): void {
    const tail = this.#tails[list]!;
    this.#prev[item] = tail;
    this.#next[item] = none;
    this.#list[item] = list;
    this.#tails[list] = item;
    if (tail !== none) this.#next[tail] = item;
    else {
      this.#heads[list] = item;
      if (list !== ready) this.#occupied[list >> 5]! |= 1 << (list & 31);
    }
  }

  #unlink(item: number): void {
    const list = this.#list[item]!;
    const next = this.#next[item]!;
    const prev = this.#prev[item]!;
    if (prev !== none) this.#next[prev] = next;
    else this.#heads[list] = next;
    if (next !== none) this.#prev[next] = prev;
    else this.#tails[list] = prev;
    this.#list[item] = none;
    if (this.#heads[list] === none && list !== ready) this.#occupied[list >> 5]! &= ~(1 << (list & 31));
  }

  #grow(least: number): void {
    let length = this.#due.length;
    while (length < least) length *= 2;
    const due = new Float64Array(length);
    due.set(this.#due);
    this.#due = due;
    this.#next = grown(this.#next, length);
    this.#prev = grown(this.#prev, length);
    this.#list = grown(this.#list, length);
  }
}

function grown(column: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length).fill(none);
  longer.set(column);
  return longer;
}

function trailingZeros(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
