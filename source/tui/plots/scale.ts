/** Maps a value to the share of the height it reaches, 0 to 1, clipped. NaN stays NaN. */
export type Scale = (value: number) => number;

const steps = [1, 2, 3, 5, 10] as const;

/** The smallest of 1 2 3 5 × 10ⁿ that is not below `value`; 1 for nothing to show. */
export function stepAbove(value: number): number {
  // Below it powers of ten are no numbers any more.
  if (!(value > 1e-300) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return roundStep((steps.find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power);
}

/** The share of a plot's height that no dot of it can show: a level that wavers about a step must not halve the plot. */
const unseenShare = 0.02;

/** As `stepAbove`, for measured rates: one of 501/s held at 500/s still ends at 500. */
export function stepAboutRate(value: number): number {
  return stepAbove(value * (1 - unseenShare));
}

/** From 0 to `top`. */
export function linearScale(top: number): Scale {
  return (value) => clip(value / top);
}

/** From `low` to `high`, both above 0; values at or below `low` lie on the floor. */
export function logScale(low: number, high: number): Scale {
  const floor = Math.log(low);
  const span = Math.log(high) - floor;
  return (value) => (value > low ? clip((Math.log(value) - floor) / span) : Number.isNaN(value) ? value : 0);
}

/**
 * 1 2 5 × 10ⁿ outside of the values: the ends of a log axis. At least a factor of five apart, and the least value well
 * above the floor, where a line could not be seen to move.
 */
export function logRange(least: number, most: number): {readonly low: number; readonly high: number} {
  const low = stepDown125(Math.max(1, least / 1.2));
  const high = stepUp125(Math.max(Number.isFinite(most) ? most : 0, low * 5));
  return {low, high};
}

/** Every 1 2 5 × 10ⁿ from `low` to `high`, ascending. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let tick = stepUp125(low); tick <= high * (1 + 1e-9) && Number.isFinite(tick * 10); tick = stepUp125(tick * 1.1))
    ticks.push(tick);
  return ticks;
}

/** Largest finite value, or NaN when there is none. */
export function largest(values: ArrayLike<number>): number {
  let most = Number.NaN;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isFinite(value) && !(value <= most)) most = value;
  }
  return most;
}

/** Smallest finite value above 0, or NaN when there is none. */
export function smallestPositive(values: ArrayLike<number>): number {
  let least = Number.NaN;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value > 0 && Number.isFinite(value) && !(value >= least)) least = value;
  }
  return least;
}

function stepUp125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return roundStep(([1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power);
}

function stepDown125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return roundStep(([5, 2, 1].find((step) => step * power <= value * (1 + 1e-9)) ?? 1) * power);
}

/** 0.30000000000000004 is 0.3; an end that is no number would make a gap of every value. */
function roundStep(value: number): number {
  return Math.min(Number(value.toPrecision(3)), Number.MAX_VALUE);
}

function clip(share: number): number {
  return share < 0 ? 0 : share > 1 ? 1 : share;
}
