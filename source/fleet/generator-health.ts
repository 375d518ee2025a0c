import {mostKnown} from '../metrics/merge-metrics.ts';
import type {GeneratorHealth} from '../protocol/report.ts';

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

/** Latencies are trusted below the first figure and doubted from the second on. */
export const healthLimits = {
  utilisation: {warn: 0.6, saturated: 0.8},
  loopDelayMs: {warn: 5, saturated: 20},
  /** Busy without having the CPU: other processes or the hypervisor have it. */
  starved: 0.1,
  /** A loop that has not turned for so long is stuck; what it would say about itself is old. */
  silentMs: 200,
} as const;

type Verdict = GeneratorHealth['verdict'];

interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
}

const severity: readonly Verdict[] = ['ok', 'warn', 'saturated'];

/**
 * The judgement over all workers, worst first.
 * @param paced false when the plan has no think time: then a busy loop is the design, and latency holds queueing in the client
 */
export function judgeGenerator(workers: readonly WorkerHealth[], paced: boolean): GeneratorHealth {
  // Not known until a worker says so.
  let utilisation = Number.NaN;
  let loopDelayMs = Number.NaN;
  let worst: Finding | null = null;
  for (const worker of workers) {
    const delayMs = worker.silentMs >= healthLimits.silentMs ? worker.silentMs : worker.loopDelayMs;
    utilisation = mostKnown(utilisation, worker.utilisation);
    loopDelayMs = mostKnown(loopDelayMs, delayMs);
    for (const finding of findings(worker, delayMs, paced)) {
      if (worst === null || severity.indexOf(finding.verdict) > severity.indexOf(worst.verdict)) worst = finding;
    }
  }
  return {verdict: worst?.verdict ?? 'ok', utilisation, loopDelayMs, reason: worst?.reason ?? null};
}

function findings(worker: WorkerHealth, delayMs: number, paced: boolean): Finding[] {
  const found: Finding[] = [];
  const busy = `${Math.round(worker.utilisation * 100)}%`;
  const busyVerdict = verdictOf(worker.utilisation, healthLimits.utilisation);
  if (busyVerdict === 'saturated') {
    const reason = paced
      ? `load worker ${busy} busy: latencies include waiting in the generator`
      : `max throughput: VUs without think time keep a load worker ${busy} busy, latency includes client queueing`;
    found.push({verdict: busyVerdict, reason});
  } else if (busyVerdict === 'warn') {
    found.push({verdict: busyVerdict, reason: `load worker ${busy} busy`});
  }
  const delayVerdict = verdictOf(delayMs, healthLimits.loopDelayMs);
  if (delayVerdict !== 'ok') {
    found.push({verdict: delayVerdict, reason: `load worker's event loop runs ${Math.round(delayMs)} ms late`});
  }
  if (worker.utilisation - worker.cpuShare >= healthLimits.starved) {
    const lacking = Math.round((worker.utilisation - worker.cpuShare) * 100);
    found.push({verdict: 'warn', reason: `other processes take ${lacking}% of a core from a load worker`});
  }
  return found;
}

function verdictOf(value: number, limits: {readonly warn: number; readonly saturated: number}): Verdict {
  if (value >= limits.saturated) return 'saturated';
  return value >= limits.warn ? 'warn' : 'ok';
}
