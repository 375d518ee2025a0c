/**
 * What is kept of one response for those who ask: the header lines, and the first bytes of the body. Nothing is
 * allocated unless it is kept, or the head comes in several reads.
 */
export class KeptResponse {
  /** In order, names in lower case; null unless kept. */
  headers: [name: string, value: string][] | null = null;
  /** Bytes of the body still to be kept. */
  room = 0;
  /** Header lines of reads before the one at hand. */
  #headParts: Buffer[] | null = null;
  #body: Buffer | null = null;
  /** When it came in several pieces. */
  #bodyParts: Buffer[] | null = null;

  clear(): void {
    this.headers = null;
    this.room = 0;
    this.#headParts = null;
    this.#body = null;
    this.#bodyParts = null;
  }

  /** Whole header lines, while it is not known yet whether they are wanted. */
  putHeadAside(bytes: Buffer, from: number, to: number): void {
    (this.#headParts ??= []).push(Buffer.from(bytes.subarray(from, to)));
  }

  /** The lines put aside were those of a 1xx. */
  forgetHead(): void {
    this.#headParts = null;
  }

  /** The rest of the header lines, and how much of the body is wanted. */
  keep(bytes: Buffer, from: number, to: number, bodyBytes: number): void {
    const last = bytes.toString('latin1', from, to);
    const parts = this.#headParts;
    this.headers = fieldsOf(parts === null ? last : parts.map((part) => part.toString('latin1')).join('') + last);
    this.room = bodyBytes;
  }

  /** @param isEnd no more of the body comes, so that the piece will not be overwritten before it has been looked at */
  takeBody(bytes: Buffer, from: number, to: number, isEnd: boolean): void {
    const piece = bytes.subarray(from, Math.min(to, from + this.room));
    this.room -= piece.length;
    const kept = isEnd ? piece : Buffer.from(piece);
    if (this.#body === null) this.#body = kept;
    else (this.#bodyParts ??= [this.#body]).push(kept);
  }

  /** Null: nothing. Valid until the next read. */
  body(): Buffer | null {
    if (this.#bodyParts !== null) {
      this.#body = Buffer.concat(this.#bodyParts);
      this.#bodyParts = null;
    }
    return this.#body;
  }
}

/** The pairs of header lines that have been found well-formed. */
function fieldsOf(lines: string): [string, string][] {
  const fields: [string, string][] = [];
  for (let at = 0; at < lines.length;) {
    const colonAt = lines.indexOf(':', at);
    const end = lines.indexOf('\r', colonAt);
    let from = colonAt + 1;
    let to = end;
    while (from < to && isBlank(lines.charCodeAt(from))) from++;
    while (to > from && isBlank(lines.charCodeAt(to - 1))) to--;
    fields.push([lines.slice(at, colonAt).toLowerCase(), lines.slice(from, to)]);
    at = end + 2;
  }
  return fields;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
