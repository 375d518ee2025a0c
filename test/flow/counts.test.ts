import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {startDemo, type DemoServer} from '../../source/demo/start-demo.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {TransportSettings} from '../../source/domain/transport-choice.ts';
import {loadProfile} from '../../source/files/profile-store.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {createThreadDriver} from '../../source/fleet/thread-driver.ts';
import type {Report} from '../../source/protocol/report.ts';

interface Truth {
  readonly total: {readonly received: number; readonly completed: number; readonly aborted: number};
  readonly ids: {readonly served: readonly string[]; readonly aborted: readonly string[]; readonly dropped: number};
}

async function truthOf(demo: DemoServer): Promise<Truth> {
  return (await (await fetch(`${demo.origin}/__truth?ids=1`)).json()) as Truth;
}

/** Drives the demo's own profile, without thinking, and returns what both sides counted. */
async function drive(
  steps: (
    send: (fromLevel: number, toLevel: number, overMs: number, model?: LoadModel) => void,
    abort: () => void,
    demo: DemoServer,
  ) => Promise<void>,
  choice: TransportSettings['choice'] = 'auto',
) {
  const demo = await startDemo({variant: 'demo', seed: 3});
  const driver = createThreadDriver();
  const totals = {answered: 0, failed: 0, aborted: 0, started: 0, statuses: 0};
  const stopped = Promise.withResolvers<void>();
  const onReport = (report: Report): void => {
    if (report.kind === 'stopped') stopped.resolve();
    if (report.kind !== 'interval') return;
    for (const name of report.metrics.names) {
      totals.started += name.started;
      totals.answered += name.answered;
      totals.failed += name.failed;
      totals.aborted += name.aborted;
      for (const [, count] of name.statuses) totals.statuses += count;
    }
  };
  const profile = await loadProfile('demo-checkout');
  const pause = {kind: 'uniform', minMs: 2, maxMs: 20} as const;
  const flows = profile.scenarios.map((scenario) => ({
    ...scenario,
    flow: scenario.flow.map((step) => (step.kind === 'think' ? ({kind: 'think', time: pause} as const) : step)),
  }));
  const transport = {...profile.transport, choice};
  const {plan} = prepareRun(
    {...profile, scenarios: flows, transport},
    {targetOrigin: demo.origin, requestIdPrefix: 't'},
  );
  await driver.start({plan, workers: 2}, onReport);
  let revision = 0;
  const send = (fromLevel: number, toLevel: number, durationMs: number, model: LoadModel = 'closed'): void =>
    driver.send({
      kind: 'target',
      revision: ++revision,
      model,
      fromLevel,
      toLevel,
      startMs: driver.nowMs(),
      durationMs,
      untilMs: null,
    });
  await steps(send, () => driver.send({kind: 'abort', revision: ++revision}), demo);
  driver.send({kind: 'stop', revision: ++revision, graceMs: 5000});
  await stopped.promise;
  await driver.close();
  const truth = await truthOf(demo);
  await demo.stop();
  return {totals, truth};
}

async function dropConnections(demo: DemoServer): Promise<void> {
  const {ok} = await fetch(`${demo.origin}/__control`, {method: 'POST', body: JSON.stringify({dropConnections: true})});
  expect(ok).toBe(true);
}

test.each(['http1', 'undici'] as const)(
  'by request id, what was answered is what the target served over a ramp up and down and a switch to a rate, %s',
  async (choice) => {
    const {totals, truth} = await drive(async (send) => {
      send(0, 60, 1000);
      await sleep(1500);
      send(60, 5, 500);
      await sleep(700);
      send(20, 40, 500, 'open');
      await sleep(1000);
      send(10, 10, 0, 'closed');
      await sleep(500);
    }, choice);
    expect(totals.answered).toBeGreaterThan(100);
    expect(totals.aborted).toBe(0);
    expect(totals.statuses).toBe(totals.answered);
    expect(new Set(truth.ids.served).size).toBe(truth.ids.served.length);
    expect(truth.ids.dropped).toBe(0);
    expect(truth.ids.served.length).toBe(totals.answered);
  },
);

test('with an emergency stop and dropped connections, completed ≤ served ≤ completed + cut off', async () => {
  const {totals, truth} = await drive(async (send, abort, demo) => {
    send(0, 80, 500);
    await sleep(900);
    await dropConnections(demo);
    await sleep(600);
    abort();
    await sleep(300);
    send(0, 40, 0);
    await sleep(600);
  });
  const served = new Set(truth.ids.served);
  expect(served.size).toBe(truth.ids.served.length);
  expect(totals.aborted).toBeGreaterThan(0);
  // What a dropped connection or the stop cut off may have been served without its answer arriving.
  const cutOff = totals.started - totals.answered;
  expect(served.size).toBeGreaterThanOrEqual(totals.answered);
  expect(served.size).toBeLessThanOrEqual(totals.answered + cutOff);
});
