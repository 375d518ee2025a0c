/*
 * What a spike test finds on a live target that is known to need so long to recover: one whose cache is cold for R s after
 * the rush, and one whose queue runs empty in backlog / (served − offered) s. Whole runs over loopback, a few at once.
 *
 *   node test/bench/spike-real.ts [rounds, 1] [hold seconds, 30]
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {argv, chdir} from 'node:process';
import {factorText, spikePlan, type SpikePlan} from '../../source/analysis/spike-plan.ts';
import {recoveryText} from '../../source/analysis/spike-says.ts';
import {startCoordinator} from '../../source/coordinator/start-coordinator.ts';
import type {CacheLimits} from '../../source/demo/cold-cache.ts';
import {realTimeScheduler} from '../../source/demo/real-time-scheduler.ts';
import {TargetServer} from '../../source/demo/target-server.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {Executor} from '../../source/domain/profile.ts';
import type {RunSummary} from '../../source/domain/run-summary.ts';
import type {SpikeFigures, SpikeStudy} from '../../source/domain/study.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';

const rounds = Number(argv[2] ?? 1);
const holdSeconds = Number(argv[3] ?? 30);
const factors = [2, 3];

interface Trial {
  readonly label: string;
  readonly variant: DemoVariant;
  readonly model: LoadModel;
  readonly baseLevel: number;
  readonly thinkMs: readonly [min: number, max: number] | null;
  /** Seconds after the load is back until the target is as before. */
  readonly recoverySeconds: (factor: number) => number;
}

const work = {method: 'GET', path: '/api/work', status: 200, bodyBytes: 1024} as const;

/** Requests a second. */
const cacheLimit = 60;

/** It is thrown out until the second behind a request holds no more than its limit: for a part of a second after the load is back. */
function coldTrial(model: LoadModel, coldSeconds: number): Trial {
  const baseLevel = 40;
  const cache: CacheLimits = {requestsPerSecond: cacheLimit, coldMs: coldSeconds * 1000, extraMs: 250};
  return {
    label: `cache cold for ${coldSeconds} s, ${model} model`,
    variant: {
      name: 'bench',
      description: '',
      capacity: '',
      cache,
      endpoints: [{...work, serviceTime: {p50Ms: 20, p95Ms: 42}, poolTrips: 0}],
    },
    model,
    baseLevel,
    thinkMs: model === 'closed' ? [450, 1450] : null,
    recoverySeconds: (factor) => coldSeconds + (baseLevel * factor - cacheLimit) / (baseLevel * factor - baseLevel),
  };
}

function queueTrial(): Trial {
  const [servers, serviceMs, baseLevel] = [35, 1000, 20];
  // Timers are a millisecond late.
  const servedPerSecond = (servers * 1000) / (serviceMs + 1);
  return {
    label: `queue, ${servedPerSecond.toFixed(0)}/s served of ${baseLevel}/s`,
    variant: {
      name: 'bench',
      description: '',
      capacity: '',
      pool: {servers, waitingLimit: 10_000, maxWaitMs: 120_000},
      endpoints: [{...work, serviceTime: {p50Ms: serviceMs, p95Ms: serviceMs}, poolTrips: 1}],
    },
    model: 'open',
    baseLevel,
    thinkMs: null,
    recoverySeconds: (factor) =>
      (holdSeconds * Math.max(0, baseLevel * factor - servedPerSecond)) / (servedPerSecond - baseLevel),
  };
}

function executorOf({model, startLevel, stages}: SpikePlan): Executor {
  if (model === 'closed') return {kind: 'ramping-vus', startVus: startLevel, stages};
  const arrivals = {arrivals: 'constant', preAllocatedVus: 50, maxVus: 1500} as const;
  return {kind: 'ramping-arrival-rate', startRate: startLevel, stages, ...arrivals};
}

