import {expect, test} from 'vitest';
import {countSparse} from '../../source/metrics/histogram.ts';
import type {IntervalReport} from '../../source/protocol/report.ts';
import {rawServer} from '../engine/raw-server.ts';
import {countingServer} from './counting-server.ts';
import {drive, flow, step, totals} from './drive-fleet.ts';

test.each([1, 2])(
  '500 arrivals a second over %d workers add up to the integral of the rate, within 1',
  async (workers) => {
    await using server = await countingServer();
    await using run = await drive(flow(server.port, step()), workers);
    const startMs = run.rate(500);
    await run.untilGauges(({endMs}) => endMs > startMs + 1000);
    // What was due before a command and not yet taken up is not lost with it.
    for (let repeat = 0; repeat < 40; repeat++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      run.rate(500);
    }
    // A rate that ends in a ramp: what was taken up while the command was on its way is made up for.
    const endMs = run.rate(0, 400, 500);
    await run.untilGauges(({gauges, startMs: from}) => from > endMs + 450 && gauges.inFlight === 0);
    const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed, startLag} = run.metrics();
    const due = ((endMs - startMs) / 1000) * 500 + 100;
    expect(Math.abs(arrivals - due)).toBeLessThanOrEqual(1);
    expect(arrivalsStarted + arrivalsDropped + arrivalsMissed).toBe(arrivals);
    expect(countSparse(startLag.histogram)).toBe(arrivals - arrivalsMissed);
    await run.stop();
    expect(run.metrics().iterations).toBe(arrivalsStarted);
    expect(server.received()).toBe(arrivalsStarted);
  },
);

test.each([1, 2])('a rate that ends by itself starts rate × time arrivals on %d workers', async (workers) => {
  await using server = await countingServer();
  await using run = await drive(flow(server.port, step()), workers);
  const startMs = run.rate(200, 0, 200, 3000);
  await run.untilGauges(({gauges, startMs: from}) => from > startMs + 3200 && gauges.inFlight === 0);
  expect(Math.abs(run.metrics().arrivals - 600)).toBeLessThanOrEqual(1);
  await run.stop();
  expect(server.received()).toBe(run.metrics().arrivalsStarted);
});

test('VUs leave by themselves when their time is over', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step()), 2);
  run.target(10, 0, 10, 600);
  // Not by a sight of ten active users: where reports come late, they have come and gone between two of them.
  await run.untilGauges(({gauges}) => gauges.activeVus === 0 && run.metrics().iterations > 0);
  const {names, iterationsInterrupted} = run.metrics();
  expect([names[0]!.aborted, iterationsInterrupted]).toEqual([0, 0]);
  await run.stop();
});

test('the model is switched live: closed, open, and closed again', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step()), 2);
  run.target(10);
  await run.untilGauges(({gauges, metrics}) => gauges.activeVus === 10 && metrics.iterations > 0);
  run.rate(200);
  const ofRate = (count: number, {startMs, endMs}: IntervalReport): number =>
    count / (((endMs - startMs) / 1000) * 200);
  const open = await run.untilGauges((one) => Math.abs(ofRate(one.metrics.arrivals, one) - 1) < 0.1);
  expect(ofRate(open.metrics.iterations, open)).toBeLessThan(2);
  expect(countSparse(open.metrics.sendLag.histogram)).toBeGreaterThan(0);
  run.target(4);
  const closed = await run.untilGauges(({gauges, metrics}) => gauges.activeVus === 4 && metrics.arrivals === 0);
  expect(closed.gauges.queued).toBe(0);
  await run.stop();
  const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed} = run.metrics();
  expect(arrivalsStarted + arrivalsDropped + arrivalsMissed).toBe(arrivals);
  expect(totals(run.metrics()).answered).toBe(server.received());
});

test('when all virtual users are busy arrivals wait, are counted as queued, and are dropped in the end', async () => {
  await using server = await rawServer(() => {});
  const stuck = flow(server.port, step());
  await using run = await drive({...stuck, maxVus: 5, timeoutMs: 700}, 2);
  run.rate(100);
  const full = await run.untilGauges(({gauges}) => gauges.queued > 20);
  expect(full.gauges).toMatchObject({activeVus: 5, inFlight: 5});
  // All that has not ended has an age: what is in flight, and what waits.
  expect(countSparse(full.gauges.inFlightAges)).toBeGreaterThan(15);
  expect(full.gauges.oldestInFlightMs).toBeGreaterThan(200);
  await run.untilGauges(({metrics}) => metrics.arrivalsDropped > 0);
  await run.stop(0);
  const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed} = run.metrics();
  expect(arrivalsStarted + arrivalsDropped + arrivalsMissed).toBe(arrivals);
});

test('a worker that takes the place of another starts no arrivals of before its time', async () => {
  await using server = await countingServer();
  await using run = await drive(flow(server.port, step()), 2);
  const startMs = run.rate(200);
  await run.untilGauges(({endMs}) => endMs > startMs + 1000);
  const replaced = run.until((report) => report.kind === 'worker-replaced');
  await run.threads[0]!.terminate();
  await replaced;
  const after = await run.untilGauges(({endMs}) => endMs > run.driver.nowMs() - 100);
  const later = await run.untilGauges(({startMs: from}) => from >= after.endMs + 240);
  // Of before its time there were more than a hundred.
  expect(later.metrics.arrivalsMissed).toBeLessThan(20);
  expect(later.metrics.arrivals).toBeLessThan(200 * ((later.endMs - later.startMs) / 1000 + 0.35));
  await run.stop();
  expect(run.metrics().arrivals).toBeLessThanOrEqual(((run.driver.nowMs() - startMs) / 1000) * 200 + 2);
});
