import {factorText, nearBase} from '../../analysis/spike-plan.ts';
import {isLimited, recoveryText} from '../../analysis/spike-says.ts';
import {formatDuration, formatLatency, formatNumber, formatShare} from '../../domain/format.ts';
import {printLoad} from '../../domain/load-text.ts';
import type {SpikeFigures, SpikeStudy} from '../../domain/study.ts';
import type {Piece} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';

/** What the last spike of a running test is at; null: over, or none has come. */
export type SpikePhase = 'under way' | 'watching' | null;

/** A row of the table: the baseline, or a spike. */
export interface SpikeRow {
  readonly name: string;
  readonly figures: SpikeStudy['baseline'];
  /** Null: the baseline. */
  readonly spike: SpikeFigures | null;
  readonly phase: SpikePhase;
}

export interface SpikeColumn {
  readonly head: string;
  /** Cells, those before it included. */
  readonly width: number;
  print(row: SpikeRow): Piece;
}

/** @param commandedLevel of the moment shown; NaN: not known */
export function spikeRows({model, state, baseline, factors}: SpikeStudy, commandedLevel: number): readonly SpikeRow[] {
  const isHigh = commandedLevel > baseline.level * nearBase;
  const rows = factors.map((spike, at): SpikeRow => {
    const isOpen = state === 'running' && at === factors.length - 1 && !hasRecovered(spike);
    return {
      name: factorText(spike.factor),
      figures: model === 'closed' ? spike : {...spike, vus: null},
      spike,
      phase: isOpen ? (isHigh ? 'under way' : 'watching') : null,
    };
  });
  const isMeasured = baseline.endMs > baseline.startMs;
  return isMeasured ? [{name: 'baseline', figures: baseline, spike: null, phase: null}, ...rows] : rows;
}

export function hasRecovered({recovery}: SpikeFigures): boolean {
  return recovery !== null && 'seconds' in recovery;
}

/** Those that fit, in their order; the least telling give way. */
export function spikeColumns(study: SpikeStudy, cells: number): readonly SpikeColumn[] {
  const {factors, baseline} = study;
  const isDoubtful = [baseline, ...factors].some(({limitedSeconds}) => limitedSeconds > 0);
  const all: readonly (SpikeColumn & {readonly rank: number})[] = [
    {rank: 0, head: 'load', width: 10, print: ({figures}) => [printLoad(figures.level, study.model), tone.plain]},
    {rank: 1, head: 'recovery', width: 13, print: recoveryPiece},
    {rank: 2, head: 'peak', width: 8, print: ofSpike(({peakRatio}) => plain(peakRatio, (x) => `${x.toFixed(1)}x`))},
    ...(isDoubtful ? [{rank: 3, head: 'generator', width: 11, print: generatorPiece}] : []),
    {rank: 8, head: 'req/s', width: 8, print: ({figures}) => plain(figures.requestsPerSecond, formatNumber)},
    {rank: 5, head: 'p95', width: 9, print: ({figures}) => plain(figures.p95Us, formatLatency)},
    {rank: 10, head: 'p99', width: 9, print: ({figures}) => plain(figures.p99Us, formatLatency)},
    {rank: 4, head: 'errors', width: 8, print: ({figures}) => plain(figures.errorShare, formatShare)},
    {rank: 6, head: 'goodput', width: 9, print: ofSpike(({goodputLost}) => plain(goodputLost, goodputText))},
    {rank: 7, head: 'lost', width: 8, print: ofSpike(({lost}) => countPiece(lost))},
    ...(study.model === 'open'
      ? [
          {
            rank: factors.some(({dropped}) => (dropped ?? 0) > 0) ? 3.5 : 9,
            head: 'dropped',
            width: 9,
            print: ofSpike(({dropped}) => countPiece(dropped)),
          },
        ]
      : []),
  ];
  let left = cells;
  const kept = new Set<string>();
  for (const {head, width} of all.toSorted((a, b) => a.rank - b.rank)) {
    if (width > left) break;
    left -= width;
    kept.add(head);
  }
  return all.filter(({head}) => kept.has(head));
}

function ofSpike(print: (spike: SpikeFigures) => Piece): SpikeColumn['print'] {
  return ({spike}) => (spike === null ? ['', tone.plain] : print(spike));
}

function recoveryPiece({spike, phase}: SpikeRow): Piece {
  if (spike === null) return ['', tone.plain];
  const {recovery} = spike;
  if (recovery === null) return phase === null ? ['--', tone.dim] : [phase, tone.strong];
  // While it is watched that is how it stands, not how it ended.
  const look = 'seconds' in recovery ? tone.ok : phase === null ? tone.over : tone.near;
  return [recoveryText(recovery), isLimited(spike) ? tone.near : look];
}

function generatorPiece({figures}: SpikeRow): Piece {
  const {limitedSeconds} = figures;
  return [limitedSeconds > 0 ? formatDuration(limitedSeconds * 1000) : '', isLimited(figures) ? tone.near : tone.dim];
}

function goodputText(lost: number): string {
  return lost > 0 ? `-${formatShare(lost)}` : '0%';
}

function countPiece(count: number | null): Piece {
  return plain(count, countText, count !== null && count >= 1 ? tone.near : tone.plain);
}

function countText(count: number): string {
  return count < 9999.5 ? String(Math.round(count)) : formatNumber(count);
}

function plain(value: number | null, print: (value: number) => string, look: Piece[1] = tone.plain): Piece {
  return value === null || !Number.isFinite(value) ? ['--', tone.dim] : [print(value), look];
}
