import type {LoadModel} from '../domain/load-model.ts';
import {levelOf, nearBase} from './spike-plan.ts';
import type {SpikeSecond} from './spike-seconds.ts';

export interface SpikeSetup {
  readonly model: LoadModel;
  readonly baseLevel: number;
  /** Of which a spike's load is made, so that `2x` is called so where whole VUs make it 2.02. */
  readonly factors: readonly number[];
}

/** A spike, as indices into the seconds. */
export interface Excursion {
  readonly first: number;
  /** First at the base again as commanded; null: it lasts. */
  readonly after: number | null;
  readonly peak: number;
}

/** Where the load was above the base. */
export function excursionsOf(list: readonly SpikeSecond[], baseLevel: number): readonly Excursion[] {
  const found: Excursion[] = [];
  let first: number | null = null;
  let peak = 0;
  for (const [i, {commanded}] of list.entries()) {
    if (commanded > baseLevel * nearBase) {
      if (first === null) peak = 0;
      first ??= i;
      peak = Math.max(peak, commanded);
    } else if (first !== null) {
      found.push({first, after: i, peak});
      first = null;
    }
  }
  return first === null ? found : [...found, {first, after: null, peak}];
}

/** What a spike's load is called by: the factor that was asked for, or what it was. */
export function factorOf(setup: SpikeSetup, peak: number): number {
  return askedFactor(setup, peak) ?? Number((peak / setup.baseLevel).toFixed(2));
}

function askedFactor({model, baseLevel, factors}: SpikeSetup, peak: number): number | undefined {
  return factors.find((factor) => Math.abs(levelOf(model, baseLevel, factor) - peak) <= 1e-6 * peak);
}

/** Up to the last that was asked for: what comes when all have been is somebody else's. */
export function askedOf(all: readonly Excursion[], setup: SpikeSetup) {
  const asked = all.flatMap(({peak}, at) => (askedFactor(setup, peak) === undefined ? [] : [at]));
  const last = asked[setup.factors.length - 1];
  return last === undefined ? {spikes: all, areAll: false} : {spikes: all.slice(0, last + 1), areAll: true};
}
