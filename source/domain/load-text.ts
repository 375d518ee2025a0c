import type {LoadModel} from './load-model.ts';

/** Rates from here on are whole numbers. */
const wholeRate = 10;

/** A load as operators set it: whole VUs; whole rates from 10/s on, below that to a hundredth. */
export function roundLevel(level: number, model: LoadModel): number {
  return model === 'closed' || level >= wholeRate ? Math.round(level) : Math.round(level * 100) / 100;
}

/** The number alone: `250`, or `2.5` for a rate below 10 (`0.05` below a tenth). */
export function printLevel(level: number, model: LoadModel): string {
  if (model === 'closed' || level >= wholeRate) return String(Math.round(level));
  return String(Number(level.toFixed(level < 0.1 ? 2 : 1)));
}

/** A load with its unit: `250 VUs`, `1 VU`, `500/s`. */
export function printLoad(level: number, model: LoadModel): string {
  const number = printLevel(level, model);
  if (model === 'open') return `${number}/s`;
  return number === '1' ? '1 VU' : `${number} VUs`;
}

/** Loads between which something lies: `near 240-246 VUs`, `near 217 VUs`. */
export function printNear(fromLevel: number, toLevel: number, model: LoadModel): string {
  const from = printLevel(fromLevel, model);
  return `near ${from === printLevel(toLevel, model) ? '' : `${from}-`}${printLoad(toLevel, model)}`;
}
