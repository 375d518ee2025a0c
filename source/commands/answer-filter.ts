/** Lightness of the terminal's background, and columns before and after a glyph was written. */
export interface RawAnswers {
  /** Relative luminance, 0 to 1; null: not told. */
  readonly background: number | null;
  /** Columns the cursor was told to be in, in order. */
  readonly columns: readonly number[];
}

// oxlint-disable no-control-regex -- control characters are what terminals answer in
const wholeAnswer =
  /\u001B\[\d{1,4};(?<column>\d{1,4})R|\u001B\]11;(?<colour>[^\u0007\u001B]{0,64})(?:\u0007|\u001B\\)/;
const begunAnswer = /\u001B(?:\[[\d;]{0,9}|\](?:1(?:1(?:;[^\u0007\u001B]{0,64}\u001B?)?)?)?)?$/;
// oxlint-enable no-control-regex

/** Tells a terminal's answers from keys in what comes from it. */
export class AnswerFilter {
  #background: number | null = null;
  readonly #columns: number[] = [];
  #held = '';

  get answers(): RawAnswers {
    return {background: this.#background, columns: this.#columns};
  }

  /** What may be the beginning of an answer, and waits for its rest. */
  get holds(): string {
    return this.#held;
  }

  /** @returns what is left to others: the keys */
  take(text: string): string {
    let rest = this.#held + text;
    let keys = '';
    for (let match = wholeAnswer.exec(rest); match !== null; match = wholeAnswer.exec(rest)) {
      keys += rest.slice(0, match.index);
      rest = rest.slice(match.index + match[0].length);
      const {column, colour} = match.groups ?? {};
      if (column !== undefined) this.#columns.push(Number(column));
      else if (colour !== undefined) this.#background ??= luminanceOf(colour);
    }
    const begun = begunAnswer.exec(rest)?.index ?? rest.length;
    this.#held = rest.slice(begun);
    return keys + rest.slice(0, begun);
  }

  /** What was held was no answer. */
  release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** @param colour `rgb:ffff/ffff/ffff`, one to four digits each. @returns null: another form */
function luminanceOf(colour: string): number | null {
  const parts = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/|$)/i.exec(colour);
  if (parts === null) return null;
  const [red, green, blue] = parts.slice(1).map((digits) => {
    const share = Number.parseInt(digits, 16) / (16 ** digits.length - 1);
    return share ** 2.2;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
