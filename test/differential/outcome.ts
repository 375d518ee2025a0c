/** How the peer's side of the connection goes on after the last byte of the response. */
export const endings = ['open', 'fin', 'reset'] as const;
export type Ending = (typeof endings)[number];

export const methods = ['GET', 'HEAD'] as const;
export type Method = (typeof methods)[number];

/** How much of a body is kept: that of an error sample most often, nothing of it, some, all there is. */
export const keptSizes: readonly number[] = [1024, 1024, 1024, 0, 1, 7, 65_536, 10_000_000];

/** One run of one transport: the answer to its first request, in the pieces it is read in. */
export interface Case {
  readonly method: Method;
  readonly pieces: readonly Buffer[];
  readonly ending: Ending;
  /** Of the body; as for an error sample unless given. */
  readonly keptBytes?: number;
}

/** What a transport made of it. Two transports agree when their outcomes are equal. */
export interface Outcome {
  /** 0 without a response head. */
  readonly status: number;
  /** The error's word, `waiting` when the request was still in flight after the ending, null for a whole response. */
  readonly error: string | null;
  /** One line each, `name: value`, names in lower case, sorted; null unless the response was whole. */
  readonly headers: readonly string[] | null;
  /** What was kept of it, a byte a character; null unless the response was whole and had a body. */
  readonly body: string | null;
  /** Of all of it, kept or not; 0 unless the response was whole. */
  readonly bodyBytes: number;
  /** The response was whole and was said to have a set-cookie header. */
  readonly setsCookie: boolean;
  /** The next request went out on the same connection. */
  readonly reused: boolean;
  /** What became of that next request, which was answered `200` with `ok`. */
  readonly next: string;
}

const compared = ['status', 'error', 'headers', 'body', 'bodyBytes', 'setsCookie', 'reused', 'next'] as const;
export type Aspect = (typeof compared)[number];

/** In which aspects two outcomes differ. */
export function differencesOf(one: Outcome, other: Outcome): Aspect[] {
  return compared.filter((aspect) => JSON.stringify(one[aspect]) !== JSON.stringify(other[aspect]));
}

/** Bytes as they can be pasted into a case: printable ASCII stays, the rest is escaped. */
export function escapeBytes(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes).toString('latin1')).replace(
    /[\u007f-\u00ff]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16)}`,
  );
}

/** One line that tells a case: method, ending, pieces. */
export function describeCase({method, ending, pieces}: Case): string {
  return `${method} ${ending} [${pieces.map(escapeBytes).join(', ')}]`;
}
