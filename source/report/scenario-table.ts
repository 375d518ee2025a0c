import {formatNumber, formatShare} from '../domain/format.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {cellWidth, fit, grouped, quantile, type Paint} from './text-parts.ts';

/*
 *   scenarios                     weight requests   req/s     p95     err
 *   shopper                            3   11 204    41.2  66.4ms   0.24%
 *   admin                          muted        0    0.00      --      --
 */

/** User classes with their weight at the end; nothing where there is but one. */
export function scenarioTable({scenarios = []}: Pick<Snapshot, 'scenarios'>, width: number, paint: Paint): string[] {
  if (scenarios.length < 2) return [];
  const nameWidth = width - 2 - 5 * cellWidth - 1;
  const row = (name: string, [weight = '', requests = '', ...others]: readonly string[]): string => {
    const cells = [weight.padStart(cellWidth), requests.padStart(cellWidth + 1)];
    return `  ${fit(name, nameWidth)}${cells.join('')}${others.map((cell) => cell.padStart(cellWidth)).join('')}`;
  };
  const rows = scenarios.map(({name, weight, requests, requestsPerSecond, errorShare, latencyUs}) =>
    row(name, [
      weight === 0 ? 'muted' : String(Number(weight.toPrecision(5))),
      grouped(requests),
      formatNumber(requestsPerSecond),
      latencyUs === null ? '--' : quantile(latencyUs.p95, 0.95, latencyUs.samples),
      errorShare === null ? '--' : formatShare(errorShare),
    ]),
  );
  return [paint(row('scenarios', ['weight', 'requests', 'req/s', 'p95', 'err']), 'dim'), ...rows];
}
