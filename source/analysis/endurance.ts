import {formatBytes, formatChange, formatDuration, formatPoints} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {soakFigures, type SoakDrift, type SoakPeriod, type SoakStudy} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import {driftOf, driftSpan, leastBlocks, significantAtEnd, type DriftSpan} from './endurance-drift.ts';
import {createEnduranceMinutes, minuteMs, type EnduranceMinutes} from './endurance-minutes.ts';
import {figuresOfSums} from './load-sums.ts';

/**
 * Who looks a hundred times finds by chance what one look would not (Armitage, McPherson and Rowe, Repeated significance
 * tests on accumulating data, 1969): at 1% a fifth of all steady runs would be said to drift at some time, at 0.1% one in
 * twenty.
 */
const significantWhileRunning = 0.001;

export interface EnduranceSetup {
  readonly model: LoadModel;
  /** The load that is held: VUs, or iterations a second. Minutes at another are left out of drifts. */
  readonly level: number;
}

/**
 * Follows a run of hours. What it knows is a sum over minutes: cells of 1, 10 or 60 s, of the live run or of its
 * recording, come to the same, so that after a crash the recording's cells are all it takes to go on.
 */
export interface Endurance {
  /** Takes the next complete cell, none across minutes. Ascending; what overlaps the one before is left out. */
  cell(cell: Cell): void;
  /** What is known so far: some 20 ms for 24 h, once a minute is often enough. */
  study(): SoakStudy;
  /** Nothing more comes: as `study`, with `state` done. */
  finish(): SoakStudy;
}

export function createEndurance(setup: EnduranceSetup): Endurance {
  const minutes = createEnduranceMinutes(setup.model, setup.level);
  return {
    cell: (cell) => minutes.add(cell),
    study: () => studyOf(setup, minutes, 'running'),
    finish: () => studyOf(setup, minutes, 'done'),
  };
}

/** The same of a recorded run. */
export function soakStudy(setup: EnduranceSetup, cells: Iterable<Cell>): SoakStudy {
  const endurance = createEndurance(setup);
  for (const cell of cells) endurance.cell(cell);
  return endurance.finish();
}

function studyOf({model, level}: EnduranceSetup, minutes: EnduranceMinutes, state: SoakStudy['state']): SoakStudy {
  const periods = minutes.periods().map((period): SoakPeriod => {
    const {sums, ...rest} = period;
    return {...figuresOfSums(sums), ...rest};
  });
  const span = driftSpan(minutes.minutes());
  const significant = state === 'running' ? significantWhileRunning : significantAtEnd;
  const drifts = soakFigures.map((figure) => driftOf(figure, span, significant));
  const durationMs = periods.length === 0 ? 0 : periods.at(-1)!.endMs - periods[0]!.startMs;
  return {
    kind: 'soak',
    model,
    state,
    level,
    durationMs,
    blockSeconds: (span.latency.blockMinutes * minuteMs) / 1000,
    periods,
    drifts,
    says: soakSays(drifts, span, durationMs),
  };
}

/** `p95 +5.4%`, `target memory +120MB/h (LEAK)`, `too short to tell: 4 of 12 blocks`. */
function soakSays(drifts: readonly SoakDrift[], {latency}: DriftSpan, durationMs: number): string {
  const found = drifts.filter(({verdict}) => verdict === 'LEAK' || verdict === 'DRIFT');
  if (found.length > 0) return found.map(driftText).join(', ');
  const judged = drifts.filter(({p}) => p !== null);
  if (judged.length > 0) return `no drift in ${formatDuration(latency.minutes.length * minuteMs)} at the load`;
  const blocks = Math.max(0, ...drifts.map((drift) => drift.blocks));
  return durationMs === 0 ? 'nothing was measured' : `too short to tell: ${blocks} of ${leastBlocks} blocks`;
}

function driftText({figure, change, perHour, verdict}: SoakDrift): string {
  const isMemory = figure === 'memory' || figure === 'target memory';
  if (verdict === 'LEAK' && isMemory && perHour !== null) return `${figure} +${formatBytes(perHour)}/h (LEAK)`;
  if (change === null) return `${figure} (${verdict})`;
  return `${figure} ${figure === 'errors' ? formatPoints(change) : formatChange(change)}`;
}
