import {formatDuration} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {soakFigures, type SoakDrift, type SoakPeriod, type SoakStudy} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import {foundDrift} from './drift-text.ts';
import {driftOf, driftSpan, leastBlocks, ownMemorySpan, significantAtEnd, type DriftSpan} from './endurance-drift.ts';
import {createEnduranceMinutes, minuteMs, type EnduranceMinutes} from './endurance-minutes.ts';
import {figuresOfSums} from './load-sums.ts';

/**
 * Who looks a hundred times finds by chance what one look would not (Armitage, McPherson and Rowe, Repeated significance
 * tests on accumulating data, 1969): at 1% a fifth of all steady runs would be said to drift at some time, at 0.1% one in
 * twenty.
 */
const significantWhileRunning = 0.001;

/** What is left over at a test's end is shorter than this. */
const leastPeriodMs = 10_000;

export interface EnduranceSetup {
  readonly model: LoadModel;
  /** The load that is held: VUs, or iterations a second. Minutes at another are left out of drifts. */
  readonly level: number;
  /** What is to be measured in all, ms; absent: not known. */
  readonly durationMs?: number;
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
  /** Of all processes. */
  readonly measuredMs: number;
}

/**
 * @param earlier what processes before this one measured of it: what comes goes on from there, see `joinParts`; drift of the
 *   generator's own memory is told of this process alone
 */
export function createEndurance(setup: EnduranceSetup, earlier: readonly Cell[] = []): Endurance {
  const minutes = createEnduranceMinutes(setup.model, setup.level);
  for (const cell of earlier) minutes.add(cell);
  const offsetMs = nextPartMs(earlier);
  return {
    cell: (cell) => minutes.add(later(cell, offsetMs)),
    study: () => studyOf(setup, minutes, offsetMs, 'running'),
    finish: () => studyOf(setup, minutes, offsetMs, 'done'),
    get measuredMs() {
      return minutes.measuredMs;
    },
  };
}

/**
 * The cells of a test that several processes ran, each from its own start on, on one clock: that of the test. Time in
 * which none ran is not on it, and each part begins with a whole minute: no minute is of two processes.
 */
export function joinParts(parts: readonly (readonly Cell[])[]): Cell[] {
  const joined: Cell[] = [];
  for (const part of parts) {
    const offsetMs = nextPartMs(joined);
    for (const cell of part) joined.push(later(cell, offsetMs));
  }
  return joined;
}

/** Where what is measured next stands on the clock of the test, ms. */
export function nextPartMs(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : Math.ceil((last.atMs + last.seconds * 1000) / minuteMs) * minuteMs;
}

function later(cell: Cell, offsetMs: number): Cell {
  return offsetMs === 0 ? cell : {...cell, atMs: cell.atMs + offsetMs};
}

/** The same of a recorded run. */
export function soakStudy(setup: EnduranceSetup, cells: Iterable<Cell>): SoakStudy {
  const endurance = createEndurance(setup);
  for (const cell of cells) endurance.cell(cell);
  return endurance.finish();
}

function studyOf(
  {model, level, durationMs: plannedMs}: EnduranceSetup,
  minutes: EnduranceMinutes,
  ownFromMs: number,
  state: SoakStudy['state'],
): SoakStudy {
  const all = minutes.periods().map((period): SoakPeriod => {
    const {sums, ...rest} = period;
    return {...figuresOfSums(sums), ...rest};
  });
  const periods = all.length > 1 && isTail(all.at(-1)!) ? all.slice(0, -1) : all;
  const span = driftSpan(minutes.minutes());
  const significant = state === 'running' ? significantWhileRunning : significantAtEnd;
  // A generator that was started anew holds other memory for that alone.
  const own = ownMemorySpan(minutes.minutes().filter(({index}) => index * minuteMs >= ownFromMs));
  const drifts = soakFigures.map((figure) => driftOf(figure, figure === 'memory' ? own : span, significant));
  const durationMs = minutes.measuredMs;
  return {
    kind: 'soak',
    model,
    state,
    level,
    durationMs,
    ...(plannedMs !== undefined && {plannedMs}),
    blockSeconds: (span.latency.blockMinutes * minuteMs) / 1000,
    periods,
    drifts,
    says: soakSays(drifts, span, durationMs),
  };
}

/** Answers that came in after the load's end are no period of their own. */
function isTail({level, startMs, endMs}: SoakPeriod): boolean {
  return level === 0 && endMs - startMs < leastPeriodMs;
}

/** `p95 +5.4%`, `target memory +120MB/h (LEAK)`, `too short to tell: 4 of 12 blocks`. */
function soakSays(drifts: readonly SoakDrift[], {latency}: DriftSpan, durationMs: number): string {
  if (durationMs === 0) return 'nothing was measured';
  const found = drifts.filter(({verdict}) => verdict === 'LEAK' || verdict === 'DRIFT');
  const short = drifts.filter(({verdict}) => verdict === 'TOO SHORT');
  const blocks = Math.max(0, ...short.map((drift) => drift.blocks));
  const tooShort = `too short to tell: ${blocks} of ${leastBlocks} blocks`;
  if (drifts.every(({p}) => p === null)) return tooShort;
  const told =
    found.length > 0
      ? found.map(foundDrift).join(', ')
      : `no drift in ${formatDuration(latency.minutes.length * minuteMs)} at the load`;
  return short.length === 0 ? told : `${told}; ${short.map(({figure}) => figure).join(' and ')} ${tooShort}`;
}
