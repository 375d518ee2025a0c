import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseFineDuration, parseSize, printFineDuration, printSize} from '../../source/domain/fine-units.ts';

describe('fine units', () => {
  test.each([
    ['30ms', 30],
    ['0.5ms', 0.5],
    ['250us', 0.25],
    ['1.5s', 1500],
    ['1m30s', 90_000],
    ['30', null],
    ['-1ms', null],
    ['', null],
  ])('%s is %j ms', (text, ms) => {
    expect(parseFineDuration(text)).toBe(ms);
  });

  test.each([
    ['512b', 512],
    ['64kb', 65_536],
    ['1.5mb', 1_572_864],
    ['64KB', null],
    ['64', null],
    ['1gb', null],
  ])('%s is %j bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test('print to what reads back as the same number', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(100_000_000), (us, bytes) => {
        expect(parseFineDuration(printFineDuration(us / 1000))).toBe(us / 1000);
        expect(parseSize(printSize(bytes))).toBe(bytes);
      }),
    );
  });
});
