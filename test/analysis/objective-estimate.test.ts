import {describe, expect, it} from 'vitest';
import {estimateObjective, estimateText, objectiveProblem} from '../../source/analysis/objective-estimate.ts';
import {parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {objectiveOf} from './simulated-target.ts';
import {trialSecond} from './trial-seconds.ts';

const p95 = objectiveOf('http_req_duration: p(95)<100');

function cells(slowMs: readonly number[]): readonly Cell[] {
  return slowMs.map((ms, atS) => trialSecond({atS, level: 10, slowMs: ms}).cell);
}

/** Five seconds each. */
function batches(...slowMs: readonly number[]): readonly Cell[] {
  return cells(slowMs.flatMap((ms) => [ms, ms, ms, ms, ms]));
}

describe('an objective over a trial', () => {
  it('has the margin t(.95, nb − 1) · sd / √nb of its batches in logarithms', () => {
    const {used, value, verdict} = estimateObjective(p95, batches(80, 90, 100))!;
    const logs = [80, 90, 100].map((ms) => Math.log(ms));
    const mean = logs.reduce((sum, log) => sum + log, 0) / 3;
    const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2);
    const h = (2.919986 * sd) / Math.sqrt(3);
    expect(used!.high / used!.value).toBeCloseTo(Math.exp(h), 2);
    expect(used!.value / used!.low).toBeCloseTo(Math.exp(h), 2);
    // Pooled: a tenth of each batch is slow, a twentieth of all lies above 90 ms.
    expect(value / 1000).toBeCloseTo(90, 0);
    expect(verdict).toBeNull();
  });

  it('passes and fails only beyond its margin, which is never under that of 5%', () => {
    const margin = Math.exp((2.919986 * 0.05) / Math.sqrt(3));
    const verdictAt = (ms: number) => estimateObjective(p95, batches(ms, ms, ms))!.verdict;
    expect(verdictAt((100 / margin) * 0.99)).toBe('PASS');
    expect(verdictAt(99)).toBeNull();
    expect(verdictAt(101)).toBeNull();
    expect(verdictAt(100 * margin * 1.01)).toBe('FAIL');
  });

  it('of a share is told in parts of its limit', () => {
    const failing = (failed: number) =>
      Array.from({length: 15}, (_, atS) => trialSecond({atS, level: 10, requests: 1000, failed}).cell);
    const errors = objectiveOf('http_req_failed: rate<0.01');
    expect(estimateObjective(errors, failing(0))).toMatchObject({value: 0, verdict: 'PASS'});
    expect(estimateObjective(errors, failing(10))).toMatchObject({value: 0.01, verdict: null});
    const many = estimateObjective(errors, failing(30))!;
    expect(many).toMatchObject({verdict: 'FAIL', used: {value: expect.closeTo(3, 6)}});
    expect(estimateText(many)).toBe('error 3.00% > 1%');
    const none = objectiveOf('http_req_failed: rate<=0');
    expect(estimateObjective(none, failing(0))!.verdict).toBe('PASS');
    expect(estimateObjective(none, failing(1))!.verdict).toBe('FAIL');
  });

  it('tells nothing without two batches, or without samples', () => {
    expect(estimateObjective(p95, batches(50))).toBeNull();
    expect(
      estimateObjective(
        p95,
        Array.from({length: 20}, (_, atS) => trialSecond({atS, level: 1, requests: 0}).cell),
      ),
    ).toBeNull();
  });

  it('is one that more load can only break', () => {
    const problemOf = (text: string) => {
      const threshold = parseThresholdArgument(text);
      if ('problem' in threshold) throw new Error(threshold.problem);
      return objectiveProblem(threshold);
    };
    for (const text of [
      'http_req_duration: p(99)<=500',
      'http_req_failed: rate<0.01',
      'checks: rate>0.99',
      'host_cpu: value<0.8',
    ]) {
      expect(problemOf(text)).toBeNull();
    }
    expect(problemOf('http_reqs: rate>100')).toBe(
      '"http_reqs: rate>100" is no objective of a capacity search: a low load breaks it, a higher one need not',
    );
    for (const text of [
      'vus: value<10',
      'http_reqs: count<10',
      'http_req_failed: rate==0',
      'http_req_duration: p(95)<+10%',
      'checks: rate<1',
      'http_req_duration: p(95)>5',
      'http_req_duration: max<3000',
      'http_req_duration: min<5',
      'http_req_duration: p(95)<0',
    ]) {
      expect(problemOf(text)).toContain('is no objective of a capacity search');
    }
  });
});
