import {describe, expect, test} from 'vitest';
import {metricTypes} from '../../source/domain/profile.ts';
import {jsonSummary} from '../../source/report/json-summary.ts';
import type {SummaryMetric} from '../../source/report/summary-metrics.ts';
import {requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';
import {openSummary, sampleSummary} from './sample-summary.ts';

function metricsOf(summary = sampleSummary()): Record<string, SummaryMetric> {
  return Object.fromEntries(jsonSummary(summary).results.metrics.map((metric) => [metric.name, metric]));
}

describe('the JSON summary', () => {
  test('has version, metadata, config and results, and nothing that is no JSON', () => {
    const summary = jsonSummary(sampleSummary());
    expect(Object.keys(summary)).toEqual(['version', 'metadata', 'config', 'validity', 'results']);
    expect(Object.keys(summary.results)).toEqual([
      'checks',
      'metrics',
      'thresholds',
      'scenarios',
      'flowErrors',
      'plateaus',
      'baseline',
      'comparison',
      'study',
    ]);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  test('gives trends in ms, with the aggregations k6 gives and p(99), p(99.9)', () => {
    const {http_req_duration: duration, http_req_waiting: waiting} = metricsOf();
    expect(duration).toEqual({
      name: 'http_req_duration',
      type: 'trend',
      contains: 'time',
      values: {
        avg: 500.5,
        min: 1,
        med: expect.closeTo(500, 0) as number,
        max: 1000,
        'p(90)': expect.closeTo(900, 0) as number,
        'p(95)': expect.closeTo(950, 0) as number,
        'p(99)': expect.closeTo(990, 0) as number,
        'p(99.9)': expect.closeTo(999, 0) as number,
      },
    });
    expect(waiting!.values['max']).toBe(500);
  });

  test('leaves out trends without samples', () => {
    expect(metricsOf()).not.toHaveProperty('http_req_tls_handshaking');
  });

  test('counts, rates and shares agree with what was sent', () => {
    const metrics = metricsOf();
    expect(metrics['http_reqs']!.values).toEqual({count: 1000, rate: 1000 / 30});
    expect(metrics['http_req_failed']!.values).toEqual({rate: 0.01, passes: 10, fails: 990});
    expect(metrics['data_received']).toMatchObject({contains: 'data', values: {count: 1_000_000}});
    expect(metrics['iterations']!.values['count']).toBe(1234);
    expect(metrics['vus']!.values).toEqual({value: 250.5, min: 240, max: 260});
    expect(metrics['vus_max']!.values['value']).toBe(260);
  });

  test('rates are over the time there was load, as in the summary and the snapshot, not over the whole session', () => {
    const {run} = sampleSummary();
    const window = {...run.window, seconds: 20};
    const summary = sampleSummary({run: {...run, window}, durationMs: 30_000});
    expect(metricsOf(summary)['http_reqs']!.values).toEqual({count: 1000, rate: 50});
    expect(jsonSummary(summary).config['durationSeconds']).toBe(30);
  });

  test('says what a relative bound came to, and against which baseline', () => {
    const {run} = sampleSummary();
    const relative = {source: 'http_req_duration: p(95)<+10%', value: 300, ok: false, severity: 'critical'} as const;
    const thresholds = [{...relative, relativeTo: 'baseline', bound: 275} as const];
    const {results} = jsonSummary(sampleSummary({run: {...run, thresholds}, baselineName: 'S1'}));
    expect(results.thresholds).toEqual([{...relative, relativeTo: 'baseline', bound: 275}]);
    expect([results.baseline, jsonSummary(sampleSummary()).results.baseline]).toEqual(['S1', null]);
  });

  test('has a submetric per request name, which add up to the total', () => {
    const metrics = metricsOf();
    expect(metrics['http_req_duration{name:POST /api/login}']!.values).toMatchObject({min: 1, max: 500});
    const parts = ['POST /api/login', 'GET /api/items/:id'].map(
      (name) => metrics[`http_reqs{name:${name}}`]!.values['count']!,
    );
    expect(parts[0]! + parts[1]!).toBe(metrics['http_reqs']!.values['count']);
  });

  test('uses k6 metric names and types only', () => {
    for (const {name, type} of Object.values(metricsOf())) {
      const metric = name.replace(/\{.*/, '') as keyof typeof metricTypes;
      expect(metricTypes[metric]).toBe(type);
    }
  });

  test('of an open run has response time as http_req_duration, and what it was made of', () => {
    const summary = openSummary({validity: {verdict: 'DEGRADED', reasons: [{text: 'a', hint: 'b'}]}});
    const metrics = metricsOf(summary);
    expect(metrics['dropped_iterations']).toEqual({
      name: 'dropped_iterations',
      type: 'counter',
      contains: 'default',
      values: {count: 15, rate: 0.5},
    });
    expect(metrics['missed_iterations']!.values['count']).toBe(5);
    expect(metrics['http_req_service_time']).toMatchObject({type: 'trend', contains: 'time', values: {max: 900}});
    expect(metrics['send_lag']!.values['max']).toBe(3.01);
    const {config, validity} = jsonSummary(summary);
    expect(config).toMatchObject({models: ['open'], latency: 'response time', transport: {kind: 'http1'}});
    expect(validity).toEqual({verdict: 'DEGRADED', reasons: [{text: 'a', hint: 'b'}]});
    expect(metricsOf()).not.toHaveProperty('dropped_iterations');
  });

  test('says ok: true of a threshold that holds, null of one that could not be judged', () => {
    const {thresholds} = jsonSummary(sampleSummary()).results;
    expect(thresholds.map(({ok}) => ok)).toEqual([false, true, false, true, null]);
    expect(thresholds[0]).toEqual({
      source: 'http_req_duration: p(95)<250',
      ok: false,
      value: 950,
      severity: 'critical',
    });
  });

  test('has every check with its passes and fails, and checks as a rate', () => {
    const {run} = sampleSummary();
    const checks = [
      {name: 'status is 200', requestName: 'login', passed: 30, failed: 0, cut: 0},
      {name: 'body contains "x"', requestName: 'cart', passed: 8, failed: 2, cut: 1},
    ];
    const summary = sampleSummary({run: {...run, checks, flowErrors: 15}});
    expect(jsonSummary(summary).results.checks).toEqual([
      {name: 'status is 200', request: 'login', passes: 30, fails: 0, cut: 0},
      {name: 'body contains "x"', request: 'cart', passes: 8, fails: 2, cut: 1},
    ]);
    expect(metricsOf(summary)['checks']).toMatchObject({type: 'rate', values: {rate: 0.95, passes: 38, fails: 2}});
    expect(metricsOf(summary)['flow_errors']).toMatchObject({type: 'counter', values: {count: 15, rate: 0.5}});
    expect(metricsOf()).not.toHaveProperty('checks');
    expect(metricsOf()).not.toHaveProperty('flow_errors');
  });

  test('says what flow errors said, what the user classes did, and whether certificates were verified', () => {
    const {run} = sampleSummary();
    const scenarios = [
      {
        name: 'shopper',
        weight: 2,
        profileWeight: 3,
        requests: 40,
        failed: 10,
        requestsPerSecond: 4,
        errorShare: 0.25,
        latencyUs: run.requests[0]!.latencyUs,
      },
    ];
    const summary = jsonSummary(
      sampleSummary({insecure: true, run: {...run, flowErrors: 1, flowErrorTexts: ['a'], scenarios}}),
    );
    expect(summary.config['insecure']).toBe(true);
    expect(summary.results).toMatchObject({
      flowErrors: ['a'],
      scenarios: [{name: 'shopper', weight: 2, requests: 40, requestsPerSecond: 4, p95: 950.271, errorRate: 0.25}],
    });
    const plain = jsonSummary(sampleSummary());
    expect([plain.config['insecure'], plain.results.flowErrors, plain.results.scenarios]).toEqual([false, [], []]);
  });

  test('marks budgets, and says why a run was cut short', () => {
    const {run} = sampleSummary();
    const budget = {requestName: 'login', figure: 'p95', bound: 30};
    const thresholds = [{source: 'a', value: 24.1, ok: true, severity: 'critical' as const, budget}];
    const summary = jsonSummary(
      sampleSummary({run: {...run, thresholds}, endedBy: 'circuit breaker', endedWhy: 'every request failed'}),
    );
    expect(summary.results.thresholds).toEqual([
      {source: 'a', value: 24.1, ok: true, severity: 'critical', budget: {request: 'login', figure: 'p95', bound: 30}},
    ]);
    expect(summary.metadata).toMatchObject({endedBy: 'circuit breaker', endedWhy: 'every request failed'});
  });

  test('of a run without answers has no made-up figures', () => {
    const window = {scope: 'run', startMs: 0, endMs: 0, seconds: 0} as const;
    const run = sampleSnapshot([], {requests: [requestOf(null, [])], window});
    const metrics = metricsOf(sampleSummary({run, trends: {}, iterations: 0, durationMs: 0}));
    expect(metrics['http_reqs']!.values).toEqual({count: 0, rate: null});
    expect(metrics).not.toHaveProperty('http_req_failed');
    expect(metrics).not.toHaveProperty('http_req_duration');
  });
});
