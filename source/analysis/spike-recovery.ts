import type {SpikeStudy} from '../domain/study.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import {addSums, figuresOfSums, type LoadSums} from './load-sums.ts';
import {aftermathOf, sameShare, windowMs} from './spike-aftermath.ts';
import {droppedOf, iterationMsOf, limitedSecondsOf, spikeCost} from './spike-cost.ts';
import {askedOf, excursionsOf, type SpikeSetup} from './spike-excursions.ts';
import {normalOf} from './spike-limits.ts';
import {isLimited, spikeSays} from './spike-says.ts';
import {createSpikeSeconds, type SpikeSecond, type SpikeSeconds} from './spike-seconds.ts';

/*
 * How a target takes a spike of load and how long it needs to be itself again. (Recovery from a peak as Jiang and Hassan
 * survey it: A survey on load testing of large-scale software systems, IEEE TSE 41(11), 2015, and as resilience tests
 * define it: time to recover, performance loss; the thresholds are ours.)
 *
 *   load       ┌────┐                      p95      ╱‾‾╲
 *     base ────┘    └─────────────        ─────────╱    ╲_______ threshold
 *        │ 60 s │   │back at ≤ 105%                 │   │← 30 s →│
 *        baseline                                   recovery
 *
 * All is well when for three windows of 10 s in a row p95, errors, requests in flight and throughput are as they were
 * in the baseline; the first moment from which they are ends the recovery.
 */

export interface SpikeRecovery {
  /** Takes the next complete second, or several merged. Ascending; what overlaps the one before is left out. */
  second(cell: Cell): void;
  /** What is known so far. */
  study(): SpikeStudy;
  /** Nothing more comes: as `study`, with `state` done. */
  finish(): SpikeStudy;
}

const baselineMs = 60_000;

/** Follows a spike test second by second. */
export function createSpikeRecovery(setup: SpikeSetup): SpikeRecovery {
  const seconds = createSpikeSeconds(setup.model);
  return {
    second: (cell) => seconds.add(cell),
    study: () => studyOf(setup, seconds, false),
    finish: () => studyOf(setup, seconds, true),
  };
}

/** The same of a recorded test. */
export function spikeStudy(setup: SpikeSetup, cells: Iterable<Cell>): SpikeStudy {
  const recovery = createSpikeRecovery(setup);
  for (const cell of cells) recovery.second(cell);
  return recovery.finish();
}

function studyOf(setup: SpikeSetup, seconds: SpikeSeconds, isEnd: boolean): SpikeStudy {
  const {model, baseLevel} = setup;
  const {list} = seconds;
  const all = excursionsOf(list, baseLevel);
  const {spikes, areAll} = askedOf(all, setup);
  const {from, to} = baselineOf(list, spikes[0]?.first ?? list.length, baseLevel);
  const windows = windowsOf(seconds, from, to);
  const clear = normalOf(windows.filter(({isBlind}) => !isBlind));
  const normal = clear ?? normalOf(windows);
  const before = sumOf(list, from, to);
  const base = {level: baseLevel, iterationMs: iterationMsOf(before, setup)};
  const found = spikes.map((spike, i) => {
    const aftermath = aftermathOf(seconds, spike.after, all[i + 1]?.first ?? list.length, normal, base);
    return {aftermath, figures: spikeCost(setup, seconds, spike, aftermath, {normal, sums: before})};
  });
  const startMs = list[from]?.startMs ?? 0;
  const factors = found.map(({figures}) => figures);
  const last = found.at(-1)?.aftermath;
  const limitedSeconds = limitedSecondsOf(list.slice(from, to));
  const state = isEnd || (areAll && last?.isOver === true) ? 'done' : 'running';
  const isOver = spikes.length > 0 && spikes.at(-1)!.after !== null;
  return {
    kind: 'spike',
    model,
    state,
    baseline: {
      ...figuresOfSums(before, baseLevel),
      startMs,
      endMs: to > from ? list[to - 1]!.endMs : startMs,
      limitedSeconds,
    },
    thresholdUs: normal?.thresholdUs ?? null,
    factors,
    says: spikeSays({
      state,
      factors,
      isOver,
      hasBaseline: normal !== null,
      isBaselineLimited: clear === null && isLimited({limitedSeconds}),
      baseDropped: model === 'open' ? droppedOf(list.slice(from, to)) / (before.levelMs / 1000) : 0,
      waitsFor: last?.waitsFor ?? null,
    }),
  };
}

/** The last minute at the base before the first spike, or so far. */
function baselineOf(
  list: readonly SpikeSecond[],
  before: number,
  baseLevel: number,
): {readonly from: number; readonly to: number} {
  const endMs = list[before - 1]?.endMs ?? 0;
  let from = before;
  while (from > 0 && isBaseline(list[from - 1]!, baseLevel) && list[from - 1]!.startMs >= endMs - baselineMs) from--;
  return {from, to: before};
}

/** What is commanded in a ramp is where it leads. */
function isBaseline({commanded, least, startMs}: SpikeSecond, baseLevel: number): boolean {
  const isThere = least >= (1 - sameShare) * baseLevel;
  return startMs >= warmUpMs && isThere && Math.abs(commanded - baseLevel) <= sameShare * baseLevel;
}

/** Windows side by side, counted from the end: what is too short for one is left out at the start. */
function windowsOf(seconds: SpikeSeconds, from: number, to: number) {
  const {list} = seconds;
  const windows = [];
  let endMs = list[to - 1]?.endMs ?? 0;
  for (let i = to - 1; i >= from; i--) {
    if (list[i]!.startMs > endMs - windowMs) continue;
    const window = seconds.window(i, endMs - list[i]!.startMs);
    if (window !== null) windows.push(window);
    endMs = list[i]!.startMs;
  }
  return windows;
}

function sumOf(list: readonly SpikeSecond[], from: number, to: number): LoadSums {
  return addSums(list.slice(from, to).map(({sums}) => sums));
}
