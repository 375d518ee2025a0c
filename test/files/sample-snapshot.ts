import type {Snapshot, SnapshotLatency, SnapshotRequest} from '../../source/domain/snapshot.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import {encodeHdr} from '../../source/metrics/hdr-codec.ts';
import {bucketCount, bucketOf, percentilesOf, toSparse, type SparseHistogram} from '../../source/metrics/histogram.ts';

export function histogramOf(valuesUs: readonly number[]): SparseHistogram {
  const dense = new Uint32Array(bucketCount);
  for (const value of valuesUs) dense[bucketOf(value)]!++;
  return toSparse(dense);
}

export function latencyOf(valuesUs: readonly number[]): SnapshotLatency {
  const max = Math.max(...valuesUs);
  const [p50, p75, p90, p95, p99, p999] = percentilesOf(histogramOf(valuesUs), [50, 75, 90, 95, 99, 99.9], max);
  return {
    samples: valuesUs.length,
    min: Math.min(...valuesUs),
    mean: valuesUs.reduce((sum, value) => sum + value, 0) / valuesUs.length,
    p50: p50!,
    p75: p75!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    p999: p999!,
    max,
  };
}

export function requestOf(name: string | null, valuesUs: readonly number[], failed = 0): SnapshotRequest {
  const answered = valuesUs.length;
  return {
    name,
    started: answered,
    answered,
    failed,
    aborted: 0,
    requestsPerSecond: answered / 30,
    errorShare: answered === 0 ? null : failed / answered,
    bytesIn: answered * 1000,
    bytesOut: answered * 100,
    outcomes:
      answered === 0
        ? []
        : [
            {code: 0, word: '200', count: answered - failed},
            ...(failed > 0 ? [{code: 1503, word: '503', count: failed}] : []),
          ],
    latencyUs: answered === 0 ? null : latencyOf(valuesUs),
    histogram: encodeHdr(histogramOf(valuesUs)),
    phaseMeansUs: {waiting: 1000},
  };
}

/** A whole snapshot of one request name with the given latencies. */
export function sampleSnapshot(
  valuesUs: readonly number[] = [1000, 2000, 3000],
  overrides: Partial<Snapshot> = {},
): Snapshot {
  return {
    $schema: 'https://example.invalid/snapshot.schema.json',
    kind: 'perftui-snapshot',
    version: 1,
    name: 'peak 260',
    note: null,
    takenAt: '2026-08-12T10:20:30.000Z',
    target: {label: 'http://127.0.0.1:8080', origin: 'http://127.0.0.1:8080'},
    profile: {name: 'checkout', revision: '0123abcd', document: {target: 'http://127.0.0.1:8080'}},
    git: {commit: '0123456789012345678901234567890123456789', branch: 'main', dirty: true},
    host: {
      hostname: 'box',
      platform: 'linux',
      kernel: '6.8',
      cpuModel: 'cpu',
      cores: 2,
      memoryBytes: 8e9,
      node: '24.0.0',
      perftui: '0.1.0',
      fdLimit: null,
      netInterface: 'lo',
    },
    generator: {verdict: 'ok', saturatedMs: 0, workersLost: 0},
    load: {model: 'closed', executor: 'ramping-vus', vus: 250.5, minVus: 240, maxVus: 260, steady: true},
    window: {scope: 'window', startMs: 0, endMs: 30_000, seconds: 30},
    requests: [requestOf(null, valuesUs), requestOf('GET /', valuesUs)],
    thresholds: [{source: 'http_req_duration: p(95)<250', value: 3, ok: true, severity: 'critical'}],
    cells: [
      {
        atMs: 0,
        seconds: 1,
        vus: 250,
        targetVus: 250,
        inFlight: 3,
        doubtful: false,
        names: [
          {
            name: 0,
            answered: valuesUs.length,
            failed: 0,
            aborted: 0,
            bytesIn: 100,
            bytesOut: 10,
            sumUs: valuesUs.reduce((sum, value) => sum + value, 0),
            minUs: valuesUs.length === 0 ? null : Math.min(...valuesUs),
            maxUs: valuesUs.length === 0 ? null : Math.max(...valuesUs),
            counts: encodeCounts(histogramOf(valuesUs)),
          },
        ],
      },
    ],
    hostSeries: [
      {
        atMs: 0,
        cpu: 0.5,
        loopDelayMs: null,
        rssBytes: 1e8,
        memoryUsedBytes: null,
        netRxBytesPerSecond: 1,
        netTxBytesPerSecond: 1,
      },
    ],
    events: [{atMs: 0, kind: 'info', text: 'started'}],
    errorSamples: [],
    ...overrides,
  };
}
