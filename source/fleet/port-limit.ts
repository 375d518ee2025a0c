import {PerftuiError} from '../domain/errors.ts';
import {connectionsThatFit, type PortRange} from '../domain/port-range.ts';
import type {Target} from '../domain/run-plan.ts';
import type {TransportKind} from '../domain/transport-choice.ts';
import {readPortRange} from './port-range.ts';

/** All ports but those that only the system's own services take. */
const widestRange: PortRange = {low: 1024, high: 65_535};

/**
 * How many connections to the target the ephemeral ports of this machine carry; null where that is no limit (a Unix
 * socket) or not known.
 */
export function connectionsByPorts(target: Target, kind: TransportKind, range = readPortRange()): number | null {
  if (target.socketPath !== null || range === null) return null;
  // Only the own transports spread connections over source addresses, and only to 127.0.0.0/8.
  const spreads = kind !== 'undici' && target.isLocal && !target.hostname.includes(':');
  return connectionsThatFit(range, spreads);
}

/**
 * Refuses a load that would run out of ephemeral ports midway.
 * @throws PerftuiError ERR_LIMITS (exit 104) with the number that fits and the command that raises the limit
 */
export function checkPorts(connections: number, target: Target, kind: TransportKind, range = readPortRange()): void {
  const fits = connectionsByPorts(target, kind, range);
  if (fits === null || connections <= fits) return;
  const most = connectionsByPorts(target, kind, widestRange)!;
  const helps = most >= connections ? 'first, or lower the load' : `first (then ${most} fit), and lower the load`;
  throw new PerftuiError(
    'ERR_LIMITS',
    `${connections} connections to ${target.hostname}:${target.port} need as many ephemeral ports, ${fits} fit`,
    {hint: `run \`sysctl -w net.ipv4.ip_local_port_range="${widestRange.low} ${widestRange.high}"\` ${helps}`},
  );
}
