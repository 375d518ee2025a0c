/*
 * How well a capacity search finds a capacity that is known, and what it costs in simulated seconds: searches of queues
 * with servers behind them, whose real capacity long runs tell.
 *
 *   closed            4 servers, VUs that think for a second
 *   closed, wandering service times follow an AR(1) series from second to second
 *   closed, cold      the target is three times as slow at first, for half a minute
 *   closed, thrashing service times grow with the queue: throughput falls beyond capacity
 *   closed, errors    what waits behind 10 is turned away; 1% may fail
 *   open              4 servers, Poisson arrivals
 *   open, wandering   the same with an AR(1) series
 *   open, 1 server    the longest memory there is
 *   open, 16 servers  four times the requests: less noise
 *
 *   node test/bench/capacity-simulated.ts [searches, 100] [world…]
 */
import {argv} from 'node:process';
import type {CapacityStudy} from '../../source/domain/study.ts';
import {
  createSimulatedTarget,
  objectiveOf,
  searchTarget,
  trueCapacity,
  type TargetOptions,
} from '../analysis/simulated-target.ts';
import {deviation, mean, percent, worst} from './search-errors.ts';

const searches = Number(argv[2] ?? 100);
const chosen = argv.slice(3);

interface World {
  readonly target: Omit<TargetOptions, 'seed'>;
  /** What long runs are made of, where it is not the same. */
  readonly truth?: Partial<TargetOptions>;
  readonly objective: string;
  readonly levels: readonly [from: number, to: number];
}

const closed = {model: 'closed', servers: 4, serviceMs: 20, thinkMs: 1000} as const;
const open = {model: 'open', servers: 4, serviceMs: 20} as const;
const p95 = 'http_req_duration: p(95)<100';

const worlds: Readonly<Record<string, World>> = {
  closed: {target: closed, objective: p95, levels: [140, 220]},
  'closed, wandering': {target: {...closed, wander: 0.05}, objective: p95, levels: [140, 220]},
  'closed, cold': {
    target: {...closed, warmUp: {seconds: 30, factor: 2}},
    truth: {warmUp: {seconds: 1, factor: 0}},
    objective: p95,
    levels: [140, 220],
  },
  'closed, thrashing': {target: {...closed, thrash: {from: 10, share: 0.02}}, objective: p95, levels: [130, 220]},
  'closed, errors': {target: {...closed, queueLimit: 10}, objective: 'http_req_failed: rate<0.01', levels: [140, 260]},
  open: {target: open, objective: p95, levels: [120, 195]},
  'open, wandering': {target: {...open, wander: 0.05}, objective: p95, levels: [120, 195]},
  'open, 16 servers': {
    target: {...open, servers: 16, serviceMs: 20},
    objective: 'http_req_duration: p(95)<80',
    levels: [600, 790],
  },
  'open, 1 server': {
    target: {...open, servers: 1, serviceMs: 5},
    objective: 'http_req_duration: p(95)<100',
    levels: [120, 195],
  },
};

function searchAll({target, objective}: World): readonly {study: CapacityStudy; seconds: number}[] {
  const objectives = [objectiveOf(objective)];
  return Array.from({length: searches}, (_, i) =>
    searchTarget(createSimulatedTarget({...target, seed: 7919 * (i + 1)}), {model: target.model, objectives}),
  );
}

function rowOf(name: string, world: World) {
  const {target, levels, objective} = world;
  const steps = Array.from({length: 14}, (_, i) => Math.round(levels[0] * (levels[1] / levels[0]) ** (i / 13)));
  const truth = trueCapacity(
    (level) => createSimulatedTarget({...target, ...world.truth, seed: 1 + level}),
    objectiveOf(objective),
    steps,
    3000,
  );
  const runs = searchAll(world);
  const found = runs.filter(({study}) => study.verdict === 'FOUND');
  const errors = found.map(({study}) => Math.sqrt(study.low! * study.high!) / truth - 1);
  const times = runs.map(({seconds}) => seconds).sort((a, b) => a - b);
  const share = (count: number): string => percent(count / Math.max(1, found.length));
  return {
    world: name,
    truth: truth.toFixed(1),
    found: `${found.length}/${runs.length}`,
    bias: percent(mean(errors)),
    sd: percent(deviation(errors)),
    worst: percent(worst(errors)),
    'low over it': share(found.filter(({study}) => study.low! > truth).length),
    'within 5%': share(errors.filter((error) => Math.abs(error) <= 0.05).length),
    'mean s': Math.round(mean(times)),
    '90% s': times[Math.floor(times.length * 0.9)]!,
    'confirm s': Math.round(mean(runs.map(({study}) => secondsOf(study, 'confirm')))),
    'bisect s': Math.round(mean(runs.map(({study}) => secondsOf(study, 'bisect')))),
    'climb s': Math.round(mean(runs.map(({study}) => secondsOf(study, 'climb')))),
    trials: mean(runs.map(({study}) => study.trials.length)).toFixed(1),
  };
}

function secondsOf({trials}: CapacityStudy, phase: string): number {
  return trials.reduce((sum, one) => sum + (one.phase === phase ? (one.endMs - one.startMs) / 1000 : 0), 0);
}

console.table(
  Object.entries(worlds)
    .filter(([name]) => chosen.length === 0 || chosen.includes(name))
    .map(([name, world]) => rowOf(name, world)),
);
