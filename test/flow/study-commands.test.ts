import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

test('an endurance test holds its load for as long as asked, and says what it found', async () => {
  await using target = await startTarget();
  const cwd = scratchFolder();
  const args = ['soak', `${target.origin}/`, '-u', '2', '-d', '2s', '--headless', '--summary-export', 'summary.json'];
  const {code, stdout, stderr} = await runPerftui(args, {cwd});
  expect({code, stderr}).toMatchObject({code: 0});
  expect(stderr).toMatch(/^endurance test: 2 VUs for 2s\n/);
  expect(stderr).toMatch(/00:00:00 to 00:00:0\d: .* req\/s/);
  expect(stdout).toContain('plan ended');
  expect(target.received()).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(cwd, 'summary.json'), 'utf8'))).toBeTypeOf('object');
});

test('a search is ended by a signal, and says that it has found nothing', async () => {
  await using target = await startTarget();
  const args = ['capacity', `${target.origin}/`, '-u', '2', '--slo', 'p(95)<5000', '--max-vus', '4', '--headless'];
  const {child, finished} = startPerftui(args);
  let said = '';
  child.stderr!.on('data', (chunk: string) => (said += chunk));
  await expect.poll(() => said).toMatch(/^capacity search: p95 < 5s, from 2 VUs up to 4, about \d+ minutes?\n/);
  child.kill('SIGINT');
  const {code, stdout, stderr} = await finished;
  expect({code, stderr}).toMatchObject({code: 105});
  expect(stdout).toContain('stopped by signal');
});

test('each command is refused in one line what it cannot do', async () => {
  for (const [args, line] of [
    [['capacity', 'http://127.0.0.1:9/'], 'nothing says what has to hold'],
    [['capacity', 'http://127.0.0.1:9/', '--threshold', 'http_req_duration: p(95)<3'], "--slo 'p(95)<250'"],
    [['capacity'], 'an argument is missing'],
    [['spike', 'http://127.0.0.1:9/', '--hold', '1s'], 'a spike is held 5 s at least'],
    [['spike', 'http://127.0.0.1:9/', '-d', '1m'], '--hold and --recovery'],
    [['soak'], 'perftui soak <profile|url> -d 24h'],
    [['soak', '--resume', 'nowhere'], 'nowhere'],
    [['soak', 'smoke', '--resume', 'nowhere'], 'beside --resume'],
  ] as const) {
    const {code, stdout, stderr} = await runPerftui([...args, '--headless']);
    expect({args, code, stdout, lines: stderr.trimEnd().split('\n').length}).toEqual({
      args,
      code: 104,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toContain(line);
  }
});
