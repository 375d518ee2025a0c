import {describe, expect, it} from 'vitest';
import {emptyBracket, type Bracket} from '../../source/analysis/capacity-bracket.ts';
import type {CapacityOptions} from '../../source/analysis/capacity-options.ts';
import type {StudyFacts} from '../../source/analysis/capacity-says.ts';
import {capacityStudy} from '../../source/analysis/capacity-study.ts';
import {createTrialJudge} from '../../source/analysis/trial-judge.ts';
import {recordOf, type TrialRecord} from '../../source/analysis/trial-record.ts';
import type {CapacityTrial} from '../../source/domain/study.ts';
import {objectiveOf} from './simulated-target.ts';
import {trialSecond} from './trial-seconds.ts';

const options: CapacityOptions = {
  model: 'closed',
  objectives: [objectiveOf('http_req_duration: p(95)<100'), objectiveOf('http_req_failed: rate<0.01')],
  gentle: false,
  startLevel: 10,
  floorLevel: 1,
  capLevel: 1000,
  requestNames: ['GET /', 'POST /api/checkout'],
  startMs: 0,
};

function record(trial: Partial<CapacityTrial> & {readonly level: number}, own: Partial<TrialRecord> = {}): TrialRecord {
  return {
    trial: {
      phase: 'climb',
      vus: trial.level,
      requestsPerSecond: trial.level * 10,
      meanUs: 20_000,
      p50Us: 20_000,
      p95Us: 50_000,
      p99Us: 60_000,
      errorShare: 0,
      cpu: null,
      targetCpu: null,
      startMs: trial.level * 1000,
      endMs: trial.level * 1000 + 20_000,
      settledMs: trial.level * 1000,
      verdict: 'PASS',
      why: 'p95 50.0ms of 100ms',
      used: {low: 0.4, value: 0.5, high: 0.6},
      ...trial,
    },
    queueGrew: false,
    backlog: 1,
    over: [],
    marks: [],
    ...own,
  };
}

function studyOf(records: readonly TrialRecord[], bracket: Partial<Bracket> = {}, own: Partial<StudyFacts> = {}) {
  return capacityStudy({
    options,
    bracket: {...emptyBracket, ...bracket},
    records,
    verdict: 'FOUND',
    state: 'done',
    doing: '',
    tookMs: 200_000,
    ...own,
  });
}

describe('what a capacity study says', () => {
  it('is an interval, and what was asked of it', () => {
    const study = studyOf([record({level: 208}), record({level: 216, verdict: 'FAIL'})], {
      passed: [104, 208],
      high: 216,
      confirmed: 208,
    });
    expect(study).toMatchObject({
      low: 208,
      high: 216,
      confirmed: true,
      objectives: ['http_req_duration: p(95)<100', 'http_req_failed: rate<0.01'],
      says: 'capacity 208 to 216 VUs: p95 < 100ms, error < 1% held at 208 VUs, not at 216 VUs',
    });
  });

  it('survives JSON: nothing in it is NaN', () => {
    const study = studyOf([record({level: 10, requestsPerSecond: null, p95Us: null, errorShare: null})], {
      passed: [10],
    });
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
  });
});

describe('the breaking point', () => {
  it('is the first load with 5% errors, above the highest without', () => {
    const broken = record({level: 80, verdict: 'ABORTED', errorShare: 0.12, why: '12.0% errors'});
    expect(
      studyOf([record({level: 40}), broken, record({level: 56, verdict: 'FAIL', errorShare: 0.02})]).breaking,
    ).toEqual({
      from: 56,
      to: 80,
      why: '12.0% errors',
    });
  });

  it('is where the queue grows, or goodput falls under 95% of the best', () => {
    const grows = record({level: 80, verdict: 'FAIL', why: 'queue grows: 70/s served of 80/s'}, {queueGrew: true});
    expect(studyOf([record({level: 40}), grows]).breaking).toEqual({
      from: 40,
      to: 80,
      why: 'queue grows: 70/s served of 80/s',
    });
    const falls = record({level: 80, verdict: 'FAIL', requestsPerSecond: 370});
    expect(studyOf([record({level: 40}), falls]).breaking).toEqual({
      from: 40,
      to: 80,
      why: 'goodput falls: 370/s, 400/s at a lower load',
    });
  });

  it('lies above the load below it, also where the same load once passed', () => {
    const before = [record({level: 40}), record({level: 56, requestsPerSecond: 500})];
    const slipped = record({level: 80, verdict: 'ABORTED', errorShare: 0.06});
    expect(studyOf([...before, record({level: 80}), slipped]).breaking).toMatchObject({from: 56, to: 80});
    const slower = record({level: 80, verdict: 'FAIL', requestsPerSecond: 460});
    expect(studyOf([...before, record({level: 80, requestsPerSecond: 520}), slower]).breaking).toMatchObject({
      from: 56,
      why: 'goodput falls: 460/s, 500/s at a lower load',
    });
  });

  it('is none where nothing broke, and nothing is said of the target by what the generator could not do', () => {
    expect(studyOf([record({level: 40}), record({level: 80, verdict: 'FAIL'})]).breaking).toBeNull();
    const limited = record({level: 80, verdict: 'GENERATOR-LIMITED', errorShare: 0.5});
    expect(studyOf([record({level: 40}), limited]).breaking).toBeNull();
  });
});

