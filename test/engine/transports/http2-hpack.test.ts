import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {HpackDecoder} from '../../../source/engine/transports/http2/hpack-decoder.ts';
import {encodeFields, encodePlainFields} from '../../../source/engine/transports/http2/hpack-encoder.ts';
import {decodeHuffman, encodeHuffman, huffmanLengths} from '../../../source/engine/transports/http2/hpack-huffman.ts';

const decoder = new HpackDecoder();
const fields = (hex: string): [string, string][] | null => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return decoder.fields(bytes, 0, bytes.length);
};
const scan = (hex: string): boolean => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return decoder.scan(bytes, 0, bytes.length);
};

test('the blocks of RFC 7541, appendix C, that need no dynamic table', () => {
  expect(fields('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572')).toEqual([
    ['custom-key', 'custom-header'],
  ]);
  expect(fields('040c 2f73 616d 706c 652f 7061 7468')).toEqual([[':path', '/sample/path']]);
  expect(fields('1008 7061 7373 776f 7264 0673 6563 7265 74')).toEqual([['password', 'secret']]);
  expect(fields('82')).toEqual([[':method', 'GET']]);
  const first = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ];
  expect(fields('8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d')).toEqual(first);
  expect(fields('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff')).toEqual(first);
  const answer = [
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ];
  const plain = `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
    2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`;
  const huffman = `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
    2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`;
  for (const block of [plain, huffman]) {
    expect(fields(block.replaceAll(/\s/g, ''))).toEqual(answer);
    expect(scan(block.replaceAll(/\s/g, ''))).toBe(true);
    expect(decoder).toMatchObject({status: 302, contentLength: -1, malformed: false});
  }
});

test('status and content-length are found however they are spelled', () => {
  const cases = ['88 0f0d 03 313233', '08 03 323030 5c 03 313233', '20 88 0f0d 82 08cf'];
  for (const hex of cases.slice(0, 2)) {
    expect(scan(hex)).toBe(true);
    expect(decoder).toMatchObject({status: 200, contentLength: 123, malformed: false});
  }
  const spelled = [
    Buffer.from([0, 7]),
    Buffer.from(':status'),
    Buffer.from([3]),
    Buffer.from('404'),
    Buffer.from([0, 14]),
  ];
  const block = Buffer.concat([...spelled, Buffer.from('content-length'), Buffer.from([2]), Buffer.from('42')]);
  expect(decoder.scan(block, 0, block.length)).toBe(true);
  expect(decoder).toMatchObject({status: 404, contentLength: 42, malformed: false});
});

test('a set-cookie field is noticed however it is spelled, and nothing else is taken for one', () => {
  const value = [3, ...Buffer.from('a=1')];
  const name = Buffer.from('set-cookie');
  const huffman = encodeHuffman(name);
  const blocks: [what: string, bytes: number[], setsCookie: boolean][] = [
    ['by its index, not indexed', [0x0f, 40, ...value], true],
    ['by its index, indexed', [0x40 | 55, ...value], true],
    ['by its index, without a value', [0x80 | 55], true],
    ['spelled out', [0, name.length, ...name, ...value], true],
    ['spelled out, in Huffman', [0, 0x80 | huffman.length, ...huffman, ...value], true],
    ['none', [], false],
    ['a cookie', [0x0f, 17, ...value], false],
    ['another name of its length', [0, 10, ...Buffer.from('set-cookiE'), ...value], false],
    ['as a value', [0, 1, 0x78, name.length, ...name], false],
  ];
  for (const [what, field, setsCookie] of blocks) {
    const block = Uint8Array.from([0x88, ...field, 0x0f, 13, 1, 0x35]);
    expect([what, decoder.scan(block, 0, block.length)]).toEqual([what, true]);
    expect([what, decoder.setsCookie, decoder.contentLength]).toEqual([what, setsCookie, 5]);
  }
});

test('values that are secret are marked as never to be put into a table, also when they are quickly written', () => {
  for (const name of ['authorization', 'cookie', 'proxy-authorization']) {
    for (const encode of [encodeFields, encodePlainFields]) expect(encode([[name, 'x']])[0]! & 0xf0).toBe(0x10);
  }
});

test('what a table of size 0 cannot mean is refused, a size update to 0 is not', () => {
  expect(scan('20 88')).toBe(true);
  expect(scan('3f01 88')).toBe(false);
  expect(scan('21 88')).toBe(false);
  expect(scan('88 20')).toBe(false);
  expect(scan('be')).toBe(false);
  expect(scan('80')).toBe(false);
  expect(scan('88 0f0d 03 3132')).toBe(false);
  expect(scan('ff ffff ffff ffff')).toBe(false);
  expect(scan('82') && decoder.malformed).toBe(true);
  expect(scan('88 88') && decoder.malformed).toBe(true);
  expect(scan('88 0f0d 01 31 0f0d 01 32') && decoder.contentLength === -2).toBe(true);
});

test('the Huffman code is complete, and every symbol comes back', () => {
  expect(huffmanLengths.reduce((sum, bits) => sum + 2 ** -bits, 0)).toBe(1);
  const all = Buffer.from(Array.from({length: 256}, (_, symbol) => symbol));
  const encoded = encodeHuffman(all);
  expect(decodeHuffman(encoded, 0, encoded.length)).toBe(all.toString('latin1'));
  const any = fc.uint8Array({maxLength: 60});
  fc.assert(
    fc.property(any, (text) => {
      const bytes = encodeHuffman(text);
      expect(decodeHuffman(bytes, 0, bytes.length)).toBe(Buffer.from(text).toString('latin1'));
    }),
  );
  for (const bad of [[0xff], [0xff, 0xff, 0xff, 0xff], [0x18], [0xfe]]) {
    expect(decodeHuffman(Uint8Array.from(bad), 0, bad.length)).toBe(null);
  }
});

test('fields come back as they were encoded, and foreign bytes are read or refused', () => {
  const text = fc.string({unit: fc.integer({min: 0x20, max: 0xff}).map((code) => String.fromCharCode(code))});
  const name = fc.oneof(
    fc.constantFrom('accept', 'x-a', 'cookie', ':path', 'content-type'),
    text.map((one) => `x${one}`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, text), {maxLength: 8}), (list) => {
      for (const block of [encodeFields(list), encodePlainFields(list)]) {
        expect(decoder.fields(block, 0, block.length)).toEqual(list);
        expect(decoder.scan(block, 0, block.length)).toBe(true);
      }
    }),
    // Lengths that take more than one byte.
    {examples: [127, 128, 255, 16_510, 70_000].map((length) => [[['x-a', 'y'.repeat(length)]]])},
  );
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 40}), (bytes) => {
      const read = decoder.fields(bytes, 0, bytes.length);
      // A scan does not decode what it does not need: it may pass a bad string, never refuse a good block.
      const scanned = decoder.scan(bytes, 0, bytes.length);
      expect(read === null || scanned).toBe(true);
    }),
    {numRuns: 3000},
  );
});
