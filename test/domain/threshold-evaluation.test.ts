import {describe, expect, it} from 'vitest';
import {
  breachOperator,
  maxUsed,
  printThresholdValue,
  thresholdBound,
  thresholdHolds,
  thresholdLabel,
  thresholdOf,
  thresholdPercentile,
  thresholdShort,
  thresholdUsed,
} from '../../source/domain/threshold-evaluation.ts';
import {threshold} from '../session/fixtures.ts';

describe('texts', () => {
  it.each([
    ['http_req_duration', 'p(95)<250', 'p95 < 250ms', 'p95'],
    ['http_req_duration', 'max<3000', 'max < 3s', 'max'],
    ['http_req_duration', 'p(99.9)<=1500', 'p99.9 <= 1.5s', 'p99.9'],
    ['http_req_failed', 'rate<0.01', 'error < 1%', 'error'],
    ['http_req_failed', 'rate<0.001', 'error < 0.1%', 'error'],
    ['http_reqs', 'rate>200', 'req/s > 200', 'req/s'],
    ['http_reqs', 'count>100000', 'requests > 100k', 'requests'],
    ['iteration_duration', 'med<20', 'iteration med < 20ms', 'iteration med'],
    ['http_req_tls_handshaking', 'avg<5', 'tls avg < 5ms', 'tls avg'],
    ['data_received', 'rate<1000000', 'received/s < 1MB', 'received/s'],
    ['vus', 'value===10', 'VUs = 10', 'VUs'],
    ['checks', 'rate>0.99', 'checks > 99%', 'checks'],
    ['dropped_iterations', 'count<5', 'dropped < 5', 'dropped'],
    ['dropped_iterations', 'rate<0.5', 'dropped/s < 0.5', 'dropped/s'],
    ['flow_errors', 'count<1', 'flow errors < 1', 'flow errors'],
    ['host_cpu', 'value<0.8', 'host CPU < 80%', 'host CPU'],
    ['host_memory', 'value<0.85', 'host memory < 85%', 'host memory'],
  ])('%s: %s reads %s', (key, text, label, short) => {
    const parsed = threshold(key, text);
    expect(thresholdLabel(parsed)).toBe(label);
    expect(thresholdShort(parsed)).toBe(short);
  });

  it('a bound relative to a baseline reads with what it comes to, once that is known', () => {
    const unknown = threshold('http_req_duration', 'p(95)<+10%');
    expect(thresholdLabel(unknown)).toBe('p95 < +10%');
    expect(thresholdLabel({...unknown, bound: 230})).toBe('p95 < +10% (230ms)');
    expect(thresholdLabel({...threshold('http_reqs', 'rate>-2.5%'), bound: 195})).toBe('req/s > -2.5% (195)');
  });

  it('prints values with their unit', () => {
    expect(printThresholdValue(threshold('http_req_duration', 'p(95)<250'), 263_000)).toBe('263ms');
    expect(printThresholdValue(threshold('http_req_failed', 'rate<0.01'), 0.0027)).toBe('0.27%');
    expect(printThresholdValue(threshold('http_reqs', 'rate>200'), 259)).toBe('259/s');
    expect(printThresholdValue(threshold('dropped_iterations', 'count<1'), 0)).toBe('0');
    expect(printThresholdValue(threshold('flow_errors', 'count<1'), 12_345)).toBe('12.3k');
    expect(printThresholdValue(threshold('host_memory', 'value<0.85'), 0.913)).toBe('91.3%');
    expect(breachOperator(threshold('http_reqs', 'rate>200'))).toBe('<');
  });
});

describe('what a threshold is about', () => {
  it.each([
    ['http_req_duration', ''],
    ['http_req_duration{name:login}', 'login '],
    ['http_req_duration{scenario:shopper,name:login}', 'login scenario:shopper '],
    ['checks{check:status is 200}', 'check:status is 200 '],
  ])('%s: "%s"', (key, text) => {
    expect(thresholdOf(threshold(key, key.startsWith('checks') ? 'rate>0.9' : 'p(95)<250'))).toBe(text);
  });
});

describe('evaluation', () => {
  it.each([
    ['p(95)<250', 249_999, true],
    ['p(95)<250', 250_000, false],
    ['p(95)<=250', 250_000, true],
    ['p(95)>250', 250_000, false],
    ['p(95)>=250', 250_000, true],
    ['p(95)==250', 250_000, true],
    ['p(95)!=250', 250_000, false],
  ])('%s with %d µs: %s', (text, value, holds) => {
    expect(thresholdHolds(threshold('http_req_duration', text), value)).toBe(holds);
  });

  it('tells the used share of upper and of lower bounds', () => {
    const upper = threshold('http_req_duration', 'p(95)<250');
    expect(thresholdBound(upper)).toBe(250_000);
    expect(thresholdUsed(upper, 262_500)).toBeCloseTo(1.05);
    const lower = threshold('http_reqs', 'rate>200');
    expect(thresholdUsed(lower, 400)).toBe(0.5);
    expect(thresholdUsed(lower, 0)).toBe(maxUsed);
    expect(thresholdUsed(threshold('http_reqs', 'count===5'), 5)).toBeNull();
  });

  it('of a lower bound on a share is what is missing by what may be missing', () => {
    const checks = threshold('checks', 'rate>0.99');
    expect(thresholdUsed(checks, 1)).toBe(0);
    expect(thresholdUsed(checks, 0.995)).toBeCloseTo(0.5);
    expect(thresholdUsed(checks, 0.99)).toBeCloseTo(1);
    expect(thresholdUsed(checks, 0.97)).toBeCloseTo(3);
    expect(thresholdUsed(checks, 0)).toBeCloseTo(100);
    expect(thresholdUsed(threshold('host_cpu', 'value>0.2'), 0.6)).toBeCloseTo(0.5);
    const all = threshold('checks', 'rate>=1');
    expect([thresholdUsed(all, 1), thresholdUsed(all, 0.999)]).toEqual([null, maxUsed]);
    expect(thresholdUsed(threshold('checks', 'rate>0'), 0.5)).toBeCloseTo(0.5);
  });

  it('knows which latency quantile is bounded', () => {
    const percentiles = ['p(99)<1', 'med<1', 'max<1', 'avg<1'].map((text) =>
      thresholdPercentile(threshold('http_req_duration', text)),
    );
    expect(percentiles).toEqual([99, 50, 100, null]);
    expect(thresholdPercentile(threshold('iteration_duration', 'p(95)<1'))).toBeNull();
  });
});
