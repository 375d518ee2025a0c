/** What a cell means; a theme decides how it looks. Numbers, because a canvas keeps one per cell. */
export const tone = {
  plain: 0,
  dim: 1,
  strong: 2,
  ok: 3,
  near: 4,
  over: 5,
  /** As the three above, for the words that must not be missed. */
  okStrong: 6,
  nearStrong: 7,
  overStrong: 8,
  baseline: 9,
  p50: 10,
  p95: 11,
  p99: 12,
  max: 13,
  /** The state word at the top left. */
  badge: 14,
  /** The cell under the cursor of a prompt. */
  cursor: 15,
} as const;

export type Tone = (typeof tone)[keyof typeof tone];
