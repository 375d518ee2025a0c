/**
 * Due times by slot (a small non-negative integer, at most one time each), earliest first: a binary heap that knows
 * where each slot is. Nothing is allocated but when it grows.
 */
export class TimerHeap {
  #due = new Float64Array(64);
  /** Slot at each place of the heap. */
  #slots = new Int32Array(64);
  /** Place of each slot in the heap; −1: not in it. */
  #places = new Int32Array(64).fill(-1);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Infinity when nothing is due. */
  get nextDueMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#due[this.#slots[0]!]!;
  }

  /** Sets or moves the slot's time. */
  set(slot: number, dueMs: number): void {
    if (slot >= this.#due.length) this.#grow(slot + 1);
    const before = this.#due[slot]!;
    this.#due[slot] = dueMs;
    let place = this.#places[slot]!;
    if (place === -1) {
      place = this.#size++;
      this.#rise(slot, place);
    } else if (dueMs < before) {
      this.#rise(slot, place);
    } else {
      this.#sink(slot, place);
    }
  }

  clear(slot: number): void {
    const place = slot < this.#places.length ? this.#places[slot]! : -1;
    if (place === -1) return;
    this.#places[slot] = -1;
    const last = this.#slots[--this.#size]!;
    if (last === slot) return;
    if (place > 0 && this.#due[last]! < this.#due[this.#slots[(place - 1) >> 1]!]!) this.#rise(last, place);
    else this.#sink(last, place);
  }

  /** Takes out the earliest slot that is due at `nowMs`; −1 when none is. */
  popDue(nowMs: number): number {
    if (this.#size === 0) return -1;
    const slot = this.#slots[0]!;
    if (this.#due[slot]! > nowMs) return -1;
    this.clear(slot);
    return slot;
  }

  #rise(slot: number, from: number): void {
    const due = this.#due[slot]!;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#slots[above]!;
      if (this.#due[other]! <= due) break;
      this.#put(other, place);
      place = above;
    }
    this.#put(slot, place);
  }

  #sink(slot: number, from: number): void {
    const due = this.#due[slot]!;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#due[this.#slots[below + 1]!]! < this.#due[this.#slots[below]!]!) below++;
      const other = this.#slots[below]!;
      if (this.#due[other]! >= due) break;
      this.#put(other, place);
      place = below;
    }
    this.#put(slot, place);
  }

  #put(slot: number, place: number): void {
    this.#slots[place] = slot;
    this.#places[slot] = place;
  }

  #grow(least: number): void {
    let length = this.#due.length;
    while (length < least) length *= 2;
    const due = new Float64Array(length);
    due.set(this.#due);
    const slots = new Int32Array(length);
    slots.set(this.#slots);
    const places = new Int32Array(length).fill(-1);
    places.set(this.#places);
    this.#due = due;
    this.#slots = slots;
    this.#places = places;
  }
}
