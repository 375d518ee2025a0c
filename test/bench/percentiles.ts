/**
 * Are the percentiles true? perftui beside hey and wrk on one nginx, interleaved, medians of the rounds; and beside what
 * the demo target itself measured. Usage: npm run bench test/bench/percentiles.ts [rounds] [seconds]; 0 rounds: the demo alone
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startDemo} from '../../source/demo/start-demo.ts';
import {requireTools, startNginx} from './nginx.ts';
import {medianFigures, printRow, runHey, runPerftui, runWrk, type Figures} from './run-tools.ts';

const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'perftui-percentiles-'));
requireTools('nginx', 'wrk', 'hey');

console.log(`${''.padEnd(34)}  requests    req/s    p50 ms    p95 ms    p99 ms`);
if (rounds > 0) await besidePublicTools();
await besideTheTruth();
rmSync(folder, {recursive: true, force: true});

async function besidePublicTools(): Promise<void> {
  const nginx = await startNginx();
  const url = `${nginx.origin}/small`;
  const paced = profile('paced', nginx.origin, 20, `${seconds}s`, '10ms', '/small');
  const results: Record<string, Figures[]> = {};
  const keep = (label: string, figures: Figures): void => void (results[label] ??= []).push(figures);
  for (let round = 0; round < rounds; round++) {
    keep('perftui 20 VUs, think 10 ms', (await runPerftui([paced])).figures);
    keep('hey 20 workers, 95/s each', await runHey(url, 20, 95, seconds));
    keep('perftui 50 VUs, full speed', (await runPerftui([url, '-u', '50', '-d', `${seconds}s`])).figures);
    keep('hey 50 workers, full speed', await runHey(url, 50, 0, seconds));
    keep('wrk 50 connections, full speed', await runWrk(url, 50, seconds));
  }
  for (const [label, figures] of Object.entries(results)) printRow(label, medianFigures(figures));
  await nginx.stop();
}

interface Truth {
  readonly total: {readonly completed: number; readonly totalUs: Readonly<Record<'p50Us' | 'p95Us' | 'p99Us', number>>};
}

/** The same requests, timed at both ends: the difference is the way there and back. */
async function besideTheTruth(): Promise<void> {
  const demo = await startDemo({variant: 'demo', seed: 1});
  // A target that has just started is slow before it sees a request: that would be in one account and not in the other.
  await runPerftui([profile('warm-up', demo.origin, 100, '5s', '800ms', '/api/products')]);
  await fetch(`${demo.origin}/__truth/reset`, {method: 'POST'});
  const file = profile('truth', demo.origin, 100, '30s', '800ms', '/api/products');
  const {figures} = await runPerftui([file]);
  const truth = (await (await fetch(`${demo.origin}/__truth`)).json()) as Truth;
  await demo.stop();
  printRow('perftui 100 VUs on the demo', figures);
  const {completed, totalUs} = truth.total;
  printRow('the demo target itself', {
    requests: completed,
    perSecond: completed / 30,
    p50: totalUs.p50Us / 1000,
    p95: totalUs.p95Us / 1000,
    p99: totalUs.p99Us / 1000,
  });
}

function profile(name: string, target: string, vus: number, duration: string, think: string, path: string): string {
  const file = join(folder, `${name}.json`);
  const flow = [{request: {path}}, {think}];
  writeFileSync(
    file,
    JSON.stringify({name, target, executor: 'constant-vus', vus, duration, scenarios: [{name, weight: 1, flow}]}),
  );
  return file;
}
