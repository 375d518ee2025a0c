import {isLimited, recoveryText} from '../analysis/spike-says.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {formatDuration, formatLatency, formatShare} from '../domain/format.ts';
import {printLoad} from '../domain/load-text.ts';
import type {SpikeFigures, SpikeStudy} from '../domain/study.ts';
import {csvText, type CsvValue} from './csv-text.ts';
import {cell, columns, figure, type ReportCell, type ReportTable} from './report-table.ts';
import {loadCells, loadCsvColumns, loadHeads, moreLoadCells, moreLoadHeads, observesTarget} from './study-text.ts';
import {grouped} from './text-parts.ts';

/** A baseline that lets p95 be so many times its own was no baseline. */
const wildRatio = 2;

/** The baseline and each spike; null: not even the baseline was measured. */
export function spikeTable(study: SpikeStudy): ReportTable | null {
  const {model, baseline, factors} = study;
  if (factors.length === 0 && baseline.endMs <= baseline.startMs) return null;
  const hasTarget = observesTarget([baseline, ...factors]);
  const doubts = doubtColumns(study);
  const costs = costColumns(study);
  const row = (name: string, figures: SpikeStudy['baseline'], spike: SpikeFigures | null): ReportCell[] => [
    cell(name),
    {text: printLoad(figures.level, model), value: figures.level},
    ...(spike === null ? [cell(''), cell('')] : [recoveryCell(spike), peakCell(spike)]),
    ...doubts.map(({print}) => print(figures, spike)),
    ...loadCells(figures),
    ...costs.map(({print}) => print(figures, spike)),
    ...moreLoadCells(figures),
    ...(hasTarget ? [figure(figures.targetCpu, formatShare)] : []),
  ];
  return {
    id: 'spikes',
    title: 'Spike test',
    note: noteOf(study, [...doubts, ...costs]),
    columns: columns(
      'Spike',
      'Load>',
      'Recovery>',
      'Peak>',
      ...headsOf(doubts),
      ...loadHeads,
      ...headsOf(costs),
      ...moreLoadHeads,
      ...(hasTarget ? ['Target CPU>'] : []),
    ),
    rows: [row('baseline', baseline, null), ...factors.map((spike) => row(factorText(spike.factor), spike, spike))],
  };
}

function boundText({thresholdUs, baseline: {p95Us}}: SpikeStudy): string {
  if (thresholdUs === null) return '';
  const isWild = p95Us !== null && thresholdUs > wildRatio * p95Us;
  const doubt = isWild ? ', so far from steady was the baseline: recoveries read short' : '';
  return `p95 up to ${formatLatency(thresholdUs)} is as before${doubt}. `;
}

function recoveryCell(spike: SpikeFigures): ReportCell {
  const {recovery} = spike;
  const isWithout = recovery !== null && 'moreThan' in recovery;
  const seconds = recovery === null ? null : isWithout ? recovery.moreThan : recovery.seconds;
  const tone = isLimited(spike) ? 'near' : isWithout ? 'bad' : undefined;
  return {text: recoveryText(recovery), value: seconds, ...(tone !== undefined && {tone})};
}

function peakCell({peakRatio}: SpikeFigures): ReportCell {
  return figure(peakRatio, (ratio) => `${ratio.toFixed(1)}x`);
}

interface ToldColumn {
  readonly head: string;
  readonly says: string;
  readonly print: (figures: SpikeStudy['baseline'], spike: SpikeFigures | null) => ReportCell;
}

/** None where nothing is in doubt. */
function doubtColumns({baseline, factors}: SpikeStudy): readonly ToldColumn[] {
  if (![baseline, ...factors].some(({limitedSeconds}) => limitedSeconds > 0)) return [];
  return [
    {
      head: 'Generator',
      says: "so long it, not the target, was at its end: such figures are not the target's",
      print: (figures) =>
        figure(
          figures.limitedSeconds,
          (seconds) => (seconds > 0 ? formatDuration(seconds * 1000) : ''),
          isLimited(figures) ? 'near' : undefined,
        ),
    },
  ];
}

/** What a spike cost beyond latency. */
function costColumns({factors}: SpikeStudy): readonly ToldColumn[] {
  const dropped: ToldColumn = {
    head: 'Dropped',
    says: 'arrivals that found no free VU in time',
    print: ofSpike((spike) => countCell(spike.dropped)),
  };
  return [
    {
      head: 'Goodput',
      says: 'answers without an error while it was held, against as many for the load as before',
      print: ofSpike(({goodputLost}) => figure(goodputLost, (share) => (share > 0 ? `-${formatShare(share)}` : '0%'))),
    },
    {head: 'Lost', says: "failed beyond the baseline's share", print: ofSpike((spike) => countCell(spike.lost))},
    ...(factors.some((spike) => spike.dropped !== null) ? [dropped] : []),
  ];
}

function ofSpike(print: (spike: SpikeFigures) => ReportCell): ToldColumn['print'] {
  return (_, spike) => (spike === null ? cell('') : print(spike));
}

function headsOf(told: readonly ToldColumn[]): readonly string[] {
  return told.map(({head}) => `${head}>`);
}

function countCell(count: number | null): ReportCell {
  return figure(count, (value) => grouped(Math.round(value)), count !== null && count >= 1 ? 'near' : undefined);
}

function noteOf(study: SpikeStudy, told: readonly ToldColumn[]): string {
  return [
    'Recovery: from when the load was back until p95, errors, requests in flight and throughput were as before it for 30 s.',
    `${boundText(study)}Peak: the highest p95 of 5 s against the baseline's.`,
    ...told.map(({head, says}) => `${head}: ${says}.`),
  ].join(' ');
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
