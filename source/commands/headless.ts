import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import {formatClock, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {ArrivalsView, EventKind, SessionEvent, SessionView} from '../session/view.ts';
import type {Study} from '../domain/study.ts';
import {accessibleEvent, accessibleProgress, lineOf} from './accessible-lines.ts';
import {sentence, spoken} from './accessible-words.ts';
import {createStudyNews} from './study-news.ts';
import type {StopSignals} from './stop-signals.ts';

const progressEveryMs = 1000;
/** A screen reader has to get to the end of a line before the next one. */
const accessibleEveryMs = 10_000;

export interface HeadlessOptions {
  readonly signals: Pick<StopSignals, 'handOver'>;
  /** What it begins by saying; null: nothing. @param capLevel as far as the load may go */
  readonly opening: ((capLevel: number) => string) | null;
  /** Lines for a screen reader. */
  readonly accessible: boolean;
}

/**
 * Shows a run as lines: each second one on stderr where that is a terminal, and whatever needs a person's attention
 * everywhere; of a capacity search each trial, of a spike or endurance test each spike or period. The first signal drains,
 * for `gracefulStop` at most; the second stops at once; the third does not wait for the summary (105).
 */
export async function runHeadless(
  coordinator: Coordinator,
  {signals, accessible, opening}: HeadlessOptions,
): Promise<RunSummary> {
  const toTerminal = process.stderr.isTTY;
  const everyMs = accessible ? accessibleEveryMs : progressEveryMs;
  let nextAtMs = everyMs;
  const studyNews = createStudyNews();
  const tellStudy = (study: Study | null, atMs: number): void => {
    const lines = studyNews.next(study);
    // Its events, which a terminal is told, say the same.
    if (toTerminal && study?.kind === 'capacity') return;
    for (const line of lines) writeLine(accessible ? lineOf(atMs, [spoken(line)]) : `${formatClock(atMs)}  ${line}`);
  };
  let isOpened = opening === null;
  const unsubscribe = coordinator.subscribe(({view, events}) => {
    if (!isOpened) writeLine(openingLine(opening!(view.load.capLevel), accessible));
    isOpened = true;
    // Clocks of lines do not go back.
    tellStudy(view.study, Math.min(view.elapsedMs, ...events.map(({atMs}) => atMs)));
    for (const event of events) {
      if (toTerminal || deservesAttention(event, view.study))
        writeLine(accessible ? accessibleEvent(event) : eventLine(event));
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
    const summary = await Promise.race([coordinator.finished, forced.promise]);
    tellStudy(summary.study ?? null, summary.durationMs);
    return summary;
  } finally {
    unsubscribe();
  }
}

function openingLine(text: string, accessible: boolean): string {
  return accessible ? sentence(spoken(text)) : text;
}

function stoppedByForce(): PerftuiError {
  return new PerftuiError('ERR_INTERNAL', 'stopped without a summary', {exitCode: exitCodes.stoppedBySignal});
}

const attention: ReadonlySet<EventKind> = new Set(['alert', 'cleared', 'gap', 'stop', 'failure', 'place']);

/** A search goes beyond its limits on purpose: its trials say so. */
export function deservesAttention({kind, text}: SessionEvent, study: Study | null): boolean {
  return attention.has(kind) && !(study?.kind === 'capacity' && text.includes(' breached for '));
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
  if (view.study !== null && view.study.state !== 'done') parts.push(view.study.says);
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
