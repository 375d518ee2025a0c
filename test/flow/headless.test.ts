import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {decodeHdr} from '../../source/metrics/hdr-codec.ts';
import {percentilesOf} from '../../source/metrics/histogram.ts';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

interface Summary {
  readonly results: {
    readonly metrics: readonly {name: string; type: string; values: Record<string, number>}[];
    readonly thresholds: readonly {ok: boolean | null}[];
  };
}

function metric(summary: Summary, name: string): Record<string, number> {
  return summary.results.metrics.find((one) => one.name === name)!.values;
}

/** A profile of VUs that think 20 ms between requests, written into `folder`. */
function writeProfile(folder: string, target: string, extra: object = {}): string {
  const file = join(folder, 'load.json');
  const flow = [{request: {path: '/items'}}, {think: '20ms'}];
  const profile = {
    name: 'load',
    target,
    executor: 'constant-vus',
    vus: 4,
    duration: '2s',
    scenarios: [{name: 's', weight: 1, flow}],
  };
  writeFileSync(file, JSON.stringify({...profile, ...extra}));
  return file;
}

test.concurrent('a headless run counts what the target counted, exports its summary, and exits 0', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  const args = ['run', writeProfile(folder, target.origin), '--headless', '--summary-export', 'summary.json'];
  const {code, stdout, stderr} = await runPerftui(args, {cwd: folder});
  expect({code, stderr: stderr.includes('perftui:')}).toEqual({code: 0, stderr: false});
  expect(stdout).toMatch(/requests +\d+ +ok 100%/);
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
  expect(metric(summary, 'http_reqs')['count']).toBe(target.received());
  expect(metric(summary, 'http_req_duration')['p(95)']).toBeGreaterThan(0);
  expect(metric(summary, 'http_req_failed')['rate']).toBe(0);
});

test.concurrent('a threshold that fails over the run exits 99, and says ok: false in the export', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  const {code, stdout} = await runPerftui(
    [
      'run',
      `${target.origin}/`,
      '-u',
      '2',
      '-d',
      '1s',
      '--headless',
      '--threshold',
      'http_req_duration: p(95)<0.001',
      '--summary-export',
      's.json',
    ],
    {cwd: folder},
  );
  expect(code).toBe(99);
  expect(stdout).toContain('FAIL');
  const summary = JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')) as Summary;
  expect(summary.results.thresholds.map(({ok}) => ok)).toEqual([false]);
});

test.concurrent('a run in which no request succeeded exits 108', async () => {
  await using target = await startTarget((_, response) => void response.writeHead(500).end());
  const {code, stdout} = await runPerftui(['run', `${target.origin}/`, '-d', '1s', '--headless']);
  expect(code).toBe(108);
  expect(stdout).toContain('500');
});

test.concurrent('SIGTERM drains, writes the summary, and exits 105', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  const {child, finished} = startPerftui(
    ['run', writeProfile(folder, target.origin, {duration: '10m'}), '--headless', '--summary-export', 's.json'],
    {cwd: folder},
  );
  while (target.received() < 20) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  const {code, stdout} = await finished;
  expect(code).toBe(105);
  expect(stdout).toContain('stopped by signal');
  const summary = JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')) as Summary;
  expect(metric(summary, 'http_reqs')['count']).toBe(target.received());
});

test.concurrent(
  '--snapshot keeps the whole run: its histogram gives the percentiles the file states, and no secret is in it',
  async () => {
    await using target = await startTarget();
    const folder = scratchFolder();
    const file = writeProfile(folder, target.origin, {headers: {authorization: 'Bearer ${env:DEMO_TOKEN}'}});
    const {code} = await runPerftui(['run', file, '--headless', '--snapshot', 'whole'], {
      cwd: folder,
      env: {DEMO_TOKEN: 'tok-93-very-secret'},
    });
    expect(code).toBe(0);
    const [name] = readdirSync(join(folder, 'snapshots')).filter((one) => one.endsWith('.json'));
    const text = readFileSync(join(folder, 'snapshots', name!), 'utf8');
    expect(text).not.toContain('tok-93-very-secret');
    const snapshot = JSON.parse(text) as Snapshot;
    const total = snapshot.requests[0]!;
    const stated = total.latencyUs!;
    const read = percentilesOf(decodeHdr(total.histogram), [50, 95, 99], stated.max);
    expect(read).toEqual([stated.p50, stated.p95, stated.p99]);
    expect(total.answered).toBe(target.received());
  },
);

