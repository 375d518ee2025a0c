import type {HostFacts} from '../../source/domain/host.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {Profile, RequestDefinition, Stage, Threshold} from '../../source/domain/profile.ts';
import type {PreparedRun, RequestSeries, RunPlan} from '../../source/domain/run-plan.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {parseThreshold} from '../../source/domain/threshold-grammar.ts';
import {bucketCount, bucketOf, emptySparse, toSparse, type SparseHistogram} from '../../source/metrics/histogram.ts';
import type {DurationMetrics, IntervalMetrics, NameMetrics} from '../../source/metrics/interval.ts';
import {emptyMetrics, emptyName} from '../../source/metrics/merge-metrics.ts';
import {createSeriesIndex, type SeriesIndex} from '../../source/session/series-index.ts';
import type {Command} from '../../source/protocol/command.ts';
import type {GeneratorHealth, IntervalReport} from '../../source/protocol/report.ts';
import {sampleProfile} from '../files/sample-profile.ts';

export const healthy: GeneratorHealth = {
  verdict: 'ok',
  utilisation: 0.3,
  loopDelayMs: 1,
  clientWaitMs: 0.2,
  startLagMs: Number.NaN,
  probeLateMs: 0.1,
  steal: 0,
  reason: null,
};
export const saturated: GeneratorHealth = {
  verdict: 'saturated',
  utilisation: 0.99,
  loopDelayMs: 84,
  clientWaitMs: 30,
  startLagMs: Number.NaN,
  probeLateMs: 20,
  steal: 0,
  reason: 'busy',
};

export const hostFacts: HostFacts = {
  hostname: 'load-1',
  platform: 'linux',
  kernel: '6.1',
  cpuModel: 'cpu',
  cores: 8,
  memoryBytes: 16e9,
  node: '24.0.0',
  perftui: '0.1.0',
  fdLimit: 65_536,
  netInterface: 'lo',
};

