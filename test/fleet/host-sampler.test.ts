import {expect, test} from 'vitest';
import type {HostSample} from '../../source/domain/host.ts';
import {createHostSampler} from '../../source/fleet/host-sampler.ts';

const clockMs = (): number => performance.now();

test('facts name this machine and the loopback interface for a loopback target', async () => {
  const facts = await createHostSampler({targetHostname: '127.0.0.1', clockMs, onSample: () => {}}).facts();
  expect(facts.node).toBe(process.version);
  expect(facts.perftui).toMatch(/^\d+\.\d+\.\d+/);
  expect(facts.cores).toBeGreaterThan(0);
  expect(facts.netInterface).toMatch(/^lo/);
});

test('a host that cannot be found has no interface', async () => {
  const sampler = createHostSampler({targetHostname: 'no-such-host.invalid', clockMs, onSample: () => {}});
  expect((await sampler.facts()).netInterface).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'samples hold what was measured, network rates from the second on, and end with stop',
  async () => {
    const samples: HostSample[] = [];
    const second = Promise.withResolvers<void>();
    const sampler = createHostSampler({
      targetHostname: '127.0.0.1',
      clockMs,
      onSample: (sample) => samples.push(sample) === 2 && second.resolve(),
    });
    sampler.start();
    sampler.start();
    await second.promise;
    sampler.stop();
    const [one, two] = samples;
    expect(one!.netRxBytesPerSecond).toBeNull();
    expect(two!.netRxBytesPerSecond).toBeGreaterThanOrEqual(0);
    // The first may have been late, the second not.
    expect(two!.atMs).toBeGreaterThan(one!.atMs);
    expect(two!.cpu).toBeGreaterThanOrEqual(0);
    expect(two!.cpu).toBeLessThanOrEqual(1);
    expect(two!.rssBytes).toBeGreaterThan(1e6);
    expect(two!.memoryUsedBytes).toBeGreaterThan(1e6);
    expect(two!.openFds).toBeGreaterThan(3);
  },
);
