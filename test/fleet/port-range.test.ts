import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readPortRange} from '../../source/fleet/port-range.ts';

test('the range is the system’s own, and not known where the system does not tell', () => {
  expect(readPortRange('/no/such/file')).toBe(null);
  const range = readPortRange();
  expect(range !== null && range.high >= range.low).toBe(existsSync('/proc/sys/net/ipv4/ip_local_port_range'));
});
