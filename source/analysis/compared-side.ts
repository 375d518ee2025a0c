import {mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import {drawBlocks, type BlockDraws} from './block-bootstrap.ts';
import {blockLength} from './block-length.ts';
import type {ComparableCell, ComparableName} from './comparable-run.ts';
import {missedVariance, usuallyMissed} from './long-memory.ts';
import {areInStep} from './same-course.ts';
import type {Span} from './span.ts';

export const quantiles = [0.5, 0.9, 0.95, 0.99] as const;

/** More cells than this are merged to fewer. */
const mostCells = 300;

/** Fewer than this say nothing about chance. */
const leastCells = 6;

/** A block is at least so many cells: shorter ones were seen to miss what outlasts them. */
const leastBlock = 10;

const resamples = 1000;

/** One run's part of a comparison: its seconds as cells of one width. */
export interface ComparedSide {
  readonly requestNames: readonly string[];
  readonly cells: readonly SideCell[];
  /** Null: too short for a test. */
  readonly draws: BlockDraws | null;
}

interface SideCell {
  readonly atMs: number;
  readonly seconds: number;
  readonly all: readonly ComparableName[];
  /** By index of the name. */
  readonly byName: ReadonlyMap<number, readonly ComparableName[]>;
}

/** Sides of a comparison, the first two those that are set against each other. */
export interface ComparedSides {
  readonly sides: readonly ComparedSide[];
  /** Each resample takes the same seconds of the first two: what a ramp does to both is no chance. */
  readonly inStep: boolean;
}

/**
 * All sides on cells of the same width, resampled by blocks as long as the one with most memory asks for, and with errors
 * corrected for what blocks miss that may not be as long.
 * @param sameSeconds cells of the first two are of the same seconds of one course
 */
export function comparedSides(
  spans: readonly {readonly span: Span; readonly requestNames: readonly string[]}[],
  sameSeconds: boolean,
  seed: number,
): ComparedSides {
  const width = Math.max(...spans.map(({span}) => cellWidth(span)));
  const sides = spans.map(({span, requestNames}) => ({requestNames, cells: coarsen(span.cells, width)}));
  const inStep = sameSeconds && areInStep(sides[0]!.cells, sides[1]!.cells);
  const series = sides.map(({cells}) => medians(cells));
  // What both did alike is the ramp's doing, not memory.
  const memories = (inStep ? [series[0]!.map((value, i) => value - series[1]![i]!)] : series).map(known);
  const wanted = Math.max(leastBlock, ...memories.map((values) => Math.round(blockLength(values))));
  const lengthOf = (cells: number): number => Math.min(Math.floor(cells / 6), wanted);
  const missed = memories.map((values) => missedOf(values, lengthOf(values.length)));
  // Of one target's memory several runs tell more than each.
  const correction = Math.sqrt(missed.reduce((sum, one) => sum + one, 0) / missed.length);
  return {
    inStep,
    sides: sides.map((side): ComparedSide => {
      const {length} = side.cells;
      if (length < leastCells) return {...side, draws: null};
      return {...side, draws: {...drawBlocks(length, lengthOf(length), resamples, seed), correction}};
    }),
  };
}

function missedOf(values: readonly number[], length: number): number {
  return length < 1 ? 1 : Math.max(missedVariance(values, length), usuallyMissed(values.length, length));
}

/** What a side measured of a request name (null: of all), cell by cell. */
export interface NameSeries {
  readonly histograms: readonly (readonly SparseHistogram[])[];
  readonly ended: Float64Array;
  readonly failed: Float64Array;
  readonly bytesIn: Float64Array;
  readonly seconds: Float64Array;
  readonly maxUs: number;
}

/** Null: the run does not know the name. */
export function nameSeries(side: ComparedSide, name: string | null): NameSeries | null {
  const index = name === null ? null : side.requestNames.indexOf(name);
  if (index === -1) return null;
  const parts = side.cells.map(({all, byName}) => (index === null ? all : (byName.get(index) ?? [])));
  return {
    histograms: parts.map((names) => names.map((one) => one.latency()).filter(({buckets}) => buckets.length > 0)),
    ended: sums(parts, (one) => one.ended),
    failed: sums(parts, (one) => one.failed),
    bytesIn: sums(parts, (one) => one.bytesIn),
    seconds: Float64Array.from(side.cells, ({seconds}) => seconds),
    maxUs: parts.flat().reduce((most, one) => (one.maxUs > most ? one.maxUs : most), Number.NEGATIVE_INFINITY),
  };
}

/** Quantiles as the rest of perftui reads them from the same counts (µs; NaN without samples), and how many samples. */
export function readQuantiles({histograms, maxUs}: NameSeries): {
  readonly samples: number;
  readonly values: readonly number[];
} {
  const merged = mergeSparse(histograms.flat());
  const most = Number.isFinite(maxUs) ? maxUs : Number.POSITIVE_INFINITY;
  let samples = 0;
  for (const count of merged.counts) samples += count;
  return {
    samples,
    values: percentilesOf(
      merged,
      quantiles.map((one) => one * 100),
      most,
    ),
  };
}

function sums(parts: readonly (readonly ComparableName[])[], pick: (one: ComparableName) => number): Float64Array {
  return Float64Array.from(parts, (names) => names.reduce((sum, one) => sum + pick(one), 0));
}

/** s: the widest of its cells, or what makes 300 of all. */
function cellWidth({cells, startMs, endMs}: Span): number {
  const widest = Math.max(...cells.map(({seconds}) => seconds));
  return widest * Math.ceil((endMs - startMs) / 1000 / widest / mostCells);
}

function coarsen(cells: readonly ComparableCell[], widthSeconds: number): readonly SideCell[] {
  const groups = Map.groupBy(cells, ({atMs}) => Math.floor(atMs / (widthSeconds * 1000)));
  return [...groups.values()].map((group) => {
    const all = group.flatMap(({names}) => names);
    const seconds = group.reduce((sum, {coveredMs}) => sum + coveredMs, 0) / 1000;
    return {atMs: group[0]!.atMs, seconds, all, byName: Map.groupBy(all, ({name}) => name)};
  });
}

/** ln p50 by cell; one without samples repeats the one before it, NaN before the first. */
function medians(cells: readonly SideCell[]): readonly number[] {
  let before = Number.NaN;
  return cells.map(({all}) => {
    const median = percentilesOf(mergeSparse(all.map((one) => one.latency())), [50])[0]!;
    if (!Number.isNaN(median)) before = Math.log(Math.max(0.5, median));
    return before;
  });
}

function known(values: readonly number[]): readonly number[] {
  return values.filter((value) => !Number.isNaN(value));
}
