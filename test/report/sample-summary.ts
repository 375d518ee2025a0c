import type {RunSummary, TrendValues} from '../../source/domain/run-summary.ts';
import {latencyOf, requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';

/** 1 to 1000 ms, each once. */
export const latenciesUs = Array.from({length: 1000}, (_, i) => (i + 1) * 1000);

function trendOf(valuesUs: readonly number[]): TrendValues {
  const {samples, mean, min, p50, max, p90, p95, p99, p999} = latencyOf(valuesUs);
  return {
    count: samples,
    avg: mean / 1000,
    min: min / 1000,
    med: p50 / 1000,
    max: max / 1000,
    p90: p90 / 1000,
    p95: p95 / 1000,
    p99: p99 / 1000,
    p999: p999 / 1000,
  };
}

/** The same in the open model: 1,200 arrivals, 20 of them lost, sent up to 3 ms late. */
export function openSummary(overrides: Partial<RunSummary> = {}): RunSummary {
  const {run, trends} = sampleSummary();
  return sampleSummary({
    models: ['open'],
    run: {...run, load: {...run.load, model: 'open', executor: 'constant-arrival-rate', rate: 40}},
    arrivals: {offered: 1200, started: 1180, dropped: 15, missed: 5},
    trends: {
      ...trends,
      http_req_service_time: trendOf(latenciesUs.slice(0, 900)),
      send_lag: trendOf(Array.from({length: 1180}, (_, i) => 20 + (i % 300) * 10)),
    },
    ...overrides,
  });
}

/** A run of 30 s with 1,000 requests under two names, 10 of them failed. */
export function sampleSummary(overrides: Partial<RunSummary> = {}): RunSummary {
  const half = latenciesUs.slice(0, 500);
  const requests = [
    requestOf(null, latenciesUs, 10),
    requestOf('POST /api/login', half, 10),
    requestOf('GET /api/items/:id', latenciesUs.slice(500)),
  ];
  return {
    endedBy: 'plan ended',
    endedWhy: null,
    exitCode: 99,
    durationMs: 30_000,
    peakVus: 260,
    peakRequestsPerSecond: 41.2,
    inputs: 3,
    manualMs: 10_000,
    autoMs: 20_000,
    run: sampleSnapshot([], {
      requests,
      thresholds: [
        {source: 'http_req_duration: p(95)<250', value: 950, ok: false, severity: 'critical'},
        {source: 'http_req_duration{name:POST /api/login}: med<300', value: 250.1, ok: true, severity: 'critical'},
        {source: 'http_req_failed: rate<0.001', value: 0.01, ok: false, severity: 'warning'},
        {source: 'http_reqs: rate>10', value: 33.3, ok: true, severity: 'critical'},
        {source: 'vus: value<5', value: null, ok: null, severity: 'critical'},
      ],
    }),
    models: ['closed'],
    arrivals: null,
    insecure: false,
    transport: {kind: 'http1', reason: 'auto: HTTP/1.1 on own sockets'},
    validity: {verdict: 'VALID', reasons: []},
    trends: {
      http_req_duration: trendOf(latenciesUs),
      http_req_waiting: trendOf(half),
      http_req_tls_handshaking: {...trendOf([1]), count: 0},
    },
    iterations: 1234,
    iterationsInterrupted: 5,
    degraded: null,
    plateaus: [],
    recording: null,
    comparison: null,
    saved: ['snapshots/2026-08-12-peak-260.json', 'profiles/mine.json'],
    notWritten: [],
    ...overrides,
  };
}
