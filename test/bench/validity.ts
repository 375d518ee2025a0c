/**
 * Does a run know when it cannot be trusted? Half of the runs are slowed on purpose, by a busy loop inside the load worker
 * or by processes that hog its core; the truth is what the target itself, on a core of its own, saw each request take.
 *
 *   node test/bench/validity.ts [runs = 50] [seconds judged a run = 6]
 *
 * good: the p99 shown exceeds the target's by less than max(1 ms, 10%) · bad: by max(3 ms, 20%) or more · between: either
 * verdict will do. False INVALID: a good run that is INVALID. Missed INVALID: a bad run that is not.
 */
import {execFileSync, spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import {spawnEngine, type SpawnWorker} from '../../source/fleet/engine-worker.ts';
import {createThreadDriver} from '../../source/fleet/thread-driver.ts';
import {warmUpMs} from '../../source/metrics/cell.ts';
import {mergeSparse, percentilesOf} from '../../source/metrics/histogram.ts';
import type {SparseHistogram} from '../../source/metrics/histogram.ts';
import type {HealthCause, Report} from '../../source/protocol/report.ts';
import {createRunValidity} from '../../source/session/run-validity.ts';
import {plan, request, target as targetOf} from '../engine/test-plan.ts';

const delayMs = 5;
const vus = 30;
const thinkMs = {minMs: 40, maxMs: 80};
const engineUrl = new URL('../../source/engine/engine-main.ts', import.meta.url).href;

/** How a run is slowed. */
interface Slowing {
  readonly label: string;
  /** A busy loop in the load worker. */
  readonly busyMs?: number;
  readonly everyMs?: number;
  /** Processes that never rest, on the generator's core. */
  readonly hogs?: number;
}

const calm: Slowing = {label: 'calm'};
const slowings: readonly Slowing[] = [
  {label: 'busy 4 of 40 ms', busyMs: 4, everyMs: 40},
  {label: 'busy 10 of 100 ms', busyMs: 10, everyMs: 100},
  {label: 'hog × 1', hogs: 1},
  {label: 'busy 20 of 200 ms', busyMs: 20, everyMs: 200},
  {label: 'busy 15 of 20 ms', busyMs: 15, everyMs: 20},
  {label: 'hog × 3', hogs: 3},
  {label: 'busy 50 of 1000 ms', busyMs: 50, everyMs: 1000},
];

interface Outcome {
  readonly slowing: string;
  readonly verdict: string;
  readonly cause: HealthCause | '';
  readonly shownMs: number;
  readonly truthMs: number;
  readonly kind: 'good' | 'bad' | 'between';
}

/** A thread that runs the engine and, beside it, a loop that is busy now and then. */
function spawnSlowed(busyMs: number, everyMs: number): SpawnWorker {
  const script = `
    setInterval(() => { const until = performance.now() + ${busyMs}; while (performance.now() < until); }, ${everyMs}).unref();
    import(${JSON.stringify(engineUrl)});`;
  return (start) => new Worker(script, {eval: true, workerData: start, stdout: true, stderr: true});
}

/** Answers after `delayMs` and keeps what each request took, µs: `/reset` forgets, `/truth` tells the p99. */
function serve(): void {
  let took: number[] = [];
  const server = createServer((incoming, response) => {
    if (incoming.url === '/reset') {
      took = [];
      response.end();
    } else if (incoming.url === '/truth') {
      took.sort((a, b) => a - b);
      response.end(String((took[Math.ceil(took.length * 0.99) - 1] ?? Number.NaN) / 1000));
    } else {
      const since = performance.now();
      setTimeout(() => {
        response.end('ok');
        took.push(Math.round((performance.now() - since) * 1000));
      }, delayMs);
    }
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    console.log(typeof address === 'object' ? address?.port : '');
  });
  process.stdin.resume().once('end', () => process.exit(0));
}

/** A process of this file's on a core of its own, where cores can be chosen. It ends with its standard input. */
function startOn(core: number | null, args: readonly string[]): ChildProcess {
  const command = core === null ? [process.execPath] : ['taskset', '-c', String(core), process.execPath];
  return spawn(command[0]!, [...command.slice(1), ...args], {stdio: ['pipe', 'pipe', 'inherit']});
}

/** Binds this process to core 0; false where that cannot be done. */
function pin(): boolean {
  try {
    execFileSync('taskset', ['-acp', '0', String(process.pid)], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

/** One run: its verdict, and whether it deserved it. */
async function run(port: number, slowing: Slowing, judgedMs: number, core: number | null): Promise<Outcome> {
  const {busyMs, everyMs, hogs = 0} = slowing;
  const driver = createThreadDriver({
    spawn: busyMs === undefined || everyMs === undefined ? spawnEngine : spawnSlowed(busyMs, everyMs),
  });
  const validity = createRunValidity(true);
  const latencies: SparseHistogram[] = [];
  const causes = new Map<HealthCause, number>();
  const onReport = (report: Report): void => {
    if (report.kind !== 'interval') return;
    validity.reading(report);
    if (report.startMs < warmUpMs) return;
    latencies.push(...report.metrics.names.map((name) => name.latency));
    const {verdict, cause} = report.generator;
    if (verdict === 'saturated' && cause !== undefined) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  };
  const steps = [
    {kind: 'request', request: request({})},
    {kind: 'think', time: {kind: 'uniform', ...thinkMs}},
  ] as const;
  const hogging = Array.from({length: hogs}, () => startOn(core, ['-e', 'for(;;);']));
  try {
    await driver.start({plan: plan(targetOf(port), [{name: 's', weight: 1, steps}]), workers: 1}, onReport);
    const target = {kind: 'target', model: 'closed', startMs: driver.nowMs(), durationMs: 500, untilMs: null} as const;
    driver.send({...target, revision: 1, fromLevel: 0, toLevel: vus});
    await sleep(warmUpMs - driver.nowMs());
    await fetch(`http://127.0.0.1:${port}/reset`);
    await sleep(warmUpMs + judgedMs + 250 - driver.nowMs());
  } finally {
    for (const hog of hogging) hog.kill('SIGKILL');
    await driver.close();
  }
  const truthMs = Number(await (await fetch(`http://127.0.0.1:${port}/truth`)).text());
  const shownMs = percentilesOf(mergeSparse(latencies), [99])[0]! / 1000;
  const excessMs = shownMs - truthMs;
  const {verdict} = validity.view();
  const cause = [...causes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
  return {
    slowing: slowing.label,
    verdict,
    cause,
    shownMs,
    truthMs,
    kind: excessMs < Math.max(1, 0.1 * truthMs) ? 'good' : excessMs >= Math.max(3, 0.2 * truthMs) ? 'bad' : 'between',
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

function print(outcomes: readonly Outcome[]): void {
  const count = (matches: (one: Outcome) => boolean): number => outcomes.filter(matches).length;
  const good = count((one) => one.kind === 'good');
  const bad = count((one) => one.kind === 'bad');
  const falses = count((one) => one.kind === 'good' && one.verdict === 'INVALID');
  const missed = count((one) => one.kind === 'bad' && one.verdict !== 'INVALID');
  console.log(`\n${outcomes.length} runs: ${good} good, ${bad} bad, ${outcomes.length - good - bad} between`);
  console.log(`false INVALID ${falses} of ${good} · missed INVALID ${missed} of ${bad}`);
}

async function main(runs: number, judgedMs: number): Promise<void> {
  const pinned = pin();
  const core = pinned ? 0 : null;
  if (!pinned) console.log('cores cannot be chosen here: target and generator may disturb each other');
  const server = startOn(pinned ? 1 : null, [fileURLToPath(import.meta.url), '--target']);
  try {
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const outcomes: Outcome[] = [];
    console.log('| run | slowed by | p99 shown, ms | target’s p99, ms | truth | verdict | cause |');
    console.log('|---|---|---|---|---|---|---|');
    for (let i = 0; i < runs; i++) {
      const slowing = i % 2 === 0 ? calm : slowings[((i - 1) / 2) % slowings.length]!;
      const one = await run(Number(String(line)), slowing, judgedMs, core);
      outcomes.push(one);
      const figures = `${one.shownMs.toFixed(1)} | ${one.truthMs.toFixed(1)}`;
      console.log(`| ${i + 1} | ${one.slowing} | ${figures} | ${one.kind} | ${one.verdict} | ${one.cause} |`);
    }
    print(outcomes);
  } finally {
    server.stdin!.end();
  }
}

if (process.argv[2] === '--target') serve();
else await main(Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 6) * 1000);
