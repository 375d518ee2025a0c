import type {Snapshot} from '../../source/domain/snapshot.ts';
import {createCellSeries} from '../../source/metrics/cell-series.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {buildSnapshot, type SnapshotInput} from '../../source/session/snapshot-builder.ts';
import {hostFacts, metricsOf, nameMetrics, requestNames, seriesOf} from './fixtures.ts';

export interface SnapshotFixture {
  readonly vus?: number;
  /** Of `login`, spread over the seconds. */
  readonly latenciesUs?: readonly number[];
  readonly seconds?: number;
  readonly input?: Partial<SnapshotInput>;
}

/** A snapshot of a run of so many seconds with requests to `login`. */
export function snapshotOf({vus = 10, latenciesUs = [1000], seconds = 10, input = {}}: SnapshotFixture = {}): Snapshot {
  const series = createCellSeries();
  const metrics = Array.from({length: seconds}, (_, second) => {
    const own = latenciesUs.filter((_value, index) => index % seconds === second);
    return metricsOf(own.length === 0 ? [] : [nameMetrics(0, own)]);
  });
  for (const [second, one] of metrics.entries()) {
    series.add({
      startMs: second * 1000,
      endMs: second * 1000 + 1000,
      metrics: one,
      activeVus: vus,
      targetVus: vus,
      targetRate: Number.NaN,
      inFlight: 1,
      saturated: false,
      loopDelayMs: 2,
    });
  }
  return buildSnapshot({
    scope: 'run',
    name: 'base',
    note: null,
    takenAt: '2026-08-12T10:00:00.000Z',
    target: {label: 'demo', origin: 'http://127.0.0.1:1'},
    profile: {name: 'checkout', revision: null, document: {}},
    git: null,
    host: hostFacts,
    executor: 'constant-vus',
    transport: {kind: 'http1', reason: 'auto'},
    validity: {verdict: 'VALID', reasons: []},
    workersLost: 0,
    plan: {requestNames, series: seriesOf(requestNames), checks: []},
    cells: series.cells(),
    run: {metrics: mergeMetrics(metrics), startMs: 0, endMs: seconds * 1000, coveredMs: seconds * 1000},
    thresholds: [],
    events: [],
    errorSamples: [],
    plateaus: [],
    drive: null,
    ...input,
  });
}