export function threshold(key: string, value: unknown): Threshold {
  const parsed = parseThreshold(key, value);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

export function sparseOf(valuesUs: readonly number[]): SparseHistogram {
  const dense = new Uint32Array(bucketCount);
  for (const us of valuesUs) dense[bucketOf(us)]!++;
  return toSparse(dense);
}

export function durationOf(valuesUs: readonly number[]): DurationMetrics {
  return {
    histogram: sparseOf(valuesUs),
    sumUs: valuesUs.reduce((sum, us) => sum + us, 0),
    minUs: valuesUs.length === 0 ? Number.NaN : Math.min(...valuesUs),
    maxUs: valuesUs.length === 0 ? Number.NaN : Math.max(...valuesUs),
  };
}

/** Requests of one name that ended with these latencies, µs. */
export function nameMetrics(
  name: number,
  latenciesUs: readonly number[],
  changes: Partial<NameMetrics> = {},
): NameMetrics {
  const count = latenciesUs.length;
  return {
    ...emptyName(name),
    started: count,
    answered: count,
    statuses: count === 0 ? [] : [[200, count]],
    bytesIn: count * 1000,
    bytesOut: count * 100,
    latency: sparseOf(latenciesUs),
    latencySumUs: latenciesUs.reduce((sum, us) => sum + us, 0),
    latencyMinUs: count === 0 ? Number.NaN : Math.min(...latenciesUs),
    latencyMaxUs: count === 0 ? Number.NaN : Math.max(...latenciesUs),
    ...changes,
  };
}

export function metricsOf(names: readonly NameMetrics[], changes: Partial<IntervalMetrics> = {}): IntervalMetrics {
  return {...emptyMetrics, names, iterations: names.reduce((sum, one) => sum + one.answered, 0), ...changes};
}

export function intervalReport(
  startMs: number,
  endMs: number,
  metrics: IntervalMetrics,
  changes: {
    vus?: number;
    inFlight?: number;
    generator?: GeneratorHealth;
    appliedRevision?: number;
    workersAlive?: number;
    inFlightAges?: SparseHistogram;
    queued?: number;
    scenarioVus?: readonly number[];
    finishedVus?: number;
  } = {},
): IntervalReport {
  return {
    kind: 'interval',
    sequence: Math.round(endMs / 250),
    startMs,
    endMs,
    metrics,
    gauges: {
      activeVus: changes.vus ?? 0,
      inFlight: changes.inFlight ?? 0,
      oldestInFlightMs: null,
      inFlightAges: changes.inFlightAges ?? emptySparse,
      queued: changes.queued ?? 0,
      openSockets: changes.vus ?? 0,
      workersAlive: changes.workersAlive ?? 2,
      workersWanted: 2,
      scenarioVus: changes.scenarioVus ?? [changes.vus ?? 0],
      finishedVus: changes.finishedVus ?? 0,
    },
    generator: changes.generator ?? healthy,
    appliedRevision: changes.appliedRevision ?? 0,
  };
}

export const requestNames = ['login', 'cart'];

export function requestOf(name: string, changes: Partial<RequestDefinition> = {}): RequestDefinition {
  return {
    name,
    method: 'GET',
    path: `/${name}`,
    headers: {},
    body: null,
    bodyFile: null,
    chunked: false,
    expect: null,
    auth: true,
    tags: {},
    extract: [],
    checks: [],
    ...changes,
  };
}

export function profileOf(changes: Partial<Profile> & {stages?: readonly Stage[]; vus?: number} = {}): Profile {
  const {stages, vus, ...rest} = changes;
  return sampleProfile({
    name: 'checkout',
    executor:
      stages === undefined
        ? {kind: 'constant-vus', vus: vus ?? 1, durationMs: null}
        : {kind: 'ramping-vus', startVus: 0, stages},
    cap: {vus: 400, rate: 2000},
    ramp: {vusPerSecond: 2, step: 10, ratePerSecond: 100, rateStep: 50},
    scenarios: [
      {
        name: 'shopper',
        weight: 1,
        flow: requestNames.flatMap((name) => [
          {
            kind: 'request' as const,
            request: requestOf(name),
          },
          {kind: 'think' as const, time: {kind: 'uniform' as const, minMs: 100, maxMs: 300}},
        ]),
      },
    ],
    ...rest,
  });
}

/** Series that are the request names themselves. */
export function seriesOf(names: readonly string[]): readonly RequestSeries[] {
  return names.map((name, index) => ({name: index, tags: {name, scenario: 'shopper', method: 'GET'}}));
}

export function indexOf(names: readonly string[] = requestNames): SeriesIndex {
  return createSeriesIndex({requestNames: names, series: seriesOf(names), checks: [], scenarios: [{name: 'shopper'}]});
}

export function preparedRun(
  profile: Profile,
  names: readonly string[] = requestNames,
  changes: Partial<RunPlan> = {},
): PreparedRun {
  return {
    setup: [],
    teardown: [],
    oauth2: null,
    profile,
    plan: {
      target: {
        origin: 'http://127.0.0.1:8080',
        protocol: 'http:',
        hostname: '127.0.0.1',
        port: 8080,
        socketPath: null,
        basePath: '',
        label: '127.0.0.1:8080',
        isLocal: true,
      },
      requestNames: names,
      series: seriesOf(names),
      checks: [],
      variables: [],
      data: [],
      iterations: null,
      maxRedirects: profile.maxRedirects,
      cookies: profile.cookies,
      captureBytes: profile.captureBytes,
      tls: {ca: null, cert: null, key: null, insecure: profile.tls.insecure},
      proxy: null,
      scenarios: profile.scenarios.map(({name, weight}) => ({name, weight, steps: []})),
      timeoutMs: profile.timeoutMs,
      seed: 1,
      maxVus: 100,
      preAllocatedVus: 0,
      arrivals: 'constant',
      precise: false,
      transport: defaultTransportSettings,
      ...changes,
    },
    secrets: [],
  };
}

/** A fleet on an injected clock: does at once what it is told, and remembers it. */
export class FakeDriver {
  readonly commands: Command[] = [];
  clockMs = 0;

  send(command: Command): void {
    this.commands.push(command);
  }

  nowMs(): number {
    return this.clockMs;
  }

  /** VUs a fleet would have now that follows the newest command; 0 in the open model. */
  vus(): number {
    return this.#model() === 'closed' ? Math.round(this.#level()) : 0;
  }

  /** Iterations a second it would start now; null in the closed model. */
  rate(): number | null {
    return this.#model() === 'open' ? this.#level() : null;
  }

  #model(): LoadModel {
    return this.commands.findLast((command) => command.kind === 'target')?.model ?? 'closed';
  }

  #level(): number {
    const last = this.commands.findLast(({kind}) => kind !== 'pause' && kind !== 'weights' && kind !== 'globals');
    if (last === undefined || last.kind !== 'target') return 0;
    const {fromLevel, toLevel, startMs, durationMs} = last;
    if (this.clockMs >= startMs + durationMs) return toLevel;
    return fromLevel + ((toLevel - fromLevel) * Math.max(0, this.clockMs - startMs)) / durationMs;
  }
}
