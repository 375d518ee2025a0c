import type {LoadModel} from '../domain/load-model.ts';
import {kneeOf} from './knee.ts';
import {goodPerSecond, levelGroups, settledMarks, type CurveMark} from './settled-marks.ts';
import {fitUsl, uslThroughput, type UslFit} from './usl.ts';

/*
 * What the load curve of a run says of loads it has not had.
 *
 *              no limit seen yet          beyond a knee
 *   throughput  by the USL: at most that  on along the knee's second line
 *   p95         by its growth: at least   p95 of the highest load + what N/X grows by (closed model: Little's law, all of
 *                                         it is waiting); open model: a queue grows without end, nothing to tell
 *
 * A limit that lies ahead takes throughput away and adds waiting, so that what the loads below it say is a bound.
 */

export interface CurveFit {
  readonly model: LoadModel;
  /** Levels the run has had. */
  readonly minLevel: number;
  readonly maxLevel: number;
  /** Points the fit rests on: levels told apart. */
  readonly points: number;
  /** USL: γN / (1 + α(N−1) + βN(N−1)); in the open model only of use up to the point where it falls behind. */
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** N*, where throughput is greatest by the law; null: not reached, or not to be told from none. */
  readonly peakLevel: number | null;
  /** Of throughput over the points, 0 to 1. */
  readonly rSquared: number;
  /** ln p95 (µs) = intercept + slope · level, weighted towards the newest and highest points; null: p95 does not fit. */
  readonly latency: {readonly intercept: number; readonly slope: number; readonly rSquared: number} | null;
  /** The knee the run has been beyond; null: none was seen. */
  readonly bend: Bend | null;
  /** From this load on requests fail; nothing is told of it and more. Null: no such load. */
  readonly failingLevel: number | null;
}

interface Bend {
  readonly level: number;
  /** Share of a growth of load that throughput follows beyond. */
  readonly growth: number;
  /** The highest load there was, and its p95, µs. */
  readonly highest: {readonly level: number; readonly requestsPerSecond: number; readonly p95Us: number};
}

/** What a load would do. */
export interface LoadForecast {
  /** That do not fail. */
  readonly requestsPerSecond: number;
  /** µs; null: p95 did not grow evenly enough to tell. */
  readonly p95Us: number | null;
  /** More load than this adds nothing, or costs throughput. */
  readonly pastKnee: boolean;
  /** The run has not had such a load. */
  readonly extrapolated: boolean;
  /** No limit was seen: throughput will be this at most, p95 this at least. */
  readonly isBound: boolean;
}

export const forecastLevels = 5;
const leastRSquared = 0.9;

/** Nothing is said of loads this much above the highest (or below the lowest) there was. */
const farthestRatio = 2;

/** More load does not make a target faster, and a line that rises by less than these standard errors is level too. */
const clearSlope = 2;

/** Highest scatter of ln p95 about its line: a factor of 1.25. */
const mostScatter = Math.log(1.25);

/** Where more fail than this above the least there was, a target turns load away instead of bearing it. */
const failingShare = 0.05;

/** A mark counts half as much as one so much newer. */
const halfLifeMs = 300_000;

/**
 * Fits throughput and p95 over load.
 * @param marks of that model, ascending by time; those of changing load are left out
 * @returns null: fewer than five different loads, or they do not follow the law (R² under 0.9)
 */
export function fitCurve(model: LoadModel, marks: readonly CurveMark[]): CurveFit | null {
  const {bearing: settled, failingLevel} = divide(settledMarks(marks));
  const groups = levelGroups(settled);
  if (groups.length < forecastLevels) return null;
  const points = groups.map((group) => ({
    level: meanOf(group, ({level}) => level),
    throughput: meanOf(group, goodPerSecond),
  }));
  const fit = fitUsl(points);
  if (fit === null || !(fit.rSquared >= leastRSquared)) return null;
  return {
    model,
    minLevel: points[0]!.level,
    maxLevel: points.at(-1)!.level,
    points: points.length,
    alpha: fit.alpha,
    beta: fit.beta,
    gamma: fit.gamma,
    peakLevel: fit.peakIsSeen ? fit.peakLevel : null,
    rSquared: fit.rSquared,
    latency: fitLatency(settled),
    bend: bendOf(marks, groups.at(-1)!, fit),
    failingLevel,
  };
}

/** Those at which the target did what was asked, and the load from which on it never did. */
function divide(settled: readonly CurveMark[]): {
  readonly bearing: readonly CurveMark[];
  readonly failingLevel: number | null;
} {
  const shares = settled.map(({errorShare = 0}) => errorShare);
  const mostErrors = Math.min(...shares) + failingShare;
  const bearing = settled.filter(({errorShare = 0}) => !(errorShare > mostErrors));
  const highest = bearing.reduce((most, {level}) => Math.max(most, level), 0);
  const failing = settled.filter(({errorShare = 0, level}) => errorShare > mostErrors && level > highest);
  return {bearing, failingLevel: failing.length === 0 ? null : Math.min(...failing.map(({level}) => level))};
}

