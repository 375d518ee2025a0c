import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  isDone,
  isDoneWithStray,
  isMalformed,
  needsMore,
  ResponseParser,
} from '../../../../source/engine/transports/http1/response-parser.ts';

type Outcome = {
  readonly end: 'done' | 'stray' | 'malformed' | 'cut';
  readonly status?: number;
  readonly keepAlive?: boolean;
  readonly seconds?: number;
  readonly headers?: readonly (readonly [string, string])[] | null;
  readonly body?: string | null;
};

/** What comes of a response that arrives in these pieces and then ends. */
function parse(pieces: readonly Buffer[], {isHead = false, keeps = true} = {}): Outcome {
  const asked: number[] = [];
  const parser = new ResponseParser({
    keeps: (status) => {
      asked.push(status);
      return keeps ? 1024 : -1;
    },
  });
  // What an earlier response left must not show.
  parser.begin(false);
  const before = Buffer.from('HTTP/1.0 500 x\r\nconnection: keep-alive\r\ncontent-length: 3\r\n\r\nabc');
  expect(parser.read(before, before.length)).toBe(isDone);
  parser.begin(isHead);
  asked.length = 0;
  let outcome = needsMore;
  let body: string | null = null;
  const shared = Buffer.alloc(70_000, 'Z');
  for (const piece of pieces) {
    // As in life: one buffer for all reads, with leftovers of others behind what was read.
    shared.fill('\n');
    piece.copy(shared);
    if (outcome !== needsMore) {
      // A read of nothing is none.
      if (piece.length === 0) continue;
      outcome = isDoneWithStray;
      break;
    }
    outcome = parser.read(shared, piece.length);
    body = parser.kept.body()?.toString() ?? null;
    if (outcome === isMalformed) break;
  }
  if (outcome === isMalformed) return {end: 'malformed'};
  if (outcome === needsMore && !parser.end()) return {end: 'cut'};
  expect(asked).toEqual([parser.status]);
  return {
    end: outcome === isDoneWithStray ? 'stray' : 'done',
    status: parser.status,
    keepAlive: parser.keepAlive,
    seconds: parser.keepAliveSeconds,
    headers: parser.kept.headers,
    body,
  };
}

function splitAt(bytes: Buffer, at: number): Buffer[] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

