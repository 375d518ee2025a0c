import {vusThatFit, descriptorLimit} from '../fleet/descriptor-limit.ts';
import {readPortRange} from '../fleet/port-range.ts';
import {connectionsThatFit} from '../domain/port-range.ts';
import {connectionsPerVu} from '../domain/connections-per-vu.ts';
import {executorModel} from '../domain/executor.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Executor, Profile, Threshold} from '../domain/profile.ts';
import {thresholdBound} from '../domain/threshold-evaluation.ts';
import {defaultMaxVus, defaultReadyVus} from '../files/parse-executor.ts';
import {limits} from '../files/profile-schema.ts';
import {meanIteration} from '../session/flow-facts.ts';
import type {RunFlags} from './flags.ts';

/** One load without an end: that of `-u` or `--rate`, else `otherwise` in the profile's own model. */
export function heldLoad(
  profile: Pick<Profile, 'executor'>,
  flags: Pick<RunFlags, 'vus' | 'rate'>,
  otherwise: number,
): Executor {
  return constantLoad(profile, modelOf(profile, flags), flags.rate ?? flags.vus ?? otherwise);
}

/** One load without an end; of a rate with the virtual users the profile has for its own, else those that fit it. */
export function constantLoad({executor}: Pick<Profile, 'executor'>, model: LoadModel, level: number): Executor {
  if (model === 'closed') return {kind: 'constant-vus', vus: level, durationMs: null};
  const own =
    'maxVus' in executor
      ? {arrivals: executor.arrivals, preAllocatedVus: executor.preAllocatedVus, maxVus: executor.maxVus}
      : {arrivals: 'constant' as const, preAllocatedVus: defaultReadyVus(level), maxVus: defaultMaxVus(level)};
  return {kind: 'constant-arrival-rate', rate: level, durationMs: null, ...own};
}

/** That of the flags, else of the profile. */
export function modelOf({executor}: Pick<Profile, 'executor'>, {vus, rate}: Pick<RunFlags, 'vus' | 'rate'>): LoadModel {
  if (rate !== null) return 'open';
  return vus === null ? executorModel(executor) : 'closed';
}

/** What a mean latency is allowed to be that no limit speaks of, s: as `defaultMaxVus` has it. */
const usualSeconds = 1;

/** Virtual users that keep a rate up. */
export interface PoolNeed {
  /** With room to spare. */
  readonly ample: number;
  /** For each iteration a second, while the latency limits hold. */
  readonly leastPerRate: number;
}

/**
 * Virtual users that a rate of arrivals keeps busy: by Little's law the rate times what an iteration takes, its think
 * times and so many answers. While the limits hold their mean is within the tightest one of all requests.
 * @param rate iterations a second
 */
export function poolNeed({scenarios, thresholds}: Pick<Profile, 'scenarios' | 'thresholds'>, rate: number): PoolNeed {
  const {requests, thinkMs} = meanIteration(scenarios);
  const limitsSeconds = thresholds.filter(boundsAnswers).map((one) => thresholdBound(one) / 1_000_000);
  const answerSeconds = limitsSeconds.length === 0 ? usualSeconds : Math.min(...limitsSeconds);
  const thinkSeconds = thinkMs / 1000;
  const ample = Math.ceil(rate * (thinkSeconds + requests * Math.max(usualSeconds, answerSeconds)));
  return {ample: Math.max(defaultMaxVus(0), ample), leastPerRate: thinkSeconds + requests * answerSeconds};
}

function boundsAnswers({metric, tags, operator, bound}: Threshold): boolean {
  return metric === 'http_req_duration' && Object.keys(tags).length === 0 && operator.startsWith('<') && bound > 0;
}

/** Virtual users whose connections this machine has descriptors and ports for, at most what a profile may ask for. */
export function mostVusHere({
  scenarios,
  transport: {choice, h2Streams},
}: Pick<Profile, 'scenarios' | 'transport'>): number {
  const ports = readPortRange();
  const fits = [vusThatFit(descriptorLimit()), ports === null ? null : connectionsThatFit(ports, false)];
  const connections = Math.min(...fits.filter((one) => one !== null), limits.maxVus);
  const perVu = connectionsPerVu(scenarios.map(({flow}) => flow));
  const streams = choice === 'http2' ? h2Streams : 1;
  return Math.max(1, Math.min(limits.maxVus, Math.floor((connections * streams) / perVu)));
}
