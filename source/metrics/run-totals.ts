import {addToDense, createDense, sparseOf, type DenseHistogram} from './dense-histogram.ts';
import {
  phases,
  type CheckMetrics,
  type DurationMetrics,
  type IntervalMetrics,
  type NameMetrics,
  type Phase,
} from './interval.ts';
import {allNames, emptyName, leastKnown, mergeChecks, mergeNames, mostKnown} from './merge-metrics.ts';
import {emptySparse} from './histogram.ts';

/** Everything measured since the start, cumulative: fixed size, whatever the run's length. */
export interface RunTotals {
  add(metrics: IntervalMetrics): void;
  /** Counters over all names, without the histogram: cheap enough for every reading. */
  counters(): NameMetrics;
  readonly iterations: number;
  readonly iterationsInterrupted: number;
  readonly connectionsOpened: number;
  /** Open model, see `IntervalMetrics`. */
  readonly arrivals: number;
  readonly arrivalsStarted: number;
  readonly arrivalsDropped: number;
  readonly arrivalsMissed: number;
  readonly flowErrors: number;
  /** Only those that were made, ascending. */
  readonly checks: readonly CheckMetrics[];
  /** The run as one interval, histograms included. */
  metrics(): IntervalMetrics;
}

const durationKeys = ['iterationDuration', 'serviceTime', 'sendLag', 'startLag', 'clientWait'] as const;
const countKeys = [
  'iterations',
  'iterationsInterrupted',
  'connectionsOpened',
  'arrivals',
  'arrivalsStarted',
  'arrivalsDropped',
  'arrivalsMissed',
  'flowErrors',
] as const;

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
  const durations = recordOf(durationKeys, createDurationSum);
  const counts = recordOf(countKeys, () => 0);
  const phaseSums = new Map<Phase, DurationSum>();
  let counters = emptyName(allNames);
  let checks: readonly CheckMetrics[] = [];

  function add(metrics: IntervalMetrics): void {
    for (const key of countKeys) counts[key] += metrics[key];
    checks = mergeChecks([checks, metrics.checks]);
    for (const key of durationKeys) addDuration(durations[key], metrics[key]);
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
      return counts.iterations;
    },
    get iterationsInterrupted() {
      return counts.iterationsInterrupted;
    },
    get connectionsOpened() {
      return counts.connectionsOpened;
    },
    get arrivals() {
      return counts.arrivals;
    },
    get arrivalsStarted() {
      return counts.arrivalsStarted;
    },
    get arrivalsDropped() {
      return counts.arrivalsDropped;
    },
    get arrivalsMissed() {
      return counts.arrivalsMissed;
    },
    get flowErrors() {
      return counts.flowErrors;
    },
    get checks() {
      return checks;
    },
    metrics: () => ({
      ...counts,
      checks,
      ...recordOf(durationKeys, (key) => readDuration(durations[key])),
      names: sums.map((sum) => ({...sum.counters, latency: sparseOf(sum.latency)})),
      phaseDurations: Object.fromEntries([...phaseSums].map(([phase, sum]) => [phase, readDuration(sum)])),
    }),
  };
}

function recordOf<Key extends string, Value>(keys: readonly Key[], make: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<Key, Value>;
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
