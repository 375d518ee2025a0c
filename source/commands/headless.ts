import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import {formatClock, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {SessionEvent, SessionView} from '../session/view.ts';
import {accessibleEvent, accessibleProgress} from './accessible-lines.ts';
import type {StopSignals} from './stop-signals.ts';

const progressEveryMs = 1000;
/** A screen reader has to get to the end of a line before the next one. */
const accessibleEveryMs = 10_000;

export interface HeadlessOptions {
  readonly signals: Pick<StopSignals, 'handOver'>;
  /** Lines for a screen reader. */
  readonly accessible: boolean;
}

/**
 * Shows a run as lines: each second one on stderr where that is a terminal, and whatever needs a person's attention
 * everywhere. The first signal drains, the second stops at once, the third does not wait for the summary (105).
 */
export async function runHeadless(
  coordinator: Coordinator,
  {signals, accessible}: HeadlessOptions,
): Promise<RunSummary> {
  const toTerminal = process.stderr.isTTY;
  const everyMs = accessible ? accessibleEveryMs : progressEveryMs;
  let nextAtMs = everyMs;
  const unsubscribe = coordinator.subscribe(({view, events}) => {
    for (const event of events) {
      if (toTerminal || deservesAttention(event)) writeLine(accessible ? accessibleEvent(event) : eventLine(event));
    }
    if (!toTerminal || view.elapsedMs < nextAtMs) return;
    nextAtMs = (Math.floor(view.elapsedMs / everyMs) + 1) * everyMs;
    writeLine(accessible ? accessibleProgress(view) : progressLine(view));
  });
  const forced = Promise.withResolvers<never>();
  signals.handOver((nth) => {
    if (nth > 2) forced.reject(stoppedByForce());
    else coordinator.dispatch({kind: 'finish', how: nth === 1 ? 'drain' : 'stop', end: true}, 'signal');
  });
  try {
    return await Promise.race([coordinator.finished, forced.promise]);
  } finally {
    unsubscribe();
  }
}

function stoppedByForce(): PerftuiError {
  return new PerftuiError('ERR_INTERNAL', 'stopped without a summary', {exitCode: exitCodes.stoppedBySignal});
}

function deservesAttention({kind}: SessionEvent): boolean {
  return kind === 'alert' || kind === 'cleared' || kind === 'gap' || kind === 'stop' || kind === 'failure';
}

function eventLine({atMs, text}: SessionEvent): string {
  return `${formatClock(atMs)}  ${text}`;
}

function progressLine({elapsedMs, phase, load, window, totals, generator}: SessionView): string {
  const p95 = window.p95 === null ? '--' : formatLatency(window.p95.us);
  const parts = [
    formatClock(elapsedMs),
    phase.padEnd(8),
    `${load.activeVus}/${load.targetVus} VUs`,
    `${window.requestsPerSecond === null ? '--' : formatNumber(window.requestsPerSecond)} req/s`,
    `p95 ${p95}`,
    `err ${window.errorShare === null ? '--' : formatShare(window.errorShare)}`,
    `${totals.answered} answered`,
  ];
  if (generator.verdict === 'saturated') parts.push('gen SATURATED');
  return parts.join('  ');
}

function writeLine(text: string): void {
  process.stderr.write(`${text}\n`);
}
