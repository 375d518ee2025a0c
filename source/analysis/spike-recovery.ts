import type {LoadModel} from '../domain/load-model.ts';
import type {SpikeFigures, SpikeStudy} from '../domain/study.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import {addSums, figuresOfSums, type LoadSums} from './load-sums.ts';
import {levelOf, nearBase} from './spike-plan.ts';
import {aftermathOf, sameShare, windowMs, type Aftermath} from './spike-aftermath.ts';
import {normalOf, type SpikeNormal} from './spike-limits.ts';
import {createSpikeSeconds, type SpikeSecond, type SpikeSeconds} from './spike-seconds.ts';
import {spikeSays} from './spike-says.ts';

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

export interface SpikeSetup {
  readonly model: LoadModel;
  readonly baseLevel: number;
  /** Of which a spike's load is made, so that `2x` is called so where whole VUs make it 2.02. */
  readonly factors: readonly number[];
}

export interface SpikeRecovery {
  /** Takes the next complete second, or several merged. Ascending; what overlaps the one before is left out. */
  second(cell: Cell): void;
  /** What is known so far. */
  study(): SpikeStudy;
  /** Nothing more comes: as `study`, with `state` done. */
  finish(): SpikeStudy;
}

/** A spike, as indices into the seconds. */
interface Excursion {
  readonly first: number;
  /** First at the base again as commanded; null: it lasts. */
  readonly after: number | null;
  readonly peak: number;
}

const peakWindowMs = 5000;
const baselineMs = 60_000;

/** Follows a spike test second by second. */
export function createSpikeRecovery(setup: SpikeSetup): SpikeRecovery {
  const seconds = createSpikeSeconds(setup.model);
  return {
    second: (cell) => seconds.add(cell),
    study: () => studyOf(setup, seconds, 'running'),
    finish: () => studyOf(setup, seconds, 'done'),
  };
}

/** The same of a recorded test. */
export function spikeStudy(setup: SpikeSetup, cells: Iterable<Cell>): SpikeStudy {
  const recovery = createSpikeRecovery(setup);
  for (const cell of cells) recovery.second(cell);
  return recovery.finish();
}

function studyOf(setup: SpikeSetup, seconds: SpikeSeconds, state: SpikeStudy['state']): SpikeStudy {
  const {model, baseLevel} = setup;
  const {list} = seconds;
  const spikes = excursionsOf(list, baseLevel);
  const {from, to} = baselineOf(list, spikes[0]?.first ?? list.length, baseLevel);
  const normal = normalOf(windowsOf(seconds, from, to));
  const found = spikes.map((spike, i) => {
    const aftermath = aftermathOf(seconds, spike.after, spikes[i + 1]?.first ?? list.length, normal, baseLevel);
    return {aftermath, figures: figuresOf(setup, seconds, spike, aftermath, normal)};
  });
  const startMs = list[from]?.startMs ?? 0;
  const factors = found.map(({figures}) => figures);
  const last = found.at(-1)?.aftermath;
  const isOver = spikes.length > 0 && spikes.at(-1)!.after !== null;
  return {
    kind: 'spike',
    model,
    state,
    baseline: {
      ...figuresOfSums(sumOf(list, from, to), baseLevel),
      startMs,
      endMs: to > from ? list[to - 1]!.endMs : startMs,
    },
    thresholdUs: normal?.thresholdUs ?? null,
    factors,
    says: spikeSays({state, factors, isOver, hasBaseline: normal !== null, waitsFor: last?.waitsFor ?? null}),
  };
}

function excursionsOf(list: readonly SpikeSecond[], baseLevel: number): readonly Excursion[] {
  const found: Excursion[] = [];
  let first: number | null = null;
  let peak = 0;
  for (const [i, {commanded}] of list.entries()) {
    if (commanded > baseLevel * nearBase) {
      if (first === null) peak = 0;
      first ??= i;
      peak = Math.max(peak, commanded);
    } else if (first !== null) {
      found.push({first, after: i, peak});
      first = null;
    }
  }
  return first === null ? found : [...found, {first, after: null, peak}];
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

function isBaseline({commanded, startMs}: SpikeSecond, baseLevel: number): boolean {
  return startMs >= warmUpMs && Math.abs(commanded - baseLevel) <= sameShare * baseLevel;
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

function figuresOf(
  setup: SpikeSetup,
  seconds: SpikeSeconds,
  spike: Excursion,
  aftermath: Aftermath,
  normal: SpikeNormal | null,
): SpikeFigures {
  const {list} = seconds;
  const to = spike.after ?? list.length;
  const held = list.slice(spike.first, to).filter(({commanded}) => commanded >= spike.peak * (1 - sameShare));
  const affected = list.slice(spike.first, aftermath.end).map(({sums}) => sums);
  const usual = normal?.errorShare ?? 0;
  const lost = affected.reduce((sum, {failed, requests}) => sum + failed - usual * requests, 0);
  const peakUs = peakOf(seconds, spike.first, aftermath.end);
  return {
    ...figuresOfSums(addSums(held.map(({sums}) => sums)), spike.peak),
    factor: factorOf(setup, spike.peak),
    startMs: list[spike.first]!.startMs,
    endMs: list[to - 1]!.endMs,
    peakRatio: normal === null || peakUs === null || normal.p95Us <= 0 ? null : peakUs / normal.p95Us,
    recovery: aftermath.recovery,
    lost: normal === null ? null : Math.max(0, lost),
  };
}

function factorOf({model, baseLevel, factors}: SpikeSetup, peak: number): number {
  const asked = factors.find((factor) => Math.abs(levelOf(model, baseLevel, factor) - peak) <= 1e-6 * peak);
  return asked ?? Number((peak / baseLevel).toFixed(2));
}

/** The highest p95 of 5 s, µs. */
function peakOf(seconds: SpikeSeconds, from: number, to: number): number | null {
  const endMs = seconds.list[to - 1]?.endMs ?? 0;
  let most: number | null = null;
  for (let i = from; i < to && seconds.list[i]!.startMs + peakWindowMs <= endMs; i++) {
    const p95Us = seconds.window(i, peakWindowMs)?.p95Us ?? null;
    if (p95Us !== null && (most === null || p95Us > most)) most = p95Us;
  }
  return most;
}

function sumOf(list: readonly SpikeSecond[], from: number, to: number): LoadSums {
  return addSums(list.slice(from, to).map(({sums}) => sums));
}
