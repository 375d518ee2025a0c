import {goodPerSecond, levelGroups, settledMarks, type CurveMark} from './settled-marks.ts';
import {solveLinear} from './linear-solve.ts';

/*
 * Where throughput stops growing with load: two straight lines through ln X over ln N that meet at K,
 *
 *   ln X = a + b₁·min(ln N, ln K) + b₂·max(0, ln N − ln K)
 *
 * X what did not fail, with the K that leaves least over, and the loads that leave hardly more as its range. b₁ and b₂ are how much of a
 * growth of load throughput follows: 1 below what a target can do, 0 beyond. Kneedle would find a knee in any bent
 * curve and in noise; this one must be borne out by the scatter of the marks.
 */

export interface Knee {
  readonly fromLevel: number;
  readonly toLevel: number;
  /** Since when throughput has been flat though load grew, run clock, ms; null: it is not now. */
  readonly flatSinceMs: number | null;
  /** The likeliest K, b₂, and the squares of ln X the two lines leave over. */
  readonly at: {readonly level: number; readonly growth: number; readonly error: number};
}

const leastMarks = 7;
const leastLevels = 5;

/** Load beyond the knee must have grown by so much, and there must be so many different loads on either side. */
const leastGrowth = 1.25;
const leastBeside = 2;

/** Standard errors that b₁ and b₂ must stand clear of a half: chance does it once in some ten thousand runs. */
const clearErrors = 4;

/** Scatter no smaller than this is believed of ten seconds. */
const leastScatter = 0.01;
const places = 48;

/** F(1, many) at 95%: places of K that leave no more than this over, in units of the scatter, are as good. */
const asGood = 4;

/**
 * The knee that a run's load curve shows; null: there is none, or too little has been driven to tell it from noise.
 * @param marks of one load model, ascending by time; those of changing load are left out
 */
export function kneeOf(marks: readonly CurveMark[]): Knee | null {
  const settled = settledMarks(marks).filter((mark) => goodPerSecond(mark) > 0);
  const levels = levelGroups(settled).map((group) => group[0]!.level);
  if (settled.length < leastMarks || levels.length < leastLevels) return null;
  const points = settled.map((mark) => [Math.log(mark.level), Math.log(goodPerSecond(mark))] as const);
  const fits = placesBetween(levels).flatMap((place) => fitAt(points, place) ?? []);
  const [first] = fits;
  if (first === undefined) return null;
  const best = fits.reduce((least, fit) => (fit.error < least.error ? fit : least), first);
  const variance = Math.max(leastScatter ** 2, best.error / (points.length - 4));
  const near = fits.filter(({error}) => error <= best.error + asGood * variance);
  if (near.some((fit) => !bends(fit, variance))) return null;
  const [fromLevel, toLevel] = [Math.exp(near[0]!.place), Math.exp(near.at(-1)!.place)];
  const level = Math.exp(best.place);
  return {
    fromLevel,
    toLevel,
    flatSinceMs: flatSince(settled, level),
    at: {level, growth: best.beyond, error: best.error},
  };
}

interface Bend {
  /** ln K. */
  readonly place: number;
  readonly below: number;
  readonly beyond: number;
  /** Factors of the scatter's variance. */
  readonly belowVariance: number;
  readonly beyondVariance: number;
  /** Squares left over. */
  readonly error: number;
}

function bends({below, beyond, belowVariance, beyondVariance}: Bend, variance: number): boolean {
  return (
    beyond + clearErrors * Math.sqrt(beyondVariance * variance) < 0.5 &&
    below - clearErrors * Math.sqrt(belowVariance * variance) > 0.5
  );
}

/** From the second lowest load to the highest that leaves room beyond it, evenly in ln N. */
function placesBetween(levels: readonly number[]): readonly number[] {
  const low = Math.log(levels[leastBeside - 1]!);
  const high = Math.log(Math.min(levels.at(-1)! / leastGrowth, levels.at(-leastBeside)!));
  if (!(high > low)) return [];
  return Array.from({length: places}, (_, i) => low + ((high - low) * i) / (places - 1));
}

function fitAt(points: readonly (readonly [x: number, y: number])[], place: number): Bend | null {
  const sums = [0, 0, 0, 0, 0, 0];
  const right = [0, 0, 0];
  for (const [x, y] of points) {
    const u = Math.min(x, place) - place;
    const v = Math.max(0, x - place);
    for (const [i, value] of [1, u, v, u * u, u * v, v * v].entries()) sums[i]! += value;
    right[0]! += y;
    right[1]! += u * y;
    right[2]! += v * y;
  }
  const [n, u, v, uu, uv, vv] = sums as [number, number, number, number, number, number];
  const matrix = [
    [n, u, v],
    [u, uu, uv],
    [v, uv, vv],
  ];
  const line = solveLinear(matrix, right);
  const belowVariance = solveLinear(matrix, [0, 1, 0])?.[1];
  const beyondVariance = solveLinear(matrix, [0, 0, 1])?.[2];
  if (line === null || belowVariance === undefined || beyondVariance === undefined) return null;
  const [a, below, beyond] = line as [number, number, number];
  let error = 0;
  for (const [x, y] of points) {
    error += (y - a - below * (Math.min(x, place) - place) - beyond * Math.max(0, x - place)) ** 2;
  }
  return {place, below, beyond, belowVariance, beyondVariance, error};
}

/** The newest marks in a row that are beyond the knee begin here. */
function flatSince(settled: readonly CurveMark[], knee: number): number | null {
  const lastBelow = settled.findLastIndex(({level}) => level <= knee);
  return settled[lastBelow + 1]?.atMs ?? null;
}
