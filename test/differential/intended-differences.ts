import type {Aspect, Case, Outcome} from './outcome.ts';

/** A case whose outcomes differ. */
export interface Difference extends Case {
  /** All pieces, latin1. */
  readonly bytes: string;
  readonly http1: Outcome;
  readonly undici: Outcome;
}

/** A way in which http1 is meant to differ from undici. */
export interface IntendedDifference {
  readonly name: string;
  readonly http1: string;
  readonly undici: string;
  readonly reason: string;
  /** What it accounts for; everything when not given. */
  readonly aspects?: readonly Aspect[];
  readonly applies: (difference: Difference) => boolean;
  /** Only if both call the response malformed once these bytes follow. */
  readonly agreesAfter?: string;
}

const malformed = 'malformed response';
const chunkedBody = /transfer-encoding:/i;
const informational = /HTTP\/1\.[01] 1\d\d/;

export const intendedDifferences: readonly IntendedDifference[] = [
  {
    name: 'odd empty lines before the status line',
    http1: 'skips CRLF only',
    undici: 'skips any CR and LF',
    reason: 'RFC 9112 2.2 asks that of servers; a bare CR or LF is no line end anywhere else either',
    applies: ({bytes, http1}) => http1.error === malformed && /(?:^|\r\n)(?:\n|\r+(?!\n))/.test(bytes),
  },
  {
    name: 'other protocols and versions',
    http1: 'HTTP/1.0 and HTTP/1.1',
    undici: 'also HTTP/0.9, HTTP/2.0, RTSP and ICE, and waits for the rest of what begins like them',
    reason: 'none of them is spoken over such a connection',
    applies: ({bytes, http1}) =>
      http1.error === malformed && http1.status === 0 && /(?:^|\n)(?:HTTP\/[02]|R|I)/.test(bytes),
  },
  {
    name: 'a CR without its LF after the status line',
    http1: 'malformed',
    undici: 'a line end where another CR follows',
    reason: 'RFC 9112 2.2: a bare CR is not part of a head; everywhere else in it both refuse one',
    applies: ({bytes, http1}) => http1.error === malformed && /HTTP\/1\.[01] \d{3}(?: [^\r\n]*)?\r\r/.test(bytes),
  },
  {
    name: 'size of the head',
    http1: 'at most 65,536 bytes from its first to its last',
    undici: 'fewer than 65,536 bytes in names and values',
    reason: 'what is kept in memory is bytes, not names',
    applies: ({bytes, http1}) => http1.error === malformed && bytes.length >= 65_500,
  },
  {
    name: 'white space around a content-length',
    http1: 'ignored, tabs too',
    undici: 'malformed for tabs, and for spaces after the digits',
    reason: 'RFC 9110 5.5: it is not part of the value',
    applies: ({bytes, undici}) =>
      undici.error === malformed && /content-length:(?:[ \t]*\t[ \t]*\d|[ \t]*\d+[ \t]+(?:\r|$))/i.test(bytes),
  },
  {
    name: 'lengths beyond 2^53',
    http1: 'malformed',
    undici: 'waits for that many bytes, up to 2^64',
    reason: 'such a body never ends, and its length cannot be counted exactly',
    applies: ({bytes, http1}) =>
      http1.error === malformed &&
      [...bytes.matchAll(/content-length:[ \t]*(\d+)/gi)].some(
        ([, digits]) => Number(digits) > Number.MAX_SAFE_INTEGER,
      ),
  },
  {
    name: 'white space around chunked',
    http1: 'ignored, tabs too',
    undici: 'another coding than chunked when a tab is beside it',
    reason: 'RFC 9110 5.6.1: optional white space may be a tab',
    applies: ({bytes}) => /transfer-encoding:[^\r\n]*\t/i.test(bytes),
  },
  {
    name: '100 Continue',
    http1: 'skipped like every informational response',
    undici: 'bad response',
    reason: 'RFC 9110 15.2: a client must be able to parse them even if it does not expect them',
    applies: ({bytes, undici}) => undici.error === malformed && /HTTP\/1\.[01] 100/.test(bytes),
  },
  {
    name: 'informational responses that say the connection ends',
    http1: 'skipped; only the final response decides',
    undici: 'malformed',
    reason: 'RFC 9110 15.2: the final response still follows',
    applies: ({bytes, http1, undici}) =>
      undici.error === malformed && http1.error !== malformed && informational.test(bytes),
  },
  {
    name: '204 and 304 with a length',
    http1: 'connection kept',
    undici: 'connection closed',
    reason: 'RFC 9112 6.3: they have no body whatever their headers say, and 304 may tell the length a 200 would have',
    aspects: ['reused', 'next'],
    applies: ({bytes, http1, undici}) =>
      http1.reused &&
      !undici.reused &&
      /HTTP\/1\.[01] [23]04/.test(bytes) &&
      /content-length|transfer-encoding/i.test(bytes),
  },
  {
    name: 'HEAD without a length',
    http1: 'connection kept',
    undici: 'connection closed unless keep-alive is said',
    reason: 'RFC 9112 6.3: the answer to HEAD ends with its head',
    aspects: ['reused'],
    applies: ({method, http1, undici}) => method === 'HEAD' && http1.reused && !undici.reused,
  },
  {
    name: 'chunk sizes of more than 13 digits',
    http1: 'malformed',
    undici: 'any number of leading zeros, sizes up to 2^64',
    reason: 'larger sizes cannot be counted exactly, and nobody writes so many zeros',
    applies: ({bytes, http1}) => http1.error === malformed && /\r\n[\da-f]{14,}/i.test(bytes),
  },
  {
    name: 'grammar of chunk extensions',
    http1: 'skipped, whatever they are, without control characters',
    undici: 'names and quoted values are checked, bytes above 0x7f refused',
    reason: 'RFC 9112 7.1.1: a recipient must ignore extensions it does not know; only where they end matters',
    applies: ({bytes, http1, undici}) =>
      undici.error === malformed &&
      http1.error !== malformed &&
      chunkedBody.test(bytes) &&
      /\r\n[\da-f]+;/i.test(bytes),
  },
  {
    name: 'framing headers among trailers',
    http1: 'skipped like every trailer',
    undici: 'changes how this response or the next one is read',
    reason: 'RFC 9110 6.5.1: framing must not come from trailers',
    applies: ({bytes, undici}) =>
      chunkedBody.test(bytes) &&
      (undici.error === malformed || undici.next !== '200 ok' || !undici.reused) &&
      /\r\n0+(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*(?:content-length|transfer-encoding|connection|proxy-connection|keep-alive|upgrade):/i.test(
        bytes,
      ),
  },
  {
    name: 'tabs in connection',
    http1: 'white space like any other',
    undici: 'part of the word',
    reason: 'RFC 9110 5.6.1: optional white space may be a tab',
    aspects: ['reused', 'next'],
    applies: ({bytes}) => /connection:[^\r\n]*\t/i.test(bytes),
  },
  {
    name: 'proxy-connection',
    http1: 'ignored',
    undici: 'read like connection',
    reason: 'RFC 9112 C.2.2: it means nothing',
    aspects: ['reused', 'next'],
    applies: ({bytes, http1, undici}) => http1.reused !== undici.reused && /proxy-connection:/i.test(bytes),
  },
  {
    name: 'where the keep-alive hint stands',
    http1: 'anywhere in the header; of two headers the last counts',
    undici: 'at its start or after a comma; of two headers the first counts',
    reason: 'neither is written down anywhere; the connection is only closed a little earlier or later',
    aspects: ['reused', 'next'],
    applies: ({bytes, http1, undici}) =>
      http1.reused !== undici.reused &&
      /keep-alive:(?:[^\r\n]*timeout[\s\S]*(?:timeout|\r\nkeep-alive:)|[^\r\n]*[^,\s][ \t]*timeout)/i.test(bytes),
  },
  {
    name: 'HTTP/1.0 with keep-alive and close',
    http1: 'connection closed',
    undici: 'connection kept',
    reason: 'RFC 9112 9.3: close comes first',
    aspects: ['reused', 'next'],
    applies: ({bytes, http1, undici}) =>
      !http1.reused && undici.reused && /HTTP\/1\.0/.test(bytes) && /connection:[^\r\n]*close/i.test(bytes),
  },
  {
    name: 'stray line ends after a response',
    http1: 'connection closed like after any stray byte',
    undici: 'connection kept, the line ends skipped',
    reason: 'a server that miscounts its bodies is not asked again on the same connection',
    aspects: ['reused', 'next'],
    applies: ({bytes, http1, undici}) => !http1.reused && undici.reused && /[\r\n]$/.test(bytes),
  },
  {
    name: 'a close after nothing but empty lines',
    http1: 'closed mid-response: bytes had come',
    undici: 'closed before response',
    reason: 'either tells it; the bytes are counted',
    aspects: ['error'],
    applies: ({bytes, ending}) => ending === 'fin' && /^[\r\n]+$/.test(bytes),
  },
  {
    name: 'a fault seen sooner by one of the two',
    http1: 'status digit by digit, headers line by line',
    undici: 'status when it is whole, content-length byte by byte',
    reason: 'the response was cut in between; both call it malformed when its lines go on to their end',
    aspects: ['error', 'status'],
    applies: ({http1, undici}) =>
      (http1.error === malformed && undici.error !== null) || (undici.error === malformed && http1.error !== null),
    agreesAfter: '\r\n\r\n',
  },
];
