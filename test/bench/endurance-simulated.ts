/*
 * How often a run of hours is said to drift when nothing does, how often what drifts is found, and how far off the
 * reported drift is. Runs are simulated by minutes whose p95 resembles that of the minute before (AR(1)); memory has
 * garbage on it. `looks`: said to drift at any of the looks at every tenth minute of a steady run (a tenth of the runs).
 *
 *   node test/bench/endurance-simulated.ts [runs, 500]
 */
import {argv} from 'node:process';
import {driftOf, driftSpan} from '../../source/analysis/endurance-drift.ts';
import type {EnduranceMinute} from '../../source/analysis/endurance-minutes.ts';
import type {SoakFigure} from '../../source/domain/study.ts';
import {simulatedMinutes, type SimulatedSoak} from '../analysis/simulated-minutes.ts';

const runs = Number(argv[2] ?? 500);
const looksAtMinutes = 10;
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

function isFound(minutes: readonly EnduranceMinute[], significant: number): boolean {
  return driftOf('p95', driftSpan(minutes), significant).verdict === 'DRIFT';
}

function tally(figure: SoakFigure, soak: Omit<SimulatedSoak, 'seed'>, count: number) {
  let significant = 0;
  let found = 0;
  let leaks = 0;
  const changes: number[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const drift = driftOf(figure, driftSpan(simulatedMinutes({...soak, seed})));
    if (drift.p !== null && drift.p < 0.01) significant++;
    if (drift.verdict === 'DRIFT' || drift.verdict === 'LEAK') found++;
    if (drift.verdict === 'LEAK') leaks++;
    if (drift.change !== null) changes.push(drift.change);
  }
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const spread = Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length);
  return {significant, found, leaks, mean, spread};
}

function everFound(soak: Omit<SimulatedSoak, 'seed'>, count: number, significant: number): number {
  let ever = 0;
  for (let seed = 1; seed <= count; seed++) {
    const minutes = simulatedMinutes({...soak, seed});
    for (let end = looksAtMinutes; end <= minutes.length; end += looksAtMinutes) {
      if (!isFound(minutes.slice(0, end), significant)) continue;
      ever++;
      break;
    }
  }
  return ever;
}

const latencies: Record<string, string | number>[] = [];
for (const hours of [1, 4, 24]) {
  for (const [memory, deviation] of [
    [0, 0.05],
    [0.5, 0.05],
    [0.8, 0.05],
    [0.95, 0.05],
  ] as const) {
    const world = {minutes: hours * 60, memory, deviation};
    const none = tally('p95', world, runs);
    const five = tally('p95', {...world, drift: 0.05}, runs);
    const ten = tally('p95', {...world, drift: 0.1}, runs);
    const looked = Math.ceil(runs / 10);
    latencies.push({
      hours,
      'AR(1)': memory,
      sd: deviation,
      'p<.01, none': percent(none.significant / runs),
      'DRIFT, none': percent(none.found / runs),
      'looks at .01': percent(everFound(world, looked, 0.01) / looked),
      'looks at .001': percent(everFound(world, looked, 0.001) / looked),
      'p<.01, +5%': percent(five.significant / runs),
      'DRIFT, +5%': percent(five.found / runs),
      'DRIFT, +10%': percent(ten.found / runs),
      'reported, +10%': `${percent(ten.mean)} ± ${percent(ten.spread)}`,
    });
  }
}
console.table(latencies);

const memories: Record<string, string | number>[] = [];
for (const hours of [1, 4, 24]) {
  for (const leakPerHour of [0, 0.02, 0.05, 0.1, 0.15, 0.3]) {
    const {significant, found, leaks, mean, spread} = tally('memory', {minutes: hours * 60, leakPerHour}, runs);
    memories.push({
      hours,
      'leak an hour': percent(leakPerHour),
      'p<.01': percent(significant / runs),
      'LEAK or DRIFT': percent(found / runs),
      LEAK: percent(leaks / runs),
      reported: `${percent(mean)} ± ${percent(spread)}`,
    });
  }
}
console.table(memories);
