import type {ScenarioRow} from '../../session/view.ts';

/** Finest step of a weight. */
const leastStep = 0.001;

/**
 * The weight one step up or down: whole steps where the profile's weights are whole, else steps of the power of ten of
 * its smallest one (0.1 for 0.2 and 0.7). Lands on multiples of the step; 0, which mutes, is the least.
 */
export function nextWeight(rows: readonly ScenarioRow[], weight: number, direction: -1 | 1): number {
  const step = weightStep(rows);
  // A hair of rounding must not cost a step.
  const units = weight / step;
  const next = direction === 1 ? Math.floor(units + 1e-6) + 1 : Math.ceil(units - 1e-6) - 1;
  return Math.max(0, Number((next * step).toPrecision(9)));
}

function weightStep(rows: readonly ScenarioRow[]): number {
  const weights = rows.map(({profileWeight}) => profileWeight).filter((weight) => weight > 0);
  if (weights.every((weight) => Number.isInteger(weight))) return 1;
  const power = 10 ** Math.floor(Math.log10(Math.min(...weights)));
  return Math.min(1, Math.max(leastStep, Number(power.toPrecision(1))));
}
