import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {FrameReader, writeFrameHead, type FrameHandler} from '../../../source/engine/transports/http2/frames.ts';

function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  writeFrameHead(head, 0, payload.length, type, flags, streamId);
  return Buffer.concat([head, payload]);
}

function hex(from: Uint8Array, start: number, end: number): string {
  return Buffer.from(from.subarray(start, end)).toString('hex');
}

/** What a reader tells of bytes cut at these places; content of DATA joined. */
function readAll(bytes: Buffer, cuts: readonly number[]): string[] {
  const told: string[] = [];
  let content = '';
  const handler: FrameHandler = {
    onDataBegin: (id, flags, length) => void told.push(`data ${id} ${flags} ${length}`),
    onDataPart: (_id, from, start, end) => void (content += hex(from, start, end)),
    onDataEnd: (id) => {
      told.push(`end ${id} ${content}`);
      content = '';
    },
    onHeaders: (id, flags, from, start, end) => void told.push(`headers ${id} ${flags} ${hex(from, start, end)}`),
    onFrame: (type, flags, id, from, start, end) => void told.push(`${type} ${flags} ${id} ${hex(from, start, end)}`),
    onFrameError: (code) => void told.push(`error ${code}`),
  };
  const reader = new FrameReader(handler);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    // Each read lands in one buffer that the next overwrites.
    const read = Buffer.from(bytes.subarray(from, cut));
    reader.read(read, 0, read.length);
    read.fill(0xee);
    from = cut;
  }
  return told;
}

const stream = Buffer.concat([
  frame(4, 0, 0, Buffer.from('000100000000', 'hex')),
  frame(1, 0x28, 1, Buffer.from('02000000050a88890000', 'hex')),
  frame(9, 4, 1, Buffer.from('90', 'hex')),
  frame(0, 8, 1, Buffer.from('03aabbcc000000', 'hex')),
  frame(0, 0, 1, Buffer.alloc(0)),
  frame(0, 9, 1, Buffer.from('00', 'hex')),
  frame(6, 0, 0, Buffer.alloc(8, 5)),
  frame(77, 1, 3, Buffer.from('abcd', 'hex')),
]);

test('frames come out the same whatever the reads are', () => {
  const whole = readAll(stream, []);
  expect(whole).toEqual([
    '4 0 0 000100000000',
    'headers 1 40 8889',
    '9 4 1 90',
    'data 1 8 7',
    'end 1 aabbcc',
    'data 1 0 0',
    'end 1 ',
    'data 1 9 1',
    'end 1 ',
    '6 0 0 0505050505050505',
    '77 1 3 abcd',
  ]);
  for (let cut = 1; cut < stream.length; cut++) expect(readAll(stream, [cut])).toEqual(whole);
  expect(
    readAll(
      stream,
      Array.from({length: stream.length - 1}, (_, at) => at + 1),
    ),
  ).toEqual(whole);
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 120}), fc.array(fc.nat(200)), (tail, cuts) => {
      const bytes = Buffer.concat([stream, tail]);
      const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
      expect(readAll(bytes, sorted)).toEqual(readAll(bytes, []));
    }),
  );
});

const last = (bytes: Buffer): string => readAll(bytes, []).at(-1)!;

test('frames out of shape or place are connection errors', () => {
  expect(last(frame(0, 0, 0, Buffer.alloc(1)))).toBe('error 1');
  expect(last(frame(0, 8, 1, Buffer.from([2, 0])))).toBe('error 1');
  expect(last(frame(0, 8, 1, Buffer.alloc(0)))).toBe('error 6');
  expect(last(frame(1, 4, 0, Buffer.from([0x88])))).toBe('error 1');
  expect(last(frame(1, 0x24, 1, Buffer.alloc(3)))).toBe('error 6');
  expect(last(frame(9, 4, 1, Buffer.alloc(1)))).toBe('error 1');
  expect(last(Buffer.concat([frame(1, 0, 1, Buffer.from([0x88])), frame(6, 0, 0, Buffer.alloc(8))]))).toBe('error 1');
  expect(last(frame(6, 0, 0, Buffer.alloc(16_385)))).toBe('error 6');
});
