import {driftPerHour, driftProbability, driftText} from '../analysis/drift-text.ts';
import {formatBytes, formatClock, formatDuration, formatShare} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {SoakDrift, SoakFigure, SoakPeriod, SoakStudy} from '../domain/study.ts';
import {csvText, type CsvValue} from './csv-text.ts';
import {cell, columns, figure, type ReportCell, type ReportTable, type Tone} from './report-table.ts';
import {loadCells, loadCsvColumns, loadHeads, moreLoadCells, moreLoadHeads} from './study-text.ts';

export const soakFigureNames: Readonly<Record<SoakFigure, string>> = {
  p95: 'p95',
  throughput: 'throughput',
  errors: 'errors',
  memory: 'memory of perftui',
  'target memory': 'memory of the target',
};

const tones: Readonly<Partial<Record<SoakDrift['verdict'], Tone>>> = {LEAK: 'bad', DRIFT: 'near', STEADY: 'good'};

/** How each figure drifted; null: nothing was measured. */
export function driftTable({drifts, blockSeconds, durationMs}: SoakStudy): ReportTable | null {
  const shown = drifts.filter(({verdict}) => verdict !== 'UNKNOWN');
  if (shown.length === 0) return null;
  return {
    id: 'drift',
    title: 'Drift',
    note: `Over ${formatDuration(durationMs)}: the line through medians of ${formatDuration(blockSeconds * 1000)} (of memory: through what garbage collection leaves). p: how likely chance alone makes it worse by as much.`,
    columns: columns('Figure', 'Change>', 'Per hour>', 'p>', 'Blocks>', 'Verdict'),
    rows: shown.map((drift) => [
      cell(soakFigureNames[drift.figure]),
      figure(drift.change, () => driftText(drift)),
      figure(drift.perHour, () => driftPerHour(drift)),
      figure(drift.p, () => driftProbability(drift)),
      figure(drift.blocks, String),
      cell(drift.verdict, tones[drift.verdict]),
    ]),
  };
}

/** The run by periods; null: nothing was measured. */
export function periodTable({model, periods}: SoakStudy): ReportTable | null {
  if (periods.length === 0) return null;
  const knows = (pick: (period: SoakPeriod) => number | null): boolean => periods.some((one) => pick(one) !== null);
  const optional: readonly (readonly [head: string, read: (period: SoakPeriod) => ReportCell])[] = [
    ...(knows(({memoryBytes}) => memoryBytes)
      ? [['Memory>', ({memoryBytes}: SoakPeriod) => figure(memoryBytes, formatBytes)] as const]
      : []),
    ...(knows(({targetMemoryBytes}) => targetMemoryBytes)
      ? [['Target memory>', ({targetMemoryBytes}: SoakPeriod) => figure(targetMemoryBytes, formatBytes)] as const]
      : []),
    ...(knows(({targetCpu}) => targetCpu)
      ? [['Target CPU>', ({targetCpu}: SoakPeriod) => figure(targetCpu, formatShare)] as const]
      : []),
  ];
  return {
    id: 'periods',
    title: 'Periods',
    note: 'Quantiles are of all requests of a period. Memory: the least of its minutes.',
    columns: columns('From - to', 'Load>', ...loadHeads, ...optional.map(([head]) => head), ...moreLoadHeads),
    rows: periods.map((period) => [
      {text: `${formatClock(period.startMs)} - ${formatClock(period.endMs)}`, value: period.startMs},
      {text: printLoad(period.level, model), value: period.level},
      ...loadCells(period),
      ...optional.map(([, read]) => read(period)),
      ...moreLoadCells(period),
    ]),
  };
}

/** All tables of an endurance run that have something to say, in reading order. */
export function soakTables(study: SoakStudy): ReportTable[] {
  return [driftTable(study), periodTable(study)].filter((table) => table !== null);
}

const periodColumns: readonly (readonly [name: string, read: (row: SoakPeriod) => CsvValue])[] = [
  ['start_seconds', ({startMs}) => startMs / 1000],
  ['end_seconds', ({endMs}) => endMs / 1000],
  ...loadCsvColumns,
  ['memory_bytes', ({memoryBytes}) => memoryBytes],
  ['target_memory_bytes', ({targetMemoryBytes}) => targetMemoryBytes],
];

export function soakCsv({periods}: SoakStudy): string {
  return csvText(periodColumns, periods);
}
