import {expect, test} from 'vitest';
import {FleetHealth} from '../../source/fleet/fleet-health.ts';
import {MachineLoad} from '../../source/fleet/machine-load.ts';
import {startProbe, type Probe} from '../../source/fleet/probe.ts';
import {emptyMetrics} from '../../source/metrics/merge-metrics.ts';

const quiet: Probe = {readLateMs: () => 0.1, close: () => {}};

function verdicts(queued: readonly number[]): string[] {
  const health = new FleetHealth({probe: quiet, machine: new MachineLoad(() => null)});
  return queued.map(
    (count, index) =>
      health.judge({nowMs: index * 250, workers: [], paced: true, metrics: emptyMetrics, queued: count}).verdict,
  );
}

test('a queue that grows for a second is told; one that fills and drains is not', () => {
  expect(verdicts([1, 2, 3, 4, 5, 6])).toEqual(['ok', 'ok', 'ok', 'ok', 'warn', 'warn']);
  expect(verdicts([5, 50, 90, 90, 40, 0])).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
});

test('the probe is awake: its lateness is known after a few sleeps, and is read once', async () => {
  const probe = startProbe(5);
  let lateMs = Number.NaN;
  const until = performance.now() + 20_000;
  while (Number.isNaN(lateMs) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    lateMs = probe.readLateMs();
  }
  expect(lateMs).toBeGreaterThanOrEqual(0);
  probe.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  probe.readLateMs();
  expect(probe.readLateMs()).toBeNaN();
});
