/**
 * Why a request failed, as a table: workers count by index into it, files and screens show the word and keep the code.
 * Codes are k6's; 1090 to 1099 are ours, for what k6 files under 1000. Never reorder: append.
 */
export const errorKinds = [
  {code: 1000, word: 'other'},
  {code: 1050, word: 'timeout'},
  {code: 1100, word: 'dns'},
  {code: 1101, word: 'unknown host'},
  {code: 1200, word: 'tcp'},
  {code: 1201, word: 'broken pipe'},
  {code: 1210, word: 'dial'},
  {code: 1211, word: 'dial timeout'},
  {code: 1212, word: 'refused'},
  {code: 1220, word: 'reset'},
  {code: 1300, word: 'tls'},
  {code: 1310, word: 'unknown authority'},
  {code: 1311, word: 'certificate name'},
  {code: 1090, word: 'malformed response'},
  {code: 1091, word: 'closed mid-response'},
  {code: 1092, word: 'out of sockets'},
  {code: 1093, word: 'closed before response'},
  /** The server closed a kept-alive connection just as the request went out on it. */
  {code: 1094, word: 'closed on reuse'},
  /** The server would not speak HTTP/2. */
  {code: 1099, word: 'h2 not offered'},
  /** The server ended the connection by a GOAWAY that did not cover the request. */
  {code: 1610, word: 'h2 goaway'},
  /** The server reset the request's stream, … */
  {code: 1630, word: 'h2 stream reset'},
  /** … saying that it had done nothing with it, twice. */
  {code: 1638, word: 'h2 refused'},
  /** Both sides no longer agree on the connection: every request on it is lost. */
  {code: 1650, word: 'h2 connection'},
  /** The server sent one more redirect than the profile follows. */
  {code: 1098, word: 'too many redirects'},
  /** The HTTP proxy would not make the connection. */
  {code: 1097, word: 'proxy'},
] as const;

export type ErrorWord = (typeof errorKinds)[number]['word'];

/** Index of each word in `errorKinds`: what a worker counts under. */
export const errorIndex = Object.fromEntries(errorKinds.map((kind, index) => [kind.word, index])) as Record<
  ErrorWord,
  number
>;

/** The code for a response whose status was not expected: 1000 + status, as in k6 (1404, 1503). */
export function statusErrorCode(status: number): number {
  return 1000 + status;
}

/** One line of the error and status tables: `code` is 0 for an expected status. */
export interface OutcomeCount {
  readonly code: number;
  /** `timeout`, `refused`, … or the status as text (`503`). */
  readonly word: string;
  readonly count: number;
}
