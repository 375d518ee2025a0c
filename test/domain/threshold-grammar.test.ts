import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {metricTypes} from '../../source/domain/profile.ts';
import {
  budgetThreshold,
  parseAlertCondition,
  parseThreshold,
  parseThresholdArgument,
} from '../../source/domain/threshold-grammar.ts';

function problemOf(key: string, value: unknown): string {
  const parsed = parseThreshold(key, value);
  return 'problem' in parsed ? parsed.problem : '';
}

describe('parseThreshold', () => {
  it('reads k6 expressions', () => {
    expect(parseThreshold('http_req_duration{name:login}', 'p(95)<30')).toEqual({
      source: 'http_req_duration{name:login}: p(95)<30',
      metric: 'http_req_duration',
      tags: {name: 'login'},
      aggregation: {kind: 'p', percentile: 95},
      operator: '<',
      bound: 30,
      relativeShare: null,
      windowMs: null,
      abortOnFail: false,
      delayAbortEvalMs: 0,
      severity: 'critical',
      budget: false,
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

  it.each([
    ['http_req_duration', 'p(95)<+10%', 0.1],
    ['http_req_duration{name:login}', ' max <= + 0.5 % ', 0.005],
    ['http_req_failed', 'rate<+100%', 1],
    ['http_reqs', 'rate>-5%', -0.05],
    ['http_reqs', 'rate>-99.5%', -0.995],
  ])('%s: %s is relative to a baseline, which gives the bound', (key, text, relativeShare) => {
    expect(parseThreshold(key, text)).toMatchObject({
      source: `${key}: ${text.trim()}`,
      relativeShare,
      bound: Number.NaN,
    });
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
      tags: {name: 'GET /a/{id}:x'},
    });
  });

  it('reads several tags; a comma that begins none belongs to the value', () => {
    expect(parseThreshold('http_reqs{scenario: a , name:GET /x,y, tier:gold}', 'count>1')).toMatchObject({
      tags: {scenario: 'a', name: 'GET /x,y', tier: 'gold'},
    });
    expect(parseThreshold('checks{check:status is 200, 429}', 'rate>0.9')).toMatchObject({
      tags: {check: 'status is 200, 429'},
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
    ['http_req_duration{status:200}', 'avg<1', '{status:…} is not kept apart'],
    ['http_req_duration{expected_response:true}', 'avg<1', '{expected_response:…} is not kept apart'],
    ['http_req_duration{name:}', 'avg<1', 'is not a submetric'],
    ['http_req_duration{login}', 'avg<1', 'is not a submetric'],
    ['http_req_duration{name:a,name:b}', 'avg<1', 'the tag name twice'],
    ['http_reqs{check:status is 200}', 'rate>1', 'a tag of checks only'],
    ['iterations{scenario:a}', 'count>1', 'not measured per request'],
    ['host_cpu', 'value<85', '0.85 for 85%'],
    ['dropped_iterations', 'value<1', 'allowed are count, rate'],
    ['flow_errors', 'p(95)<1', 'allowed are count, rate'],
    ['vus{name:login}', 'value<1', 'not measured per request'],
    ['http_req_duration', 'p(95)<250ms', 'milliseconds'],
    ['http_req_duration', 'p(95)<10%', 'without a unit'],
    ['http_req_duration', 'p(95)<-100%', 'down to -99%'],
    ['http_req_duration', 'p(95)<+%', 'write +10%'],
    ['http_reqs', 'count>-5%', 'allowed are rate, not count'],
    [
      'checks',
      'rate>-5%',
      'checks takes no bound relative to a baseline: allowed with http_req_duration, http_req_failed',
    ],
    ['iteration_duration', 'p(95)<+10%', 'takes no bound relative to a baseline'],
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

describe('budgetThreshold', () => {
  it('is the threshold of the requests of that name', () => {
    expect(budgetThreshold('a, b: {c}', 'p(95)', 30)).toMatchObject({
      source: 'http_req_duration{name:a, b: {c}}: p(95)<30',
      tags: {name: 'a, b: {c}'},
      operator: '<',
      bound: 30,
      budget: true,
    });
    expect(budgetThreshold('a', 'p(101)', 30)).toMatchObject({problem: expect.stringContaining('N from 0 to 100')});
    expect(budgetThreshold('a', 'rate', 30)).toMatchObject({problem: expect.stringContaining('avg, min, max')});
    expect(budgetThreshold('a', '', 30)).toMatchObject({problem: expect.stringContaining('is not one of')});
  });
});

describe('parseAlertCondition', () => {
  it('is a condition over a window', () => {
    const fields = {window: '10s', severity: 'warning'};
    expect(parseAlertCondition('http_req_duration{name:a}: p(95)>2000', fields)).toMatchObject({
      source: 'http_req_duration{name:a}: p(95)>2000',
      tags: {name: 'a'},
      operator: '>',
      windowMs: 10_000,
      severity: 'warning',
    });
    expect(parseAlertCondition('p(95)>2000', fields)).toMatchObject({
      problem: expect.stringContaining('has no metric'),
    });
    expect(parseAlertCondition('http_req_duration: p(95)>+50%', fields)).toMatchObject({
      problem: expect.stringContaining('an alert has a fixed bound'),
    });
    expect(parseAlertCondition('vus: value>2', {...fields, window: '1500ms'})).toMatchObject({
      problem: expect.stringContaining('whole seconds'),
    });
  });
});

describe('parseThresholdArgument', () => {
  it.each([
    ['http_req_duration: p(95)<250', 'http_req_duration', {}],
    ['http_req_duration{name:login}:p(95)<250', 'http_req_duration', {name: 'login'}],
    ['http_req_duration{name:a:{b}} : p(95)<250', 'http_req_duration', {name: 'a:{b}'}],
  ])('%s', (text, metric, tags) => {
    expect(parseThresholdArgument(text)).toMatchObject({metric, tags, bound: 250});
  });

  it('says how to write one that has no metric', () => {
    expect(parseThresholdArgument('p(95)<250')).toMatchObject({problem: expect.stringContaining('has no metric')});
  });
});
