import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import {createThreadDriver} from '../../source/fleet/thread-driver.ts';
import {closedPort, rawServer} from '../engine/raw-server.ts';
import {countingServer} from './counting-server.ts';
import {drive, flow, step, think, totals} from './drive-fleet.ts';

test('over a ramp up, reconnects and a ramp down the counts equal the server’s own', async () => {
  await using server = await countingServer({delayMs: 3, closeEvery: 20});
  await using run = await drive(flow(server.port, step(), think(0, 5), step({name: 1, path: '/b'})), 2);
  run.target(40, 400);
  await run.untilGauges(({gauges}) => gauges.activeVus === 40);
  await expect.poll(() => server.received(), {timeout: 30_000}).toBeGreaterThan(300);
  run.target(5, 300, 40);
  await run.untilGauges(({gauges}) => gauges.activeVus === 5);
  await run.stop();
  const {started, answered, failed, aborted} = totals(run.metrics());
  expect({started, failed, aborted}).toEqual({started: answered, failed: 0, aborted: 0});
  expect(answered).toBeGreaterThan(300);
  expect([server.received(), server.served()]).toEqual([answered, answered]);
  expect(run.metrics().names.map((name) => name.answered)).toEqual([server.paths.get('/'), server.paths.get('/b')]);
  expect(run.metrics().connectionsOpened).toBe(server.connections());
  expect(server.connections()).toBeGreaterThan(answered / 20);
});

test('with an abort on the way, completed ≤ served ≤ completed + aborted', async () => {
  await using server = await countingServer({delayMs: 20});
  await using run = await drive(flow(server.port, step()), 2);
  for (let round = 0; round < 3; round++) {
    run.target(30);
    await run.untilGauges(({gauges}) => gauges.inFlight > 20);
    run.abort();
    await run.untilGauges(({gauges}) => gauges.activeVus === 0 && gauges.openSockets === 0);
  }
  await run.stop();
  const {started, answered, failed, aborted} = totals(run.metrics());
  expect(failed).toBe(0);
  expect(answered + aborted).toBe(started);
  expect(aborted).toBeGreaterThan(50);
  expect(server.received()).toBeGreaterThanOrEqual(answered);
  expect(server.received()).toBeLessThanOrEqual(answered + aborted);
});

test('an abort ends 200 users waiting on a server that never answers within 200 ms', async () => {
  await using server = await rawServer(() => {});
  await using run = await drive(flow(server.port, step()), 1);
  let rounds = 0;
  // Whoever has no processor for that long is late, and tries again.
  for (let tookMs = Number.POSITIVE_INFINITY; tookMs >= 200; rounds++) {
    expect(rounds).toBeLessThan(10);
    run.target(200);
    await run.untilGauges(({gauges}) => gauges.inFlight === 200);
    const sentMs = run.driver.nowMs();
    run.abort();
    while (server.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    tookMs = run.driver.nowMs() - sentMs;
    const ended = await run.untilGauges(({gauges}) => gauges.activeVus === 0);
    expect(ended.gauges).toMatchObject({inFlight: 0, oldestInFlightMs: null});
  }
  await run.stop();
  expect(totals(run.metrics())).toEqual({started: 200 * rounds, answered: 0, failed: 0, aborted: 200 * rounds});
});

test('stop waits for answers up to its grace, then aborts, and reports all before it says stopped', async () => {
  await using server = await rawServer(() => {});
  await using run = await drive(flow(server.port, step()));
  run.target(10);
  await run.untilGauges(({gauges}) => gauges.inFlight === 10);
  const sentMs = run.driver.nowMs();
  await run.stop(300);
  expect(run.driver.nowMs() - sentMs).toBeGreaterThan(290);
  expect(totals(run.metrics()).aborted).toBe(10);
  expect(run.reports.at(-1)?.kind).toBe('stopped');
  const ends = run.intervals().map(({startMs, endMs}) => [startMs, endMs]);
  for (const [index, [startMs]] of ends.entries()) expect(startMs).toBe(index === 0 ? 0 : ends[index - 1]![1]);
});

test('a stop without grace cuts a drain short: what is in flight is aborted at once', async () => {
  await using server = await rawServer(() => {});
  await using run = await drive(flow(server.port, step()), 2);
  run.target(10);
  await run.untilGauges(({gauges}) => gauges.inFlight === 10);
  const drained = run.stop(30_000);
  await run.untilGauges(({gauges}) => gauges.inFlight === 10);
  const cutMs = run.driver.nowMs();
  await run.stop(0);
  await drained;
  expect(run.driver.nowMs() - cutMs).toBeLessThan(20_000);
  expect(totals(run.metrics())).toEqual({started: 10, answered: 0, failed: 0, aborted: 10});
});

test('a ramp is followed in between, retargeted on the way, and stale commands are ignored', async () => {
  await using server = await countingServer();
  await using run = await drive(flow(server.port, step(), think(20)), 2);
  run.target(100, 4000);
  const midway = await run.untilGauges(({gauges}) => gauges.activeVus >= 15);
  expect(midway.gauges.activeVus).toBeLessThan(100);
  const revision = run.target(8, 0, midway.gauges.activeVus);
  run.driver.send({
    kind: 'target',
    revision: 1,
    model: 'closed',
    fromLevel: 90,
    toLevel: 90,
    startMs: 0,
    durationMs: 0,
    untilMs: null,
  });
  const settled = await run.untilGauges(
    ({gauges, appliedRevision}) => gauges.activeVus === 8 && appliedRevision === revision,
  );
  expect(settled.gauges.workersAlive).toBe(2);
  const later = await run.untilGauges(() => true);
  expect(later.gauges.activeVus).toBe(8);
});

test('a pause lets answers in and begins nothing', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step()));
  run.target(10);
  await run.untilGauges(({metrics}) => metrics.iterations > 0);
  run.pause(true);
  await run.untilGauges(({gauges}) => gauges.inFlight === 0);
  const held = await run.untilGauges(() => true);
  expect([held.metrics.names.length, held.gauges.activeVus]).toEqual([0, 10]);
  run.pause(false);
  await run.untilGauges(({metrics}) => metrics.iterations > 0);
  await run.stop();
  expect(totals(run.metrics()).answered).toBe(server.received());
});

