import {capacityRange} from '../analysis/capacity-range.ts';
import {formatClock, formatDuration, formatShare} from '../domain/format.ts';
import {printLevel, printLoad, printNear} from '../domain/load-text.ts';
import type {CapacityStudy, CapacityTrial, TrialVerdict, UslFigures} from '../domain/study.ts';
import {csvText, type CsvValue} from './csv-text.ts';
import {cell, columns, figure, type ReportCell, type ReportTable, type Tone} from './report-table.ts';
import {latencyCells, loadCsvColumns, observesTarget} from './study-text.ts';

const verdictTones: Readonly<Record<CapacityStudy['verdict'], Tone>> = {
  FOUND: 'good',
  'AT-LEAST': 'good',
  BELOW: 'bad',
  'GENERATOR-LIMITED': 'bad',
  INCOMPLETE: 'near',
};

const trialTones: Readonly<Partial<Record<TrialVerdict, Tone>>> = {PASS: 'good', FAIL: 'bad', ABORTED: 'bad'};

/** What is no answer is not shown as one: the range so far of a search that is under way or ended early, or limited. */
export function hasCapacity({state, verdict}: Pick<CapacityStudy, 'state' | 'verdict'>): boolean {
  return state === 'done' && (verdict === 'FOUND' || verdict === 'AT-LEAST' || verdict === 'BELOW');
}

/** `208 to 216 VUs`; `--`: it is not known. */
export function capacityText(study: CapacityStudy): string {
  return hasCapacity(study) ? capacityRange(study) : '--';
}

/** `FOUND`; `RUNNING`, `PAUSED` before the end. */
export function capacityVerdict({state, verdict}: CapacityStudy): ReportCell {
  return state === 'done' ? cell(verdict, verdictTones[verdict]) : cell(state.toUpperCase(), 'near');
}

/** `over 216, up to 224 VUs: 12% errors`; null: nothing broke. */
export function breakingText({breaking, model}: Pick<CapacityStudy, 'breaking' | 'model'>): string | null {
  if (breaking === null) return null;
  const from = breaking.from === null ? '' : `over ${printLevel(breaking.from, model)}, `;
  return `${from}up to ${printLoad(breaking.to, model)}: ${breaking.why}`;
}

/** What a search found out, a fact a row; its note is the search in one line. */
export function capacityResultTable(study: CapacityStudy): ReportTable {
  const verdict = capacityVerdict(study);
  const rows: ReportCell[][] = [
    [cell('verdict'), {...verdict, text: `${verdict.text}${confirmedText(study)}`}],
    [cell('capacity'), cell(capacityText(study))],
    ...loadRows(study),
    [cell('breaks at'), cell(breakingText(study) ?? (hasCapacity(study) ? 'no load that was tried' : '--'))],
    ...study.objectives.map((objective) => [cell('limit'), cell(objective)]),
    ...study.hints.map((hint) => [cell('bottleneck'), cell(hint)]),
    ...(study.knee === null
      ? []
      : [[cell('knee'), cell(printNear(study.knee.fromLevel, study.knee.toLevel, study.model))]]),
    ...(study.usl === null ? [] : [[cell('USL'), cell(uslText(study.usl, study))]]),
    [cell('took'), cell(tookText(study))],
  ];
  return {id: 'capacity', title: 'Capacity', note: study.says, columns: columns('What', 'Result'), rows};
}

function confirmedText(study: CapacityStudy): string {
  if (!hasCapacity(study) || study.low === null) return '';
  return study.confirmed ? ', confirmed' : ', not confirmed';
}

/** What is known where it is no capacity. */
function loadRows(study: CapacityStudy): ReportCell[][] {
  if (hasCapacity(study)) return [];
  const {low, high, model} = study;
  return [
    ...(low === null ? [] : [[cell('held at'), cell(printLoad(low, model))]]),
    ...(high === null ? [] : [[cell('not held at'), cell(printLoad(high, model))]]),
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `α 0.0277, β 0.000104, γ 90, R² 0.994: most throughput at N* = 96 VUs`. */
function uslText({alpha, beta, gamma, rSquared, peakLevel, why}: UslFigures, {model}: CapacityStudy): string {
  const fit = `α ${short(alpha)}, β ${short(beta)}, γ ${short(gamma)}, R² ${rSquared.toFixed(3)}`;
  if (peakLevel !== null) return `${fit}: most throughput at N* = ${printLoad(peakLevel, model)}`;
  return `${fit}; N* --${why === null ? '' : `: ${why}`}`;
}

function tookText({tookMs, trials, gentle}: CapacityStudy): string {
  const count = `${trials.length} ${trials.length === 1 ? 'trial' : 'trials'}`;
  return `${formatDuration(tookMs)}, ${count}${gentle ? ', gentle' : ''}`;
}

/** Every load that was tried, in order of time; null: none was. */
export function stepTable({trials, model}: CapacityStudy): ReportTable | null {
  if (trials.length === 0) return null;
  const isOpen = model === 'open';
  const hasTarget = observesTarget(trials);
  return {
    id: 'load-steps',
    title: 'Load steps',
    note: 'In order of time. Figures are of what was judged of a trial: what came before it settled is left out. Of limit: what is used of the limit that is nearest, with its margin of error.',
    columns: columns(
      ...(isOpen ? ['Load>', 'Verdict', 'VUs>'] : ['Users>', 'Verdict']),
      'RPS>',
      'avg>',
      'p50>',
      'p95>',
      'p99>',
      'Errors>',
      'CPU>',
      ...(hasTarget ? ['Target CPU>'] : []),
      'Of limit>',
      'Phase',
      'Why',
      'From - to',
    ),
    rows: trials.map((trial) => [
      {text: printLoad(trial.level, model), value: trial.level},
      cell(trial.verdict, trialTones[trial.verdict] ?? 'near'),
      ...(isOpen ? [figure(trial.vus, (vus) => String(Number(vus.toFixed(1))))] : []),
      ...latencyCells(trial),
      figure(trial.cpu, formatShare),
      ...(hasTarget ? [figure(trial.targetCpu, formatShare)] : []),
      {text: usedText(trial.used), value: trial.used?.value ?? null},
      cell(trial.phase),
      cell(trial.why),
      {text: `${formatClock(trial.startMs)} - ${formatClock(trial.endMs)}`, value: trial.startMs},
    ]),
  };
}

/** `86% (81..91%)`. */
function usedText(used: CapacityTrial['used']): string {
  if (used === null) return '--';
  const [low, value, high] = [used.low, used.value, used.high].map((share) => Math.round(share * 100));
  return `${value}% (${low}..${high}%)`;
}

/** All tables of a search, in reading order. */
export function capacityTables(study: CapacityStudy): ReportTable[] {
  return [capacityResultTable(study), stepTable(study)].filter((table) => table !== null);
}

const csvColumns: readonly (readonly [name: string, read: (row: CapacityTrial) => CsvValue])[] = [
  ['phase', ({phase}) => phase],
  ['start_seconds', ({startMs}) => startMs / 1000],
  ['end_seconds', ({endMs}) => endMs / 1000],
  ...loadCsvColumns,
  ['limit_used', ({used}) => used?.value ?? null],
  ['limit_used_low', ({used}) => used?.low ?? null],
  ['limit_used_high', ({used}) => used?.high ?? null],
  ['settled_seconds', ({settledMs}) => (settledMs === null ? null : settledMs / 1000)],
  ['verdict', ({verdict}) => verdict],
  ['why', ({why}) => why],
];

/** Every load that was tried, in order of time. */
export function capacityCsv({trials}: CapacityStudy): string {
  return csvText(csvColumns, trials);
}
