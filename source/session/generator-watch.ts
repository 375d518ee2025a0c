import {formatClock, formatDuration} from '../domain/format.ts';
import type {GeneratorHealth} from '../protocol/report.ts';
import type {Alert, SessionEvent} from './view.ts';

/** Saturated, or well again, for this long before it is told: single readings jump. */
const settleMs = 3000;

/** Tells when the generator itself has become the bottleneck, and when that is over. */
export interface GeneratorWatch {
  /** Takes the judgement of one reading. */
  reading(startMs: number, endMs: number, health: GeneratorHealth): readonly SessionEvent[];
  alert(): Alert | null;
  /** Time in stretches long enough to be told, ms. */
  saturatedMs(): number;
}

export function createGeneratorWatch(): GeneratorWatch {
  let sinceMs: number | null = null;
  let wellSinceMs: number | null = null;
  let told: {readonly fromMs: number} | null = null;
  let saturatedMs = 0;
  let health: GeneratorHealth | null = null;
  return {
    reading(startMs, endMs, now) {
      health = now;
      if (now.verdict !== 'saturated') {
        sinceMs = null;
        wellSinceMs ??= startMs;
        if (told === null || endMs - wellSinceMs < settleMs) return [];
        const text = `generator well again (saturated for ${formatDuration(wellSinceMs - told.fromMs)})`;
        told = null;
        return [{atMs: endMs, kind: 'cleared', text, mark: '✓gen'}];
      }
      wellSinceMs = null;
      sinceMs ??= startMs;
      if (told !== null) {
        saturatedMs += endMs - startMs;
        return [];
      }
      if (endMs - sinceMs < settleMs) return [];
      told = {fromMs: sinceMs};
      saturatedMs += endMs - sinceMs;
      const text = `generator SATURATED: ${now.reason ?? describe(now)}; latencies read high`;
      return [{atMs: endMs, kind: 'alert', text, mark: '!gen'}];
    },
    alert() {
      if (told === null || health === null) return null;
      const text = `GENERATOR SATURATED ${describe(health)}: latencies read high from ${formatClock(told.fromMs)}`;
      return {text, hint: health.reason, more: 0, tone: 'over'};
    },
    saturatedMs: () => saturatedMs,
  };
}

function describe({loopDelayMs, utilisation}: GeneratorHealth): string {
  const loop = Number.isNaN(loopDelayMs) ? '--' : formatDuration(loopDelayMs);
  const busy = Number.isNaN(utilisation) ? '--' : `${Math.round(utilisation * 100)}%`;
  return `loop ${loop} busy ${busy}`;
}

/** Before the first reading. */
export const unknownHealth: GeneratorHealth = {
  verdict: 'ok',
  utilisation: Number.NaN,
  loopDelayMs: Number.NaN,
  clientWaitMs: Number.NaN,
  startLagMs: Number.NaN,
  probeLateMs: Number.NaN,
  steal: Number.NaN,
  reason: null,
};
