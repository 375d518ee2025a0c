/**
 * The engine beside public tools on one nginx: CPU of the client per request, requests a second, and ratios, as a
 * Markdown table. Interleaved rounds, medians. Tools that are not installed are named and left out; nothing is installed.
 *
 *   npm run bench [-- ROUNDS SECONDS [SCENARIO …]]     scenarios: small 16k 256k tls h2
 *
 * "whole" is the CPU of the whole process with its start-up; "steady" is what a longer run costs more than a short one,
 * divided by the requests it made more: start-up and the first seconds of a JavaScript engine are not in it.
 */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {compareTools, printConditions, type Comparison, type Tool} from './cpu-compare.ts';
import {requireTools, startNginx} from './nginx.ts';

const [rounds = '3', seconds = '6', ...wanted] = process.argv.slice(2);
const shortSeconds = 2;
const longSeconds = Number(seconds) + shortSeconds;
const folder = mkdtempSync(join(tmpdir(), 'perftui-compare-'));
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const loop = fileURLToPath(new URL('client-loop.ts', import.meta.url));
const summaryFile = join(folder, 'summary.json');
requireTools('nginx', 'bash');

const number = (text: string, pattern: RegExp): number => Number(pattern.exec(text)![1]);
const perftui = (name: string, ...flags: readonly string[]): Tool => ({
  name,
  needs: null,
  command: (url, duration) => [
    process.execPath,
    bin,
    'run',
    url,
    '-d',
    `${duration}s`,
    '--headless',
    '--summary-export',
    summaryFile,
    ...flags,
  ],
  requests() {
    const {results} = JSON.parse(readFileSync(summaryFile, 'utf8')) as {
      results: {metrics: readonly {name: string; values: {count: number}}[]};
    };
    return results.metrics.find((metric) => metric.name === 'http_reqs')!.values.count;
  },
});
const clientLoop = (kind: string, ...more: readonly string[]): Tool => ({
  name: `${kind} loop`,
  needs: null,
  command: (url, duration) => [process.execPath, loop, kind, url, more[0] ?? '50', String(duration), ...more.slice(1)],
  requests: (text) => number(text, /(\d+) requests/),
});
const wrk: Tool = {
  name: 'wrk',
  needs: 'wrk',
  reference: true,
  command: (url, duration) => ['wrk', '-t1', '-c50', `-d${duration}s`, url],
  requests: (text) => number(text, /(\d+) requests in/),
};
const hey: Tool = {
  name: 'hey',
  needs: 'hey',
  command: (url, duration) => ['hey', '-c', '50', '-z', `${duration}s`, url],
  requests: (text) =>
    [...text.matchAll(/\[\d+\]\s+(\d+) responses/g)].reduce((sum, [, count]) => sum + Number(count), 0),
};
const ab: Tool = {
  name: 'ab',
  needs: 'ab',
  command: (url, duration) => ['ab', '-q', '-k', '-c', '50', '-t', String(duration), '-n', '100000000', url],
  requests: (text) => number(text, /Complete requests:\s+(\d+)/),
};
const autocannon: Tool = {
  name: 'autocannon',
  needs: 'autocannon',
  env: {NODE_TLS_REJECT_UNAUTHORIZED: '0'},
  command: (url, duration) => ['autocannon', '-c', '50', '-d', String(duration), '--json', url],
  requests: (text) => (JSON.parse(text) as {requests: {total: number}}).requests.total,
};
const h2load: Tool = {
  name: 'h2load',
  needs: 'h2load',
  reference: true,
  command: (url, duration) => ['h2load', '-c10', '-m10', '-D', String(duration), url],
  requests: (text) => number(text, /requests: (\d+) total/),
};

const overHttp1 = [
  wrk,
  perftui('perftui', '-u', '50'),
  perftui('perftui --transport undici', '-u', '50', '--transport', 'undici'),
  hey,
  ab,
  autocannon,
  clientLoop('undici'),
  clientLoop('node:http'),
];
const nginx = await startNginx();
const scenarios: Readonly<Record<string, Comparison>> = {
  small: {title: '600 B, 50 connections', url: `${nginx.origin}/small`, tools: overHttp1},
  '16k': {title: '16 KB, 50 connections', url: `${nginx.origin}/medium`, tools: overHttp1},
  '256k': {title: '256 KB, 50 connections', url: `${nginx.origin}/large`, tools: overHttp1},
  tls: {title: 'TLS, 600 B, 50 connections', url: `${nginx.secureOrigin}/small`, tools: overHttp1},
  h2: {
    title: 'HTTP/2 over TLS, 600 B, 10 connections × 10 streams',
    url: `${nginx.secureOrigin}/small`,
    tools: [
      h2load,
      perftui('perftui --transport http2', '-u', '100', '--h2-streams', '10', '--transport', 'http2'),
      clientLoop('node:http2', '10', '10'),
    ],
  },
};

const options = {rounds: Number(rounds), shortSeconds, longSeconds, folder};
const missing = new Set<string>();
printConditions(options);
try {
  for (const name of wanted.length === 0 ? Object.keys(scenarios) : wanted) {
    for (const tool of await compareTools(scenarios[name]!, options)) missing.add(tool);
  }
} finally {
  await nginx.stop();
  rmSync(folder, {recursive: true, force: true});
}
if (missing.size > 0) console.log(`\nnot installed, left out: ${[...missing].join(', ')}`);
