import type {SoakDrift, SoakFigure} from '../domain/study.ts';
import type {EnduranceMinute} from './endurance-minutes.ts';
import {mannKendall, median, theilSen, type TrendPoint} from './trend.ts';

/*
 * What changes slowly over a long run: medians of blocks, the line through them that wild ones do not turn (Theil–Sen:
 * Sen, 1968), and whether they change beyond chance (Mann–Kendall, corrected for what resembles what came before it; see
 * trend.ts). Slow change as a sign of software aging: Trivedi, Vaidyanathan, Goševa-Popstojanova, Modeling and analysis of
 * software aging and rejuvenation, 2000; Garg et al., A methodology for detection and estimation of software aging, 1998.
 */

/** The minutes a drift is looked for in, and how they are cut into blocks. */
export interface DriftSpan {
  readonly latency: DriftPart;
  /** Memory takes longer to find its size, and is read where garbage has been collected. */
  readonly memory: DriftPart;
  /** The whole time at the load, warm-up included, since the run began. */
  readonly startS: number;
  readonly seconds: number;
}

export interface DriftPart {
  readonly minutes: readonly EnduranceMinute[];
  readonly blockMinutes: number;
}

export const leastBlocks = 12;
const mostBlocks = 60;

/** Left out at the start, of the time at the load: caches fill, code is compiled, … */
const warmUpShare = 0.05;
/** … heaps find their size. */
const memoryWarmUpMinutes = 15;
const memoryWarmUpMost = 0.25;

/** The generator keeps what it measured finely for an hour: it grows until then, on purpose. */
export const ownWarmUpMinutes = 60;

/** A collection of garbage is seen in five minutes, … */
const floorMinutes = 5;
/** … which a shorter run has not got often enough. */
const floorBlocks = 15;

/** A minute of which less was measured says nothing. */
const leastCoveredMs = 30_000;

/** Fewer blocks make no line. */
const leastLineBlocks = 3;

/** One-sided; of one look, when the run is over. */
export const significantAtEnd = 0.01;
const worseLeast = 0.05;
const leakPerHour = 0.1;
/** Seen, not reckoned: between two full collections of garbage, which may be half an hour apart, any heap grows. */
const leakLeast = 0.1;
/** Of errors, a difference of shares. */
const worseErrors = 0.005;

const hourSeconds = 3600;

interface Rule {
  readonly read: (minute: EnduranceMinute) => number | null;
  /** A block's value, of its minutes' values. */
  readonly of: (values: readonly number[]) => number;
  readonly worse: 'more' | 'less';
  readonly scale: 'ratio' | 'bytes' | 'share';
}

const rules: Readonly<Record<SoakFigure, Rule>> = {
  p95: {read: ({p95Us}) => p95Us, of: median, worse: 'more', scale: 'ratio'},
  throughput: {
    read: ({requests, coveredMs}) => requests / (coveredMs / 1000),
    of: median,
    worse: 'less',
    scale: 'ratio',
  },
  errors: {
    read: ({requests, failed}) => (requests === 0 ? null : Math.min(1, failed / requests)),
    of: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    worse: 'more',
    scale: 'share',
  },
  memory: {read: ({memoryBytes}) => memoryBytes, of: least, worse: 'more', scale: 'bytes'},
  'target memory': {read: ({targetMemoryBytes}) => targetMemoryBytes, of: least, worse: 'more', scale: 'bytes'},
};

/** For the generator's own memory, of the minutes of its process: those from when on it keeps no more. */
export function ownMemorySpan(minutes: readonly EnduranceMinute[]): DriftSpan {
  const first = (minutes[0]?.index ?? 0) + ownWarmUpMinutes;
  return driftSpan(minutes.filter(({index}) => index >= first));
}

