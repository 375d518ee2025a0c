import {mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import {mostKnown} from '../metrics/merge-metrics.ts';
import type {GeneratorHealth, HealthCause} from '../protocol/report.ts';

/** What one worker says about its event loop. NaN: not measured (yet, or not on this platform). */
export interface WorkerHealth {
  /** Busy share of its event loop, 0 to 1. */
  readonly utilisation: number;
  /** 99th percentile of its timers' lateness, ms. */
  readonly loopDelayMs: number;
  /** CPU time over wall time of its thread. */
  readonly cpuShare: number;
  /** Time since its last sign of life, ms. */
  readonly silentMs: number;
}

/** What is known beside the workers' own words; NaN: not known. */
export interface HealthSurroundings {
  /** Of the interval. */
  readonly metrics: IntervalMetrics;
  /** Arrivals waiting for a free VU have become more for a second. */
  readonly queueGrows: boolean;
  readonly queued: number;
  /** How late an idle thread of this process was woken, p99, ms. */
  readonly probeLateMs: number;
  /** Shares of the machine's CPU time, 0 to 1: busy, and taken by its hypervisor. */
  readonly hostCpu: number;
  readonly steal: number;
}

interface Limits {
  readonly warn: number;
  readonly saturated: number;
}

/**
 * Latencies are trusted below the first figure and doubted from the second on. Delays (ms) are held against what is
 * measured: they count from these figures on, or from `ofShown` of the p99 shown where that is more.
 */
export const healthLimits = {
  utilisation: {warn: 0.6, saturated: 0.8},
  clientWaitMs: {warn: 1, saturated: 3},
  startLagMs: {warn: 2, saturated: 5},
  loopDelayMs: {warn: 5, saturated: 20},
  probeLateMs: {warn: 2, saturated: 5},
  steal: {warn: 0.02, saturated: 0.1},
  ofShown: {warn: 0.1, saturated: 0.2},
  /** Busy without having the CPU: other processes or the hypervisor have it. */
  starved: 0.1,
  hostCpu: 0.95,
  /** A loop that has not turned for so long is stuck; what it would say about itself is old. */
  silentMs: 200,
} as const;

type Verdict = GeneratorHealth['verdict'];

interface Finding {
  readonly verdict: Verdict;
  readonly cause: HealthCause;
  readonly reason: string;
}

const severity: readonly Verdict[] = ['ok', 'warn', 'saturated'];

/**
 * The judgement over all workers, worst first.
 * @param paced false in a closed run without think time: then a busy loop is the design, and latency holds queueing in the client
 * @param around absent: only what the workers say counts
 */
export function judgeGenerator(
  workers: readonly WorkerHealth[],
  paced: boolean,
  around?: HealthSurroundings,
): GeneratorHealth {
  const waits = around === undefined ? unknownWaits : readWaits(around.metrics);
  // Not known until a worker says so.
  let utilisation = Number.NaN;
  let loopDelayMs = Number.NaN;
  const found: Finding[] = [];
  for (const worker of workers) {
    const delayMs = delayOf(worker);
    utilisation = mostKnown(utilisation, worker.utilisation);
    loopDelayMs = mostKnown(loopDelayMs, delayMs);
    found.push(...workerFindings(worker, delayMs, paced, waits));
  }
  found.push(...waitFindings(waits));
  if (around !== undefined) found.push(...surroundFindings(around, waits));
  let worst: Finding | null = null;
  for (const finding of found) {
    if (worst === null || severity.indexOf(finding.verdict) > severity.indexOf(worst.verdict)) worst = finding;
  }
  return {
    verdict: worst?.verdict ?? 'ok',
    utilisation,
    loopDelayMs,
    clientWaitMs: waits.clientMs,
    startLagMs: waits.startLagMs,
    probeLateMs: around?.probeLateMs ?? Number.NaN,
    steal: around?.steal ?? Number.NaN,
    reason: worst?.reason ?? null,
    ...(worst === null ? {} : {cause: worst.cause}),
  };
}

/** A loop that stands still is as late as it has been silent, ms; NaN: not known. */
export function delayOf({silentMs, loopDelayMs}: WorkerHealth): number {
  return silentMs >= healthLimits.silentMs ? silentMs : loopDelayMs;
}

/** p99 of the interval, ms; NaN without samples. */
interface Waits {
  readonly clientMs: number;
  readonly startLagMs: number;
  /** Of the latencies reported. */
  readonly shownMs: number;
  readonly missed: number;
}

const unknownWaits: Waits = {clientMs: Number.NaN, startLagMs: Number.NaN, shownMs: Number.NaN, missed: 0};

function readWaits({clientWait, startLag, names, arrivalsMissed}: IntervalMetrics): Waits {
  return {
    clientMs: p99Ms(clientWait.histogram, clientWait.maxUs),
    startLagMs: p99Ms(startLag.histogram, startLag.maxUs),
    shownMs: p99Ms(mergeSparse(names.map((name) => name.latency))),
    missed: arrivalsMissed,
  };
}

function p99Ms(histogram: SparseHistogram, maxUs?: number): number {
  return percentilesOf(histogram, [99], maxUs)[0]! / 1000;
}

function workerFindings(worker: WorkerHealth, delayMs: number, paced: boolean, waits: Waits): Finding[] {
  const found: Finding[] = [];
  const busy = `${Math.round(worker.utilisation * 100)}%`;
  const busyVerdict = verdictOf(worker.utilisation, healthLimits.utilisation);
  if (!paced) {
    // Busy by design: only what it does to the answers counts, where that is known.
    const trusted = verdictOfDelay(waits.clientMs, healthLimits.clientWaitMs, waits.shownMs) === 'ok';
    if (busyVerdict === 'saturated' && (Number.isNaN(waits.clientMs) || !trusted)) {
      const reason = `max throughput: VUs without think time keep a load worker ${busy} busy, latency includes client queueing`;
      found.push({verdict: busyVerdict, cause: 'max-throughput', reason});
    }
  } else if (busyVerdict === 'saturated') {
    const reason = `load worker ${busy} busy: latencies include waiting in the generator`;
    found.push({verdict: busyVerdict, cause: 'busy', reason});
  } else if (busyVerdict === 'warn') {
    found.push({verdict: busyVerdict, cause: 'busy', reason: `load worker ${busy} busy`});
  }
  const delayVerdict = verdictOfDelay(delayMs, healthLimits.loopDelayMs, waits.shownMs);
  if (delayVerdict !== 'ok') {
    const reason = `load worker's event loop runs ${Math.round(delayMs)} ms late`;
    found.push({verdict: delayVerdict, cause: 'loop-delay', reason});
  }
  if (worker.utilisation - worker.cpuShare >= healthLimits.starved) {
    const lacking = Math.round((worker.utilisation - worker.cpuShare) * 100);
    const reason = `other processes take ${lacking}% of a core from a load worker`;
    found.push({verdict: 'warn', cause: 'starved', reason});
  }
  return found;
}

function waitFindings({clientMs, startLagMs, shownMs, missed}: Waits): Finding[] {
  const found: Finding[] = [];
  if (missed > 0) {
    const reason = `the generator came too late to start ${missed} arrival${missed === 1 ? '' : 's'}`;
    found.push({verdict: 'saturated', cause: 'missed', reason});
  }
  const waitVerdict = verdictOfDelay(clientMs, healthLimits.clientWaitMs, shownMs);
  if (waitVerdict !== 'ok') {
    const reason = `answers wait up to ${tenths(clientMs)} ms in the generator (p99)`;
    found.push({verdict: waitVerdict, cause: 'client-wait', reason});
  }
  const lagVerdict = verdictOfDelay(startLagMs, healthLimits.startLagMs, shownMs);
  if (lagVerdict !== 'ok') {
    const reason = `iterations start ${tenths(startLagMs)} ms late (p99)`;
    found.push({verdict: lagVerdict, cause: 'start-lag', reason});
  }
  return found;
}

function surroundFindings(around: HealthSurroundings, {shownMs}: Waits): Finding[] {
  const found: Finding[] = [];
  const probeVerdict = verdictOfDelay(around.probeLateMs, healthLimits.probeLateMs, shownMs);
  if (probeVerdict !== 'ok') {
    const reason = `this machine wakes an idle thread ${tenths(around.probeLateMs)} ms late`;
    found.push({verdict: probeVerdict, cause: 'machine', reason});
  }
  const stealVerdict = verdictOf(around.steal, healthLimits.steal);
  if (stealVerdict !== 'ok') {
    const reason = `the hypervisor takes ${Math.round(around.steal * 100)}% of this machine's CPU time`;
    found.push({verdict: stealVerdict, cause: 'steal', reason});
  }
  if (around.queueGrows) {
    // Not the generator's fault, and response times count the wait: a warning.
    const reason = `${around.queued} arrivals wait for a free VU, and more each second`;
    found.push({verdict: 'warn', cause: 'queue', reason});
  }
  if (around.hostCpu >= healthLimits.hostCpu) {
    const reason = `this machine's CPU is ${Math.round(around.hostCpu * 100)}% busy`;
    found.push({verdict: 'warn', cause: 'host-cpu', reason});
  }
  return found;
}

/** A delay against the p99 it is part of, both ms. */
function verdictOfDelay(delayMs: number, limits: Limits, shownMs: number): Verdict {
  const {ofShown} = healthLimits;
  const warn = Math.max(limits.warn, Number.isNaN(shownMs) ? 0 : ofShown.warn * shownMs);
  const saturated = Math.max(limits.saturated, Number.isNaN(shownMs) ? 0 : ofShown.saturated * shownMs);
  return verdictOf(delayMs, {warn, saturated});
}

function verdictOf(value: number, limits: Limits): Verdict {
  if (value >= limits.saturated) return 'saturated';
  return value >= limits.warn ? 'warn' : 'ok';
}

function tenths(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}
