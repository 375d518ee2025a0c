/*
 * How far off the recovery a spike test reports is, where it is known: latencies that come back in a jump or gradually,
 * in worlds more or less restless, and a queue that runs empty.
 *
 *   node test/bench/spike-simulated.ts [runs, 60]
 */
import {argv} from 'node:process';
import type {SpikeSetup} from '../../source/analysis/spike-excursions.ts';
import {spikeStudy} from '../../source/analysis/spike-recovery.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {simulatedBase, simulatedQueueSpike, simulatedSpike} from '../analysis/simulated-cells.ts';

const runs = Number(argv[2] ?? 60);

/** Seconds found minus seconds put in; null: none was found. */
function errorOf(setup: SpikeSetup, cells: readonly Cell[], seconds: number): number | null {
  const recovery = spikeStudy(setup, cells).factors[0]?.recovery ?? null;
  return recovery !== null && 'seconds' in recovery ? recovery.seconds - seconds : null;
}

function row(world: string, errors: readonly (number | null)[]) {
  const found = errors.filter((error) => error !== null).sort((a, b) => a - b);
  const at = (share: number): string => (found[Math.floor(share * (found.length - 1))] ?? Number.NaN).toFixed(1);
  return {
    world,
    runs: errors.length,
    found: found.length,
    'mean error, s': (found.reduce((sum, error) => sum + error, 0) / found.length).toFixed(1),
    p5: at(0.05),
    median: at(0.5),
    p95: at(0.95),
    'within 10 s': `${((100 * found.filter((error) => Math.abs(error) <= 10).length) / errors.length).toFixed(0)}%`,
  };
}

const seeds = Array.from({length: runs}, (_, i) => i + 1);
const rows = [];
for (const shape of ['step', 'decay'] as const) {
  for (const requestsPerSecond of [30, 200]) {
    for (const wander of [0.01, 0.03, 0.06]) {
      const errors = seeds.map((seed) => {
        const recoverySeconds = [0, 8, 17, 33, 45][seed % 5]!;
        const cells = simulatedSpike({
          seed,
          factor: 3,
          holdSeconds: 30,
          recoverySeconds,
          shape,
          wander,
          requestsPerSecond,
        });
        return errorOf({model: 'closed', baseLevel: simulatedBase, factors: [3]}, cells, recoverySeconds);
      });
      rows.push(row(`${shape}, ${requestsPerSecond}/s, seconds differ by ${wander * 100}%`, errors));
    }
  }
}
for (const servedPerSecond of [80, 110]) {
  const errors = seeds.map((seed) => {
    const factor = [2, 2.5, 3][seed % 3]!;
    const {cells, emptyAfterSeconds} = simulatedQueueSpike({
      seed,
      baseRate: 60,
      factor,
      holdSeconds: 10,
      servedPerSecond,
    });
    return errorOf({model: 'open', baseLevel: 60, factors: [factor]}, cells, emptyAfterSeconds);
  });
  rows.push(row(`queue, ${Math.round(6000 / servedPerSecond)}% busy at the base`, errors));
}
console.table(rows);
