import type {LoadModel} from '../domain/load-model.ts';
import type {Cell} from '../metrics/cell.ts';
import {addKnown, addSums, knownSum, meanKnown, p95Of, sumsOfCell, type KnownSum, type LoadSums} from './load-sums.ts';

/** A minute of a run: what cells of any width of up to one come to. Null: not known. */
export interface EnduranceMinute {
  /** Minutes since the run began. */
  readonly index: number;
  readonly coveredMs: number;
  readonly requests: number;
  readonly failed: number;
  readonly p95Us: number | null;
  /** Means: of the generator's process, and of the target's machine, or its process where that is what is observed. */
  readonly memoryBytes: number | null;
  readonly targetMemoryBytes: number | null;
  /** The load was the run's from its start to its end. */
  readonly isAtLevel: boolean;
}

/** Some minutes, whose quantiles are of all their requests. */
export interface EndurancePeriod {
  readonly startMs: number;
  readonly endMs: number;
  readonly sums: LoadSums;
  /** The least of its minutes' means: what is left when garbage has been collected. */
  readonly memoryBytes: number | null;
  readonly targetMemoryBytes: number | null;
}

export interface EnduranceMinutes {
  /** Takes the next cell. Ascending; what overlaps the one before is left out. */
  add(cell: Cell): void;
  /** The one that is filling included. */
  minutes(): readonly EnduranceMinute[];
  periods(): readonly EndurancePeriod[];
  /** Of all cells together. */
  readonly measuredMs: number;
}

export const minuteMs = 60_000;

/** In minutes, each a part of the next: what is folded is never split. */
const periodWidths = [1, 5, 15, 60, 240, 720, 1440, 2880, 5760, 11_520, 23_040, 46_080] as const;
const mostPeriods = 24;

/** Loads within this share are the same; VUs come in ones. */
const sameShare = 0.05;

/** Standard deviations of a count of random arrivals. */
const countingErrors = 3;

interface Filling {
  readonly index: number;
  readonly parts: LoadSums[];
  memory: KnownSum;
  targetMemory: KnownSum;
  least: number;
  most: number;
  arrivals: number;
  /** Commanded rate at its end. */
  endRate: number;
  endMs: number;
}

interface FoldedPeriod {
  readonly index: number;
  sums: LoadSums;
  /** Of its last cell. */
  endMs: number;
  memoryBytes: number | null;
  targetMemoryBytes: number | null;
}

/**
 * A run as minutes, and as at most 24 periods that grow wider as it lasts. 24 h take some 1 500 rows of figures and 24
 * histograms.
 *
 * @param level the run's: VUs, or iterations a second
 */
export function createEnduranceMinutes(model: LoadModel, level: number): EnduranceMinutes {
  const closed: EnduranceMinute[] = [];
  let folded: FoldedPeriod[] = [];
  let width = periodWidths[0] as number;
  let filling: Filling | null = null;
  let endRateBefore = Number.NaN;
  let untilMs = 0;
  let measuredMs = 0;
  let firstIndex: number | null = null;

  function close(): void {
    if (filling === null) return;
    const minute = readMinute(filling, model, level, endRateBefore);
    closed.push(minute);
    foldInto(folded, width, minute, filling);
    endRateBefore = filling.endRate;
    filling = null;
  }

  function open(index: number): Filling {
    // A rate that was not seen for a minute may have been another.
    if ((closed.at(-1)?.index ?? -1) !== index - 1) endRateBefore = Number.NaN;
    firstIndex ??= index;
    while (countOf(firstIndex, index, width) > mostPeriods) {
      const wider = periodWidths.find((one) => one > width);
      if (wider === undefined) break;
      width = wider;
      folded = refold(folded, width);
    }
    return {
      index,
      parts: [],
      memory: knownSum(null, 0),
      targetMemory: knownSum(null, 0),
      least: Number.POSITIVE_INFINITY,
      most: Number.NEGATIVE_INFINITY,
      arrivals: 0,
      endRate: Number.NaN,
      endMs: 0,
    };
  }

  return {
    add(cell) {
      if (!(cell.atMs >= untilMs)) return;
      const index = Math.floor(cell.atMs / minuteMs);
      if (filling !== null && filling.index !== index) close();
      filling ??= open(index);
      fill(filling, cell);
      untilMs = cell.atMs + cell.seconds * 1000;
      measuredMs += cell.seconds * 1000;
    },
    minutes: () => (filling === null ? closed : [...closed, readMinute(filling, model, level, endRateBefore)]),
    periods() {
      const all = folded.map((period) => ({...period}));
      if (filling !== null) foldInto(all, width, readMinute(filling, model, level, endRateBefore), filling);
      const measured = all.filter(({sums}) => sums.coveredMs > 0);
      return measured.map(({index, ...period}) => ({
        ...period,
        startMs: Math.max(index * width, firstIndex ?? 0) * minuteMs,
      }));
    },
    get measuredMs() {
      return measuredMs;
    },
  };
}

