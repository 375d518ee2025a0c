import {formatDuration, formatNumber} from '../domain/format.ts';
import type {Cell} from '../metrics/cell.ts';
import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import {outcomesOf} from './snapshot-builder.ts';
import type {Alert, SessionEvent} from './view.ts';

/** Every request has to fail for this long, and this many of them, before it is told: a blip is no outage. */
const settleMs = 3000;
const leastFailures = 3;

/** Why requests fail is read from this much of the end; without any request for so long, nothing is known any more. */
const recentMs = 10_000;

/** Tells when the target fails every request, why, and when it answers again. */
export interface FailureWatch {
  /** Takes the next complete second. */
  second(cell: Cell): readonly SessionEvent[];
  /** `every request fails for 4s: refused (20/s)`; null: some succeed, or nothing is known. */
  alert(): Alert | null;
  /**
   * The circuit breaker's reason, once per outage that has lasted for so long: `every request failed for 10s: refused`.
   * Null: there is none, or it has been given.
   */
  breaks(afterMs: number): string | null;
}

interface Outage {
  readonly fromMs: number;
  /** End of the newest second in which requests ended (all of them failed). */
  lastMs: number;
  failures: number;
  told: boolean;
  broke: boolean;
  /** Seconds of the last `recentMs`. */
  recent: Cell[];
}

/*
 *                 | all that ended failed | one succeeded      | none ended
 * ----------------+-----------------------+--------------------+---------------------------------------------
 * no outage       | begins                | --                 | --
 * outage          | goes on, is told once | over; said if told | goes on while VUs wait, else forgotten (10 s)
 */
export function createFailureWatch(): FailureWatch {
  let outage: Outage | null = null;

  function failing(cell: Cell, ended: number, endMs: number): SessionEvent[] {
    outage ??= {fromMs: cell.atMs, lastMs: endMs, failures: 0, told: false, broke: false, recent: []};
    outage.lastMs = endMs;
    outage.failures += ended;
    outage.recent = [...outage.recent, cell].filter((one) => one.atMs >= endMs - recentMs);
    if (outage.told || endMs - outage.fromMs < settleMs || outage.failures < leastFailures) return [];
    outage.told = true;
    return [{atMs: endMs, kind: 'alert', text: `target fails everything: ${reasonOf(outage).word}`, mark: '!target'}];
  }

  function answering(cell: Cell): SessionEvent[] {
    if (outage === null) return [];
    const {told, fromMs} = outage;
    outage = null;
    if (!told) return [];
    const text = `target answers again (everything failed for ${formatDuration(cell.atMs - fromMs)})`;
    return [{atMs: cell.atMs + cell.seconds * 1000, kind: 'cleared', text, mark: '✓target'}];
  }

  return {
    second(cell) {
      const {total, load} = cell;
      const endMs = cell.atMs + cell.seconds * 1000;
      const ended = endedRequests(total);
      if (ended > 0) return total.failed >= ended ? failing(cell, ended, endMs) : answering(cell);
      if (outage === null) return [];
      // Without load, or without a request that could say otherwise, an old failure says nothing about now.
      const waits = load.vus > 0 && (load.inFlight > 0 || endMs - outage.lastMs < recentMs);
      if (!waits) outage = null;
      return [];
    },
    alert() {
      if (outage === null || !outage.told) return null;
      const {word, perSecond} = reasonOf(outage);
      const text = `every request fails for ${formatDuration(outage.lastMs - outage.fromMs)}: ${word} (${formatNumber(perSecond)}/s)`;
      return {text, hint: 'p = pause   X = stop', more: 0, tone: 'over'};
    },
    breaks(afterMs) {
      if (outage === null || outage.broke || outage.failures < leastFailures) return null;
      const lastedMs = outage.lastMs - outage.fromMs;
      if (lastedMs < afterMs) return null;
      outage.broke = true;
      return `every request failed for ${formatDuration(lastedMs)}: ${reasonOf(outage).word}`;
    },
  };
}

/** The most frequent way to fail, with how often it came. */
function reasonOf({recent}: Pick<Outage, 'recent'>): {readonly word: string; readonly perSecond: number} {
  const outcomes = outcomesOf(
    mergeNames(
      recent.map((cell) => cell.total),
      allNames,
    ),
  );
  const [worst] = outcomes.filter((one) => one.code !== 0);
  const fromMs = recent[0]!.atMs;
  const last = recent.at(-1)!;
  const seconds = (last.atMs + last.seconds * 1000 - fromMs) / 1000;
  return {word: worst?.word ?? 'other', perSecond: (worst?.count ?? 0) / seconds};
}
