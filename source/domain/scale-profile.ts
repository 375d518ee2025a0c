import {printDuration} from './duration.ts';
import {executorDurationMs, executorModel, executorMostVus, executorPeakLevel} from './executor.ts';
import type {AlertRule, Executor, MetricName, Profile, Stage, Threshold} from './profile.ts';

export interface ScaleFactors {
  /** Of levels, rates, ceilings and shared iterations; 1: as they are. */
  readonly load: number;
  /** Of how long stages last and thresholds look back; think times are people's and stay. */
  readonly time: number;
}

export interface ScaledProfile {
  readonly profile: Profile;
  /** One line for people; null when nothing is different. */
  readonly told: string | null;
}

/** Metrics that grow with the load; each is a counter or a gauge. */
const loadMetrics: ReadonlySet<MetricName> = new Set<MetricName>([
  'http_reqs',
  'iterations',
  'data_sent',
  'data_received',
  'vus',
  'vus_max',
]);

/** Between these a threshold can look back. */
const leastWindowMs = 1000;
const mostWindowMs = 600_000;

/**
 * A profile shrunk for a quick try (or grown): the load by one factor, the time it takes by another. No level, rate or
 * number of iterations falls below 1 that was not below it before. Weights, think times and limits of latency stay;
 * limits of counts and rates go with the load.
 */
export function scaleProfile(profile: Profile, {load, time}: ScaleFactors): ScaledProfile {
  if (load === 1 && time === 1) return {profile, told: null};
  const executor = scaleExecutor(profile.executor, load, time);
  const countFactor = 'iterations' in profile.executor ? load : load * time;
  const threshold = (one: Threshold): Threshold => scaleThreshold(one, {load, time, countFactor});
  const thresholds = profile.thresholds.map(threshold);
  const alerts = profile.alerts.map((alert): AlertRule => ({
    ...alert,
    when: threshold(alert.when),
    forMs: Math.round(alert.forMs * time),
  }));
  const scaled = {...profile, executor, cap: scaleCap(profile, executor, load), thresholds, alerts};
  return {profile: scaled, told: tell(profile, scaled, {load, time})};
}

function scaleExecutor(executor: Executor, load: number, time: number): Executor {
  const vus = (level: number): number => scaleWhole(level, load);
  const rate = (level: number): number => scaleLevel(level, load);
  const stages = (list: readonly Stage[], level: (target: number) => number): Stage[] =>
    list.map((one) => ({...one, durationMs: scaleTime(one.durationMs, time), target: level(one.target)}));
  switch (executor.kind) {
    case 'constant-vus':
      return {...executor, vus: vus(executor.vus), durationMs: scaleEnd(executor.durationMs, time)};
    case 'ramping-vus':
      return {...executor, startVus: vus(executor.startVus), stages: stages(executor.stages, vus)};
    case 'constant-arrival-rate':
      return {
        ...executor,
        rate: rate(executor.rate),
        durationMs: scaleEnd(executor.durationMs, time),
        preAllocatedVus: vus(executor.preAllocatedVus),
        maxVus: vus(executor.maxVus),
      };
    case 'ramping-arrival-rate':
      return {
        ...executor,
        startRate: rate(executor.startRate),
        stages: stages(executor.stages, rate),
        preAllocatedVus: vus(executor.preAllocatedVus),
        maxVus: vus(executor.maxVus),
      };
    // What one VU does is its own: fewer VUs are fewer iterations already.
    case 'per-vu-iterations':
      return {...executor, vus: vus(executor.vus), maxDurationMs: scaleTime(executor.maxDurationMs, time)};
    case 'shared-iterations':
    default:
      return {
        ...executor,
        vus: vus(executor.vus),
        iterations: scaleWhole(executor.iterations, load),
        maxDurationMs: scaleTime(executor.maxDurationMs, time),
      };
  }
}

