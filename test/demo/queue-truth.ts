import {studentQuantile} from '../../source/analysis/student-t.ts';
import {meanServiceTimeMs} from '../../source/demo/service-time.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import {meanThinkMs} from '../../source/domain/think-time.ts';
import {objectiveOf, trueCapacity} from '../analysis/simulated-target.ts';
import {createVirtualTarget, noCosts, type RealCosts, type VirtualLoad} from './virtual-target.ts';

export interface TruthOptions {
  readonly variant: DemoVariant;
  readonly load: VirtualLoad;
  readonly costs: RealCosts;
  /** As a threshold is written. */
  readonly objective: string;
  /** Independent simulations of it, two at least. */
  readonly repeats: number;
  /** Simulated at each load, some 400,000. */
  readonly requests?: number;
}

export interface Truth {
  /** VUs, or iterations a second. */
  readonly level: number;
  /** Half of its 95% interval over the simulations. */
  readonly plusMinus: number;
}

const usualRequests = 400_000;
/** Of the first look. */
const coarseShare = 0.15;

/** Where no server is ever idle: no load beyond can be served. */
export function saturationLevel({variant, load}: Pick<TruthOptions, 'variant' | 'load'>): number {
  const {pool, endpoints} = variant;
  if (pool === undefined) throw new Error(`${variant.name} has no pool: no load is too much for it`);
  const serviceMs = meanServiceTimeMs(endpoints[0]!.serviceTime);
  const perSecond = (pool.servers * 1000) / serviceMs;
  return load.model === 'open' ? perSecond : (perSecond * (meanThinkMs(load.think) + serviceMs)) / 1000;
}

/** The load at which the objective is at its bound, by the demo target's own queue in virtual time. */
export function findTruth(options: TruthOptions): Truth {
  const {variant, load, costs, repeats, requests = usualRequests} = options;
  const objective = objectiveOf(options.objective);
  const saturation = saturationLevel(options);
  const capacityOf = (seed: number, levels: readonly number[], count: number): number =>
    trueCapacity(
      (level) => createVirtualTarget({variant, load, costs, seed: seed * 1000 + Math.round(level)}),
      objective,
      tidy(levels, load),
      // The first 100 s do not count.
      100 + Math.ceil(count / perSecondAt(saturation, load)),
    );
  const coarse = capacityOf(
    1,
    [0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3].map((share) => share * saturation),
    coarseShare * requests,
  );
  const found = Array.from({length: repeats}, (_, i) =>
    capacityOf(
      2 + i,
      [0.93, 0.96, 0.98, 0.99, 1, 1.01, 1.02, 1.04, 1.07].map((share) => share * coarse),
      requests,
    ),
  );
  const level = found.reduce((sum, one) => sum + one, 0) / repeats;
  const squares = found.reduce((sum, one) => sum + (one - level) ** 2, 0);
  const plusMinus = studentQuantile(0.975, repeats - 1) * Math.sqrt(squares / (repeats - 1) / repeats);
  return {level, plusMinus};
}

/**
 * What a process's own costs make of the truth: from three simulations with the same random numbers, ln capacity taken to
 * fall in proportion to each cost.
 * @returns the capacity at such costs
 */
export function truthByCosts(options: Omit<TruthOptions, 'costs'>): (costs: RealCosts) => number {
  const probeUs = 2000;
  const at = (costs: RealCosts): number => Math.log(findTruth({...options, costs}).level);
  const bare = at(noCosts);
  const byLate = (at({...noCosts, lateUs: probeUs}) - bare) / probeUs;
  const byWay = (at({...noCosts, wayUs: probeUs}) - bare) / probeUs;
  return ({lateUs, wayUs}) => Math.exp(bare + byLate * lateUs + byWay * wayUs);
}

function perSecondAt(level: number, load: VirtualLoad): number {
  return load.model === 'open' ? level : (level * 1000) / Math.max(1, meanThinkMs(load.think));
}

/** VUs are whole. */
function tidy(levels: readonly number[], {model}: VirtualLoad): readonly number[] {
  return model === 'open' ? levels : [...new Set(levels.map(Math.round))];
}
