import {expect, test} from 'vitest';
import type {Target} from '../../source/domain/run-plan.ts';
import {checkPorts, connectionsByPorts} from '../../source/fleet/port-limit.ts';

const range = {low: 32_768, high: 60_999};

function targetAt(hostname: string, changes: Partial<Target> = {}): Target {
  return {
    origin: '',
    protocol: 'http:',
    hostname,
    port: 80,
    socketPath: null,
    basePath: '',
    label: '',
    isLocal: false,
    ...changes,
  };
}

test('more connections to one address than there are ports are refused, with what fits and the command to run', () => {
  const fits = connectionsByPorts(targetAt('shop.test'), 'http1', range)!;
  expect(fits).toBeLessThan(28_232);
  expect(() => checkPorts(fits, targetAt('shop.test'), 'http1', range)).not.toThrow();
  expect(() => checkPorts(fits + 1, targetAt('shop.test'), 'http1', range)).toThrow(
    expect.objectContaining({
      code: 'ERR_LIMITS',
      exitCode: 104,
      message: expect.stringContaining(`${fits} fit`) as string,
      hint: expect.stringContaining('ip_local_port_range="1024 65535"` first, or lower the load') as string,
    }),
  );
  expect(() => checkPorts(99_000, targetAt('shop.test'), 'http1', range)).toThrow(
    expect.objectContaining({hint: expect.stringMatching(/first \(then \d+ fit\), and lower the load/) as string}),
  );
});

test('a target on this machine is reached from many addresses, a Unix socket from none', () => {
  const local = {isLocal: true};
  for (const hostname of ['127.0.0.1', 'localhost']) {
    expect(connectionsByPorts(targetAt(hostname, local), 'http1', range)).toBeGreaterThan(1_000_000);
  }
  expect(connectionsByPorts(targetAt('127.0.0.1', local), 'undici', range)).toBeLessThan(28_232);
  expect(connectionsByPorts(targetAt('::1', local), 'http1', range)).toBeLessThan(28_232);
  expect(connectionsByPorts(targetAt('localhost', {...local, socketPath: '/run/a.sock'}), 'http1', range)).toBeNull();
  expect(() => checkPorts(1e9, targetAt('shop.test'), 'http1', null)).not.toThrow();
});
