/*
 * How often a comparison of two runs of 60 s (and of other lengths) calls an unchanged target slower, how often it finds
 * one that is, and what it costs. Runs are simulated, in worlds whose seconds resemble those before them as real ones do:
 *
 *   wandering   lognormal latencies about a middle that follows an AR(1) series
 *   long memory as wandering, but a second resembles those long before it: 60 s hardly tell
 *   queue       one server, Poisson arrivals, lognormal service times: 70% busy, and a wait for nearly everybody
 *   restarts    as wandering, and each run is up to some percent faster or slower from its start on
 *
 *   node test/bench/compare-power.ts [pairs, 500]
 */
import {argv, cpuUsage} from 'node:process';
import type {ComparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';
import {normal, simulatedRun} from '../analysis/simulated-run.ts';

const eightNames = Array.from({length: 8}, (_, i) => `name ${i}`);

type World = (seed: number, factor: number) => ComparableRun;

const worlds: Readonly<Record<string, World>> = {
  'wandering, 1 name': (seed, factor) => simulatedRun({seed, factor}),
  'wandering, 8 names': (seed, factor) =>
    simulatedRun({seed, factor, names: eightNames, requestsPerSecond: 400, factors: [1, 2, 3, 1, 2, 3, 1, 2]}),
  'long memory, 1 name': (seed, factor) => simulatedRun({seed, factor, memory: 0.95, wander: 0.05}),
  'queue, 1 name': queue,
  'restarts of 2%, 1 name': (seed, factor) =>
    simulatedRun({seed, factor: factor * Math.exp(0.02 * normal(seededRandom(seed * 31)))}),
};

const pairs = Number(argv[2] ?? 500);

function tally(world: World, factor: number, count: number) {
  const verdicts = {REGRESSION: 0, SUSPECT: 0, OK: 0, IMPROVED: 0, INCONCLUSIVE: 0, UNTESTED: 0};
  let covered = 0;
  let intervals = 0;
  for (let i = 1; i <= count; i++) {
    const {verdict, requests} = compareRuns(world(2 * i, factor), world(2 * i + 1, 1), {align: 'window'});
    verdicts[verdict]++;
    for (const {interval, metric} of requests[0]!.metrics) {
      if (interval === null || !metric.startsWith('p')) continue;
      intervals++;
      if (interval[0] <= factor - 1 && factor - 1 <= interval[1]) covered++;
    }
  }
  return {verdicts, coverage: covered / intervals};
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

const rows: Record<string, string | number>[] = [];
for (const [name, world] of Object.entries(worlds)) {
  for (const factor of [1, 1.05, 1.1, 1.2]) {
    const count = factor === 1 ? pairs : Math.ceil(pairs / 5);
    const {verdicts, coverage} = tally(world, factor, count);
    rows.push({
      world: name,
      change: factor === 1 ? 'none' : `+${Math.round((factor - 1) * 100)}%`,
      pairs: count,
      REGRESSION: percent(verdicts.REGRESSION / count),
      SUSPECT: percent(verdicts.SUSPECT / count),
      IMPROVED: percent(verdicts.IMPROVED / count),
      OK: percent(verdicts.OK / count),
      INCONCLUSIVE: percent(verdicts.INCONCLUSIVE / count),
      'interval holds it': name.startsWith('queue') && factor > 1 ? '--' : percent(coverage),
    });
  }
}
console.table(rows);

const lengths = [8, 14, 20, 30, 120].map((seconds) => {
  const wandering: World = (seed, factor) => simulatedRun({seed, factor, seconds});
  const count = Math.ceil(pairs / 5);
  const same = tally(wandering, 1, count);
  const slower = tally(wandering, 1.2, count);
  return {
    seconds,
    pairs: count,
    'called slower, none is': percent(same.verdicts.REGRESSION / count),
    'OK, none is': percent(same.verdicts.OK / count),
    'found, +20%': percent(slower.verdicts.REGRESSION / count),
    'interval holds it': percent((same.coverage + slower.coverage) / 2),
  };
});
console.table(lengths);

for (const [seconds, names] of [
  [60, 1],
  [60, 8],
  [300, 1],
  [300, 8],
] as const) {
  const list = Array.from({length: names}, (_, i) => `name ${i}`);
  const [now, before] = [1, 2].map((seed) =>
    simulatedRun({seed, seconds, names: list, requestsPerSecond: 200 * names}),
  );
  const times = Array.from({length: 7}, () => {
    const start = cpuUsage().user;
    compareRuns(now!, before!, {align: 'window'});
    return (cpuUsage().user - start) / 1000;
  });
  console.log(
    `${seconds} s, ${names} names: ${times.sort((a, b) => a - b)[3]!.toFixed(1)} ms of CPU a comparison (median of 7)`,
  );
}

/** Lindley's recursion; latencies wait + service, in the second they began in. */
function queue(seed: number, factor: number): ComparableRun {
  const random = seededRandom(seed);
  const perSecond = 100;
  const serviceUs = (0.7 * 1_000_000) / perSecond;
  const run = simulatedRun({seed, requestsPerSecond: 0, model: 'open', level: perSecond});
  const dense = run.cells.map(() => new Uint32Array(bucketCount));
  const most = run.cells.map(() => Number.NaN);
  let nowUs = 0;
  let freeAtUs = 0;
  for (;;) {
    nowUs += (-Math.log(1 - random()) * 1_000_000) / perSecond;
    const second = Math.floor(nowUs / 1_000_000);
    if (second >= run.cells.length) break;
    freeAtUs = Math.max(nowUs, freeAtUs) + factor * serviceUs * Math.exp(0.5 * normal(random) - 0.125);
    const us = Math.round(freeAtUs - nowUs);
    dense[second]![bucketOf(us)]!++;
    if (!(us <= most[second]!)) most[second] = us;
  }
  const cells = run.cells.map((cell, i) => {
    const latency = toSparse(dense[i]!);
    const ended = latency.counts.reduce((sum, count) => sum + count, 0);
    return {...cell, names: [{name: 0, ended, failed: 0, bytesIn: ended, maxUs: most[i]!, latency: () => latency}]};
  });
  return {...run, cells};
}
