import {countSparse} from '../metrics/histogram.ts';
import {phases, type NameMetrics} from '../metrics/interval.ts';
import type {PhaseRow} from './look.ts';

/** Where the time of these requests went; empty: the transport tells none of it, or there were none. */
export function phaseRows(traffic: NameMetrics): readonly PhaseRow[] {
  const sums = phases.map((phase) => traffic.phases[phase] ?? {count: 0, sumUs: 0});
  const totalUs = sums.reduce((sum, one) => sum + one.sumUs, 0);
  const samples = countSparse(traffic.latency);
  if (samples === 0 || sums.every(({count}) => count === 0)) return [];
  return phases.map((phase, at) => {
    const {count, sumUs} = sums[at]!;
    return {
      phase,
      meanUs: count === 0 ? null : sumUs / count,
      perRequestUs: sumUs / samples,
      share: totalUs === 0 ? 0 : sumUs / totalUs,
    };
  });
}
