import type {RunPlan} from '../domain/run-plan.ts';
import type {TransportKind} from '../domain/transport-choice.ts';

/**
 * VUs this machine holds for a plan: each has a socket (over HTTP/2 some may share one), and each socket takes a file
 * descriptor and a port. Null: no limit is known.
 * @param limits sockets that each of them leaves room for; null: no limit, or not known
 */
export function vusLimit(
  {transport}: Pick<RunPlan, 'transport'>,
  kind: TransportKind,
  limits: readonly (number | null)[],
): number | null {
  const known = limits.filter((limit) => limit !== null);
  if (known.length === 0) return null;
  return Math.min(...known) * (kind === 'http2' ? transport.h2Streams : 1);
}
