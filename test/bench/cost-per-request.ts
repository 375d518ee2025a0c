/**
 * CPU of the generator per request, beside wrk and hey on one nginx: one interleaved run, medians of the rounds, and the
 * ratio to wrk. Usage: npm run bench test/bench/cost-per-request.ts [rounds] [seconds]
 */
import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {requireTools, startNginx} from './nginx.ts';
import {median} from './run-tools.ts';

const run = promisify(execFile);
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 8);
const connections = 50;
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'perftui-cost-'));
requireTools('nginx', 'wrk', 'hey', 'bash');

interface Cost {
  readonly usPerRequest: number;
  readonly perSecond: number;
}

/** Runs a command under bash's `time` and returns its user + system seconds with what it printed. */
async function timed(command: readonly string[]): Promise<{cpuSeconds: number; output: string}> {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const {stdout, stderr} = await run('bash', ['-c', script, 'bash', ...command], {cwd: folder, maxBuffer: 1 << 28});
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr)!;
  return {cpuSeconds: Number(user) + Number(system), output: stdout};
}

async function cost(command: readonly string[], requestsIn: (output: string) => number): Promise<Cost> {
  const {cpuSeconds, output} = await timed(command);
  const requests = requestsIn(output);
  return {usPerRequest: (cpuSeconds / requests) * 1e6, perSecond: requests / seconds};
}

const nginx = await startNginx();
const url = `${nginx.origin}/small`;
const summaryFile = join(folder, 'summary.json');
const tools: Readonly<Record<string, () => Promise<Cost>>> = {
  wrk: async () =>
    cost(['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, url], (text) =>
      Number(/(\d+) requests in/.exec(text)![1]),
    ),
  hey: async () =>
    cost(['hey', '-c', String(connections), '-z', `${seconds}s`, url], (text) =>
      [...text.matchAll(/\[\d+\]\s+(\d+) responses/g)].reduce((sum, [, count]) => sum + Number(count), 0),
    ),
  perftui: async () =>
    cost(
      [
        process.execPath,
        bin,
        'run',
        url,
        '-u',
        String(connections),
        '-d',
        `${seconds}s`,
        '--headless',
        '--summary-export',
        summaryFile,
      ],
      () => {
        const {results} = JSON.parse(readFileSync(summaryFile, 'utf8')) as {
          results: {metrics: readonly {name: string; values: {count: number}}[]};
        };
        return results.metrics.find((metric) => metric.name === 'http_reqs')!.values.count;
      },
    ),
};
const results = new Map<string, Cost[]>(Object.keys(tools).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, measure] of Object.entries(tools)) results.get(name)!.push(await measure());
}
await nginx.stop();
rmSync(folder, {recursive: true, force: true});

const baseUs = median(results.get('wrk')!.map((one) => one.usPerRequest));
console.log(
  `${connections} connections, ${rounds} rounds of ${seconds} s, medians; whole-process CPU, start-up included`,
);
for (const [name, costs] of results) {
  const us = median(costs.map((one) => one.usPerRequest));
  const perSecond = median(costs.map((one) => one.perSecond));
  console.log(
    `${name.padEnd(10)} ${us.toFixed(1).padStart(7)} µs CPU/request  ${(us / baseUs).toFixed(2).padStart(6)} × wrk  ${perSecond.toFixed(0).padStart(7)} req/s`,
  );
}
