import {expect, test} from 'vitest';
import {checkDescriptors, descriptorLimit} from '../../source/fleet/descriptor-limit.ts';

test('a load that does not fit is refused with the number that fits and the command to run', () => {
  expect(() => checkDescriptors(896, 1024)).not.toThrow();
  expect(() => checkDescriptors(897, 1024)).toThrow(
    expect.objectContaining({
      code: 'ERR_LIMITS',
      exitCode: 104,
      message: expect.stringContaining('896 VUs fit'),
      hint: expect.stringContaining('ulimit -n 1025'),
    }),
  );
});

test('without a known limit nothing is refused', () => {
  expect(() => checkDescriptors(1e9, null)).not.toThrow();
});

test.runIf(process.platform === 'linux')('the limit of this process is found without waiting for anything', () => {
  const startMs = performance.now();
  expect(descriptorLimit()).toBeGreaterThan(100);
  expect(performance.now() - startMs).toBeLessThan(10_000);
});
