import {expect, test} from 'vitest';
import {mergeSparse} from '../../source/metrics/histogram.ts';
import {countingServer} from './counting-server.ts';
import {drive, flow, step, think, totals} from './drive-fleet.ts';

const twoSteps = [step({path: '/a'}), think(400), step({name: 1, path: '/b'}), think(60_000)];

test('a stop lets every user end its iteration, thinking included, and waits for no pause without a request after it', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive(flow(server.port, ...twoSteps), 2);
  run.target(20);
  // Active is also who is about to begin.
  await run.untilGauges(({gauges}) => gauges.activeVus === 20 && server.paths.get('/a') === 20);
  const beganMs = run.driver.nowMs();
  await run.stop(30_000);
  expect(run.driver.nowMs() - beganMs).toBeLessThan(20_000);
  expect([server.paths.get('/a'), server.paths.get('/b')]).toEqual([20, 20]);
  expect(run.metrics()).toMatchObject({iterations: 20, iterationsInterrupted: 0});
  // None was waited for to its end: none is known.
  expect(mergeSparse([run.metrics().iterationDuration.histogram])).toEqual(mergeSparse([]));
});

test('who has not ended its iteration when the grace is over is cut off and counts as interrupted', async () => {
  await using server = await countingServer();
  await using run = await drive(flow(server.port, step({path: '/a'}), think(60_000), step({path: '/b'})), 2);
  run.target(10);
  await run.untilGauges(
    ({gauges}) => gauges.activeVus === 10 && gauges.inFlight === 0 && server.paths.get('/a') === 10,
  );
  const beganMs = run.driver.nowMs();
  await run.stop(300);
  expect(run.driver.nowMs() - beganMs).toBeGreaterThan(290);
  expect(run.driver.nowMs() - beganMs).toBeLessThan(20_000);
  expect(run.metrics()).toMatchObject({iterations: 0, iterationsInterrupted: 10});
  expect(totals(run.metrics())).toMatchObject({answered: 10, aborted: 0});
});

test('a load that is over by itself drains where it says so, and falls where it does not', async () => {
  for (const drains of [true, false]) {
    await using server = await countingServer();
    await using run = await drive(flow(server.port, ...twoSteps), 2);
    run.target(10, 0, 0, 200, drains);
    // Not by a sight of ten active users: where reports come late, they have come and gone between two of them.
    await run.untilGauges(({gauges}) => gauges.activeVus === 0 && server.paths.get('/a') === 10);
    expect([server.paths.get('/a'), server.paths.get('/b') ?? 0]).toEqual([10, drains ? 10 : 0]);
    await run.stop();
    expect(run.metrics()).toMatchObject(
      drains ? {iterations: 10, iterationsInterrupted: 0} : {iterations: 0, iterationsInterrupted: 10},
    );
  }
});

test('a target of 0 that drains lets iterations end; one that does not cuts into them', async () => {
  for (const drains of [true, false]) {
    await using server = await countingServer();
    await using run = await drive(flow(server.port, ...twoSteps));
    run.target(5);
    await run.untilGauges(({gauges}) => gauges.activeVus === 5);
    run.target(0, 0, 0, null, drains);
    await run.untilGauges(({gauges}) => gauges.activeVus === 0);
    expect(run.metrics().iterationsInterrupted).toBe(drains ? 0 : 5);
  }
});

test('in the open model no arrival starts after a stop, those that wait are dropped, those under way end', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive({...flow(server.port, ...twoSteps), maxVus: 8}, 2);
  run.rate(100);
  await run.untilGauges(({gauges}) => gauges.activeVus === 8 && gauges.queued > 5);
  await run.stop(30_000);
  const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed, iterations} = run.metrics();
  expect([arrivalsStarted, iterations]).toEqual([8, 8]);
  expect(run.metrics().iterationsInterrupted).toBe(0);
  expect(arrivalsDropped).toBeGreaterThan(5);
  expect(arrivalsStarted + arrivalsDropped + arrivalsMissed).toBe(arrivals);
  expect([server.paths.get('/a'), server.paths.get('/b')]).toEqual([8, 8]);
});

test('a rate that is over by itself drains too: what waited then is dropped', async () => {
  await using server = await countingServer({delayMs: 5});
  await using run = await drive({...flow(server.port, ...twoSteps), maxVus: 4});
  run.rate(100, 0, 100, 300, true);
  const idle = await run.untilGauges(({gauges}) => gauges.activeVus === 0 && server.paths.get('/b') === 4);
  expect(idle.gauges.queued).toBe(0);
  await run.stop();
  const {arrivals, arrivalsStarted, arrivalsDropped, iterations} = run.metrics();
  expect([arrivals, arrivalsStarted, arrivalsDropped, iterations]).toEqual([30, 4, 26, 4]);
});

test('a stop ends a pause: who was held ends its iteration', async () => {
  await using server = await countingServer();
  await using run = await drive(flow(server.port, step({path: '/a'}), think(50), step({name: 1, path: '/b'})));
  run.target(5);
  await run.untilGauges(({metrics}) => metrics.iterations > 0);
  run.pause(true);
  await run.untilGauges(({gauges}) => gauges.inFlight === 0);
  await run.untilGauges(({metrics}) => metrics.names.length === 0);
  const beganMs = run.driver.nowMs();
  await run.stop(30_000);
  expect(run.driver.nowMs() - beganMs).toBeLessThan(20_000);
  expect(run.metrics().iterationsInterrupted).toBe(0);
  expect(server.paths.get('/a')).toBe(server.paths.get('/b'));
});

test('a token that is renewed while users drain reaches them', async () => {
  await using server = await countingServer();
  const path = {parts: ['/', {kind: 'variable' as const, variable: 0}], encode: 'path' as const};
  const runPlan = {...flow(server.port, step({path: '/a'}), think(800), step({name: 1, path})), variables: ['token']};
  await using run = await drive(runPlan, 2);
  run.globals(['old']);
  run.target(4);
  await run.untilGauges(({gauges}) => gauges.activeVus === 4);
  const stopped = run.stop(30_000);
  run.globals(['new']);
  await stopped;
  expect([server.paths.get('/a'), server.paths.get('/new'), server.paths.get('/old')]).toEqual([4, 4, undefined]);
});

test('a worker in the place of another gives its users what they have left of their iterations', async () => {
  await using server = await countingServer({delayMs: 2});
  const perVu = 60;
  const path = {parts: ['/', {kind: 'vu-id' as const}], encode: 'path' as const};
  await using run = await drive({...flow(server.port, step({path}), think(10)), iterations: {perVu}}, 2);
  run.target(6);
  await run.untilGauges(() => server.received() > 80);
  const back = run.until(({kind}) => kind === 'worker-replaced');
  await run.threads[0]!.terminate();
  await back;
  await run.untilGauges(({gauges}) => gauges.finishedVus === 6 && gauges.activeVus === 0);
  await run.stop();
  const served = Array.from({length: 6}, (_, id) => server.paths.get(`/${id + 1}`)!);
  // An iteration that died with its worker has begun: it may be missing, none is run twice.
  for (const count of served) expect([perVu - 1, perVu]).toContain(count);
  const {iterations} = run.metrics();
  expect(iterations).toBeLessThanOrEqual(6 * perVu);
  expect(iterations).toBeGreaterThanOrEqual(6 * perVu - 3);
});
