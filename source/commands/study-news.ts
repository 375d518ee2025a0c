import {factorText} from '../analysis/spike-plan.ts';
import {minuteMs} from '../analysis/endurance-minutes.ts';
import {recoveryText} from '../analysis/spike-says.ts';
import {formatBytes, formatClock, formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {
  CapacityStudy,
  CapacityTrial,
  LoadFigures,
  SoakPeriod,
  SoakStudy,
  SpikeFigures,
  SpikeStudy,
  Study,
} from '../domain/study.ts';

/** Says once what a study has found, as it becomes known: trials, spikes and periods, each when it is over. */
export interface StudyNews {
  /**
   * @param study as it stands now; null: nothing is asked
   * @returns one line for each thing that is new
   */
  next(study: Study | null): readonly string[];
}

export function createStudyNews(): StudyNews {
  let told: Study | null = null;
  let periodsUntilMs = 0;

  function newOf(study: Study): string[] {
    const before = told?.kind === study.kind ? told : null;
    if (study.kind === 'capacity') return trialLines(study, before as CapacityStudy | null);
    if (study.kind === 'spike') return spikeLines(study, before as SpikeStudy | null);
    const periods = finished(study).filter(({endMs}) => endMs > periodsUntilMs);
    periodsUntilMs = periods.at(-1)?.endMs ?? periodsUntilMs;
    return periods.map((period) => periodLine(study, period));
  }

  return {
    next(study) {
      if (study === null || study === told) return [];
      const lines = newOf(study);
      const isOver = study.state === 'done' && told?.state !== 'done';
      told = study;
      return isOver ? [...lines, study.says] : lines;
    },
  };
}

/** `trial 3: 100 VUs PASS  98.2 req/s  p95 212ms  errors 0%  (p95 212ms of 250ms)`. */
function trialLine(trial: CapacityTrial, nth: number, {model}: Pick<CapacityStudy, 'model'>): string {
  const {level, verdict, why} = trial;
  return `trial ${nth}: ${printLoad(level, model)} ${verdict}  ${figuresText(trial)}${why === '' ? '' : `  (${why})`}`;
}

function trialLines(study: CapacityStudy, before: CapacityStudy | null): string[] {
  const isAnother = before !== null && before.trials.length > study.trials.length;
  const known = isAnother ? 0 : (before?.trials.length ?? 0);
  const lines = study.trials.slice(known).map((trial, index) => trialLine(trial, known + index + 1, study));
  const isPaused = study.state === 'paused' && before?.state !== 'paused';
  return isPaused ? [...lines, study.says] : lines;
}

function spikeLines(study: SpikeStudy, before: SpikeStudy | null): string[] {
  return study.factors.flatMap((spike, index) => {
    const earlier = before?.factors[index];
    const begins = earlier === undefined ? [`spike of ${factorText(spike.factor)} begins`] : [];
    const wasOver = before !== null && earlier !== undefined && isOver(before, index);
    return wasOver || !isOver(study, index) ? begins : [...begins, spikeLine(spike, study)];
  });
}

/** Nothing more is to be learnt of it. */
function isOver({factors, state}: SpikeStudy, index: number): boolean {
  const {recovery} = factors[index]!;
  return state === 'done' || index < factors.length - 1 || (recovery !== null && 'seconds' in recovery);
}

function spikeLine(spike: SpikeFigures, {model}: SpikeStudy): string {
  const {factor, level, peakRatio, lost, dropped, recovery, limitedSeconds} = spike;
  const peak = peakRatio === null ? '--' : `${peakRatio.toFixed(1)}x`;
  return [
    `spike of ${factorText(factor)}: ${printLoad(level, model)}`,
    figuresText(spike),
    `peak ${peak}`,
    `lost ${lost === null ? '--' : String(Math.round(lost))}`,
    ...(dropped === null || dropped === 0 ? [] : [`dropped ${dropped}`]),
    `recovery ${recoveryText(recovery)}`,
    ...(limitedSeconds > 0 ? [`(the generator was at its end for ${formatDuration(limitedSeconds * 1000)})`] : []),
  ].join('  ');
}

/** The last one fills while the run goes on, to a minute, or to what those before it have. */
function finished({periods, state}: SoakStudy): readonly SoakPeriod[] {
  const [first] = periods;
  const last = periods.at(-1);
  if (first === undefined || last === undefined || state === 'done') return periods;
  const wholeMs = first === last ? minuteMs : lengthMs(first);
  return lengthMs(last) >= wholeMs ? periods : periods.slice(0, -1);
}

function lengthMs({startMs, endMs}: SoakPeriod): number {
  return endMs - startMs;
}

function periodLine({model, says}: SoakStudy, period: SoakPeriod): string {
  const {startMs, endMs, memoryBytes, targetMemoryBytes, level} = period;
  return [
    `${formatClock(startMs)} to ${formatClock(endMs)}: ${printLoad(level, model)}`,
    figuresText(period),
    ...(memoryBytes === null ? [] : [`memory ${formatBytes(memoryBytes)}`]),
    ...(targetMemoryBytes === null ? [] : [`target memory ${formatBytes(targetMemoryBytes)}`]),
    `(${says})`,
  ].join('  ');
}

function figuresText({requestsPerSecond, p95Us, errorShare}: LoadFigures): string {
  return [
    `${known(requestsPerSecond, formatNumber)} req/s`,
    `p95 ${known(p95Us, formatLatency)}`,
    `errors ${known(errorShare, formatShare)}`,
  ].join('  ');
}

function known(value: number | null, print: (value: number) => string): string {
  return value === null ? '--' : print(value);
}
