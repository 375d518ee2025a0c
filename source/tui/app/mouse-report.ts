/** What a mouse did on the screen; cells from 0. */
export interface MouseEvent {
  readonly kind: 'click' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

const report = /^\u001B\[<(\d{1,5});(\d{1,5});(\d{1,5})([Mm])/;
/** Of another form than a report, up to the byte that ends it. */
const malformed = /^\u001B\[<[\u0020-\u003F]*[\u0040-\u007E]/;
/** What may still become a report. */
const unfinished = /^\u001B\[(?:<[\u0020-\u003F]{0,40}|M[^]{0,2})$/;
/** A report whose beginning was taken for the Escape key, as a slow line may split it. */
const beheaded = /^\[?<\d{1,5};\d{1,5};\d{1,5}[Mm]/;

/** What ends a report whose beginning was dropped. */
const lateEnd = /^[\d;]*[Mm]/;

export interface SiftedInput {
  /** What is left for keys. */
  readonly text: string;
  readonly events: readonly MouseEvent[];
}

/**
 * Takes the mouse's reports out of what a terminal sends, so that none ever comes through as keys, whether the mouse was
 * asked for or not: whole ones, ones that are split between reads, malformed ones, and those of the older form (`ESC [ M`
 * and three bytes) of terminals that know no other.
 */
export class MouseSieve {
  #held = '';
  /** Half a report was dropped: its end may still come. */
  #dropped = false;

  push(chunk: string): SiftedInput {
    const events: MouseEvent[] = [];
    let rest = this.#held + chunk;
    if (this.#held === '') rest = rest.replace(this.#dropped ? lateEnd : beheaded, '');
    this.#dropped = false;
    this.#held = '';
    let text = '';
    while (rest !== '') {
      const at = rest.indexOf('\u001B');
      if (at === -1) return {text: text + rest, events};
      text += rest.slice(0, at);
      rest = rest.slice(at);
      const taken = takeReport(rest, events);
      if (taken === 'hold') {
        this.#held = rest;
        return {text, events};
      }
      if (taken === 0) {
        text += rest[0]!;
        rest = rest.slice(1);
      } else rest = rest.slice(taken);
    }
    return {text, events};
  }

  /** True while something waits for its end. */
  get isHolding(): boolean {
    return this.#held !== '';
  }

  /** What waits can be nothing but a report: its rest is on its way. */
  get isReport(): boolean {
    return this.#held.startsWith('\u001B[<') || this.#held.startsWith('\u001B[M');
  }

  /** Nothing more came in good time: the Escape key and what else may be one; half a report is dropped. */
  release(): string {
    this.#dropped = this.#held.startsWith('\u001B[<');
    const held = this.isReport ? '' : this.#held;
    this.#held = '';
    return held;
  }
}

/** Characters of the report at the start, 0 where there is none; `hold`: it cannot be told yet. */
function takeReport(rest: string, events: MouseEvent[]): number | 'hold' {
  const whole = report.exec(rest);
  if (whole !== null) {
    const event = eventOf(Number(whole[1]), Number(whole[2]), Number(whole[3]), whole[4] === 'M');
    if (event !== null) events.push(event);
    return whole[0].length;
  }
  const broken = malformed.exec(rest);
  if (broken !== null) return broken[0].length;
  if (rest.startsWith('\u001B[M') && rest.length >= 6) return 6;
  if (rest === '\u001B' || rest === '\u001B[' || unfinished.test(rest)) return 'hold';
  // Half a report, and then what no report holds: that is a key again.
  return rest.startsWith('\u001B[<') ? /^\u001B\[<[\u0020-\u003F]*/.exec(rest)![0].length : 0;
}

/** Null: a release, a move, or a button that means nothing here. */
function eventOf(button: number, column: number, row: number, isPress: boolean): MouseEvent | null {
  if (!isPress || column < 1 || row < 1) return null;
  const place = {x: column - 1, y: row - 1};
  // Shift, Alt and Control are 4, 8 and 16.
  const plain = button & ~0b11100;
  if (plain === 0) return {kind: 'click', ...place};
  if (plain === 64) return {kind: 'wheel-up', ...place};
  return plain === 65 ? {kind: 'wheel-down', ...place} : null;
}
