import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {expect, it} from 'vitest';
import type {CoordinatorSettings, FromCoordinator} from '../../source/coordinator/messages.ts';
import {runCoordinator} from '../../source/coordinator/run-coordinator.ts';
import type {PreparedRun} from '../../source/domain/run-plan.ts';
import type {Command} from '../../source/protocol/command.ts';
import type {LoadDriver} from '../../source/protocol/load-driver.ts';
import type {Report} from '../../source/protocol/report.ts';
import type {SessionEvent} from '../../source/session/view.ts';
import {intervalReport, metricsOf} from '../session/fixtures.ts';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';

/** Reports as if it drove load: nothing happens in it, and it stops when told to. */
class IdleDriver implements LoadDriver {
  readonly sent: Command[] = [];
  #report: (report: Report) => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #startMs = 0;

  async start(_options: unknown, onReport: (report: Report) => void): Promise<void> {
    this.#report = onReport;
    this.#startMs = performance.now();
    let lastMs = 0;
    this.#timer = setInterval(() => {
      const nowMs = this.nowMs();
      onReport(intervalReport(lastMs, nowMs, metricsOf([]), {appliedRevision: this.sent.at(-1)?.revision ?? 0}));
      lastMs = nowMs;
    }, 50);
  }

  send(command: Command): void {
    this.sent.push(command);
    if (command.kind === 'stop') setImmediate(() => this.#report({kind: 'stopped', atMs: this.nowMs()}));
  }

  nowMs(): number {
    return performance.now() - this.#startMs;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}

async function run(prepared: PreparedRun) {
  const folder = mkdtempSync(path.join(tmpdir(), 'perftui-coordinator-'));
  const settings: CoordinatorSettings = {
    prepared,
    interactive: false,
    workers: 1,
    snapshotsFolder: path.join(folder, 'snapshots'),
    profilesFolder: path.join(folder, 'profiles'),
    snapshotAtEnd: 'end',
    defaultBaseline: null,
    allowInvalid: true,
    version: '0.0.0',
  };
  const posted: FromCoordinator[] = [];
  const driver = new IdleDriver();
  let listener: (message: {kind: 'taken'}) => void = () => {};
  const failure = await runCoordinator(
    settings,
    {
      post(message) {
        posted.push(message);
        queueMicrotask(() => listener({kind: 'taken'}));
      },
      onMessage(take) {
        listener = take as typeof listener;
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

const document = {
  executor: 'constant-vus',
  vus: 1,
  duration: '300ms',
  setup: [{request: {name: 'login', path: '/login', extract: {token: '$.token'}}}],
  teardown: [{request: {name: 'logout', path: '/logout?${token}'}}],
  scenarios: [{name: 'main', flow: [{request: {path: '/', headers: {authorization: 'Bearer ${token}'}}}]}],
};

it('setup comes before the load and its values with it, teardown after; the token is written nowhere', async () => {
  await using server = await testServer(({line}, response) =>
    sendJson(response, {token: 'tok-secret-1'}, line.startsWith('GET /logout') ? 500 : 200),
  );
  const {failure, events, summary, sent, written, posted, views} = await run(preparedOf(server.origin, document));
  expect(failure).toBeUndefined();
  expect(server.lines()).toEqual(['GET /login', 'GET /logout?tok-secret-1']);
  expect(sent.map(({kind}) => kind).slice(0, 2)).toEqual(['globals', 'target']);
  expect(sent[0]).toMatchObject({values: ['tok-secret-1'], revision: 1});
  expect(sent.map(({revision}) => revision)).toEqual(sent.map((_, index) => index + 1));
  expect(events).toEqual(expect.arrayContaining(['setup runs', 'setup done: 1 request', 'teardown runs']));
  const trouble = 'teardown failed: logout: answered 500, which is not expected';
  expect(events).toContain(trouble);
  expect(summary!.notWritten).toEqual([trouble]);
  expect(views[0]!.view.phase).toBe('STARTING');
  // Only the last one lets a screen go: teardown is over by then.
  expect(views.map(({view}) => view.finished).indexOf(true)).toBe(views.length - 1);
  expect(written.length).toBeGreaterThan(1);
  expect(JSON.stringify([posted, written])).not.toContain('tok-secret-1');
});

it('setup that fails ends the run before any load, with 107', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}, 503));
  const {failure, sent, summary} = await run(preparedOf(server.origin, document));
  expect(failure).toMatchObject({
    code: 'ERR_FLOW',
    exitCode: 107,
    message: 'setup failed: login: answered 503, which is not expected',
  });
  expect([sent, summary]).toEqual([[], null]);
});
