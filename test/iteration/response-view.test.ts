import {createHash} from 'node:crypto';
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import {responseOf} from './fixtures.ts';

const text = JSON.stringify({items: Array.from({length: 500}, (_, id) => ({id, name: `item ${id * 7919}`}))});

it.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
  ['identity', Buffer.from(text)],
])('a body coded with %s is read', (coding, body) => {
  const response = responseOf(body, [['Content-Encoding', coding]]);
  expect(response.text()).toBe(text);
  expect(response.json()).toEqual(JSON.parse(text));
  expect(response.isCut).toBe(false);
});

it.each([
  ['gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
])('of a %s body that was cut, what was kept is read', (coding, body) => {
  const response = responseOf(body, [['content-encoding', coding]], {kept: body.length >> 1});
  const read = response.text()!;
  expect(read.length).toBeGreaterThan(100);
  expect(text.startsWith(read.slice(0, -4))).toBe(true);
  expect(response.isCut).toBe(true);
  expect(response.json()).toBeUndefined();
});

it('of a gzip body that breaks off in nonsense, what comes before is read: it is broken, not cut', () => {
  const plain = Array.from({length: 500}, (_, i) => createHash('sha256').update(String(i)).digest('base64')).join('\n');
  const body = gzipSync(plain);
  body.fill(0x55, body.length >> 1, (body.length >> 1) + 50);
  expect(() => gunzipSync(body, {finishFlush: constants.Z_SYNC_FLUSH})).toThrow(/invalid|incorrect/);
  const response = responseOf(body, [['content-encoding', 'gzip']]);
  const read = response.text()!;
  expect(read.length).toBeGreaterThan(plain.length / 3);
  expect(plain.startsWith(read.slice(0, plain.length / 3))).toBe(true);
  expect(response.isCut).toBe(false);
});

it('a body that is no gzip at all is broken, not cut', () => {
  const response = responseOf(Buffer.from('no gzip!'), [['content-encoding', 'gzip']]);
  expect([response.text(), response.isCut]).toEqual(['', false]);
});

it('a body that grows without measure is cut at 16 MB', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const response = responseOf(bomb, [['content-encoding', 'gzip']]);
  const {length} = response.text()!;
  expect(length).toBeGreaterThan(6_000_000);
  expect(length).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(response.isCut).toBe(true);
});

it('a small body of a long list is read to its end', () => {
  const list = JSON.stringify(Array.from({length: 8000}, (_, id) => ({id, state: 'available', currency: 'EUR'})));
  const body = gzipSync(list);
  expect(list.length / body.length).toBeGreaterThan(16);
  const response = responseOf(body, [['content-encoding', 'gzip']]);
  expect(response.text()).toBe(list);
  expect(response.isCut).toBe(false);
});

it('latin-1 and byte order marks are understood', () => {
  const latin = responseOf(Buffer.from('caf\u00e9', 'latin1'), [['content-type', 'text/plain; charset=ISO-8859-1']]);
  expect(latin.text()).toBe('café');
  expect(responseOf('\uFEFF{"a":1}').json()).toEqual({a: 1});
});

it('headers are found whatever their case, several joined, cookies apart', () => {
  const response = responseOf(null, [
    ['Vary', 'a'],
    ['vary', 'b'],
    ['Set-Cookie', 'a=1, x'],
    ['set-cookie', 'b=2'],
  ]);
  expect(response.header('VARY')).toBe('a, b');
  expect(response.header('etag')).toBeNull();
  expect(response.setCookies()).toEqual(['a=1, x', 'b=2']);
  expect(response.text()).toBeNull();
});

it('nothing of one response is left in the next', () => {
  const response = responseOf('{"a":1}', [['etag', 'x']]);
  response.json();
  response.set(204, null, null, 0, 1);
  expect([response.text(), response.json(), response.header('etag'), response.isCut]).toEqual([
    null,
    undefined,
    null,
    false,
  ]);
});

it('no body, whatever it is coded with, makes it throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({maxLength: 300}),
      fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', '__proto__', 'constructor', ','),
      fc.nat(400),
      (bytes, coding, kept) => {
        const response = responseOf(Buffer.from(bytes), [['content-encoding', coding]], {kept});
        response.json();
        expect(typeof response.text()).toBe('string');
      },
    ),
  );
});