async function runOf({variant, model, baseLevel, thinkMs}: Trial): Promise<RunSummary> {
  const server = new TargetServer(variant, 1, realTimeScheduler);
  const port = await server.listen(0);
  const think = thinkMs === null ? [] : [{think: `${thinkMs[0]}ms-${thinkMs[1]}ms`}];
  const parsed = parseProfileDocument(
    {
      target: `http://127.0.0.1:${port}`,
      timeout: '60s',
      scenarios: [{name: 'user', flow: [{request: {method: 'GET', path: '/api/work'}}, ...think]}],
    },
    'bench',
  );
  if (!('profile' in parsed)) throw new Error(parsed.problems.map(({message}) => message).join('; '));
  const plan = spikePlan({model, baseLevel, factors, holdMs: holdSeconds * 1000});
  const coordinator = startCoordinator({
    prepared: prepareRun({...parsed.profile, executor: executorOf(plan)}),
    interactive: false,
    workers: 1,
    snapshotsFolder: 'snapshots',
    profilesFolder: 'profiles',
    snapshotAtEnd: null,
    defaultBaseline: null,
    baseline: null,
    study: {kind: 'spike', model, baseLevel, factors},
    exports: {prometheus: null, outs: []},
    listens: false,
    allowInvalid: true,
    version: '0.0.0',
  });
  try {
    return await coordinator.finished;
  } finally {
    await coordinator.terminate();
    await server.close();
  }
}

function rowsOf(trial: Trial, summary: RunSummary) {
  const study = summary.study as SpikeStudy;
  const ms = (us: number | null): string => (us === null ? '--' : (us / 1000).toFixed(1));
  console.log(
    `${trial.label}: baseline p95 ${ms(study.baseline.p95Us)} ms, up to ${ms(study.thresholdUs)} ms is as before, ` +
      `generator-limited ${study.baseline.limitedSeconds.toFixed(1)} s; run ${summary.validity.verdict}; ${study.says}`,
  );
  return study.factors.map((spike: SpikeFigures) => {
    const injected = trial.recoverySeconds(spike.factor);
    const {recovery} = spike;
    const told = recovery !== null && 'seconds' in recovery ? recovery : null;
    const error = told === null ? null : told.seconds - injected;
    const shown = {
      target: trial.label,
      spike: factorText(spike.factor),
      'injected, s': injected.toFixed(1),
      found: recoveryText(recovery),
      'error, s': error?.toFixed(1) ?? '--',
      'p95, ms': ms(spike.p95Us),
      peak: spike.peakRatio?.toFixed(1) ?? '--',
      errors: spike.errorShare?.toFixed(4) ?? '--',
      lost: spike.lost?.toFixed(0) ?? '--',
      dropped: spike.dropped ?? '--',
      'goodput lost': spike.goodputLost?.toFixed(3) ?? '--',
      'limited, s': spike.limitedSeconds.toFixed(1),
    };
    const isCovered = told !== null && Math.abs(told.seconds - injected) <= told.plusMinus;
    return {shown, error, isCovered};
  });
}

const folder = mkdtempSync(join(tmpdir(), 'perftui-spikes-'));
chdir(folder);
const trials = [coldTrial('closed', 45), coldTrial('open', 15), queueTrial()];
const rows = [];
for (let round = 0; round < rounds; round++) {
  const summaries = await Promise.all(trials.map(async (trial) => ({trial, summary: await runOf(trial)})));
  rows.push(...summaries.flatMap(({trial, summary}) => rowsOf(trial, summary)));
}
chdir(tmpdir());
rmSync(folder, {recursive: true, force: true});
console.table(rows.map(({shown}) => shown));
const errors = rows.flatMap(({error}) => (error === null ? [] : [error]));
const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
const within = errors.filter((error) => Math.abs(error) <= 10).length;
const covered = rows.filter(({isCovered}) => isCovered).length;
console.log(
  `recoveries ${errors.length} of ${rows.length}, mean error ${mean.toFixed(1)} s, within 10 s: ${within}, ` +
    `within their own ±: ${covered}`,
);
