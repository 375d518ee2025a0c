import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {metricTypes} from '../../source/domain/profile.ts';
import {parseThreshold, parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';

function problemOf(key: string, value: unknown): string {
  const parsed = parseThreshold(key, value);
  return 'problem' in parsed ? parsed.problem : '';
}

describe('parseThreshold', () => {
  it('reads k6 expressions', () => {
    expect(parseThreshold('http_req_duration{name:login}', 'p(95)<30')).toEqual({
      source: 'http_req_duration{name:login}: p(95)<30',
      metric: 'http_req_duration',
      requestName: 'login',
      aggregation: {kind: 'p', percentile: 95},
      operator: '<',
      bound: 30,
      windowMs: null,
      abortOnFail: false,
      delayAbortEvalMs: 0,
      severity: 'critical',
    });
  });

  it.each([
    ['http_req_duration', 'avg<200', 'avg', '<', 200],
    ['http_req_duration', ' p( 99.9 ) <= 1.5e3 ', 'p', '<=', 1500],
    ['http_req_duration', 'med>=0', 'med', '>=', 0],
    ['http_req_duration', 'max<3000', 'max', '<', 3000],
    ['http_req_duration', 'min>.5', 'min', '>', 0.5],
    ['http_req_failed', 'rate<0.01', 'rate', '<', 0.01],
    ['http_req_failed', 'rate==0', 'rate', '===', 0],
    ['http_reqs', 'count>1000', 'count', '>', 1000],
    ['http_reqs', 'rate>200', 'rate', '>', 200],
    ['vus', 'value<10', 'value', '<', 10],
    ['iterations', 'count!=0', 'count', '!=', 0],
    ['iterations', 'count===7', 'count', '===', 7],
  ])('%s: %s', (key, text, kind, operator, bound) => {
    expect(parseThreshold(key, text)).toMatchObject({aggregation: {kind}, operator, bound});
  });

  it('reads the object form', () => {
    const value = {
      threshold: 'p(99)<500',
      window: '10s',
      abortOnFail: true,
      delayAbortEval: '1m30s',
      severity: 'warning',
    };
    expect(parseThreshold('http_req_duration', value)).toMatchObject({
      windowMs: 10_000,
      abortOnFail: true,
      delayAbortEvalMs: 90_000,
      severity: 'warning',
    });
  });

  it('keeps request names with spaces, colons and braces', () => {
    expect(parseThreshold('http_req_duration{name: GET /a/{id}:x }', 'avg<1')).toMatchObject({
      requestName: 'GET /a/{id}:x',
    });
  });

  it.each([
    ['http_req_duration', 'rate<1', 'allowed are avg, min, max, med, p(N)'],
    ['http_req_failed', 'p(95)<1', 'allowed are rate'],
    ['http_reqs', 'avg<1', 'allowed are count, rate'],
    ['vus', 'count<1', 'allowed are value'],
    ['http_req_durations', 'avg<1', 'unknown metric "http_req_durations"'],
    ['toString', 'avg<1', 'unknown metric'],
    ['', 'avg<1', 'is not a metric'],
    ['http_req_duration{status:200}', 'avg<1', 'only {name:…}'],
    ['http_req_duration{name:}', 'avg<1', 'only {name:…}'],
    ['vus{name:login}', 'value<1', 'not measured per request'],
    ['http_req_duration', 'p(95)<250ms', 'milliseconds'],
    ['http_req_duration', 'p(95)<+10%', 'not supported yet'],
    ['http_req_duration', 'p(101)<1', 'N from 0 to 100'],
    ['http_req_duration', 'p()<1', 'N from 0 to 100'],
    ['http_req_duration', 'p<1', 'N from 0 to 100'],
    ['http_req_duration', 'avg(3)<1', 'only p takes a number'],
    ['http_req_duration', 'avg', 'write aggregation, operator, number'],
    ['http_req_duration', 'avg<1e999', 'too large'],
    ['http_req_failed', 'rate<5', 'share from 0 to 1'],
    ['http_req_failed', 5, 'a threshold is a text'],
    ['http_req_failed', null, 'a threshold is a text'],
    ['http_req_failed', {}, '"threshold" is missing'],
    ['http_req_failed', {threshold: 'rate<0.1', windows: '10s'}, 'unknown key "windows"'],
    ['http_req_failed', {threshold: 'rate<0.1', window: '10'}, '"window" is a duration'],
    ['http_req_failed', {threshold: 'rate<0.1', window: '1500ms'}, 'whole seconds'],
    ['http_req_failed', {threshold: 'rate<0.1', window: '11m'}, 'whole seconds'],
    ['http_req_failed', {threshold: 'rate<0.1', delayAbortEval: 5}, '"delayAbortEval" is a duration'],
    ['http_req_failed', {threshold: 'rate<0.1', abortOnFail: 'yes'}, 'true or false'],
    ['http_req_failed', {threshold: 'rate<0.1', severity: 'info'}, '"critical" or "warning"'],
  ])('%s: %j is a problem that says what is allowed', (key, value, part) => {
    expect(problemOf(key, value)).toContain(part);
  });

  it('never throws and never lets a number through that is none', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(metricTypes), 'http_reqs{name:a}'));
    const piece = fc.constantFrom(
      'p',
      '(',
      ')',
      '95',
      'avg',
      'rate',
      'count',
      '<',
      '>=',
      '==',
      '!=',
      ' ',
      '1e3',
      '-',
      '.',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    const value = fc.oneof(text, fc.anything(), fc.record({threshold: text, window: fc.string()}));
    fc.assert(
      fc.property(key, value, (anyKey, anyValue) => {
        const parsed = parseThreshold(anyKey, anyValue);
        expect('problem' in parsed ? parsed.problem !== '' : Number.isFinite(parsed.bound)).toBe(true);
      }),
      {numRuns: 2000},
    );
  });

  it('reads back every expression it is given in parts', () => {
    const percentile = fc.integer({min: 0, max: 1000}).map((tenths) => tenths / 10);
    const operator = fc.constantFrom('<', '<=', '>', '>=', '===', '!=');
    const bound = fc.double({min: 0, max: 1e6, noNaN: true});
    const space = fc.constantFrom('', ' ', '  ');
    fc.assert(
      fc.property(percentile, operator, bound, space, (p, op, number, gap) => {
        const parsed = parseThreshold('http_req_duration', `p(${p})${gap}${op}${gap}${number}`);
        expect(parsed).toMatchObject({aggregation: {kind: 'p', percentile: p}, operator: op, bound: number});
      }),
    );
  });
});

describe('parseThresholdArgument', () => {
  it.each([
    ['http_req_duration: p(95)<250', 'http_req_duration', null],
    ['http_req_duration{name:login}:p(95)<250', 'http_req_duration', 'login'],
    ['http_req_duration{name:a:{b}} : p(95)<250', 'http_req_duration', 'a:{b}'],
  ])('%s', (text, metric, requestName) => {
    expect(parseThresholdArgument(text)).toMatchObject({metric, requestName, bound: 250});
  });

  it('says how to write one that has no metric', () => {
    expect(parseThresholdArgument('p(95)<250')).toMatchObject({problem: expect.stringContaining('has no metric')});
  });
});