test('a refused port is counted, sampled 20 times and then once a second, and not hammered', async () => {
  await using run = await drive(flow(await closedPort(), step()));
  run.target(50);
  await run.untilGauges(({startMs}) => startMs > 1500 && totals(run.metrics()).failed > 50);
  await run.stop();
  const {failed, answered} = totals(run.metrics());
  expect(answered).toBe(0);
  // 50 users: each at 0, 100, 300, 700 and 1500 ms, then once a second.
  expect(failed).toBeLessThan(50 * (5 + run.driver.nowMs() / 1000));
  expect(run.metrics().names[0]!.errors).toEqual([[errorIndex.refused, failed]]);
  const samples = run.reports.filter((report) => report.kind === 'error-sample');
  expect(samples.length).toBeGreaterThanOrEqual(20);
  expect(samples.length).toBeLessThanOrEqual(20 + run.driver.nowMs() / 1000);
  expect(samples[0]!.sample).toMatchObject({code: 1212, word: 'refused', status: null, body: null});
});

test('a worker that dies is replaced with the same users, and what it measured is not lost', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step(), think(5)), 2);
  run.target(20);
  await run.untilGauges(({gauges}) => gauges.activeVus === 20);
  const replaced = run.until((report) => report.kind === 'worker-replaced');
  const lost = run.until((report) => report.kind === 'worker-lost');
  await run.threads[0]!.terminate();
  expect(await lost).toMatchObject({worker: 0, reason: 'exit code 1'});
  expect(await replaced).toMatchObject({worker: 0});
  const healed = await run.untilGauges(({gauges}) => gauges.activeVus === 20);
  expect(healed.gauges).toMatchObject({workersAlive: 2, workersWanted: 2});
  await run.stop();
  const {started, answered, failed, aborted} = totals(run.metrics());
  const inFlightLost = run.reports.reduce(
    (sum, report) => sum + (report.kind === 'worker-lost' ? report.inFlightLost : 0),
    0,
  );
  expect(answered + failed + aborted + inFlightLost).toBe(started);
  expect(server.received()).toBeGreaterThanOrEqual(answered);
  expect(server.received()).toBeLessThanOrEqual(started);
});

test('a worker that dies three times is given up and its users go to the others; with none left the run stops', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step(), think(5)), 2);
  run.target(21);
  await run.untilGauges(({gauges}) => gauges.activeVus === 21);
  for (let death = 0; death < 3; death++) {
    const healed = death < 2 ? run.until((report) => report.kind === 'worker-replaced') : null;
    await run.threads[death === 0 ? 0 : run.threads.length - 1]!.terminate();
    await healed;
  }
  const heir = await run.untilGauges(({gauges}) => gauges.activeVus === 21);
  expect(heir.gauges).toMatchObject({workersAlive: 1, workersWanted: 2});
  const stopped = run.until((report) => report.kind === 'stopped');
  for (let death = 0; death < 3; death++) {
    const healed = death < 2 ? run.until((report) => report.kind === 'worker-replaced') : null;
    await run.threads[death === 0 ? 1 : run.threads.length - 1]!.terminate();
    await healed;
  }
  await stopped;
  expect(run.reports.filter((report) => report.kind === 'worker-lost')).toHaveLength(6);
});

test('a plan that cannot be sent is refused at the start with a clear message', async () => {
  const driver = createThreadDriver();
  const bad = flow(80, step({path: '/with space'}));
  await expect(driver.start({plan: bad, workers: 2}, () => {})).rejects.toMatchObject({
    code: 'ERR_PROFILE',
    message: expect.stringContaining('with space'),
  });
});

test('each worker tells of itself, and what they tell together is what the fleet does', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, step()), 2);
  run.target(10);
  const {gauges, metrics} = await run.untilGauges(
    (report) => report.gauges.activeVus === 10 && report.gauges.workers!.every(({requests}) => requests > 0),
  );
  expect(gauges.workers!.map(({worker, alive, activeVus}) => [worker, alive, activeVus])).toEqual([
    [0, true, 5],
    [1, true, 5],
  ]);
  const ended = metrics.names.reduce((sum, {answered, errors}) => sum + answered + errors.length, 0);
  expect(gauges.workers!.reduce((sum, {requests}) => sum + requests, 0)).toBe(ended);
  await run.stop();
});
