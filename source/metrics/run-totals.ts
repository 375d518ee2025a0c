import {addToDense, createDense, sparseOf, type DenseHistogram} from './dense-histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics, type NameMetrics, type Phase} from './interval.ts';
import {allNames, emptyName, leastKnown, mergeNames, mostKnown} from './merge-metrics.ts';
import {emptySparse} from './histogram.ts';

/** Everything measured since the start, cumulative: fixed size, whatever the run's length. */
export interface RunTotals {
  add(metrics: IntervalMetrics): void;
  /** Counters over all names, without the histogram: cheap enough for every reading. */
  counters(): NameMetrics;
  readonly iterations: number;
  readonly iterationsInterrupted: number;
  readonly connectionsOpened: number;
  /** The run as one interval, histograms included. */
  metrics(): IntervalMetrics;
}

interface Sum {
  counters: NameMetrics;
  readonly latency: DenseHistogram;
}

interface DurationSum {
  readonly histogram: DenseHistogram;
  sumUs: number;
  minUs: number;
  maxUs: number;
}

/** @param names number of request names */
export function createRunTotals(names: number): RunTotals {
  const sums: Sum[] = Array.from({length: names}, (_, name) => ({counters: emptyName(name), latency: createDense()}));
  const iterationDuration = createDurationSum();
  const phaseSums = new Map<Phase, DurationSum>();
  let counters = emptyName(allNames);
  let iterations = 0;
  let iterationsInterrupted = 0;
  let connectionsOpened = 0;

  function add(metrics: IntervalMetrics): void {
    iterations += metrics.iterations;
    iterationsInterrupted += metrics.iterationsInterrupted;
    connectionsOpened += metrics.connectionsOpened;
    addDuration(iterationDuration, metrics.iterationDuration);
    for (const phase of phases) {
      const one = metrics.phaseDurations[phase];
      if (one === undefined) continue;
      if (!phaseSums.has(phase)) phaseSums.set(phase, createDurationSum());
      addDuration(phaseSums.get(phase)!, one);
    }
    for (const one of metrics.names) {
      const sum = sums[one.name];
      if (sum === undefined) continue;
      addToDense(sum.latency, one.latency);
      const bare = {...one, latency: emptySparse};
      sum.counters = mergeNames([sum.counters, bare], one.name);
      counters = mergeNames([counters, bare], allNames);
    }
  }

  return {
    add,
    counters: () => counters,
    get iterations() {
      return iterations;
    },
    get iterationsInterrupted() {
      return iterationsInterrupted;
    },
    get connectionsOpened() {
      return connectionsOpened;
    },
    metrics: () => ({
      names: sums.map((sum) => ({...sum.counters, latency: sparseOf(sum.latency)})),
      iterations,
      iterationsInterrupted,
      iterationDuration: readDuration(iterationDuration),
      phaseDurations: Object.fromEntries([...phaseSums].map(([phase, sum]) => [phase, readDuration(sum)])),
      connectionsOpened,
    }),
  };
}

function createDurationSum(): DurationSum {
  return {histogram: createDense(), sumUs: 0, minUs: Number.NaN, maxUs: Number.NaN};
}

function addDuration(sum: DurationSum, metrics: DurationMetrics): void {
  addToDense(sum.histogram, metrics.histogram);
  sum.sumUs += metrics.sumUs;
  sum.minUs = leastKnown(sum.minUs, metrics.minUs);
  sum.maxUs = mostKnown(sum.maxUs, metrics.maxUs);
}

function readDuration({histogram, sumUs, minUs, maxUs}: DurationSum): DurationMetrics {
  return {histogram: sparseOf(histogram), sumUs, minUs, maxUs};
}
