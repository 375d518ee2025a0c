import type {Stage} from './profile.ts';

/** The load as it was at a moment of a drive. */
export interface LevelPoint {
  readonly atMs: number;
  /** VUs, or iterations a second. */
  readonly level: number;
}

export interface LevelStages {
  readonly startLevel: number;
  readonly stages: readonly Stage[];
}

/** Off the recorded level by no more than this, or this share of it, whichever is more. */
const toleranceLevel = 0.5;
const toleranceShare = 0.005;

/** Points are no closer: a turn between two of them is not seen. */
const sampleMs = 1000;

/**
 * Stages that follow recorded levels: as few straight lines as stay within half a VU (or 0.5%) of every point
 * (Ramer 1972; Douglas and Peucker 1973, with the error measured along the level). What follows the last load is left out.
 *
 *   points  ● ● ● ● ●            stages   ramp to 40 in 3 s,
 *         ●           ● ●                 hold 4 s, ramp down …
 *
 * @param points ascending in time; the first stands for everything before it
 * @returns levels rounded to whole ones; no stages where there was no load
 */
export function stagesOfLevels(points: readonly LevelPoint[]): LevelStages {
  const loaded = points.slice(0, points.findLastIndex(({level}) => level > 0) + 1);
  const [first] = loaded;
  if (first === undefined) return {startLevel: 0, stages: []};
  const line = fromZero(loaded);
  const [start, ...ends] = sharpened(corners(line).map((index) => line[index]!));
  let before = start!;
  const stages = ends.map((end): Stage => {
    const durationMs = Math.round(end.atMs) - Math.round(before.atMs);
    before = end;
    return {durationMs, target: Math.round(end.level), name: null};
  });
  return {startLevel: Math.round(start!.level), stages};
}

/**
 * The points with one at time 0 before them: where the first three are on a line, on that line. A clock that began
 * before its load is cut.
 */
function fromZero(points: readonly LevelPoint[]): readonly LevelPoint[] {
  const perMs = isLine(points.slice(0, 3)) ? slope(points[0]!, points[1]!) : 0;
  const first = points[0]!;
  const level = first.level - perMs * first.atMs;
  const leadMs = level < 0 && -level / perMs < first.atMs ? -level / perMs : 0;
  const later = points.filter(({atMs}) => atMs > leadMs).map((point) => ({...point, atMs: point.atMs - leadMs}));
  return [{atMs: 0, level: Math.max(0, level)}, ...later];
}

function isLine([a, b, c]: readonly LevelPoint[]): boolean {
  return a !== undefined && b !== undefined && c !== undefined && worstBetween([a, b, c], 0, 2) === null;
}

/**
 * Between two straight lines the load turned at some moment within a second: where they meet.
 *
 *   ramp ╱ ● ╌ meets ╌ ● ─ hold          no point lies there, two beside it do
 */
function sharpened(line: readonly LevelPoint[]): readonly LevelPoint[] {
  const result: LevelPoint[] = [];
  for (let index = 0; index < line.length; index++) {
    const [before, a, b, after] = [line[index - 1], line[index]!, line[index + 1], line[index + 2]];
    const meeting = before && b && after && b.atMs - a.atMs <= sampleMs ? meetingOf(before, a, b, after) : null;
    result.push(meeting ?? a);
    if (meeting !== null) index++;
  }
  return result;
}

/** Where the line through the first two meets that through the last two, if it is between the two. */
function meetingOf(a0: LevelPoint, a1: LevelPoint, b0: LevelPoint, b1: LevelPoint): LevelPoint | null {
  const a = slope(a0, a1);
  const b = slope(b0, b1);
  if (a1.atMs - a0.atMs <= sampleMs || b1.atMs - b0.atMs <= sampleMs || a === b) return null;
  const atMs = (b0.level - a1.level + a * a1.atMs - b * b0.atMs) / (a - b);
  return atMs < a1.atMs || atMs > b0.atMs ? null : {atMs, level: a1.level + a * (atMs - a1.atMs)};
}

function slope(from: LevelPoint, to: LevelPoint): number {
  return (to.level - from.level) / (to.atMs - from.atMs);
}

/** Indices of the points that stay, ascending, the first and the last among them. */
function corners(line: readonly LevelPoint[]): readonly number[] {
  const kept = new Set([0, line.length - 1]);
  const open: [number, number][] = [[0, line.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    const worst = worstBetween(line, from, to);
    if (worst === null) continue;
    kept.add(worst);
    open.push([from, worst], [worst, to]);
  }
  return [...kept].sort((a, b) => a - b);
}

/** The point farthest off the straight line, when it is too far. */
function worstBetween(line: readonly LevelPoint[], from: number, to: number): number | null {
  const a = line[from]!;
  const b = line[to]!;
  let worst: number | null = null;
  let most = 1;
  for (let index = from + 1; index < to; index++) {
    const {atMs, level} = line[index]!;
    const straight = a.level + ((b.level - a.level) * (atMs - a.atMs)) / (b.atMs - a.atMs);
    const off = Math.abs(level - straight) / Math.max(toleranceLevel, toleranceShare * level);
    if (off > most) {
      most = off;
      worst = index;
    }
  }
  return worst;
}
