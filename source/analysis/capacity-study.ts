import {formatNumber, formatShare} from '../domain/format.ts';
import type {CapacityStudy, CapacityTrial, UslFigures} from '../domain/study.ts';
import {lowOf} from './capacity-bracket.ts';
import {capacityHints} from './capacity-hints.ts';
import {saysOf, type StudyFacts} from './capacity-says.ts';
import {kneeOf} from './knee.ts';
import {targetTrials, type TrialRecord} from './trial-record.ts';
import {fitUsl, type UslFit} from './usl.ts';

const breakingErrors = 0.05;
const breakingGoodput = 0.95;

/** What the trials so far say. */
export function capacityStudy(facts: StudyFacts): CapacityStudy {
  const {options, bracket, records, verdict, state} = facts;
  const low = lowOf(bracket);
  const breaking = breakingOf(records);
  return {
    kind: 'capacity',
    model: options.model,
    objectives: options.objectives.map(({threshold}) => threshold.source),
    gentle: options.gentle,
    state,
    verdict,
    low,
    high: bracket.high,
    confirmed: low !== null && bracket.confirmed === low,
    breaking,
    trials: records.map(({trial}) => trial),
    usl: options.model === 'closed' ? uslOf(records) : null,
    knee: kneeOfTrials(records),
    hints: capacityHints(records, {low, high: bracket.high}, options),
    says: saysOf(facts),
    tookMs: facts.tookMs,
  };
}

function kneeOfTrials(records: readonly TrialRecord[]): CapacityStudy['knee'] {
  const knee = kneeOf(records.flatMap(({marks}) => marks));
  return knee === null ? null : {fromLevel: knee.fromLevel, toLevel: knee.toLevel};
}

/**
 * The first load that breaks: errors ≥ 5%, a queue that grew for 10 s, or less goodput (answers that did not fail) than
 * 95% of the best of lower loads.
 */
function breakingOf(records: readonly TrialRecord[]): CapacityStudy['breaking'] {
  const sorted = targetTrials(records).toSorted((a, b) => a.trial.level - b.trial.level);
  for (const record of sorted) {
    const {level} = record.trial;
    const lower = sorted.filter(({trial}) => trial.level < level).map(({trial}) => trial);
    const best = Math.max(0, ...lower.map((trial) => goodput(trial) ?? 0));
    const why = breaksBy(record, best);
    if (why !== null) return {from: lower.at(-1)?.level ?? null, to: level, why};
  }
  return null;
}

function breaksBy({trial, queueGrew}: TrialRecord, best: number): string | null {
  if (trial.verdict === 'PASS') return null;
  if (trial.errorShare !== null && trial.errorShare >= breakingErrors) {
    return `${formatShare(trial.errorShare)} errors`;
  }
  if (queueGrew) return trial.why;
  const good = goodput(trial);
  if (good === null || good >= breakingGoodput * best || trial.endMs - trial.startMs < 10_000) return null;
  return `goodput falls: ${formatNumber(good)}/s, ${formatNumber(best)}/s at a lower load`;
}

function goodput({requestsPerSecond, errorShare}: CapacityTrial): number | null {
  return requestsPerSecond === null ? null : requestsPerSecond * (1 - (errorShare ?? 0));
}

function uslOf(records: readonly TrialRecord[]): UslFigures | null {
  const points = targetTrials(records).flatMap(({trial}) => {
    const throughput = goodput(trial);
    return trial.settledMs === null || throughput === null ? [] : [{level: trial.level, throughput}];
  });
  const fit = fitUsl(points);
  if (fit === null || Number.isNaN(fit.rSquared)) return null;
  const {alpha, beta, gamma, rSquared, peakLevel, peakIsSeen} = fit;
  const why = peakIsSeen ? null : unseenWhy(fit, Math.max(...points.map(({level}) => level)));
  return {alpha, beta, gamma, rSquared, peakLevel: peakIsSeen ? peakLevel : null, why};
}

function unseenWhy({beta, peakLevel}: UslFit, maxLevel: number): string {
  if (beta === 0) return 'throughput does not fall at any load tried';
  return maxLevel < 0.75 * peakLevel
    ? 'the loads tried do not come near where throughput would be greatest'
    : 'the trials scatter too much to tell where throughput is greatest';
}
