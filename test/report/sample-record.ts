import type {RunComparison} from '../../source/domain/comparison.ts';
import type {Snapshot, SnapshotCell, SnapshotPlateau, SnapshotThreshold} from '../../source/domain/snapshot.ts';
import {encodeCounts} from '../../source/metrics/cell-codec.ts';
import type {ReportRecord} from '../../source/report/report-record.ts';
import {histogramOf, requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';

/** What a name can hold at worst: it ends tags, scripts, table cells, lines and quotes. */
export const hostileName = `</script><img src=x onerror="document.title='owned'">|\`*_[a](javascript:b)\n\u0000\u001B[2J&amp;]]>'`;

/** `count` latencies around `middleUs`, the same every time. */
export function latenciesAround(middleUs: number, count = 600): number[] {
  return Array.from({length: count}, (_, i) => Math.round(middleUs * (0.5 + ((i * 37) % count) / count)));
}

export function plateauOf(
  level: number,
  middleUs: number,
  overrides: Partial<SnapshotPlateau> & {readonly startMs: number; readonly endMs: number},
): SnapshotPlateau {
  const values = latenciesAround(middleUs);
  const p95 = (middleUs * 1.45) / 1000;
  return {
    seconds: (overrides.endMs - overrides.startMs) / 1000,
    model: 'closed',
    level,
    vus: level,
    steady: true,
    why: null,
    requests: [requestOf(null, values, 3), requestOf('GET /', values, 3)],
    thresholds: [{source: 'http_req_duration: p(95)<250', value: p95, ok: p95 < 250, severity: 'critical'}],
    cpu: 0.4,
    ...overrides,
  };
}

/** Three holds: one far below the bound of 250 ms, one near it and not steady, one beyond. */
export const samplePlateaus: readonly SnapshotPlateau[] = [
  plateauOf(120, 50_000, {startMs: 150_000, endMs: 360_000}),
  plateauOf(240, 158_000, {startMs: 690_000, endMs: 734_000, steady: false, why: 'p95 rises'}),
  plateauOf(260, 240_000, {startMs: 760_000, endMs: 800_000}),
];

export function secondOf(second: number, overrides: Partial<SnapshotCell> = {}): SnapshotCell {
  const middleUs = 20_000 + (second % 7) * 3000;
  const values = [...latenciesAround(middleUs, 38), middleUs * 8, middleUs * 10];
  return {
    atMs: second * 1000,
    seconds: 1,
    vus: 10 + second,
    targetVus: 12 + second,
    inFlight: 3,
    doubtful: false,
    names: [0, 1].map((name) => ({
      name,
      answered: 40,
      failed: name,
      aborted: 0,
      bytesIn: 4000,
      bytesOut: 400,
      sumUs: values.reduce((sum, value) => sum + value, 0),
      minUs: Math.min(...values),
      maxUs: Math.max(...values),
      counts: encodeCounts(histogramOf(values)),
    })),
    ...overrides,
  };
}

export const sampleComparison: RunComparison = {
  align: 'load',
  confidence: 0.95,
  refusal: null,
  differences: ['other host'],
  now: {startMs: 0, endMs: 60_000, model: 'closed', level: 240, seconds: 60, samples: 15_600, steady: true},
  before: {startMs: 0, endMs: 60_000, model: 'closed', level: 240, seconds: 60, samples: 15_900, steady: true},
  requests: [
    {
      name: null,
      metrics: [
        {
          metric: 'p95',
          before: 180_000,
          now: 228_600,
          change: 0.27,
          interval: [0.22, 0.3],
          detectable: 0.05,
          verdict: 'REGRESSION',
          why: null,
        },
        {
          metric: 'req/s',
          before: 260,
          now: 247,
          change: -0.05,
          interval: null,
          detectable: null,
          verdict: 'UNTESTED',
          why: 'no test is made for it',
        },
      ],
      verdict: 'REGRESSION',
      shareBefore: 1,
      shareNow: 1,
    },
  ],
  verdict: 'REGRESSION',
  text: '1 of 1 latency metric above +3% with 95% confidence',
};

/** A minute under two names, with everything a report can tell. */
export function sampleRecord(overrides: Partial<Snapshot> = {}, others: Partial<ReportRecord> = {}): ReportRecord {
  const slow = latenciesAround(120_000, 500);
  const fast = latenciesAround(8000, 500);
  const budget: SnapshotThreshold = {
    source: 'http_req_duration{name:POST /api/login}: p(95)<150',
    value: 174,
    ok: false,
    severity: 'critical',
    budget: {requestName: 'POST /api/login', figure: 'p95', bound: 150},
  };
  const snapshot = sampleSnapshot([], {
    requests: [
      requestOf(null, [...slow, ...fast], 10),
      requestOf('POST /api/login', slow, 10),
      requestOf('GET /api/items', fast),
    ],
    window: {scope: 'window', startMs: 0, endMs: 60_000, seconds: 60},
    thresholds: [
      {source: 'http_req_duration: p(95)<250', value: 170, ok: true, severity: 'critical'},
      {source: 'http_req_failed: rate<0.001', value: 0.01, ok: false, severity: 'critical'},
      {source: 'http_reqs: rate>100', value: 33, ok: false, severity: 'warning'},
      {source: 'vus: value<5', value: null, ok: null, severity: 'critical'},
      budget,
    ],
    checks: [
      {name: 'status is 200', requestName: 'POST /api/login', passed: 490, failed: 10, cut: 0},
      {name: 'body has id', requestName: 'GET /api/items', passed: 500, failed: 0, cut: 0},
    ],
    plateaus: samplePlateaus,
    cells: Array.from({length: 60}, (_, second) => secondOf(second)),
    hostSeries: Array.from({length: 60}, (_, second) => ({
      atMs: second * 1000 + 500,
      cpu: second < 30 ? 0.2 : 0.6,
      loopDelayMs: null,
      rssBytes: 1e8 + second * 1e6,
      memoryUsedBytes: 4e9,
      netRxBytesPerSecond: 2e6,
      netTxBytesPerSecond: null,
    })),
    events: [
      {atMs: 0, kind: 'info', text: 'started'},
      {atMs: 30_000, kind: 'load-up', text: '+50'},
    ],
    ...overrides,
  });
  return {snapshot, drive: null, ...others};
}

/** The same with foreign text wherever a file can hold it. */
export function hostileRecord(): ReportRecord {
  const {snapshot} = sampleRecord();
  const [total, login, items] = snapshot.requests;
  const hostile: Snapshot = {
    ...snapshot,
    name: hostileName,
    note: hostileName,
    target: {label: hostileName, origin: hostileName},
    profile: {...snapshot.profile, name: hostileName, revision: hostileName},
    git: {commit: hostileName, branch: hostileName, dirty: true},
    host: {...snapshot.host, hostname: hostileName, cpuModel: hostileName, kernel: hostileName},
    requests: [
      {...total!, outcomes: [{code: 1050, word: hostileName, count: 3}]},
      {...login!, name: hostileName, outcomes: [{code: 1050, word: hostileName, count: 3}]},
      items!,
    ],
    thresholds: [
      {source: `http_req_duration{name:${hostileName}}: p(95)<250`, value: 3, ok: true, severity: 'critical'},
    ],
    checks: [{name: hostileName, requestName: hostileName, passed: 1, failed: 1, cut: 1}],
    events: [{atMs: 0, kind: 'info', text: hostileName}],
    plateaus: samplePlateaus.map((plateau) => ({...plateau, steady: false, why: hostileName})),
  };
  return {
    snapshot: hostile,
    drive: null,
    before: hostile,
    comparison: {...sampleComparison, text: hostileName, differences: [hostileName]},
  };
}