describe('the law of scalability over trials', () => {
  const levels = [1, 18, 36, 72, 108, 144, 216];
  const throughputs = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2];
  const records = levels.map((level, i) => record({level, requestsPerSecond: throughputs[i]!, verdict: 'FAIL'}));

  it('finds what the R package usl finds in specsdm91', () => {
    const {usl} = studyOf(records);
    expect(usl!.alpha).toBeCloseTo(0.0277285, 6);
    expect(usl!.beta).toBeCloseTo(0.0001044, 6);
    expect(usl!.gamma).toBeCloseTo(89.995233, 4);
    expect(usl!.peakLevel).toBeCloseTo(96.51956, 3);
    expect(usl!.why).toBeNull();
  });

  it('gives no peak that the trials do not bear, and no law of too few', () => {
    const raytracer = [
      [1, 20],
      [4, 78],
      [8, 130],
      [12, 170],
      [16, 190],
      [20, 200],
      [24, 210],
      [28, 230],
      [32, 260],
      [48, 280],
      [64, 310],
    ].map(([level, requestsPerSecond]) => record({level: level!, requestsPerSecond: requestsPerSecond!}));
    expect(studyOf(raytracer).usl).toMatchObject({
      beta: 0,
      peakLevel: null,
      why: 'throughput does not fall at any load tried',
    });
    expect(studyOf(records.slice(0, 3)).usl).toBeNull();
    expect(studyOf(records, {}, {options: {...options, model: 'open'}}).usl).toBeNull();
  });

  it('leaves out trials that never settled', () => {
    const cut = record({level: 432, requestsPerSecond: 5, settledMs: null, verdict: 'ABORTED'});
    expect(studyOf([...records, cut]).usl).toEqual(studyOf(records).usl);
  });
});

describe('hints', () => {
  /** A judged trial with two requests. */
  function judged(level: number, slowMs: readonly number[], targetCpu?: number): TrialRecord {
    const judge = createTrialJudge({...options, phase: 'climb', level, cold: false, passedLevel: null});
    for (let atS = level; ; atS++) {
      const facts = {atS, level, slowMs, iterations: 10 * level, ...(targetCpu === undefined ? {} : {targetCpu})};
      const end = judge.observe(trialSecond(facts));
      if (end !== null) return recordOf(end, options);
    }
  }

  it('name the request that fails first, at the lowest load where one does', () => {
    const records = [judged(40, [20, 50]), judged(80, [20, 150]), judged(160, [300, 200])];
    expect(studyOf(records, {passed: [40], high: 80}).hints).toContain(
      'POST /api/checkout fails first: p95 150ms at 80 VUs',
    );
    expect(studyOf([judged(40, [20, 50])]).hints).toEqual([]);
  });

  it('count what has one name as one request', () => {
    const twice = {...options, requestNames: ['GET /', 'GET /']};
    const seconds = Array.from({length: 10}, (_, atS) => trialSecond({atS, level: 80, slowMs: [300, 300]}));
    const end = {trial: record({level: 80}).trial, passed: false, queueGrew: false, judged: seconds};
    expect(recordOf(end, twice).over).toEqual([]);
    expect(recordOf(end, options).over.map(({name}) => name)).toEqual(['GET /', 'POST /api/checkout']);
  });

  it('tell what the target’s CPU did at the load that failed, where it is known', () => {
    const hintsAt = (cpu?: number) => studyOf([judged(80, [150], cpu)], {high: 80}).hints;
    expect(hintsAt()).toEqual([]);
    expect(hintsAt(0.7)).toEqual([]);
    expect(hintsAt(0.96)).toEqual(["the target's CPU is at 96% at 80 VUs"]);
    expect(hintsAt(0.3)).toEqual(["the target's CPU is only at 30% at 80 VUs: something else is its limit"]);
  });

  it('tell of a generator at its end, unless it was well when the load was tried again', () => {
    const limited = record({level: 80, verdict: 'GENERATOR-LIMITED', why: 'loop delay 40ms'});
    expect(studyOf([limited]).hints).toEqual(['the generator was at its end at 80 VUs: loop delay 40ms']);
    expect(studyOf([limited, record({level: 80})]).hints).toEqual([]);
  });

  it('say nothing of what was told when it was tried again', () => {
    const unsure = record({level: 80, verdict: 'UNDECIDED', why: 'p95 99ms of 100ms, within its margin of error'});
    expect(studyOf([unsure, record({level: 80, phase: 'confirm'})], {passed: [80], high: 84}).hints).toEqual([]);
  });

  it('tell what could not be told for certain at either end of the interval', () => {
    const unsure = record({level: 80, verdict: 'UNDECIDED', why: 'p95 101ms > 100ms, within its margin of error'});
    expect(studyOf([record({level: 78}), unsure], {passed: [78], high: 80}).hints).toEqual([
      '80 VUs could not be told for certain in 20s: p95 101ms > 100ms, within its margin of error',
    ]);
    expect(studyOf([record({level: 78}), unsure], {passed: [60], high: 70}).hints).toEqual([]);
  });

  it('name the knee of throughput that enough different loads show', () => {
    const records = [20, 40, 60, 80, 120, 160, 200].map((level) => {
      const rate = Math.min(level, 85) * 4;
      const seconds = Array.from({length: 15}, (_, i) => trialSecond({atS: level * 2 + i, level, requests: rate}));
      const end = {
        trial: record({level, startMs: level * 2000}).trial,
        passed: true,
        queueGrew: false,
        judged: seconds,
      };
      return recordOf(end, options);
    });
    const {knee} = studyOf(records);
    expect(knee!.fromLevel).toBeGreaterThan(75);
    expect(knee!.toLevel).toBeLessThan(95);
    expect(studyOf(records.slice(0, 3)).knee).toBeNull();
  });
});
