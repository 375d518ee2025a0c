import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {RunSummary} from '../../source/domain/run-summary.ts';
import {textSummary} from '../../source/report/text-summary.ts';
import {requestOf, sampleSnapshot} from '../files/sample-snapshot.ts';
import {openSummary, sampleSummary} from './sample-summary.ts';

const plain = {width: 80, colour: false};

describe('the text summary', () => {
  test('reads like this', () => {
    expect(textSummary(sampleSummary(), plain)).toMatchInlineSnapshot(`
      "perftui checkout  30s  plan ended  SLO 2/5

        load        peak 260 VUs   3 inputs   manual 10s   auto 20s
        model       CLOSED: service time   http1, auto: HTTP/1.1 on own sockets
        iterations  1 234   5 interrupted
        requests    1 000   ok 99%   503 1%
        traffic     mean 33.3/s   peak 41.2/s   in 1.00MB   out 100kB
        latency     p50 500ms  p90 900ms  p95 950ms  p99 990ms  p99.9 ?999ms  max 1.00s

        CLOSED: service time                     req/s     p50     p95     p99     err
        all                                       33.3   500ms   950ms   990ms   1.00%
        POST /api/login                           16.7   250ms   475ms  ?495ms   2.00%
        GET /api/items/:id                        16.7   750ms   975ms  ?995ms      0%

        thresholds
        FAIL  http_req_duration: p(95)<250                                       950ms
        ok    http_req_duration{name:POST /api/login}: med<300                   250ms
        warn  http_req_failed: rate<0.001                                        1.00%
        ok    http_reqs: rate>10                                                33.3/s
        --    vus: value<5                                                          --

        saved       snapshots/2026-08-12-peak-260.json
                    profiles/mine.json
      "
    `);
  });

  test('of a run without a single answer shows what is not known as --', () => {
    const run = sampleSnapshot([], {requests: [requestOf(null, []), requestOf('GET /', [])], thresholds: []});
    const text = textSummary(
      sampleSummary({run, iterations: 0, peakRequestsPerSecond: null, saved: [], endedBy: 'nothing succeeded'}),
      plain,
    );
    expect(text).toContain('requests    0');
    expect(text).toMatch(/GET \/ +0\.00 +-- +-- +-- +--\n/);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity|latency|saved|thresholds/);
  });

  test('says what a relative bound came to', () => {
    const source = 'http_req_duration: p(95)<+10%';
    const {run} = sampleSummary();
    const thresholds = [
      {source, value: 300, ok: false, severity: 'critical', relativeTo: 'baseline', bound: 275} as const,
    ];
    const text = textSummary(sampleSummary({run: {...run, thresholds}}), plain);
    expect(text).toMatch(/FAIL {2}http_req_duration: p\(95\)<\+10% \(275ms\) +300ms\n/);
  });

  test('says where throughput stopped growing, in the unit of its load', () => {
    const said = (knee: RunSummary['knee']): string =>
      textSummary(sampleSummary({...(knee !== undefined && {knee})}), plain);
    expect(said({model: 'closed', fromLevel: 240.3, toLevel: 246.2})).toContain('   knee near 240-246 VUs\n');
    expect(said({model: 'open', fromLevel: 500, toLevel: 500.2})).toContain('   knee near 500/s\n');
    expect(said(null)).not.toContain('knee');
    expect(said(undefined)).not.toContain('knee');
  });

  test('tells checks by their share, and each that failed, most often first', () => {
    const checks = [
      {name: 'status is 200', requestName: 'login', passed: 600, failed: 0, cut: 0},
      {name: 'body contains "x"', requestName: 'cart', passed: 590, failed: 10, cut: 0},
      {name: '$.id', requestName: 'cart', passed: 14, failed: 12, cut: 3},
    ];
    const {run} = sampleSummary();
    const text = textSummary(sampleSummary({run: {...run, checks, flowErrors: 1200}}), plain);
    expect(text).toContain(
      [
        '\n  checks      98.21% (1 204 of 1 226)   ✗ $.id (cart) 12 failed, 3 of them beyond the capture limit',
        '              ✗ body contains "x" (cart) 10 failed',
        '  flow errors 1 200\n',
      ].join('\n'),
    );
    const fine = textSummary(sampleSummary({run: {...run, checks: checks.slice(0, 1)}}), plain);
    expect(fine).toContain('\n  checks      100% (600 of 600)\n');
    expect(fine).not.toContain('flow errors');
    const none = [{name: 'a', requestName: 'b', passed: 0, failed: 0, cut: 0}];
    expect(textSummary(sampleSummary({run: {...run, checks: none}}), plain)).toContain('  checks      none was made\n');
  });

  test('says why flows broke off, in at most five texts', () => {
    const {run} = sampleSummary();
    const flowErrorTexts = ['login: nothing found at $.token', 'cart: \u001b[2J${id} has no value', '3', '4', '5', '6'];
    const text = textSummary(sampleSummary({run: {...run, flowErrors: 12, flowErrorTexts}}), plain);
    expect(text).toContain(
      [
        '\n  flow errors 12   login: nothing found at $.token',
        '              cart:  [2J${id} has no value',
        '              3',
        '              4',
        '              5\n\n',
      ].join('\n'),
    );
  });

  test('says that certificates were not verified', () => {
    expect(textSummary(sampleSummary({insecure: true}), plain)).toContain(
      '\n  tls         INSECURE: certificates are not verified\n',
    );
    expect(textSummary(sampleSummary(), plain)).not.toContain('INSECURE');
  });

  test('has a table of the user classes where there are several', () => {
    const {run} = sampleSummary();
    const latencyUs = run.requests[0]!.latencyUs!;
    const shopper = {
      name: 'shopper',
      weight: 2.5,
      profileWeight: 3,
      requests: 12_040,
      failed: 12,
      requestsPerSecond: 40.1,
      errorShare: 0.001,
      latencyUs,
    };
    const muted = {
      ...shopper,
      name: 'admin',
      weight: 0,
      requests: 0,
      requestsPerSecond: 0,
      errorShare: null,
      latencyUs: null,
    };
    const text = textSummary(sampleSummary({run: {...run, scenarios: [shopper, muted]}}), plain);
    expect(text).toContain(
      [
        '',
        '  scenarios                              weight requests   req/s     p95     err',
        '  shopper                                   2.5   12 040    40.1   950ms   0.10%',
        '  admin                                   muted        0    0.00      --      --',
        '',
      ].join('\n'),
    );
    expect(textSummary(sampleSummary({run: {...run, scenarios: [shopper]}}), plain)).not.toContain('scenarios');
  });

  test('counts the failing checks it does not name', () => {
    const checks = Array.from({length: 8}, (_, i) => ({
      name: `check ${i}`,
      requestName: 'cart',
      passed: 0,
      failed: 100 - i,
      cut: 0,
    }));
    const text = textSummary(sampleSummary({run: {...sampleSummary().run, checks}}), plain);
    expect(text).toContain('✗ check 4 (cart) 96 failed\n              ✗ 3 more: 282 failed\n');
  });

  test('has budgets in a table of their own: budget, measured, used', () => {
    const budget = (requestName: string, bound: number, value: number | null) => ({
      source: `http_req_duration{name:${requestName}}: p(95)<${bound}`,
      value,
      ok: value === null ? null : value < bound,
      severity: 'critical' as const,
      budget: {requestName, figure: 'p95', bound},
    });
    const {run} = sampleSummary();
    const thresholds = [
      ...run.thresholds.slice(0, 1),
      budget('POST /api/login', 30, 24.1),
      budget('auth', 1500, 2000),
      budget('quiet', 30, null),
    ];
    const lines = textSummary(sampleSummary({run: {...run, thresholds}}), plain).split('\n');
    const from = lines.findIndex((line) => line.startsWith('  budgets'));
    expect(lines.slice(from - 3, from + 4)).toEqual([
      '  thresholds',
      '  FAIL  http_req_duration: p(95)<250                                       950ms',
      '',
      '  budgets                                               budget  measured    used',
      '  ok    POST /api/login                      p95          30ms    24.1ms     80%',
      '  FAIL  auth                                 p95          1.5s     2.00s    133%',
      '  --    quiet                                p95          30ms        --      --',
    ]);
  });

  test('says why a run was cut short', () => {
    const cut = {endedBy: 'circuit breaker', endedWhy: 'every request failed for 10s: refused'} as const;
    expect(textSummary(sampleSummary(cut), plain)).toContain(
      '\n\n  ended by    circuit breaker: every request failed for 10s: refused\n',
    );
  });

  test('says when it is to be doubted', () => {
    expect(textSummary(sampleSummary({degraded: 'a worker was lost'}), plain)).toContain(
      '\n  DEGRADED  a worker was lost\n',
    );
  });

  test('of an open run tells what was offered and what became of it', () => {
    const lines = textSummary(openSummary(), plain).split('\n');
    expect(lines.slice(3, 6)).toEqual([
      '  model       OPEN: response time   http1, auto: HTTP/1.1 on own sockets',
      '  arrivals    offered 1 200   started 1 180   dropped 15   missed 5',
      '  send lag    p50 1.49ms  p99 2.98ms  max 3.01ms',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}OPEN: response time +req\/s/));
    const none = textSummary(openSummary({trends: {}}), plain);
    expect(none).not.toMatch(/send lag|NaN/);
    expect(textSummary(openSummary({models: ['closed', 'open']}), plain)).toContain(
      'CLOSED: service time, then OPEN: response time',
    );
  });

  test('of an INVALID run says why, what to do, and what its exit code means', () => {
    const reasons = [
      {text: 'load worker 93% busy', hint: 'add --workers or lower the load'},
      {text: '12 starts missed', hint: ''},
    ];
    const text = textSummary(sampleSummary({validity: {verdict: 'INVALID', reasons}, exitCode: 111}), plain);
    expect(text).toContain(
      [
        '\n  INVALID   load worker 93% busy; add --workers or lower the load',
        '            12 starts missed',
        '            exit 111: what is asserted about latency rests on it; --allow-invalid lifts it\n',
      ].join('\n'),
    );
    expect(textSummary(sampleSummary({validity: {verdict: 'DEGRADED', reasons}, exitCode: 0}), plain)).toMatch(
      /\n {2}DEGRADED {2}load worker 93% busy; .*\n {12}12 starts missed\n\n/,
    );
  });

  test('of a run too short to be judged says so', () => {
    const reasons = [{text: 'not judged: no load beyond the 3s of warm-up', hint: 'run it for longer'}];
    expect(textSummary(sampleSummary({validity: {verdict: 'VALID', reasons}}), plain)).toContain(
      '\n  VALID     not judged: no load beyond the 3s of warm-up; run it for longer\n',
    );
  });

  test('marks quantiles with few samples above them and leaves out those with none', () => {
    const run = sampleSnapshot([], {
      requests: [
        requestOf(
          null,
          Array.from({length: 50}, () => 1000),
        ),
      ],
    });
    const text = textSummary(sampleSummary({run}), plain);
    expect(text).toContain('p50 1.00ms  p90 ?1.00ms  p95 ?1.00ms  p99 --  p99.9 --  max 1.00ms');
  });

  test('a single failure in a million is never rounded away', () => {
    const total = {
      ...requestOf(null, [1]),
      outcomes: [
        {code: 0, word: '200', count: 999_999},
        {code: 1050, word: 'timeout', count: 1},
      ],
    };
    const text = textSummary(sampleSummary({run: sampleSnapshot([], {requests: [total]})}), plain);
    expect(text).toContain('1 000 000   ok >99.99%   timeout <0.01%');
  });

  test('tables stay within the width, and no name can steer the terminal', () => {
    fc.assert(
      fc.property(fc.integer({min: 60, max: 220}), fc.string(), (width, name) => {
        const run = sampleSnapshot([], {requests: [requestOf(null, [1000]), requestOf(`${name}\u001B[2J\n`, [1000])]});
        const text = textSummary(sampleSummary({run}), {width, colour: false});
        expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/);
        const table = text.split('\n\n')[2]!.split('\n');
        expect(table).toHaveLength(3);
        for (const row of table) expect(Array.from(row)).toHaveLength(width);
      }),
    );
  });

  test('colour adds colour and nothing else', () => {
    const coloured = textSummary(sampleSummary({degraded: 'x'}), {width: 100, colour: true});
    expect(coloured).toContain('\u001B[1;38;5;204mFAIL\u001B[0m');
    expect(coloured.replaceAll(/\u001B\[[\d;]*m/g, '')).toBe(
      textSummary(sampleSummary({degraded: 'x'}), {width: 100, colour: false}),
    );
  });
});
