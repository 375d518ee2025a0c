import {describe, expect, test} from 'vitest';
import {isDemoTarget, parseDemoTarget} from '../../source/domain/demo-target.ts';
import {findVariant} from '../../source/demo/variants.ts';

describe('the built-in target', () => {
  test.each([
    ['demo', 'demo', 0],
    ['demo:fast', 'demo:fast', 0],
    ['demo:fast?slower=20%', 'demo:fast', 0.2],
    ['demo?slower=2.5%', 'demo', 0.025],
  ])('%s matches baselines as %s', (text, label, slowerShare) => {
    expect(parseDemoTarget(text)).toEqual({label, slowerShare});
  });

  test.each(['demo:', 'demo:fast?', 'demo?slower=20', 'demo?slower=-5%', 'demo?faster=5%', 'http://demo', 'demos'])(
    '%s is none',
    (text) => {
      expect(parseDemoTarget(text)).toBeNull();
    },
  );

  test('one that is not written rightly to its end is still meant as one', () => {
    expect(['demo', 'demo:x', 'demo?slower', 'demos', 'http://demo'].map(isDemoTarget)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('a slower build takes longer for every endpoint, by that share, and is the same otherwise', () => {
    const [plain, slow] = [findVariant('demo'), findVariant('demo?slower=20%')];
    expect(slow.name).toBe(plain.name);
    expect(slow.pool).toEqual(plain.pool);
    for (const [index, endpoint] of slow.endpoints.entries()) {
      const {serviceTime, ...rest} = plain.endpoints[index]!;
      expect(endpoint).toMatchObject(rest);
      expect(endpoint.serviceTime.p50Ms / serviceTime.p50Ms).toBeCloseTo(1.2, 9);
      expect(endpoint.serviceTime.p95Ms / serviceTime.p95Ms).toBeCloseTo(1.2, 9);
    }
  });

  test('an unknown variant is refused however slow it shall be', () => {
    expect(() => findVariant('demo:nope?slower=20%')).toThrow(/unknown demo target "demo:nope\?slower=20%"/);
  });
});
