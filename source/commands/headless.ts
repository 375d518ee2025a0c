import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import {formatClock, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {SessionEvent, SessionView} from '../session/view.ts';

const progressEveryMs = 1000;

/**
 * Shows a run as lines: each second one on stderr where that is a terminal, and whatever needs a person's attention
 * everywhere. SIGINT and SIGTERM drain; a second one stops at once.
 */
export async function runHeadless(coordinator: Coordinator): Promise<RunSummary> {
  const toTerminal = process.stderr.isTTY;
  let nextAtMs = progressEveryMs;
  const unsubscribe = coordinator.subscribe(({view, events}) => {
    for (const event of events) {
      if (toTerminal || deservesAttention(event)) writeLine(`${formatClock(event.atMs)}  ${event.text}`);
    }
    if (!toTerminal || view.elapsedMs < nextAtMs) return;
    nextAtMs = (Math.floor(view.elapsedMs / progressEveryMs) + 1) * progressEveryMs;
    writeLine(progressLine(view));
  });
  let signals = 0;
  const onSignal = (): void => {
    coordinator.dispatch({kind: 'finish', how: signals++ === 0 ? 'drain' : 'stop', end: true}, 'signal');
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  try {
    return await coordinator.finished;
  } finally {
    for (const name of names) process.off(name, onSignal);
    unsubscribe();
  }
}

function deservesAttention(event: SessionEvent): boolean {
  return event.kind === 'alert' || event.kind === 'gap' || event.kind === 'stop' || event.kind === 'failure';
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
