import {executorModel, executorMostVus, executorPeakLevel, executorStartLevel} from '../domain/executor.ts';
import type {Executor, Profile, RampSettings} from '../domain/profile.ts';
import {capKeys, rampKeys} from './profile-keys.ts';
import type {JsonObject, ProfileReader} from './profile-reader.ts';
import {defaults, limits} from './profile-schema.ts';

const leastStep = 0.001;

/** The ceilings an executor gets that names none: twice what it asks for, and room to drive in by hand. */
export function defaultCap(executor: Executor): Profile['cap'] {
  const peak = executorPeakLevel(executor);
  return executorModel(executor) === 'open'
    ? {
        vus: Math.max(defaults.leastCapVus, executorMostVus(executor)),
        rate: Math.min(limits.maxRate, Math.max(defaults.leastCapRate, 2 * peak)),
      }
    : {vus: Math.min(limits.maxVus, Math.max(defaults.leastCapVus, 2 * peak)), rate: defaults.capRate};
}

/** How the load keys act where the profile does not say: in the open model a raise by its rate takes 10 s, in 10 steps. */
export function defaultRamp(executor: Executor): RampSettings {
  const {vusPerSecond, step, ratePerSecond, rateStep} = defaults;
  if (executorModel(executor) === 'closed') return {vusPerSecond, step, ratePerSecond, rateStep};
  const rate = executorStartLevel(executor) || executorPeakLevel(executor);
  const tenth = rate === 0 ? rateStep : roundNumber(rate / 10);
  return {vusPerSecond, step, ratePerSecond: tenth, rateStep: tenth};
}

/** The largest of 1, 2 and 5 times a power of ten that is not above: 50 for 73. */
function roundNumber(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power >= 5 ? 5 : value / power >= 2 ? 2 : 1;
  // A product such as 2 × 0.001 may be a hair off: it is to read as one digit in a file.
  return Math.max(leastStep, Number((digit * power).toPrecision(1)));
}

/** `cap`, with what it does not say from the executor. */
export function readCap(reader: ProfileReader, value: unknown, executor: Executor | null): Profile['cap'] | null {
  if (typeof value === 'number') return reader.fail('cap', `must be an object: {"vus": ${value}}`);
  const object = value === undefined ? {} : reader.object(value, 'cap', capKeys);
  if (object === null) return null;
  const before = reader.problems.length;
  const vus = reader.get(object, 'cap', capKeys, 'vus');
  const rate = reader.get(object, 'cap', capKeys, 'rate');
  if (reader.problems.length > before || executor === null) return null;
  const mostVus = executorMostVus(executor);
  if (vus !== null && vus < mostVus) {
    return reader.fail('cap.vus', `${vus} is below the ${mostVus} VUs the profile goes to`);
  }
  const peak = executorModel(executor) === 'open' ? executorPeakLevel(executor) : 0;
  if (rate !== null && rate < peak) {
    return reader.fail('cap.rate', `${rate} is below the ${peak} iterations a second the profile goes to`);
  }
  const otherwise = defaultCap(executor);
  return {vus: vus ?? otherwise.vus, rate: rate ?? otherwise.rate};
}

/** `ramp`, with what it does not say from the executor. */
export function readRamp(reader: ProfileReader, value: unknown, executor: Executor | null): RampSettings {
  const object: JsonObject = value === undefined ? {} : (reader.object(value, 'ramp', rampKeys) ?? {});
  const otherwise = executor === null ? defaults : defaultRamp(executor);
  const read = (key: keyof RampSettings): number => reader.get(object, 'ramp', rampKeys, key) ?? otherwise[key];
  return {
    vusPerSecond: read('vusPerSecond'),
    step: read('step'),
    ratePerSecond: read('ratePerSecond'),
    rateStep: read('rateStep'),
  };
}
