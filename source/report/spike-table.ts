import {recoveryText} from '../analysis/spike-says.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {formatLatency, formatShare} from '../domain/format.ts';
import type {SpikeFigures, SpikeStudy} from '../domain/study.ts';
import {csvText, type CsvValue} from './csv-text.ts';
import {levelText} from './plateau-tables.ts';
import {cell, columns, figure, type ReportCell, type ReportTable} from './report-table.ts';
import {loadCells, loadCsvColumns, loadHeads, moreLoadCells, moreLoadHeads} from './study-text.ts';
import {grouped} from './text-parts.ts';

/** A baseline that lets p95 be so many times its own was no baseline. */
const wildRatio = 2;

/** The baseline and each spike; null: not even the baseline was measured. */
export function spikeTable(study: SpikeStudy): ReportTable | null {
  const {model, baseline, factors} = study;
  if (factors.length === 0 && baseline.endMs <= baseline.startMs) return null;
  const observesTarget = [baseline, ...factors].some(({targetCpu}) => targetCpu !== null);
  const row = (name: string, figures: SpikeStudy['baseline'], told: readonly ReportCell[]): ReportCell[] => [
    cell(name),
    {text: levelText({model, level: figures.level}), value: figures.level},
    ...loadCells(figures),
    ...told,
    ...moreLoadCells(figures),
    ...(observesTarget ? [figure(figures.targetCpu, formatShare)] : []),
  ];
  return {
    id: 'spikes',
    title: 'Spike test',
    note: `Recovery: from when the load was back until p95, errors, requests in flight and throughput were as before it for 30 s.${boundText(study)} Peak: the highest p95 of 5 s against the baseline's. Lost: failed beyond the baseline's share.`,
    columns: columns(
      'Spike',
      'Load>',
      ...loadHeads,
      'Peak>',
      'Recovery>',
      'Lost>',
      ...moreLoadHeads,
      ...(observesTarget ? ['Target CPU>'] : []),
    ),
    rows: [
      row('baseline', baseline, [cell(''), cell(''), cell('')]),
      ...factors.map((spike) => row(factorText(spike.factor), spike, spikeCells(spike))),
    ],
  };
}

function boundText({thresholdUs, baseline: {p95Us}}: SpikeStudy): string {
  if (thresholdUs === null) return '';
  const isWild = p95Us !== null && thresholdUs > wildRatio * p95Us;
  const doubt = isWild ? ', so far from steady was the baseline: recoveries read short' : '';
  return ` p95 up to ${formatLatency(thresholdUs)} is as before${doubt}.`;
}

function spikeCells({peakRatio, recovery, lost}: SpikeFigures): ReportCell[] {
  const isWithout = recovery !== null && 'moreThan' in recovery;
  const seconds = recovery === null ? null : isWithout ? recovery.moreThan : recovery.seconds;
  return [
    figure(peakRatio, (ratio) => `${ratio.toFixed(1)}x`),
    {text: recoveryText(recovery), value: seconds, ...(isWithout && {tone: 'bad' as const})},
    figure(lost, (count) => grouped(Math.round(count)), lost !== null && lost >= 1 ? 'near' : undefined),
  ];
}

type Row = SpikeStudy['baseline'] & Partial<SpikeFigures>;

const csvColumns: readonly (readonly [name: string, read: (row: Row) => CsvValue])[] = [
  ['factor', ({factor = 1}) => factor],
  ['start_seconds', ({startMs}) => startMs / 1000],
  ['end_seconds', ({endMs}) => endMs / 1000],
  ...loadCsvColumns,
  ['peak_ratio', ({peakRatio = null}) => peakRatio],
  ['recovered', ({recovery = null}) => (recovery === null ? null : 'seconds' in recovery)],
  ['recovery_seconds', ({recovery = null}) => (recovery !== null && 'seconds' in recovery ? recovery.seconds : null)],
  [
    'recovery_plus_minus_seconds',
    ({recovery = null}) => (recovery !== null && 'seconds' in recovery ? recovery.plusMinus : null),
  ],
  [
    'recovery_more_than_seconds',
    ({recovery = null}) => (recovery !== null && 'moreThan' in recovery ? recovery.moreThan : null),
  ],
  ['lost_requests', ({lost = null}) => lost],
];

/** The baseline (factor 1) and each spike. */
export function spikeCsv({baseline, factors}: SpikeStudy): string {
  return csvText<Row>(csvColumns, [baseline, ...factors]);
}
