import {invert, solveLinear} from './linear-solve.ts';
import {studentQuantile} from './student-t.ts';

/*
 * The Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning, Springer 2007, ch. 4-6):
 *
 *   X(N) = γN / (1 + α(N − 1) + βN(N − 1))
 *
 * γ throughput of one, α contention (what only one can do at a time), β coherency (what all must agree on). Fitted by
 * least squares on X, as the R package usl does (Möding, "usl: Analyze System Scalability", CRAN); its examples are the
 * tests. The start is the line N/X = c₀ + c₁(N − 1) + c₂N(N − 1) with no coefficient below 0.
 */

export interface UslPoint {
  /** N: VUs, or arrivals a second. */
  readonly level: number;
  /** X, per second. */
  readonly throughput: number;
}

export interface UslFit {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** Of α, β, γ; NaN: held at 0, or too few points to tell. */
  readonly standardErrors: {readonly alpha: number; readonly beta: number; readonly gamma: number};
  /** Of X over the points, up to 1. */
  readonly rSquared: number;
  /** N*: where X is greatest; Infinity: it never falls. */
  readonly peakLevel: number;
  /** What X nears without ever reaching it where β is 0: γ/α; Infinity: nothing limits it. */
  readonly limit: number;
  /** N* may be told: the points reach 75% of it and the 95% interval of β leaves 0 out. */
  readonly peakIsSeen: boolean;
}

type Parameters = readonly [alpha: number, beta: number, gamma: number];

const mostRounds = 200;
const confidence = 0.975;
const seenShare = 0.75;

/**
 * Fits the law to at least four points of different levels; α, β, γ ≥ 0.
 * @returns null: too few points, or none with throughput
 */
export function fitUsl(points: readonly UslPoint[]): UslFit | null {
  const usable = points.filter(({level, throughput}) => level > 0 && throughput > 0 && Number.isFinite(throughput));
  if (new Set(usable.map(({level}) => level)).size < 4) return null;
  const start = startOf(usable);
  if (start === null) return null;
  const found = refine(usable, start);
  return found.every(Number.isFinite) && found[2] > 0 ? describe(usable, found) : null;
}

/** X(N) of a fit, per second. */
export function uslThroughput({alpha, beta, gamma}: Pick<UslFit, 'alpha' | 'beta' | 'gamma'>, level: number): number {
  return throughputAt([alpha, beta, gamma], level);
}

function throughputAt([alpha, beta, gamma]: Parameters, n: number): number {
  return (gamma * n) / divisor(alpha, beta, n);
}

function divisor(alpha: number, beta: number, n: number): number {
  return Math.max(1e-9, 1 + alpha * (n - 1) + beta * n * (n - 1));
}

/** Least squares of N/X with no coefficient below 0, by trying which of them are 0 (there are only three). */
function startOf(points: readonly UslPoint[]): Parameters | null {
  const rows = points.map(({level: n}) => [1, n - 1, n * (n - 1)]);
  const wanted = points.map(({level, throughput}) => level / throughput);
  let best: {readonly coefficients: readonly number[]; readonly error: number} | null = null;
  for (const kept of [[0, 1, 2], [0, 1], [0, 2], [0]]) {
    const solved = leastSquares(
      rows.map((row) => kept.map((k) => row[k]!)),
      wanted,
    );
    if (solved === null || solved.some((value) => value < 0)) continue;
    const coefficients = [0, 1, 2].map((k) => solved[kept.indexOf(k)] ?? 0);
    const error = rows.reduce((sum, row, i) => sum + (dot(row, coefficients) - wanted[i]!) ** 2, 0);
    if (best === null || error < best.error) best = {coefficients, error};
  }
  if (best === null || !(best.coefficients[0]! > 0)) return null;
  const gamma = 1 / best.coefficients[0]!;
  return [best.coefficients[1]! * gamma, best.coefficients[2]! * gamma, gamma];
}

function leastSquares(rows: readonly (readonly number[])[], wanted: readonly number[]): number[] | null {
  return solveLinear(...normalEquations(rows, wanted));
}

