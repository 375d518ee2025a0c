import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {runPerftui, scratchFolder, type Finished} from './perftui-process.ts';

const recorded = join(import.meta.dirname, '../fixtures/runs/deployments-before.json');

/** Its service times are sleeps of over half a second: what a busy machine adds to them is little beside the change. */
const endpoint = {name: 'deploy', method: 'POST', path: '/deployments'};

/** The first three seconds are left out, and what a busy machine takes to get going; six tell something about chance. */
const length = '12s';

function writeProfile(folder: string, file: string, target: string, extra: object = {}): void {
  const profile = {
    name: 'deployments',
    target,
    executor: 'constant-vus',
    vus: 30,
    duration: length,
    // What drains at the end is at another load: without a hold of 10 s it would be compared as well.
    gracefulStop: '0s',
    scenarios: [{name: 's', flow: [{request: endpoint}]}],
    ...extra,
  };
  writeFileSync(join(folder, file), JSON.stringify(profile));
}

/** A busy machine shall not make latencies doubtful here: what is tested is the comparison. */
function run(folder: string, file: string, ...args: string[]): Promise<Finished> {
  return runPerftui(['run', file, '--headless', '--allow-invalid', ...args], {cwd: folder});
}

describe('a run against its baseline', () => {
  const folder = scratchFolder();
  let unchanged: Finished;
  let slowed: Finished;
  let relative: Finished;
  const lighterFolder = scratchFolder();
  let lighter: Finished;

  /** The baseline is such a run, recorded earlier: all go on at the same time. */
  beforeAll(async () => {
    writeProfile(folder, 'plain.json', 'demo:agents');
    writeProfile(folder, 'slow.json', 'demo:agents?slower=100%');
    const thresholds = {
      'http_req_duration{name:deploy}': [{threshold: 'p(50)<+50%', severity: 'critical'}],
      http_reqs: ['rate>-90%'],
    };
    writeProfile(folder, 'relative.json', 'demo:agents?slower=100%', {thresholds, duration: '4s'});
    mkdirSync(join(folder, 'snapshots'));
    copyFileSync(recorded, join(folder, 'snapshots', '2026-11-21-before.json'));
    writeProfile(lighterFolder, 'few.json', 'demo:agents', {vus: 2, duration: '2s'});
    [unchanged, slowed, relative, lighter] = await Promise.all([
      run(folder, 'plain.json', '--baseline', 'before', '--snapshot', 'unchanged'),
      run(folder, 'slow.json', '--baseline', 'before', '--snapshot', 'slowed'),
      // Too short for a verdict: the threshold alone decides.
      run(folder, 'relative.json', '--baseline', 'before'),
      run(lighterFolder, 'few.json', '--baseline', recorded),
    ]);
  }, 120_000);

  test('passes when nothing has changed', () => {
    const {code, stdout, stderr} = unchanged;
    expect({code, failed: stderr.includes('perftui:'), stdout}).toMatchObject({
      code: 0,
      failed: false,
      stdout: expect.stringMatching(/against before .*(?:ok|inconclusive|improved)/i),
    });
  });

  test('exits 112 when the target has become slower, and says what of it', () => {
    expect({code: slowed.code, stdout: slowed.stdout}).toMatchObject({
      code: 112,
      stdout: expect.stringMatching(/regression/i),
    });
  });

  test('a threshold relative to it has its bound from it, and exits 112 where it fails', () => {
    expect({code: relative.code, stdout: relative.stdout}).toMatchObject({
      code: 112,
      stdout: expect.stringMatching(/FAIL +http_req_duration\{name:deploy\}: p\(50\)<\+50% \(914ms\)/),
    });
    expect(relative.stdout).toMatch(/ok +http_reqs: rate>-90% \(4\.\d+\/s\)/);
  });

  test('a comparison that is refused is no pass: 104, in one clear line, and the recording says the same', () => {
    expect(lighter).toMatchObject({
      code: 104,
      stderr: expect.stringMatching(/^\S+ {2}not compared with "before": /m),
      stdout: expect.stringMatching(/against before +not compared: /),
    });
    const drives = join(lighterFolder, 'snapshots/drives');
    const lines = readFileSync(join(drives, readdirSync(drives)[0]!), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({kind: 'end', exitCode: 104});
  });

  test('perftui compare says the same of the two files', async () => {
    const [worse, json, better] = await Promise.all([
      runPerftui(['compare', 'before', 'slowed'], {cwd: folder}),
      runPerftui(['compare', 'before', 'slowed', '--format', 'json'], {cwd: folder}),
      runPerftui(['compare', 'slowed', 'unchanged', '--format', 'md', '-o', 'out.md'], {cwd: folder}),
    ]);
    expect({code: worse.code, stderr: worse.stderr}).toEqual({code: 112, stderr: ''});
    expect(worse.stdout).toMatch(/p50 +\d+ms +1\.\d\ds +\+\d+% .*! regression/);
    expect(worse.stdout).toMatch(/! REGRESSION/);
    expect(JSON.parse(json.stdout)).toMatchObject({comparison: {verdict: 'REGRESSION', refusal: null}});
    expect({code: better.code, stdout: better.stdout}).toEqual({code: 0, stdout: ''});
    expect(readdirSync(folder)).toContain('out.md');
  });

  test('perftui trend shows the three in order of time', async () => {
    const {code, stdout} = await runPerftui(['trend', 'slowed', 'before', 'unchanged', '--format', 'json'], {
      cwd: folder,
    });
    expect(code).toBe(0);
    const {points, notComparable} = JSON.parse(stdout) as {
      points: {record: {name: string}; step: {verdict: string} | null}[];
      notComparable: unknown[];
    };
    expect(notComparable).toEqual([]);
    expect(points.map(({record}) => record.name)[0]).toBe('before');
    expect(points.map(({step}) => step?.verdict)).toContain('REGRESSION');
  });
});

describe('what cannot be compared is refused with one clear line and 104', () => {
  const folder = scratchFolder();
  writeProfile(folder, 'relative.json', 'demo:agents', {thresholds: {http_req_duration: ['p(95)<+10%']}});

  test.concurrent.each([
    [
      'a relative threshold without a baseline',
      ['run', 'relative.json', '--headless'],
      /relative to a baseline, and there is none; add --baseline NAME/,
    ],
    ['an unknown baseline', ['run', 'relative.json', '--headless', '--baseline', 'nope'], /"nope"/],
    ['one run', ['compare', 'a'], /two runs are compared, not 1; usage: perftui compare BEFORE NOW/],
    ['a name that is none', ['compare', 'a', 'b'], /"a"/],
    ['an unknown way to align', ['compare', 'a', 'b', '--align', 'x'], /--align "x": expected load, window, time/],
    ['a flag of another command', ['trend', 'a', 'b', '--align', 'load'], /--align goes with perftui compare/],
    ['a trend of one', ['trend', 'a'], /two runs or more/],
  ])('%s', async (_name, args, message) => {
    const {code, stderr, stdout} = await runPerftui(args, {cwd: folder});
    expect({code, stdout, lines: stderr.trim().split('\n').length}).toEqual({code: 104, stdout: '', lines: 1});
    expect(stderr).toMatch(message);
  });
});
