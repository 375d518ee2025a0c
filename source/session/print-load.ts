import type {LoadModel} from '../domain/load-model.ts';
import {printLevel, printLoad} from '../domain/load-text.ts';

export {printLevel, printLoad, roundLevel} from '../domain/load-text.ts';

/** A load with the unit it is in. */
export interface LoadPoint {
  readonly model: LoadModel;
  /** VUs, or iterations a second. */
  readonly level: number;
}

/** From one load to another, the unit said once unless it changes: `240 ▸ 250 VUs`, `CLOSED 50 VUs ▸ OPEN 500/s`. */
export function printChange(from: LoadPoint, to: LoadPoint): string {
  if (from.model === to.model) return `${printLevel(from.level, from.model)} ▸ ${printLoad(to.level, to.model)}`;
  return `${printModelled(from)} ▸ ${printModelled(to)}`;
}

/** `OPEN 500/s`. */
export function printModelled({model, level}: LoadPoint): string {
  return `${model.toUpperCase()} ${printLoad(level, model)}`;
}