test.concurrent(
  'an unwritable snapshot folder costs the file, not the run, and what was asked for is missed: 104',
  async () => {
    await using target = await startTarget();
    const folder = scratchFolder();
    // A file where the folder should be is unwritable for every user, root included.
    writeFileSync(join(folder, 'snapshots'), '');
    const {stdout, stderr, code} = await runPerftui(
      ['run', writeProfile(folder, target.origin), '--headless', '--snapshot', 'x'],
      {cwd: folder},
    );
    expect(code).toBe(104);
    expect(stderr).toMatch(/snapshot "x" not saved/);
    expect(stdout).toContain('requests');
  },
);

test.concurrent('a summary that cannot be written is one clear line, after the summary on stdout', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  mkdirSync(join(folder, 'taken'));
  const {stdout, stderr, code} = await runPerftui(
    ['run', `${target.origin}/`, '-d', '1s', '--headless', '--summary-export', 'taken'],
    {cwd: folder},
  );
  expect(code).toBe(104);
  expect(stdout).toContain('requests');
  expect(stderr).toMatch(/perftui: .*taken/);
  expect(existsSync(join(folder, 'taken'))).toBe(true);
});

test.concurrent.each([
  ['an unknown flag', ['run', 'smoke', '--bogus'], 104, /unknown flag --bogus/],
  [
    'a flag given twice',
    ['run', 'smoke', '-u', '2', '--vus', '3'],
    104,
    /^perftui: --vus is given twice; give it once$/m,
  ],
  ['no such profile', ['run', 'smoek'], 104, /did you mean "smoke"/],
  ['a refused port', ['run', 'http://127.0.0.1:1/', '--headless'], 108, /refused the connection/],
  [
    'an unknown host',
    ['run', 'http://no-such-host.invalid/', '--yes', '--headless'],
    104,
    /unknown host "no-such-host.invalid"/,
  ],
  ['a host that is not this machine, unconfirmed', ['run', 'http://192.0.2.1/', '--headless'], 104, /add --yes/],
  [
    'too many VUs for the descriptors',
    ['run', 'http://127.0.0.1:1/', '-u', '900000', '--headless'],
    104,
    /VUs fit; run `ulimit -n/,
  ],
  ['a URL without a scheme', ['localhost:8080'], 104, /neither a command nor an http\(s\) URL/],
])('%s is one clear line with its exit code', async (_, args, code, line) => {
  const finished = await runPerftui(args);
  expect(finished.stderr.trim().split('\n')).toHaveLength(1);
  expect(finished.stderr).toMatch(line);
  expect(finished).toMatchObject({code, stdout: ''});
});

test.concurrent('validate names every problem with its line and path and exits 104', async () => {
  const folder = scratchFolder();
  const file = writeProfile(folder, 'http://127.0.0.1:1', {duration: 5, vuss: 3});
  const {code, stderr} = await runPerftui(['validate', file], {cwd: folder});
  expect(code).toBe(104);
  expect(stderr).toMatch(/load\.json:1  duration  /);
  expect(stderr).toMatch(/load\.json:1  vuss  /);
});

test.concurrent('the demo runs headless for its 15 s without a terminal and exits 0', async () => {
  const {code, stdout} = await runPerftui(['demo', '--allow-invalid']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/perftui demo-checkout {2}15s/);
});
