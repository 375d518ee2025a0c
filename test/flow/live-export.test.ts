import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {parseExposition, sumOf, type ExposedSample} from '../exporters/exposition.ts';
import {driveFlow, json} from './drive-flow.ts';
import {scratchFolder, startPerftui} from './perftui-process.ts';
import {startTarget} from './target-server.ts';
import {freePort} from '../free-port.ts';

async function scrape(port: number): Promise<ExposedSample[] | null> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null);
  return response === null ? null : parseExposition(await response.text());
}

describe('live exports', {timeout: 60_000}, () => {
  it('--prometheus can be scraped while the run goes on, and ends with its totals', async () => {
    const port = await freePort();
    let atEnd: ExposedSample[] | null = null;
    const {code, log, metric, stderr} = await driveFlow([{request: {name: 'home "page"', path: '/'}}], {
      profile: {
        executor: 'shared-iterations',
        vus: 3,
        iterations: 500,
        // The load is over by then, the run not yet.
        teardown: [{request: {name: 'bye', path: '/bye'}}],
      },
      args: ['--prometheus', `:${port}`],
      answer(request, response) {
        if (request.url !== '/bye') return json(response, {ok: true});
        void (async () => {
          atEnd = await scrape(port);
          json(response, {});
        })();
      },
    });
    expect(code).toBe(0);
    const home = {name: 'home "page"', method: 'GET'};
    expect(sumOf(atEnd!, 'perftui_http_reqs_total', {...home, status: '200', outcome: 'expected'})).toBe(500);
    expect(log.filter(({url}) => url === '/').length).toBe(500);
    expect(metric('http_reqs')['count']).toBe(500);
    expect(sumOf(atEnd!, 'perftui_http_req_duration_seconds_bucket', {...home, le: '+Inf'})).toBe(500);
    expect(sumOf(atEnd!, 'perftui_iterations_total')).toBe(500);
    expect(sumOf(atEnd!, 'perftui_run_validity')).toBe(1);
    expect(await scrape(port)).toBeNull();
    expect(stderr).toContain(`metrics: http://127.0.0.1:${port}/metrics\n`);
  });

  it('--out writes while the run goes on', async () => {
    await using target = await startTarget();
    const folder = scratchFolder();
    const port = await freePort();
    const args = [
      '-u',
      '2',
      '-d',
      '60s',
      '--prometheus',
      String(port),
      '--out',
      'jsonl=a/run.jsonl',
      '--out',
      'csv=run.csv',
    ];
    const {child, finished} = startPerftui(['run', target.origin, '--headless', ...args], {cwd: folder});
    const lines = (file: string): string[] => {
      try {
        return readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
      } catch {
        return [];
      }
    };
    const scraped = async (name: string): Promise<number> => sumOf((await scrape(port)) ?? [], name);
    const running = (): boolean => child.exitCode === null;
    while (running() && (await scraped('perftui_vus')) !== 2) await sleep(50);
    const before = await scraped('perftui_http_reqs_total');
    while (running() && (await scraped('perftui_http_reqs_total')) <= before) await sleep(50);
    while (running() && !lines('a/run.jsonl').some((line) => /"ended":[1-9]/.test(line))) await sleep(50);
    child.kill('SIGINT');
    expect((await finished).code).toBe(105);
    const seconds = lines('a/run.jsonl').map(
      (line) => JSON.parse(line) as {time: string; total: {ended: number; p95Us: number | null}},
    );
    expect(seconds.every(({time}) => Math.abs(Date.parse(time) - Date.now()) < 120_000)).toBe(true);
    const busy = seconds.filter(({total}) => total.ended > 0);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy.every(({total}) => total.p95Us !== null)).toBe(true);
    expect(lines('run.csv').length).toBe(1 + seconds.length + busy.length);
  });

  it('a port that is taken is one clear line before the run', async () => {
    await using target = await startTarget();
    const {port} = new URL(target.origin);
    const {finished} = startPerftui(['run', target.origin, '--headless', '-d', '1s', '--prometheus', `:${port}`]);
    const {code, stderr, stdout} = await finished;
    expect([code, stdout]).toEqual([104, '']);
    expect(stderr).toBe(
      `perftui: --prometheus 127.0.0.1:${port}: the port is taken; end what listens there, or choose another port\n`,
    );
  });
});
