/**
 * Many virtual users on one nginx, each on a connection of its own.
 *   idle: 15,000 VUs with 60 s think time, ramped in 15 s, beside one VU alone: peak memory of the process, open sockets,
 *         latency; memory per VU.
 *   busy: 2,000 VUs at full speed beside 50: CPU per request.
 * Usage: npm run bench test/bench/many-vus.ts [idle|busy|tls]
 */
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {certificateFile, requireTools, startNginx} from './nginx.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'perftui-many-'));
const [part = 'all'] = process.argv.slice(2);
requireTools('nginx');

interface Watched {
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
  readonly values: (metric: string) => Readonly<Record<string, number>>;
}

/** Runs perftui headless; its memory high-water mark and CPU are read from /proc until it ends. */
async function watch(args: readonly string[]): Promise<Watched> {
  const file = join(folder, 'summary.json');
  const child = spawn(process.execPath, [bin, 'run', ...args, '--headless', '--summary-export', file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {...process.env, NODE_EXTRA_CA_CERTS: certificateFile},
  });
  let peakMegabytes = 0;
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMegabytes = Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      cpuSeconds = (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      // It has just ended.
    }
  }, 100);
  await once(child, 'exit');
  clearInterval(timer);
  const {results} = JSON.parse(readFileSync(file, 'utf8')) as {
    results: {metrics: readonly {name: string; values: Readonly<Record<string, number>>}[]};
  };
  const values = (metric: string) => results.metrics.find(({name}) => name === metric)?.values ?? {};
  return {peakMegabytes, cpuSeconds, values};
}

function thinking(name: string, target: string, vus: number, rampSeconds: number, holdSeconds: number): string {
  const file = join(folder, `${name}.json`);
  const stages = [
    {duration: `${rampSeconds}s`, target: vus},
    {duration: `${holdSeconds}s`, target: vus},
  ];
  const flow = [{request: {path: '/small'}}, {think: '60s'}];
  writeFileSync(
    file,
    JSON.stringify({
      name,
      target,
      executor: 'ramping-vus',
      startVUs: 0,
      stages,
      cap: {vus},
      scenarios: [{name, weight: 1, flow}],
    }),
  );
  return file;
}

const ms = (value: number | undefined): string => `${(value ?? Number.NaN).toFixed(2)} ms`;

async function idle(origin: string): Promise<void> {
  const vus = 15_000;
  const alone = await watch([thinking('alone', origin, 1, 1, 10)]);
  const many = await watch([thinking('many', origin, vus, 15, 75)]);
  const latency = many.values('http_req_duration');
  console.log(`${vus} VUs, 60 s think, ramped in 15 s, held 75 s:`);
  console.log(
    `  peak memory ${many.peakMegabytes.toFixed(0)} MB (one VU: ${alone.peakMegabytes.toFixed(0)} MB): ${(((many.peakMegabytes - alone.peakMegabytes) * 1024) / vus).toFixed(1)} KB a VU`,
  );
  console.log(
    `  requests ${many.values('http_reqs')['count']}, failed share ${many.values('http_req_failed')['rate']}, most VUs ${many.values('vus_max')['value'] ?? many.values('vus_max')['max']}`,
  );
  console.log(
    `  p50 ${ms(latency['med'])}, p95 ${ms(latency['p(95)'])}, p99 ${ms(latency['p(99)'])}, max ${ms(latency['max'])}`,
  );
  console.log(`  a lone request: ${ms(alone.values('http_req_duration')['max'])}; CPU ${many.cpuSeconds.toFixed(1)} s`);
}

async function busy(origin: string): Promise<void> {
  for (const vus of [50, 2000, 50, 2000]) {
    const {cpuSeconds, peakMegabytes, values} = await watch([
      `${origin}/small`,
      '-u',
      String(vus),
      '-d',
      '10s',
      '--max-vus',
      '2000',
    ]);
    const requests = values('http_reqs')['count']!;
    const latency = values('http_req_duration');
    console.log(
      `${String(vus).padStart(5)} VUs at full speed: ${((cpuSeconds / requests) * 1e6).toFixed(1)} µs CPU/request, ` +
        `${(requests / 10).toFixed(0)} req/s, peak ${peakMegabytes.toFixed(0)} MB, p50 ${ms(latency['med'])}, p99 ${ms(latency['p(99)'])}, ` +
        `failed ${values('http_req_failed')['rate']}`,
    );
  }
}

/** The slope between two loads: what is there once, whatever the load, is in neither figure. */
async function tls(origin: string): Promise<void> {
  const [few, many] = [1000, 5000];
  const before = await watch([thinking('few', origin, few, 10, 5)]);
  const after = await watch([thinking('many', origin, many, 20, 5)]);
  const perVu = ((after.peakMegabytes - before.peakMegabytes) * 1024) / (many - few);
  console.log(
    `TLS, thinking VUs: ${few} at ${before.peakMegabytes.toFixed(0)} MB, ${many} at ${after.peakMegabytes.toFixed(0)} MB: ` +
      `${perVu.toFixed(1)} KB a VU, failed ${after.values('http_req_failed')['rate']}`,
  );
}

const nginx = await startNginx();
try {
  if (part === 'all' || part === 'idle') await idle(nginx.origin);
  if (part === 'all' || part === 'busy') await busy(nginx.origin);
  if (part === 'all' || part === 'tls') await tls(nginx.secureOrigin);
} finally {
  await nginx.stop();
  rmSync(folder, {recursive: true, force: true});
}
