import type {TrialSecond} from '../../source/analysis/trial-signs.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import {buildCell} from '../../source/metrics/cell.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';
import type {IntervalMetrics, NameMetrics} from '../../source/metrics/interval.ts';
import {emptyMetrics, emptyName} from '../../source/metrics/merge-metrics.ts';

export interface SecondFacts {
  readonly atS: number;
  readonly level: number;
  readonly model?: LoadModel;
  /** Of the slowest 10% of each name, ms; the others take half of it. */
  readonly slowMs?: number | readonly number[];
  readonly requests?: number;
  readonly failed?: number;
  readonly vus?: number;
  /** Absent: what Little's law says. */
  readonly inFlight?: number;
  readonly queued?: number;
  /** Of each request from its sending on, in the open model. */
  readonly serviceMs?: number;
  readonly iterations?: number;
  readonly arrivals?: number;
  readonly dropped?: number;
  readonly missed?: number;
  readonly generatorLimit?: string | null;
  /** See `GeneratorLimit`; absent: it does. */
  readonly binds?: boolean;
  readonly targetCpu?: number;
}

/** A second whose p95 is exactly known. */
export function trialSecond(facts: SecondFacts): TrialSecond {
  const {atS, level, model = 'closed', requests = 100, generatorLimit = null, binds = true, queued = 0} = facts;
  const slow = typeof facts.slowMs === 'object' ? facts.slowMs : [facts.slowMs ?? 50];
  const names = slow.map((ms, name) => nameOf(name, ms, requests / slow.length, (facts.failed ?? 0) / slow.length));
  const sumUs = names.reduce((sum, one) => sum + one.latencySumUs, 0);
  const cell = buildCell(
    atS * 1000,
    1,
    [
      {
        startMs: atS * 1000,
        endMs: atS * 1000 + 1000,
        metrics: {
          ...emptyMetrics,
          names,
          iterations: facts.iterations ?? requests,
          arrivals: facts.arrivals ?? (model === 'open' ? level : 0),
          arrivalsDropped: facts.dropped ?? 0,
          arrivalsMissed: facts.missed ?? 0,
          ...(facts.serviceMs !== undefined && {serviceTime: serviceTimeOf(facts.serviceMs, requests)}),
        },
        activeVus: facts.vus ?? level,
        targetVus: model === 'closed' ? level : Number.NaN,
        targetRate: model === 'open' ? level : Number.NaN,
        inFlight: facts.inFlight ?? sumUs / 1_000_000,
        saturated: false,
        loopDelayMs: 1,
      },
    ],
    [],
    facts.targetCpu === undefined
      ? []
      : [
          {
            atMs: atS * 1000,
            cpu: facts.targetCpu,
            cores: null,
            memoryUsedBytes: null,
            memoryTotalBytes: null,
            netRxBytesPerSecond: null,
            netTxBytesPerSecond: null,
            load1: null,
          },
        ],
  );
  return {cell, level, queued, generatorLimit: generatorLimit === null ? null : {why: generatorLimit, binds}};
}

function serviceTimeOf(ms: number, requests: number): IntervalMetrics['serviceTime'] {
  const dense = new Uint32Array(bucketCount);
  dense[bucketOf(ms * 1000)] = requests;
  return {histogram: toSparse(dense), sumUs: ms * 1000 * requests, minUs: ms * 1000, maxUs: ms * 1000};
}

function nameOf(name: number, slowMs: number, requests: number, failed: number): NameMetrics {
  const dense = new Uint32Array(bucketCount);
  const slowUs = slowMs * 1000;
  const slow = Math.ceil(requests / 10);
  dense[bucketOf(slowUs)]! += slow;
  dense[bucketOf(slowUs / 2)]! += requests - slow;
  const some = requests > 0;
  return {
    ...emptyName(name),
    started: requests,
    answered: requests,
    failed,
    latency: toSparse(dense),
    latencySumUs: slow * slowUs + (requests - slow) * (slowUs / 2),
    latencyMinUs: some ? slowUs / 2 : Number.NaN,
    latencyMaxUs: some ? slowUs : Number.NaN,
  };
}