/** The minutes at the load, without those in which it warmed up. */
export function driftSpan(minutes: readonly EnduranceMinute[]): DriftSpan {
  const held = minutes.filter(({isAtLevel, coveredMs}) => isAtLevel && coveredMs >= leastCoveredMs);
  const first = held[0]?.index ?? 0;
  const count = (held.at(-1)?.index ?? first - 1) + 1 - first;
  const warmUp = Math.max(1, Math.ceil(count * warmUpShare));
  const memoryWarmUp = Math.max(warmUp, Math.min(memoryWarmUpMinutes, Math.ceil(count * memoryWarmUpMost)));
  const blockMinutes = Math.max(1, Math.ceil((count - warmUp) / mostBlocks));
  const fitting = Math.floor((count - memoryWarmUp) / floorBlocks);
  return {
    latency: {minutes: held.filter(({index}) => index >= first + warmUp), blockMinutes},
    memory: {
      minutes: held.filter(({index}) => index >= first + memoryWarmUp),
      blockMinutes: Math.max(blockMinutes, Math.min(floorMinutes, fitting)),
    },
    startS: first * 60,
    seconds: count * 60,
  };
}

/**
 * How a figure drifts over the span.
 * @param significant the p under which it is more than chance
 */
export function driftOf(figure: SoakFigure, span: DriftSpan, significant: number = significantAtEnd): SoakDrift {
  const rule = rules[figure];
  const blocks = blocksOf(rule.scale === 'bytes' ? span.memory : span.latency, rule);
  const unknown = {figure, change: null, perHour: null, p: null, blocks: blocks.length} as const;
  if (blocks.length === 0) return {...unknown, verdict: 'UNKNOWN'};
  const line = blocks.length < leastLineBlocks ? null : lineOf(blocks, rule, span);
  if (line === null) return {...unknown, verdict: 'TOO SHORT'};
  const {change, perHour, sharePerHour} = line;
  if (blocks.length < leastBlocks) return {...unknown, change, perHour, verdict: 'TOO SHORT'};
  const sign = rule.worse === 'more' ? 1 : -1;
  const p = mannKendall(blocks.map(({value}) => sign * value)).pRise;
  return {
    figure,
    change,
    perHour,
    p,
    blocks: blocks.length,
    verdict: p < significant ? verdictOf(rule, sign * (change ?? 0), sharePerHour) : 'STEADY',
  };
}

function verdictOf({scale}: Rule, worse: number, sharePerHour: number | null): SoakDrift['verdict'] {
  if (scale === 'bytes' && worse >= leakLeast && sharePerHour !== null && sharePerHour >= leakPerHour) return 'LEAK';
  return worse >= (scale === 'share' ? worseErrors : worseLeast) ? 'DRIFT' : 'STEADY';
}

/** The line's change over the whole time and per hour; of memory also as a share of what it began with. */
function lineOf(
  blocks: readonly TrendPoint[],
  {scale}: Rule,
  {startS, seconds}: DriftSpan,
): {readonly change: number | null; readonly perHour: number | null; readonly sharePerHour: number | null} | null {
  const isLog = scale === 'ratio' && blocks.every(({value}) => value > 0);
  const line = theilSen(isLog ? blocks.map(({atS, value}) => ({atS, value: Math.log(value)})) : blocks, startS);
  if (line === null) return null;
  const {perSecond, now: start} = line;
  if (isLog) {
    const perHour = Math.expm1(perSecond * hourSeconds);
    return {change: finite(Math.expm1(perSecond * seconds)), perHour: finite(perHour), sharePerHour: null};
  }
  const perHour = perSecond * hourSeconds;
  if (scale === 'share') return {change: perSecond * seconds, perHour, sharePerHour: null};
  const share = start > 0 ? perSecond / start : null;
  const change = share === null ? null : share * seconds;
  const sharePerHour = share === null ? null : share * hourSeconds;
  return {change, perHour: scale === 'bytes' ? perHour : sharePerHour, sharePerHour};
}

function blocksOf({minutes, blockMinutes: size}: DriftPart, {read, of}: Rule): readonly TrendPoint[] {
  const first = minutes[0]?.index ?? 0;
  const groups = new Map<number, number[]>();
  for (const minute of minutes) {
    const value = read(minute);
    if (value === null || !Number.isFinite(value)) continue;
    const block = Math.floor((minute.index - first) / size);
    const group = groups.get(block);
    if (group === undefined) groups.set(block, [value]);
    else group.push(value);
  }
  return [...groups]
    .filter(([, values]) => values.length * 2 >= size)
    .map(([block, values]) => ({atS: (first + (block + 0.5) * size) * 60, value: of(values)}));
}

function least(values: readonly number[]): number {
  return values.reduce((most, value) => Math.min(most, value));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
