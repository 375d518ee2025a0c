import {recoveryText} from '../analysis/spike-says.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {formatClock} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {printLevel, printLoad} from '../domain/load-text.ts';
import type {
  CapacityStudy,
  CapacityTrial,
  LoadFigures,
  SoakStudy,
  SpikeStudy,
  Study,
  TrialVerdict,
} from '../domain/study.ts';
import type {SessionView} from '../session/view.ts';
import {lineOf, studyNames} from './accessible-lines.ts';
import {plainNumber, sentence, spoken, spokenLatency} from './accessible-words.ts';

/** Trials, spikes or periods that are said, the newest first. */
const rowsSaid = 10;

/** View 8 in lines: where it stands, what is known, then what was tried, newest first. */
export function studyLines({elapsedMs, study, playback}: SessionView): readonly string[] {
  if (study === null) {
    const how = playback === null ? 'colon, capacity, and a limit such as p(95)<250 begins a search' : null;
    return [lineOf(elapsedMs, ['no study', how])];
  }
  const rows = rowLines(study);
  return [
    lineOf(elapsedMs, [`${studyNames[study.kind]}, ${study.state}`, spoken(study.says), ...knownSentences(study)]),
    ...rows.toReversed().slice(0, rowsSaid),
  ];
}

function knownSentences(study: Study): readonly (string | null)[] {
  if (study.kind === 'capacity') return capacitySentences(study);
  if (study.kind === 'soak') return driftSentences(study);
  return [study.thresholdUs === null ? null : `as before means p95 up to ${spokenLatency(study.thresholdUs)}`];
}

function capacitySentences({
  model,
  low,
  high,
  confirmed,
  breaking,
  hints,
  state,
  verdict,
}: CapacityStudy): readonly (string | null)[] {
  const held = low === null ? null : `highest that held ${loadWords(low, model)}${confirmed ? ', confirmed' : ''}`;
  return [
    state === 'done' ? `verdict ${verdictWord(verdict)}` : null,
    held,
    high === null ? null : `lowest that did not ${loadWords(high, model)}`,
    breaking === null ? null : `breaks by ${loadWords(breaking.to, model)}, ${spoken(breaking.why)}`,
    ...hints.map((hint) => spoken(hint)),
  ];
}

function driftSentences({drifts}: SoakStudy): readonly string[] {
  return drifts
    .filter(({verdict}) => verdict !== 'UNKNOWN')
    .map(({figure, verdict}) => `${figure} ${verdict.toLowerCase()}`);
}

function rowLines(study: Study): readonly string[] {
  if (study.kind === 'capacity') return study.trials.map((trial) => trialLine(trial, study.model));
  if (study.kind === 'spike') return spikeLines(study);
  return study.periods.map((period) =>
    sentence(`from ${formatClock(period.startMs)} to ${formatClock(period.endMs)}: ${figureWords(period)}`),
  );
}

/** `208 virtual users: held, p95 231 milliseconds under 250 milliseconds. …` */
function trialLine(trial: CapacityTrial, model: LoadModel): string {
  const why = trial.why === '' ? '' : `, ${spoken(trial.why)}`;
  return sentence(`${loadWords(trial.level, model)}: ${trialWords[trial.verdict]}${why}. ${figureWords(trial)}`);
}

const trialWords: Readonly<Record<TrialVerdict, string>> = {
  PASS: 'held',
  FAIL: 'did not hold',
  UNDECIDED: 'could not be told',
  'GENERATOR-LIMITED': 'more than the generator has',
  ABORTED: 'cut short',
  INTERRUPTED: 'interrupted',
};

function spikeLines({baseline, factors, model}: SpikeStudy): readonly string[] {
  return [
    ...(baseline.endMs > baseline.startMs
      ? [sentence(`baseline, ${loadWords(baseline.level, model)}: ${figureWords(baseline)}`)]
      : []),
    ...factors.map((spike) => {
      const recovered = spike.recovery === null ? 'recovery not known' : `recovery ${recoveryWords(spike.recovery)}`;
      return sentence(`spike of ${factorText(spike.factor)}: ${recovered}, ${figureWords(spike)}`);
    }),
  ];
}

function recoveryWords(recovery: Parameters<typeof recoveryText>[0]): string {
  return spoken(recoveryText(recovery).replace('> ', 'more than '));
}

function figureWords({requestsPerSecond, p95Us, errorShare}: LoadFigures): string {
  return [
    requestsPerSecond === null ? 'rate not known' : `${plainNumber(requestsPerSecond)} requests per second`,
    p95Us === null ? null : `p95 ${spokenLatency(p95Us)}`,
    errorShare === null ? null : `${plainNumber(errorShare * 100)} percent errors`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function loadWords(level: number, model: LoadModel): string {
  return model === 'open' ? `${printLevel(level, model)} per second` : spoken(printLoad(level, model));
}

function verdictWord(verdict: CapacityStudy['verdict']): string {
  return verdict.toLowerCase().replace('-', ' ');
}
