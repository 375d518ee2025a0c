/**
 * A held key arrives as a train of equal keys: after a first delay (250–660 ms) every 25–40 ms under X11, macOS and
 * Windows, every 92 ms on a Linux console. Fingers tapping fast manage a gap of 120 ms. So a key is a repeat when it
 * ends the second short gap in a row: a quick double tap stays two presses, and a hold is known from its third key on.
 */
export interface HeldKey {
  readonly key: string;
  readonly atMs: number;
  /** Short gaps in a row up to this key. */
  readonly shortGaps: number;
}

const shortGapMs = 120;

/** The state after `key` at `atMs` (any monotonic clock, ms), and whether the key counts as held. */
export function pressKey(before: HeldKey | null, key: string, atMs: number): {held: HeldKey; repeat: boolean} {
  const gapIsShort = before !== null && before.key === key && atMs - before.atMs < shortGapMs;
  const shortGaps = gapIsShort ? before.shortGaps + 1 : 0;
  return {held: {key, atMs, shortGaps}, repeat: shortGaps >= 2};
}
