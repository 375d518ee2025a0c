/**
 * What a flow of four steps costs with extraction, templates and checks on every answer: perftui beside the public tools
 * that can do the same (autocannon through its API, Locust's faster client), on one nginx. CPU of the client per request,
 * four of which are an iteration; interleaved rounds, medians. "plain" is the same four requests with nothing on them.
 *
 *   npm run bench test/bench/flow-cost.ts [ROUNDS SECONDS]
 */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {compareTools, printConditions, type Tool} from './cpu-compare.ts';
import {requireTools, shopAnswers, startNginx} from './nginx.ts';

const [rounds = '3', seconds = '6'] = process.argv.slice(2);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'perftui-flow-'));
const options = {rounds: Number(rounds), shortSeconds: 2, longSeconds: Number(seconds) + 2, folder};
const users = '50';
requireTools('nginx', 'bash');

const json = {'content-type': 'application/json'};
const bearer = {authorization: 'Bearer ${token}'};
const flow = [
  {
    request: {
      name: 'login',
      method: 'POST',
      path: '/login',
      body: {user: 'user-${vu.id}', password: 'secret'},
      extract: {token: '$.token'},
      checks: [{status: 200}],
    },
  },
  {request: {name: 'items', path: '/items', headers: bearer, checks: [{jsonpath: '$.items[0].id', equals: 1}]}},
  {
    request: {
      name: 'order',
      method: 'POST',
      path: '/orders',
      headers: bearer,
      body: {item: '${random(1,10)}'},
      extract: {order: '$.id'},
      checks: [{status: 201}],
    },
  },
  {request: {name: 'paid', path: '/orders/${order}', headers: bearer, checks: [{body: {contains: 'paid'}}]}},
];
const plain = [
  {
    request: {
      name: 'login',
      method: 'POST',
      path: '/login',
      headers: json,
      body: '{"user":"user-1","password":"secret"}',
    },
  },
  {request: {name: 'items', path: '/items'}},
  {request: {name: 'order', method: 'POST', path: '/orders', headers: json, body: '{"item":"1"}'}},
  {request: {name: 'paid', path: `/orders/${shopAnswers.created.id}`}},
];

function perftui(name: string, url: string, steps: readonly unknown[]): Tool {
  const profile = join(folder, `${name.replaceAll(' ', '-')}.json`);
  const summary = join(folder, 'summary.json');
  writeFileSync(profile, JSON.stringify({target: url, scenarios: [{name: 'user', flow: steps}]}));
  return {
    name,
    needs: null,
    command: (_, duration) => [
      process.execPath,
      here('../../dist/bin.js'),
      'run',
      profile,
      '-u',
      users,
      '-d',
      `${duration}s`,
      '--headless',
      '--summary-export',
      summary,
    ],
    requests() {
      const {results} = JSON.parse(readFileSync(summary, 'utf8')) as {
        results: {metrics: readonly {name: string; values: {count: number; rate: number}}[]};
      };
      const value = (metric: string) => results.metrics.find((one) => one.name === metric)?.values;
      if (value('http_req_failed')?.rate !== 0) throw new Error(`${name}: requests failed`);
      return value('http_reqs')!.count;
    },
  };
}

const autocannon: Tool = {
  name: 'autocannon, by its API',
  needs: 'autocannon',
  command: (url, duration) => [process.execPath, here('flow-autocannon.ts'), url, users, String(duration)],
  requests: (output) => Number(/(\d+) requests/.exec(output)![1]),
};

const locust: Tool = {
  name: 'Locust, FastHttpUser',
  needs: 'locust',
  // Its figures go to standard error.
  command: (url, duration) => [
    'sh',
    '-c',
    'exec "$@" 2>&1',
    'sh',
    'locust',
    '-f',
    here('locustfile.py'),
    '--headless',
    '-u',
    users,
    '-r',
    users,
    '-t',
    `${duration}s`,
    '-H',
    url,
    '--only-summary',
    '--loglevel',
    'ERROR',
  ],
  requests(output) {
    const totals = [...output.matchAll(/^\s*Aggregated\s+(\d+)\s+(\d+)\(/gm)].at(-1)!;
    if (totals[2] !== '0') throw new Error('Locust: requests failed');
    return Number(totals[1]);
  },
};

const nginx = await startNginx();
try {
  printConditions(options);
  const tools = [
    {...perftui('perftui', nginx.origin, flow), reference: true},
    perftui('perftui, plain requests', nginx.origin, plain),
    autocannon,
    locust,
  ];
  const missing = await compareTools({title: 'flow of 4 steps, 50 users', url: nginx.origin, tools}, options);
  if (missing.length > 0) console.log(`\nnot installed, left out: ${missing.join(', ')}`);
} finally {
  await nginx.stop();
  rmSync(folder, {recursive: true, force: true});
}