const ok = 'HTTP/1.1 200 OK\r\n';
const responses: [what: string, text: string, outcome: Partial<Outcome>, isHead?: boolean][] = [
  [
    'a content length',
    `${ok}Content-Length: 5\r\n\r\nhello`,
    {end: 'done', status: 200, keepAlive: true, body: 'hello'},
  ],
  ['an empty body', `${ok}content-length:0\r\n\r\n`, {end: 'done', body: null, keepAlive: true}],
  ['blanks around a length', `${ok}content-length: \t 5 \t\r\n\r\nhello`, {end: 'done', body: 'hello'}],
  ['no reason, no space', 'HTTP/1.1 404\r\ncontent-length: 0\r\n\r\n', {end: 'done', status: 404}],
  [
    'bytes above 127',
    `${ok}x: caf\xe9\r\ncontent-length: 0\r\n\r\n`,
    {
      end: 'done',
      headers: [
        ['x', 'café'],
        ['content-length', '0'],
      ],
    },
  ],
  ['empty lines before', `\r\n\r\n${ok}content-length: 0\r\n\r\n`, {end: 'done', status: 200}],
  [
    'chunks',
    `${ok}Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\nA;x="y"\r\n, it works!\r\n0\r\n\r\n`.replace(
      'it works!',
      'it work!',
    ),
    {end: 'done', body: 'hello, it work!', keepAlive: true},
  ],
  [
    'trailers',
    `${ok}transfer-encoding: gzip, chunked\r\n\r\n01\r\nx\r\n00\r\nx-sum: 1\r\ncontent-length: 9\r\n\r\n`,
    {end: 'done', body: 'x', keepAlive: true},
  ],
  [
    'an encoding that is not chunked',
    `${ok}transfer-encoding: gzip\r\n\r\nabc`,
    {end: 'done', body: 'abc', keepAlive: false},
  ],
  ['chunked that is not last', `${ok}transfer-encoding: chunked, gzip\r\n\r\n3\r\n`, {end: 'done', body: '3\r\n'}],
  ['no length: until the connection ends', `${ok}\r\nall of it`, {end: 'done', body: 'all of it', keepAlive: false}],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', {end: 'done', keepAlive: false}],
  [
    'HTTP/1.0 that stays',
    'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\ncontent-length: 1\r\n\r\nx',
    {end: 'done', keepAlive: true},
  ],
  ['connection: close', `${ok}connection: foo , Close\r\ncontent-length: 1\r\n\r\nx`, {end: 'done', keepAlive: false}],
  [
    'a hint',
    `${ok}keep-alive: max=9, Timeout=5\r\ncontent-length: 1\r\n\r\nx`,
    {end: 'done', keepAlive: true, seconds: 5},
  ],
  ['a hint cut short', `${ok}keep-alive: timeout=\r\ncontent-length: 1\r\n\r\nx`, {end: 'done', seconds: -1}],
  ['204', 'HTTP/1.1 204 x\r\ncontent-length: 5\r\n\r\n', {end: 'done', status: 204, keepAlive: true}],
  ['304', 'HTTP/1.1 304 x\r\ntransfer-encoding: chunked\r\n\r\n', {end: 'done', status: 304, keepAlive: true}],
  ['HEAD', `${ok}content-length: 5\r\n\r\n`, {end: 'done', keepAlive: true, body: null}, true],
  ['HEAD without a length', `${ok}\r\n`, {end: 'done', keepAlive: true}, true],
  [
    '1xx before',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nconnection: close\r\ncontent-length: 7\r\n\r\n${ok}content-length: 1\r\n\r\nx`,
    {end: 'done', status: 200, keepAlive: true, headers: [['content-length', '1']]},
  ],
  ['bytes after the end', `${ok}content-length: 1\r\n\r\nxy`, {end: 'stray', body: 'x'}],
  ['bytes after 204', `HTTP/1.1 204 x\r\n\r\nhello`, {end: 'stray'}],
  ['a head as long as allowed', `${ok}x: ${'y'.repeat(65_536 - 17 - 7)}\r\n\r\n`, {end: 'done'}],
  ['a missing body', `${ok}content-length: 5\r\n\r\nhell`, {end: 'cut'}],
  ['half a head', `${ok}content-le`, {end: 'cut'}],
  ['nothing', '', {end: 'cut'}],
  ['an unfinished chunk', `${ok}transfer-encoding: chunked\r\n\r\n5\r\nabc`, {end: 'cut'}],
  ['no last line after the last chunk', `${ok}transfer-encoding: chunked\r\n\r\n0\r\n`, {end: 'cut'}],
  ...[
    `${ok}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`,
    `${ok}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`,
    `${ok}content-length: 5, 5\r\n\r\nhello`,
    `${ok}content-length: -5\r\n\r\nhello`,
    `${ok}content-length: 0x5\r\n\r\nhello`,
    `${ok}content-length:\r\n\r\n`,
    `${ok}content-length: 9007199254740992\r\n\r\n`,
    `${ok}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n11111111111111\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n1;\0\r\n`,
    `${ok}transfer-encoding: chunked\r\n\r\n0\r\nbad trailer: 1\r\n\r\n`,
    `${ok}x : 1\r\n\r\n`,
    `${ok}: 1\r\n\r\n`,
    `${ok}x\r\n\r\n`,
    `${ok}x: 1\r\n folded\r\n\r\n`,
    `${ok}x: \0\r\n\r\n`,
    `${ok}x: \x7f\r\n\r\n`,
    `${ok}x: 1\n\r\n`,
    `${ok}x: 1\rx\r\n`,
    'HTTP/1.1 200 OK\n\r\n',
    'HTTP/1.1 200 OK\rx',
    'HTTP/1.1  200 OK\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/1.1 101 Switching\r\n\r\n',
    'HTTP/1.2 200 OK\r\n\r\n',
    'HTTP/2.0 200 OK\r\n\r\n',
    'HTTP/0.9 200 OK\r\n\r\n',
    'http/1.1 200 OK\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
    '\n',
    `${ok}x: ${'y'.repeat(65_536 - 17 - 6)}\r\n\r\n`,
  ].map((text): [string, string, Outcome] => [JSON.stringify(text.slice(0, 90)), text, {end: 'malformed'}]),
];

const cases = responses.map(([what, text, outcome, isHead]) => ({what, text, outcome, isHead: isHead ?? false}));

test.each(cases)('$what: $outcome.end, however it is split', ({text, outcome, isHead}) => {
  const bytes = Buffer.from(text, 'latin1');
  const whole = parse([bytes], {isHead});
  expect(whole).toMatchObject(outcome);
  const step = bytes.length > 2000 ? 997 : 1;
  for (let at = 1; at < bytes.length; at += step) expect(parse(splitAt(bytes, at), {isHead})).toEqual(whole);
  const bytewise = Array.from({length: Math.ceil(bytes.length / step)}, (_, nth) =>
    bytes.subarray(nth * step, (nth + 1) * step),
  );
  expect(parse(bytewise, {isHead})).toEqual(whole);
});

test('nothing is kept that is not asked for, and of a long body the first 1,024 bytes', () => {
  const long = Buffer.from(`${ok}content-length: 5000\r\n\r\n${'x'.repeat(5000)}`);
  expect(parse([long], {keeps: false})).toMatchObject({end: 'done', headers: null, body: null});
  for (const at of [40, 41, 500, 1063, 1064, 1065, 3000]) expect(parse(splitAt(long, at)).body).toBe('x'.repeat(1024));
});

test('a head that never ends is malformed after 64 KB, in whatever pieces', () => {
  const endless = Array.from({length: 80}, () => Buffer.alloc(1000, 'x'));
  expect(parse([Buffer.from(ok), ...endless]).end).toBe('malformed');
  expect(parse([Buffer.from(`${ok}transfer-encoding: chunked\r\n\r\n0\r\n`), ...endless]).end).toBe('malformed');
});

const bit = fc.constantFrom(
  'HTTP/1.1 ',
  'HTTP/1.0 200 OK',
  '200',
  '204 ',
  '100 x',
  '\r\n',
  '\r',
  '\n',
  ' ',
  ':',
  ';',
  '0',
  '5',
  'a',
  '\0',
  '\xff',
  'content-length: 3',
  'transfer-encoding: chunked',
  'connection: close',
  '\r\n\r\n',
  'abc',
);
const soup = fc.array(bit, {maxLength: 14}).map((bits) => bits.join(''));
const foreign = fc.oneof(
  soup,
  soup.map((text) => ok + text),
  soup.map((text) => `${ok}content-length: 3\r\n${text}`),
  soup.map((text) => `${ok}transfer-encoding: chunked\r\n\r\n${text}`),
);

test('property: any bytes in any pieces come to the same as in one', () => {
  fc.assert(
    fc.property(foreign, fc.array(fc.nat(120), {maxLength: 6}), (text, cuts) => {
      const bytes = Buffer.from(text, 'latin1');
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((one, other) => one - other), bytes.length];
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(parse(pieces)).toEqual(parse([bytes]));
    }),
    {numRuns: 3000, examples: [[`${ok}content-length: 3\r\n\r\nabcHTTP/1.1 `, [41, 41]]]},
  );
});
