import {readFileSync} from 'node:fs';
import {parsePortRange, type PortRange} from '../domain/port-range.ts';

/** The system's range of ports for outgoing connections; null where it does not tell (not Linux). */
export function readPortRange(path = '/proc/sys/net/ipv4/ip_local_port_range'): PortRange | null {
  try {
    return parsePortRange(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
