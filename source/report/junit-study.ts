import {driftProbability, driftText} from '../analysis/drift-text.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {isLimited, recoveryText} from '../analysis/spike-says.ts';
import {formatShare} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {CapacityStudy, LoadFigures, SoakDrift, SpikeFigures, Study} from '../domain/study.ts';
import {hasCapacity} from './capacity-table.ts';
import type {TestCase, TestSuite} from './junit-suite.ts';
import {figure} from './report-table.ts';
import {soakFigureNames} from './soak-table.ts';
import {latencyCells} from './study-text.ts';

/*
 * What a CI server is to make of a study. A search: FOUND and AT-LEAST passed, BELOW failed, GENERATOR-LIMITED is an
 * error (nothing is known of the target), what did not come to its end was skipped; its trials are meant to fail and are
 * no test cases. A spike failed that was not recovered from; so did an endurance test in which something drifted. Where
 * the generator is what did not keep up, or what leaks, it is an error.
 */

/** A suite for a capacity search, a spike or an endurance test. */
export function studySuite(study: Study): TestSuite {
  if (study.kind === 'capacity') return {name: 'capacity', cases: [capacityCase(study)]};
  if (study.kind === 'spike') {
    const {factors, model, says} = study;
    return {
      name: 'spike',
      cases: orNone(
        factors.map((one) => spikeCase(one, model)),
        {name: 'recovery', skipped: says},
      ),
    };
  }
  const drifts = study.drifts.filter(({verdict}) => verdict !== 'UNKNOWN').map(driftCase);
  return {name: 'endurance', cases: orNone(drifts, {name: 'drift', skipped: study.says})};
}

/** A test that came to nothing must not be missing from those that passed. */
function orNone(cases: readonly TestCase[], none: TestCase): readonly TestCase[] {
  return cases.length === 0 ? [none] : cases;
}

function capacityCase(study: CapacityStudy): TestCase {
  const {objectives, verdict, says, hints, trials, model} = study;
  const steps = trials.map((trial) => `${loadLine(trial, model)}: ${trial.verdict}, ${trial.why}`);
  const test = {
    name: `capacity: ${objectives.join(', ')}`,
    output: [`${verdict}: ${says}`, ...hints, ...steps].join('\n'),
  };
  if (verdict === 'GENERATOR-LIMITED') return {...test, error: says};
  if (!hasCapacity(study)) return {...test, skipped: says};
  return verdict === 'BELOW' ? {...test, failure: says} : test;
}

function spikeCase(spike: SpikeFigures, model: CapacityStudy['model']): TestCase {
  const {factor, recovery, peakRatio, limitedSeconds} = spike;
  const peak = peakRatio === null ? '' : `, p95 up to ${peakRatio.toFixed(1)}x`;
  const test = {
    name: `recovery from ${factorText(factor)}`,
    output: `recovery ${recoveryText(recovery)}${peak}\n${loadLine(spike, model)}`,
  };
  if (isLimited(spike))
    return {...test, error: `the generator was at its end for ${Math.round(limitedSeconds)} s of it`};
  if (recovery === null) return {...test, skipped: 'no recovery was observed'};
  return 'moreThan' in recovery ? {...test, failure: `no recovery within ${recoveryText(recovery).slice(2)}`} : test;
}

function driftCase(drift: SoakDrift): TestCase {
  const {figure, blocks, verdict} = drift;
  const output = `${verdict}: ${driftText(drift)} over the whole time, ${blocks} blocks, p ${driftProbability(drift)}`;
  const test = {name: `drift of ${soakFigureNames[figure]}`, output};
  if (verdict === 'TOO SHORT') return {...test, skipped: 'too short to tell'};
  if (verdict === 'STEADY' || verdict === 'UNKNOWN') return test;
  return figure === 'memory' ? {...test, error: output} : {...test, failure: output};
}

const figureNames = ['requests/s', 'avg', 'p50', 'p95', 'p99', 'errors'] as const;

/** `240 VUs: requests/s 212, avg 40.1ms, p50 31.2ms, p95 229ms, p99 341ms, errors 0.25%, CPU 41.0%`. */
function loadLine(figures: LoadFigures, model: CapacityStudy['model']): string {
  const {level, cpu, targetCpu} = figures;
  const texts = latencyCells(figures).map(({text}, index) => `${figureNames[index]!} ${text}`);
  return `${printLoad(level, model)}: ${[
    ...texts,
    `CPU ${figure(cpu, formatShare).text}`,
    ...(targetCpu === null ? [] : [`target CPU ${formatShare(targetCpu)}`]),
  ].join(', ')}`;
}