function fill(filling: Filling, cell: Cell): void {
  const {load, host, metrics, coveredMs, seconds} = cell;
  filling.parts.push(sumsOfCell(cell));
  const ms = seconds * 1000;
  filling.memory = addKnown([filling.memory, knownSum(host.rssBytes, ms)]);
  filling.targetMemory = addKnown([filling.targetMemory, knownSum(host.targetMemoryBytes, ms)]);
  filling.least = Math.min(filling.least, load.minVus);
  filling.most = Math.max(filling.most, load.maxVus);
  filling.arrivals += coveredMs > 0 ? metrics.arrivals : 0;
  filling.endRate = load.targetRate;
  filling.endMs = cell.atMs + ms;
}

function readMinute(filling: Filling, model: LoadModel, level: number, endRateBefore: number): EnduranceMinute {
  const sums = addSums(filling.parts);
  const {coveredMs, requests, failed} = sums;
  return {
    index: filling.index,
    coveredMs,
    requests,
    failed,
    p95Us: p95Of(sums),
    memoryBytes: meanKnown(filling.memory),
    targetMemoryBytes: meanKnown(filling.targetMemory),
    isAtLevel:
      model === 'closed' ? heldVus(filling, level) : heldRate(filling, level, endRateBefore, coveredMs, requests),
  };
}

function heldVus({least, most}: Filling, level: number): boolean {
  const margin = Math.max(sameShare * level, level > 2 ? 1 : 0);
  return least >= level - margin && most <= level + margin;
}

/** Wide cells tell the rate at their ends alone: what lies between is told by what arrived. */
function heldRate(
  {endRate, arrivals}: Filling,
  level: number,
  endRateBefore: number,
  coveredMs: number,
  requests: number,
): boolean {
  const isSame = (rate: number, margin: number): boolean => Math.abs(rate - level) <= margin * level;
  if (!isSame(endRate, sameShare) || !isSame(endRateBefore, sameShare)) return false;
  // Recordings of earlier versions do not tell.
  if (arrivals === 0 && requests > 0) return true;
  const expected = (level * coveredMs) / 1000;
  const margin = Math.max(sameShare, countingErrors / Math.sqrt(Math.max(1, expected)));
  return coveredMs > 0 && isSame(arrivals / (coveredMs / 1000), margin);
}

function countOf(first: number, last: number, width: number): number {
  return Math.floor(last / width) - Math.floor(first / width) + 1;
}

function foldInto(
  periods: FoldedPeriod[],
  width: number,
  {index, memoryBytes, targetMemoryBytes}: EnduranceMinute,
  {parts, endMs}: Filling,
): void {
  const sums = addSums(parts);
  addPeriod(periods, {index: Math.floor(index / width), sums, endMs, memoryBytes, targetMemoryBytes});
}

function refold(periods: readonly FoldedPeriod[], width: number): FoldedPeriod[] {
  const narrower = periodWidths[periodWidths.indexOf(width as (typeof periodWidths)[number]) - 1]!;
  const wide: FoldedPeriod[] = [];
  for (const period of periods) addPeriod(wide, {...period, index: Math.floor((period.index * narrower) / width)});
  return wide;
}

function addPeriod(periods: FoldedPeriod[], added: FoldedPeriod): void {
  const last = periods.at(-1);
  if (last === undefined || last.index !== added.index) {
    periods.push(added);
    return;
  }
  last.sums = addSums([last.sums, added.sums]);
  last.endMs = added.endMs;
  last.memoryBytes = leastOf(last.memoryBytes, added.memoryBytes);
  last.targetMemoryBytes = leastOf(last.targetMemoryBytes, added.targetMemoryBytes);
}

function leastOf(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
