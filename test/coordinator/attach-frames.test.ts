import {serialize} from 'node:v8';
import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createFrameReader, encodeFrame} from '../../source/coordinator/attach-frames.ts';

function reader(mostBytes = 10_000) {
  const frames: unknown[] = [];
  const broken: string[] = [];
  const made = createFrameReader({
    mostBytes,
    onFrame: (value) => frames.push(value),
    onBroken: (why) => broken.push(why),
  });
  return {frames, broken, push: (chunk: Buffer) => made.push(chunk)};
}

/** Cut at these places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('frames', () => {
  it('come out as they went in, however the bytes are cut; NaN and infinity too', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), {maxLength: 5}), fc.array(fc.nat(), {maxLength: 20}), (values, cuts) => {
        const sent = [...values, {nan: Number.NaN, inf: Number.POSITIVE_INFINITY}];
        const {frames, broken, push} = reader(1_000_000);
        for (const piece of pieces(Buffer.concat(sent.map(encodeFrame)), cuts)) push(piece);
        expect(frames).toEqual(sent);
        expect(broken).toEqual([]);
      }),
    );
  });

  it('garbage breaks off once and throws nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({maxLength: 300}), {maxLength: 10}), (chunks) => {
        const {broken, push} = reader(200);
        for (const chunk of chunks) push(Buffer.from(chunk));
        expect(broken.length).toBeLessThanOrEqual(1);
      }),
      {numRuns: 500},
    );
  });

  it('a frame that was damaged anywhere throws nothing', () => {
    const value = {kind: 'intent', intent: {kind: 'snapshot', name: 'a', list: [1, 2.5, null], map: new Map([[1, 2]])}};
    const whole = encodeFrame(value);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({min: 0, max: 255}), (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        const {frames, broken, push} = reader();
        push(bytes);
        expect(frames.length + broken.length).toBeLessThanOrEqual(1);
      }),
      {numRuns: 2000},
    );
  });

  it('a frame over the limit is refused by its head, before it has come', () => {
    const {frames, broken, push} = reader(100);
    push(encodeFrame('fits'));
    push(encodeFrame('x'.repeat(200)).subarray(0, 4));
    push(encodeFrame('after'));
    expect(frames).toEqual(['fits']);
    expect(broken).toEqual([`a frame of ${serialize('x'.repeat(200)).length} bytes`]);
  });
});
