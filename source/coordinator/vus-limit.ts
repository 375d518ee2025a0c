import {connectionsPerVu} from '../domain/connections-per-vu.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import type {TransportKind} from '../domain/transport-choice.ts';

/**
 * VUs this machine holds for a plan: each has a socket and one for each request of its widest parallel batch (over HTTP/2
 * some may share one), and each socket takes a file descriptor and a port. At least 1; null: no limit is known.
 * @param limits sockets that each of them leaves room for; null: no limit, or not known
 */
export function vusLimit(
  {transport, scenarios}: Pick<RunPlan, 'transport' | 'scenarios'>,
  kind: TransportKind,
  limits: readonly (number | null)[],
): number | null {
  const known = limits.filter((limit) => limit !== null);
  if (known.length === 0) return null;
  const sockets = Math.min(...known) * (kind === 'http2' ? transport.h2Streams : 1);
  return Math.max(1, Math.floor(sockets / connectionsPerVu(scenarios.map(({steps}) => steps))));
}
