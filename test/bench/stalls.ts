/**
 * A server that stands still for 500 ms every 5 s, seen by the open model, by the closed model, and by the server's own
 * log (which counts from when a request has come). Of the arrivals of a steady rate a tenth fall into a stall and wait for
 * what is left of it, evenly 0 to 500 ms: p95 250 ms, p99 450 ms, max 500 ms and the queue behind.
 * Usage: npm run bench test/bench/stalls.ts [seconds]
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startDemo} from '../../source/demo/start-demo.ts';
import {printRow, runPerftui, type Figures} from './run-tools.ts';

const seconds = Number(process.argv[2] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'perftui-stalls-'));

interface Truth {
  readonly total: {readonly completed: number; readonly totalUs: Readonly<Record<'p50Us' | 'p95Us' | 'p99Us', number>>};
}

function profile(name: string, target: string, load: object): string {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.json`);
  const flow = [{request: {path: '/api/status'}}];
  writeFileSync(file, JSON.stringify({name: 'stalls', target, ...load, scenarios: [{name, weight: 1, flow}]}));
  return file;
}

async function besideTheLog(label: string, load: object): Promise<void> {
  const demo = await startDemo({variant: 'demo:fast', seed: 1});
  const control = async (path: string, body: object): Promise<void> => {
    await fetch(`${demo.origin}${path}`, {method: 'POST', body: JSON.stringify(body)});
  };
  await runPerftui([profile('warm-up', demo.origin, {executor: 'constant-vus', vus: 4, duration: '3s'})]);
  await control('/__truth/reset', {});
  const stalling = setInterval(() => void control('/__control', {stallMs: 500}), 5000);
  const {figures} = await runPerftui([profile(label, demo.origin, load)]);
  clearInterval(stalling);
  const {completed, totalUs} = ((await (await fetch(`${demo.origin}/__truth`)).json()) as Truth).total;
  await demo.stop();
  printRow(label, figures);
  const log: Figures = {
    requests: completed,
    perSecond: completed / seconds,
    p50: totalUs.p50Us / 1000,
    p95: totalUs.p95Us / 1000,
    p99: totalUs.p99Us / 1000,
  };
  printRow("  the server's log of it", log);
}

console.log(`${''.padEnd(34)}  requests    req/s    p50 ms    p95 ms    p99 ms`);
const duration = `${seconds}s`;
await besideTheLog('open, 200 arrivals/s', {executor: 'constant-arrival-rate', rate: 200, duration, maxVUs: 200});
await besideTheLog('closed, 10 VUs', {executor: 'constant-vus', vus: 10, duration});
rmSync(folder, {recursive: true, force: true});
