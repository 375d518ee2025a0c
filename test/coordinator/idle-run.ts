import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from '../../source/coordinator/messages.ts';
import {runCoordinator} from '../../source/coordinator/run-coordinator.ts';
import type {PreparedRun} from '../../source/domain/run-plan.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import type {Command} from '../../source/protocol/command.ts';
import type {LoadDriver} from '../../source/protocol/load-driver.ts';
import type {Report} from '../../source/protocol/report.ts';
import type {SessionEvent} from '../../source/session/view.ts';
import {intervalReport, metricsOf} from '../session/fixtures.ts';

/** Reports as if it drove load: what it measures is made up, and it stops when told to. */
export class IdleDriver implements LoadDriver {
  readonly sent: Command[] = [];
  #report: (report: Report) => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #startMs = 0;
  readonly #measured: () => IntervalMetrics;

  constructor(measured: () => IntervalMetrics) {
    this.#measured = measured;
  }

  async start(_options: unknown, onReport: (report: Report) => void): Promise<void> {
    this.#report = onReport;
    this.#startMs = performance.now();
    let lastMs = 0;
    this.#timer = setInterval(() => {
      const nowMs = this.nowMs();
      onReport(intervalReport(lastMs, nowMs, this.#measured(), {appliedRevision: this.sent.at(-1)?.revision ?? 0}));
      lastMs = nowMs;
    }, 50);
  }

  send(command: Command): void {
    this.sent.push(command);
    if (command.kind !== 'stop') return;
    setImmediate(() => {
      // Nothing is reported after it.
      void this.close();
      this.#report({kind: 'stopped', atMs: this.nowMs()});
    });
  }

  nowMs(): number {
    return performance.now() - this.#startMs;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}

const leave = {kind: 'intent', intent: {kind: 'finish', how: 'stop', end: true}, origin: 'operator'} as const;

export async function runIdle(
  prepared: PreparedRun,
  changes: Partial<CoordinatorSettings> = {},
  measured: () => IntervalMetrics = () => metricsOf([]),
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'perftui-coordinator-'));
  const settings: CoordinatorSettings = {
    prepared,
    interactive: false,
    workers: 1,
    snapshotsFolder: path.join(folder, 'snapshots'),
    profilesFolder: path.join(folder, 'profiles'),
    snapshotAtEnd: 'end',
    defaultBaseline: null,
    baseline: null,
    exports: {prometheus: null, outs: []},
    listens: false,
    study: null,
    allowInvalid: true,
    version: '0.0.0',
    ...changes,
  };
  const posted: FromCoordinator[] = [];
  const driver = new IdleDriver(measured);
  let listener: (message: ToCoordinator) => void = () => {};
  const failure = await runCoordinator(
    settings,
    {
      post(message) {
        posted.push(message);
        // With a screen the end of the plan is not the end.
        if (settings.interactive && posted.length === 1) queueMicrotask(() => listener(leave));
        queueMicrotask(() => listener({kind: 'taken'}));
      },
      onMessage(take) {
        listener = take;
      },
    },
    driver,
  ).catch((error: unknown) => error);
  const views = posted.filter((message) => message.kind === 'view');
  const events: SessionEvent[] = views.flatMap((view) => view.events);
  const summary = posted.find((message) => message.kind === 'finished')?.summary ?? null;
  const written = readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  return {failure, posted, events: events.map(({text}) => text), summary, written, sent: driver.sent, views};
}
