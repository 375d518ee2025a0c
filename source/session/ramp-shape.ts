/** How a ramp gets from one load to the other: in a straight line, in equal steps, or slow at both ends. */
export const rampShapes = ['linear', 'steps', 'smooth'] as const;
export type RampShape = (typeof rampShapes)[number];

/** A ramp, as far as its course goes. Run clock, ms. */
export interface ShapedRamp {
  readonly fromLevel: number;
  readonly toLevel: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly shape?: Exclude<RampShape, 'linear'>;
}

/** A straight piece of it. */
export type RampPiece = Pick<ShapedRamp, 'fromLevel' | 'toLevel' | 'startMs' | 'endMs'>;

const stepCount = 5;
const smoothPieces = 12;

/**
 * The straight piece that a ramp is on: the first one before it begins, the last one from its end on. Every shape is
 * made of straight pieces, so that what is commanded and what is drawn are the same.
 */
export function rampPieceAt(ramp: ShapedRamp, nowMs: number): RampPiece {
  const {shape, startMs, endMs, fromLevel, toLevel} = ramp;
  const durationMs = endMs - startMs;
  if (shape === undefined || !(durationMs > 0)) return {fromLevel, toLevel, startMs, endMs};
  const count = shape === 'steps' ? stepCount : smoothPieces;
  const index = Math.max(0, Math.min(count - 1, Math.floor(((nowMs - startMs) / durationMs) * count + 1e-9)));
  const levelAt = (share: number): number => fromLevel + (toLevel - fromLevel) * share;
  const after = shape === 'steps' ? (index + 1) / count : smooth((index + 1) / count);
  const before = shape === 'steps' ? after : smooth(index / count);
  return {
    fromLevel: levelAt(before),
    toLevel: index === count - 1 ? toLevel : levelAt(after),
    startMs: startMs + (durationMs * index) / count,
    endMs: index === count - 1 ? endMs : startMs + (durationMs * (index + 1)) / count,
  };
}

/** The level a ramp has at a moment, interpolated; its target from its end on. */
export function rampLevelAt(ramp: ShapedRamp, nowMs: number): number {
  if (nowMs >= ramp.endMs) return ramp.toLevel;
  const {fromLevel, toLevel, startMs, endMs} = rampPieceAt(ramp, nowMs);
  const share = Math.max(0, (nowMs - startMs) / (endMs - startMs));
  return fromLevel + (toLevel - fromLevel) * share;
}

/** 3x² − 2x³: level at 0 and at 1. */
function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
