import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import {formatClock, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {ArrivalsView, EventKind, SessionEvent, SessionView} from '../session/view.ts';
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
 * everywhere. The first signal drains, for `gracefulStop` at most; the second stops at once; the third does not wait for the
 * summary (105).
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

const attention: ReadonlySet<EventKind> = new Set(['alert', 'cleared', 'gap', 'stop', 'failure', 'place']);

function deservesAttention({kind}: SessionEvent): boolean {
  return attention.has(kind);
}

function eventLine({atMs, text}: SessionEvent): string {
  return `${formatClock(atMs)}  ${text}`;
}

/**
 * `00:00:12  HOLD      250/250 VUs  166 req/s  p95 66.4ms  err 0.24%  2011 answered`, in the open model
 * `00:00:12  HOLD      500/s  started 499/s  7 VUs  499 req/s  p95 ≥1.20s  err 0%  lag p99 1.10ms  dropped 3  6001 answered`.
 */
export function progressLine(view: SessionView): string {
  const {elapsedMs, phase, load, window, totals, arrivals, validity} = view;
  const p95 = window.p95 === null ? '--' : `${window.p95.atLeast ? '≥' : ''}${formatLatency(window.p95.us)}`;
  const parts = [
    formatClock(elapsedMs),
    phase.padEnd(8),
    ...(load.model === 'open' ? openLoad(view) : [`${load.activeVus}/${load.targetLevel} VUs`]),
    `${window.requestsPerSecond === null ? '--' : formatNumber(window.requestsPerSecond)} req/s`,
    `p95 ${p95}`,
    `err ${window.errorShare === null ? '--' : formatShare(window.errorShare)}`,
    ...(arrivals === null ? [] : arrivalParts(arrivals)),
    `${totals.answered} answered`,
  ];
  if (validity !== null && validity.verdict !== 'VALID') parts.push(validity.verdict);
  if (view.generator.verdict === 'saturated') parts.push('gen SATURATED');
  return parts.join('  ');
}

function openLoad({load, arrivals}: SessionView): string[] {
  const started = arrivals === null ? '--' : formatNumber(arrivals.startedPerSecond);
  return [`${formatNumber(load.targetLevel)}/s`, `started ${started}/s`, `${load.activeVus} VUs`];
}

/** What is lost shows from the first on. */
function arrivalParts({sendLag, queued, dropped, missed}: ArrivalsView): string[] {
  return [
    `lag p99 ${sendLag === null ? '--' : formatLatency(sendLag.p99.us)}`,
    ...(queued === 0 ? [] : [`queued ${queued}`]),
    ...(dropped === 0 ? [] : [`dropped ${dropped}`]),
    ...(missed === 0 ? [] : [`missed ${missed}`]),
  ];
}

function writeLine(text: string): void {
  process.stderr.write(`${text}\n`);
}
