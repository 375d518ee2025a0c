import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cellsOf, fitMiddle, fitText, joinFitting, widthOf} from '../../../source/tui/canvas/cell-text.ts';

const anyText = fc.string({unit: 'binary', maxLength: 40});

describe('foreign text', () => {
  test('never carries what could steer a terminal', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cellsOf(text).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{M}\u2028\u2029]/u);
      }),
    );
  });

  test('keeps its width however it is cut, and is never torn', () => {
    fc.assert(
      fc.property(anyText, fc.nat(30), (text, width) => {
        const fitted = fitText(text, width);
        expect(widthOf(fitted)).toBeLessThanOrEqual(width);
        expect(widthOf(text) > width || widthOf(fitted) === widthOf(text)).toBe(true);
      }),
    );
  });

  test.for([
    ['/api/login', 10],
    ['商品', 4],
    ['café', 4],
    ['e\u0301', 1],
    ['한국', 4],
    ['👩‍💻', 2],
    ['\u001B[2J', 4],
    ['▸ ▮▯ ⣿ ╌', 8],
    ['', 0],
  ] as const)('%j takes %i cells', ([text, width]) => expect(widthOf(text)).toBe(width));

  test('control characters become a visible dot each', () => {
    expect(fitText('a\u001B]0;x\u0007b\r\nc', 20)).toBe('a·]0;x·b·c');
    expect(fitText('\u202Eevil', 20)).toBe('·evil');
  });

  test('keeps its width when other text stands beside it', () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const beside = fitText(left, 100) + fitText(right, 100);
        expect(widthOf(beside)).toBe(widthOf(left) + widthOf(right));
      }),
    );
    expect(widthOf(fitText('\u{11A89}', 9) + fitText('x', 9))).toBe(2);
  });

  test('a wide glyph that does not fit whole is left out', () => {
    expect(fitText('商品商品', 4)).toBe('商…');
    expect(fitText('商品商品', 5)).toBe('商品…');
  });
});

test('of a long path both ends are kept, the end the longer', () => {
  expect(fitMiddle('/api/v2/projects/42/logs', 24)).toBe('/api/v2/projects/42/logs');
  expect(fitMiddle('/api/v2/projects/42/logs', 16)).toBe('/api/…ts/42/logs');
  expect(fitMiddle('/api/v2', 4)).toBe('/ap…');
  fc.assert(
    fc.property(anyText, fc.nat(30), (text, width) => {
      const fitted = fitMiddle(text, width);
      expect(widthOf(fitted)).toBeLessThanOrEqual(width);
      expect(widthOf(text) > width || fitted === fitText(text, width)).toBe(true);
    }),
  );
});

test('parts that do not fit are left out whole', () => {
  expect(joinFitting(['full bar', '4 of 5', 'worst'], '  ', 17)).toBe('full bar  4 of 5');
  expect(joinFitting(['full bar', '4 of 5'], '  ', 5)).toBe('full…');
  expect(joinFitting([], '  ', 5)).toBe('');
});