function normalEquations(
  rows: readonly (readonly number[])[],
  wanted: readonly number[],
): [matrix: number[][], right: number[]] {
  const count = rows[0]!.length;
  const index = Array.from({length: count}, (_, i) => i);
  const matrix = index.map((i) => index.map((k) => rows.reduce((sum, row) => sum + row[i]! * row[k]!, 0)));
  return [matrix, index.map((i) => rows.reduce((sum, row, at) => sum + row[i]! * wanted[at]!, 0))];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/**
 * Levenberg–Marquardt on X; a step below 0 ends at 0, and a parameter that would leave it downwards stays there for the
 * round (Kanzow, Yamashita and Fukushima, Levenberg–Marquardt methods with strong local convergence properties for
 * solving nonlinear equations with convex constraints, 2004).
 */
function refine(points: readonly UslPoint[], start: Parameters): Parameters {
  let now = start;
  let error = errorOf(points, now);
  let damping = 1e-3;
  for (let round = 0; round < mostRounds && damping < 1e12; round++) {
    const step = stepFrom(points, now, damping);
    if (step === null) {
      damping *= 10;
      continue;
    }
    const next = now.map((value, i) => Math.max(0, value + step[i]!)) as unknown as Parameters;
    const nextError = errorOf(points, next);
    if (!(nextError <= error)) {
      damping *= 10;
      continue;
    }
    const settled = error - nextError <= 1e-14 * error && next.every((value, i) => isNear(value, now[i]!));
    now = next;
    error = nextError;
    damping = Math.max(1e-12, damping / 10);
    if (settled) break;
  }
  return now;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-10 * Math.max(Math.abs(a), Math.abs(b));
}

function stepFrom(points: readonly UslPoint[], now: Parameters, damping: number): readonly number[] | null {
  const rows = points.map(({level}) => slopesAt(now, level));
  const left = points.map(({level, throughput}) => throughput - throughputAt(now, level));
  const [matrix, right] = normalEquations(rows, left);
  const free = [0, 1, 2].filter((i) => now[i]! > 0 || right[i]! > 0);
  const damped = free.map((i) => free.map((k) => matrix[i]![k]! * (i === k ? 1 + damping : 1)));
  const solved = solveLinear(
    damped,
    free.map((i) => right[i]!),
  );
  return solved === null ? null : [0, 1, 2].map((i) => solved[free.indexOf(i)] ?? 0);
}

/** How X changes with α, β, γ. */
function slopesAt([alpha, beta, gamma]: Parameters, n: number): readonly number[] {
  const d = divisor(alpha, beta, n);
  const common = (-gamma * n * (n - 1)) / d ** 2;
  return [common, common * n, n / d];
}

function errorOf(points: readonly UslPoint[], parameters: Parameters): number {
  return points.reduce((sum, {level, throughput}) => sum + (throughput - throughputAt(parameters, level)) ** 2, 0);
}

function describe(points: readonly UslPoint[], found: Parameters): UslFit {
  const [alpha, beta, gamma] = found;
  const error = errorOf(points, found);
  const mean = points.reduce((sum, {throughput}) => sum + throughput, 0) / points.length;
  const spread = points.reduce((sum, {throughput}) => sum + (throughput - mean) ** 2, 0);
  const {errors, degrees} = standardErrorsOf(points, found, error);
  const peakLevel = beta > 0 ? Math.sqrt(Math.max(0, 1 - alpha) / beta) : Number.POSITIVE_INFINITY;
  const maxLevel = points.reduce((most, {level}) => Math.max(most, level), 0);
  return {
    alpha,
    beta,
    gamma,
    standardErrors: {alpha: errors[0]!, beta: errors[1]!, gamma: errors[2]!},
    rSquared: spread > 0 ? 1 - error / spread : Number.NaN,
    peakLevel,
    limit: alpha > 0 ? gamma / alpha : Number.POSITIVE_INFINITY,
    peakIsSeen:
      maxLevel >= seenShare * peakLevel &&
      degrees >= 1 &&
      beta - studentQuantile(confidence, Math.max(1, degrees)) * errors[1]! > 0,
  };
}

/** From what the points leave over: √diag(s²(JᵀJ)⁻¹) of the parameters that are not held at 0. */
function standardErrorsOf(
  points: readonly UslPoint[],
  found: Parameters,
  error: number,
): {readonly errors: readonly number[]; readonly degrees: number} {
  const free = [0, 1, 2].filter((i) => found[i]! > 0);
  const degrees = points.length - free.length;
  const rows = points.map(({level}) => free.map((i) => slopesAt(found, level)[i]!));
  const [matrix] = normalEquations(
    rows,
    points.map(() => 0),
  );
  const inverse = degrees < 1 ? null : invert(matrix);
  const errors = [0, 1, 2].map((i) => {
    const at = free.indexOf(i);
    return inverse === null || at < 0 ? Number.NaN : Math.sqrt(Math.max(0, inverse[at]![at]! * (error / degrees)));
  });
  return {errors, degrees};
}
