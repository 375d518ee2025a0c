import {parseDuration} from '../domain/duration.ts';
import {type ConvertNotes, type Json, listOf, recordOf, textOf} from './converted.ts';
import type {K6Scenario} from './k6-options.ts';

export interface SharedLoad {
  /** The executor's keys at the top of a profile. */
  readonly executor: Json;
  /** Of each scenario, in order. */
  readonly weights: readonly number[];
}

const loadKeys: Readonly<Record<string, readonly string[]>> = {
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages'],
  'constant-arrival-rate': ['rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs'],
  'ramping-arrival-rate': ['startRate', 'timeUnit', 'stages', 'preAllocatedVUs', 'maxVUs'],
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
};

/** k6 gives each scenario a load of its own, a profile one load shared by weight: their sum, where they belong together. */
export function shareLoad(scenarios: readonly K6Scenario[], notes: ConvertNotes): SharedLoad {
  const known = scenarios.filter(({name, load}) => {
    const kind = String(load['executor']);
    if (Object.hasOwn(loadKeys, kind)) return true;
    notes.leave(
      `scenario ${name}: executor ${kind}`,
      kind === 'externally-controlled' ? 'the load keys of the screen stand for it' : 'there is no such executor',
    );
    return false;
  });
  const [first] = known;
  if (first === undefined) return {executor: {}, weights: scenarios.map(() => 1)};
  const loads = known.map(({name, load}) => plainLoad(name, load, notes));
  const fitting = loads.filter((load) => shapeOf(load) === shapeOf(loads[0]!));
  if (fitting.length < loads.length) {
    const others = known.filter((_, index) => shapeOf(loads[index]!) !== shapeOf(loads[0]!)).map(({name}) => name);
    notes.leave(
      `the load of ${others.join(', ')}`,
      `scenarios share one load by weight: that of ${first.name} is taken, weights follow their peaks`,
    );
  }
  const peaks = scenarios.map((scenario) => {
    const index = known.indexOf(scenario);
    return index === -1 ? 1 : peakOf(loads[index]!);
  });
  return {executor: summed(fitting), weights: reduced(peaks)};
}

/** Without what a profile does not have; durations without an end and the like stay for the profile's own check. */
function plainLoad(name: string, load: Json, notes: ConvertNotes): Json {
  const kind = String(load['executor']);
  const known = loadKeys[kind]!;
  const plain: Json = {executor: kind};
  for (const [key, value] of Object.entries(load)) {
    if (known.includes(key)) plain[key] = value;
    else if (key === 'gracefulStop' && typeof value === 'string') plain[key] = value;
    else if (key === 'gracefulRampDown') {
      if (value !== '30s')
        notes.leave(`scenario ${name}: gracefulRampDown`, 'VUs that leave finish the request they wait for');
    } else if (key !== 'executor') notes.leave(`scenario ${name}: ${key}`, `a profile's ${kind} has no such key`);
  }
  if (kind === 'per-vu-iterations' || kind === 'shared-iterations') {
    plain['vus'] ??= 1;
    plain['iterations'] ??= 1;
  }
  if (kind === 'constant-vus') plain['vus'] ??= 1;
  if (kind === 'ramping-vus') plain['startVUs'] ??= 1;
  return plain;
}

/** What has to be equal for loads to be added: all but the numbers that are. */
function shapeOf({executor, duration, timeUnit, stages, maxDuration, gracefulStop, ...load}: Json): string {
  const durations = listOf(stages).map((stage) => parseDuration(String(recordOf(stage)?.['duration'])));
  const iterations = executor === 'per-vu-iterations' ? load['iterations'] : null;
  return JSON.stringify([executor, duration, timeUnit ?? '1s', durations, maxDuration, gracefulStop, iterations]);
}

function peakOf(load: Json): number {
  const targets = listOf(load['stages']).map((stage) => Number(recordOf(stage)?.['target']));
  const level =
    load['executor'] === 'shared-iterations'
      ? load['iterations']
      : (load['vus'] ?? load['rate'] ?? load['startVUs'] ?? load['startRate'] ?? 0);
  const peak = Math.max(Number(level), ...targets);
  const unit = {'1s': 1, '1m': 60, '1h': 3600}[textOf(load['timeUnit']) ?? '1s'] ?? 1;
  return Number.isFinite(peak) && peak > 0 ? peak / unit : 1;
}

function summed(loads: readonly Json[]): Json {
  const [first, ...rest] = loads;
  const total: Json = {...first};
  for (const key of ['vus', 'startVUs', 'rate', 'startRate', 'preAllocatedVUs', 'maxVUs', 'iterations']) {
    if (key === 'iterations' && total['executor'] === 'per-vu-iterations') continue;
    if (typeof total[key] === 'number')
      total[key] = rest.reduce((sum, load) => sum + Number(load[key] ?? 0), total[key]);
  }
  if (Array.isArray(total['stages'])) {
    total['stages'] = total['stages'].map((stage: unknown, index) => ({
      ...recordOf(stage),
      target: loads.reduce((sum, load) => sum + Number(recordOf(listOf(load['stages'])[index])?.['target'] ?? 0), 0),
    }));
  }
  return total;
}

/** 30 and 10 as 3 and 1. */
function reduced(weights: readonly number[]): number[] {
  const scale = weights.every(Number.isInteger) ? 1 : 1000;
  const whole = weights.map((weight) => Math.max(1, Math.round(weight * scale)));
  const divisor = whole.reduce(greatestDivisor);
  return whole.map((weight) => weight / divisor);
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
