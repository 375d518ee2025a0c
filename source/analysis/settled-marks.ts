/** Ten seconds of a run, as far as a load curve is made of it. */
export interface CurveMark {
  /** Run clock, ms. */
  readonly atMs: number;
  /** VUs, or iterations offered a second. */
  readonly level: number;
  /** µs; NaN without samples. */
  readonly p95: number;
  readonly requestsPerSecond: number;
  /** Of these, 0 to 1; absent: not told, taken as none. */
  readonly errorShare?: number;
  /** Given: the generator was at its end, so that it says nothing of the target. */
  readonly generatorLimited?: true;
}

/** Loads this much apart are different ones. */
const levelRatio = 1.1;

/** Marks that follow one another are no farther apart. */
const nextMs = 15_000;

/**
 * The marks that tell of one load: without those in which a change of load begins (they hold both), those without
 * load, those in which the generator was at its end, and the first after a gap.
 * @param marks ascending by time
 */
export function settledMarks<Mark extends CurveMark>(marks: readonly Mark[]): readonly Mark[] {
  let before: -1 | 0 | 1 | null = null;
  return marks.filter((mark, i) => {
    const previous = marks[i - 1];
    const follows = previous !== undefined && mark.atMs - previous.atMs <= nextMs;
    const move = follows ? moveOf(previous.level, mark.level) : null;
    const begins = move === null || (move !== 0 && move !== before);
    before = move;
    return (
      !begins &&
      mark.generatorLimited !== true &&
      mark.level > 0 &&
      mark.requestsPerSecond > 0 &&
      Number.isFinite(mark.requestsPerSecond)
    );
  });
}

function moveOf(from: number, to: number): -1 | 0 | 1 {
  if (to > from * levelRatio) return 1;
  return to * levelRatio < from ? -1 : 0;
}

/** Requests a second that did not fail: what a target turns away it has not done. */
export function goodPerSecond({requestsPerSecond, errorShare = 0}: CurveMark): number {
  return requestsPerSecond * (1 - errorShare);
}

/** Marks of about the same load, ascending by load: within 10% of the group's lowest. */
export function levelGroups<Mark extends CurveMark>(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const groups: Mark[][] = [];
  for (const mark of marks.toSorted((a, b) => a.level - b.level)) {
    const group = groups.at(-1);
    if (group !== undefined && mark.level <= group[0]!.level * levelRatio) group.push(mark);
    else groups.push([mark]);
  }
  return groups;
}