/**
 * Null where the law leaves less over than the two lines of a knee: a target that slows down gradually has none.
 * @param highest marks of the highest load
 */
function bendOf(marks: readonly CurveMark[], highest: readonly CurveMark[], law: UslFit): Bend | null {
  const knee = kneeOf(marks);
  const level = meanOf(highest, (mark) => mark.level);
  if (knee === null || knee.at.level >= level || leftOver(law, settledMarks(marks)) <= knee.at.error) return null;
  const requestsPerSecond = meanOf(highest, goodPerSecond);
  return {
    level: knee.at.level,
    growth: Math.max(0, knee.at.growth),
    highest: {level, requestsPerSecond, p95Us: meanOf(highest, ({p95}) => p95)},
  };
}

/** Squares of ln X. */
function leftOver(law: UslFit, settled: readonly CurveMark[]): number {
  const known = settled.filter((mark) => goodPerSecond(mark) > 0);
  return known.reduce((sum, mark) => sum + Math.log(goodPerSecond(mark) / uslThroughput(law, mark.level)) ** 2, 0);
}

/** What `level` (VUs, or arrivals a second) would do; null: too far from anything the run has had. */
export function forecastAt(fit: CurveFit, level: number): LoadForecast | null {
  const {minLevel, maxLevel, peakLevel, bend, failingLevel} = fit;
  if (!(level * farthestRatio >= minLevel && level <= maxLevel * farthestRatio)) return null;
  if (failingLevel !== null && level >= failingLevel) return null;
  const beyond = bend !== null && level > bend.highest.level ? bend : null;
  const requestsPerSecond = beyond === null ? uslThroughput(fit, level) : throughputBeyond(beyond, level);
  const p95Us = beyond === null ? grownP95(fit, level) : p95Beyond(fit, beyond, level);
  if (!Number.isFinite(requestsPerSecond)) return null;
  return {
    requestsPerSecond,
    p95Us: p95Us !== null && Number.isFinite(p95Us) ? p95Us : null,
    pastKnee: (peakLevel !== null && level > peakLevel) || (bend !== null && level > bend.level),
    extrapolated: level > maxLevel || level < minLevel,
    isBound: level > maxLevel && bend === null && peakLevel === null,
  };
}

function throughputBeyond({highest, growth}: Bend, level: number): number {
  return highest.requestsPerSecond * (level / highest.level) ** growth;
}

function p95Beyond({model}: CurveFit, bend: Bend, level: number): number | null {
  if (model === 'open') return null;
  const {highest} = bend;
  const longerSeconds = level / throughputBeyond(bend, level) - highest.level / highest.requestsPerSecond;
  return highest.p95Us + Math.max(0, longerSeconds) * 1e6;
}

function grownP95({latency}: CurveFit, level: number): number | null {
  return latency === null ? null : Math.exp(latency.intercept + latency.slope * level);
}

function fitLatency(settled: readonly CurveMark[]): CurveFit['latency'] {
  const usable = settled.filter(({p95}) => p95 > 0 && Number.isFinite(p95));
  const newestMs = usable.at(-1)?.atMs ?? 0;
  const highest = usable.reduce((most, {level}) => Math.max(most, level), 0);
  const rows = usable.map(({atMs, level, p95}) => ({
    x: level,
    y: Math.log(p95),
    weight: 0.5 ** ((newestMs - atMs) / halfLifeMs) * (level / highest) ** 2,
  }));
  const sum = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + row.weight * of(row), 0);
  const weight = sum(() => 1);
  if (!(weight > 0)) return null;
  const [meanX, meanY] = [sum(({x}) => x) / weight, sum(({y}) => y) / weight];
  const spread = sum(({x}) => (x - meanX) ** 2);
  if (!(spread > 0)) return null;
  const steepest = sum(({x, y}) => (x - meanX) * (y - meanY)) / spread;
  // Errors of the points as they are, whatever their weight (White, Econometrica 48, 1980).
  const squares = rows.map(({x, y, weight: w}) => (w * (x - meanX) * (y - meanY - steepest * (x - meanX))) ** 2);
  const error = Math.sqrt((squares.reduce((total, one) => total + one, 0) * rows.length) / (rows.length - 2)) / spread;
  const slope = steepest > clearSlope * error ? steepest : 0;
  const intercept = meanY - slope * meanX;
  const left = sum(({x, y}) => (y - intercept - slope * x) ** 2);
  if (!(Math.sqrt(left / weight) <= mostScatter)) return null;
  const all = sum(({y}) => (y - meanY) ** 2);
  return {intercept, slope, rSquared: all > 0 ? Math.max(0, 1 - left / all) : 1};
}

function meanOf<Mark>(marks: readonly Mark[], of: (mark: Mark) => number): number {
  return marks.reduce((sum, mark) => sum + of(mark), 0) / marks.length;
}