/** Never below what the executor itself goes to. */
function scaleCap({cap}: Profile, executor: Executor, load: number): Profile['cap'] {
  const rate = executorModel(executor) === 'open' ? executorPeakLevel(executor) : 0;
  return {
    vus: Math.max(1, executorMostVus(executor), scaleWhole(cap.vus, load)),
    rate: Math.max(rate, scaleLevel(cap.rate, load)),
  };
}

function scaleLevel(level: number, factor: number): number {
  return Math.max(Math.min(level, 1), tidy(level * factor));
}

function scaleWhole(level: number, factor: number): number {
  return Math.max(Math.min(level, 1), Math.round(level * factor));
}

function scaleTime(ms: number, factor: number): number {
  return Math.max(Math.min(ms, 1), Math.round(ms * factor));
}

function scaleEnd(ms: number | null, factor: number): number | null {
  return ms === null ? null : scaleTime(ms, factor);
}

/** Windows are whole seconds. */
function scaleWindow(ms: number | null, factor: number): number | null {
  if (ms === null) return null;
  return Math.min(mostWindowMs, Math.max(leastWindowMs, Math.round((ms * factor) / 1000) * 1000));
}

function scaleThreshold(
  threshold: Threshold,
  {load, time, countFactor}: ScaleFactors & {readonly countFactor: number},
): Threshold {
  const windowMs = scaleWindow(threshold.windowMs, time);
  const delayAbortEvalMs = Math.round(threshold.delayAbortEvalMs * time);
  const timed = {...threshold, windowMs, delayAbortEvalMs};
  // What is relative stays relative to a baseline of the scaled load.
  if (!loadMetrics.has(threshold.metric) || threshold.relativeShare !== null) return timed;
  // A count within a window grows with the window, not with the run.
  const windowFactor = threshold.windowMs === null ? countFactor : (load * windowMs!) / threshold.windowMs;
  const bound = tidy(threshold.bound * (threshold.aggregation.kind === 'count' ? windowFactor : load));
  return {...timed, bound, source: withBound(threshold.source, bound)};
}

/** The text with another number behind its operator: it is what screens and files show. */
function withBound(source: string, bound: number): string {
  return source.replace(/([<>=]\s*)[-+.\d]\S*(\s*)$/, `$1${bound}$2`);
}

/** Without the last digits, which are the machine's: 0.1 × 3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** `scaled: load × 0.01 (15000 → 150 VUs), times × 0.1 (10m → 1m); "http_reqs: rate>1000" is now "http_reqs: rate>10"`. */
function tell(before: Profile, after: Profile, {load, time}: ScaleFactors): string {
  const parts: string[] = [];
  if (load !== 1) parts.push(`load × ${load} (${levelText(before.executor)} → ${levelText(after.executor)})`);
  if (time !== 1) {
    const [from, to] = [executorDurationMs(before.executor), executorDurationMs(after.executor)];
    const shown = from === null || to === null ? '' : ` (${printDuration(from)} → ${printDuration(to)})`;
    parts.push(`times × ${time}${shown}, think times as they are`);
  }
  const [was, is] = [conditions(before), conditions(after)];
  const changed = was.flatMap(({source}, index) =>
    source === is[index]!.source ? [] : [`"${source}" is now "${is[index]!.source}"`],
  );
  const more = changed.length > 3 ? [`${changed.length - 3} more limits with it`] : [];
  return [`scaled: ${parts.join(', ')}`, ...changed.slice(0, 3), ...more].join('; ');
}

function conditions({thresholds, alerts}: Profile): Threshold[] {
  return [...thresholds, ...alerts.map(({when}) => when)];
}

function levelText(executor: Executor): string {
  const level = tidy(executorPeakLevel(executor));
  const unit = executorModel(executor) === 'open' ? '/s' : level === 1 ? ' VU' : ' VUs';
  const total = executor.kind === 'shared-iterations' ? `, ${executor.iterations} iterations` : '';
  return `${level}${unit}${total}`;
}
