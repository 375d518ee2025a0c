import {existsSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseCsv} from '../exporters/parse-csv.ts';
import {parseExposition, sumOf, type ExposedSample} from '../exporters/exposition.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';
import {runIdle} from './idle-run.ts';
import {freePort} from '../free-port.ts';

const measured = () =>
  metricsOf([
    nameMetrics(0, [1000, 2000, 30_000], {
      statuses: [
        [200, 2],
        [503, 1],
      ],
      unexpected: [[503, 1]],
      failed: 1,
    }),
  ]);
const document = {executor: 'constant-vus', vus: 1, duration: '2500ms'};

const scratch = (): string => mkdtempSync(path.join(tmpdir(), 'perftui-live-'));

describe('live exports of a run', () => {
  it('counters and histograms are the run’s own totals once its load is over, to the last request', async () => {
    const port = await freePort();
    let atEnd: ExposedSample[] = [];
    // The teardown comes after the load: what is scraped in it is the end of the run.
    await using server = await testServer(async (_, response) => {
      atEnd = parseExposition(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
      sendJson(response, {});
    });
    const prepared = preparedOf(server.origin, {...document, teardown: [{request: {name: 'bye', path: '/bye'}}]});
    const {failure, summary} = await runIdle(
      prepared,
      {exports: {prometheus: {host: '127.0.0.1', port}, outs: []}},
      measured,
    );
    expect(failure).toBeUndefined();
    const [total] = summary!.run.requests;
    expect(total!.answered).toBeGreaterThan(0);
    expect(sumOf(atEnd, 'perftui_http_reqs_total')).toBe(total!.answered);
    expect(sumOf(atEnd, 'perftui_http_reqs_total', {status: '503', outcome: 'unexpected'})).toBe(total!.failed);
    expect(sumOf(atEnd, 'perftui_http_req_failed_total')).toBe(total!.failed);
    expect(sumOf(atEnd, 'perftui_data_received_bytes_total')).toBe(total!.bytesIn);
    expect(sumOf(atEnd, 'perftui_data_sent_bytes_total')).toBe(total!.bytesOut);
    expect(sumOf(atEnd, 'perftui_iterations_total')).toBe(summary!.iterations);
    expect(sumOf(atEnd, 'perftui_http_req_duration_seconds_count')).toBe(total!.latencyUs!.samples);
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
  });

  it('files hold every second of the run when it is over: their sums are its totals', async () => {
    await using server = await testServer((_, response) => sendJson(response, {}));
    const folder = scratch();
    const [jsonl, csv] = [path.join(folder, 'run.jsonl'), path.join(folder, 'run.csv')];
    const outs = [
      {format: 'jsonl', file: jsonl},
      {format: 'csv', file: csv},
    ] as const;
    const {summary} = await runIdle(preparedOf(server.origin, document), {exports: {prometheus: null, outs}}, measured);
    const [total] = summary!.run.requests;
    const seconds = readFileSync(jsonl, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as {atMs: number; total: {ended: number; failed: number; p50Us: number}});
    expect(seconds.reduce((sum, one) => sum + one.total.ended, 0)).toBe(total!.answered);
    expect(seconds.reduce((sum, one) => sum + one.total.failed, 0)).toBe(total!.failed);
    expect(seconds.map(({atMs}) => atMs)).toEqual(seconds.map((_, index) => index * 1000));
    expect(seconds[0]!.total.p50Us).toBe(2000);
    const [head, ...rows] = parseCsv(readFileSync(csv, 'utf8'));
    const column = (row: readonly string[], title: string): string => row[head!.indexOf(title)]!;
    const totals = rows.filter((row) => column(row, 'scope') === 'total');
    expect(totals.length).toBe(seconds.length);
    expect(totals.reduce((sum, row) => sum + Number(column(row, 'ended')), 0)).toBe(total!.answered);
    expect(rows.filter((row) => column(row, 'scope') === 'request').every((row) => column(row, 'name') !== '')).toBe(
      true,
    );
  });

  it('a port that is taken ends it before anything is recorded or sent', async () => {
    await using server = await testServer((_, response) => sendJson(response, {}));
    const port = Number(new URL(server.origin).port);
    const folder = scratch();
    const {failure, sent} = await runIdle(
      preparedOf(server.origin, document),
      {
        snapshotsFolder: folder,
        exports: {prometheus: {host: '127.0.0.1', port}, outs: [{format: 'csv', file: path.join(folder, 'run.csv')}]},
      },
      measured,
    );
    expect(failure).toMatchObject({exitCode: 104, message: `--prometheus 127.0.0.1:${port}: the port is taken`});
    expect([sent, server.lines(), readdirSync(folder)]).toEqual([[], [], []]);
  });

  it('stdout, a folder and a file named twice are refused', async () => {
    await using server = await testServer((_, response) => sendJson(response, {}));
    const folder = scratch();
    const refused = async (...files: readonly string[]): Promise<unknown> => {
      const outs = files.map((file) => ({format: 'jsonl' as const, file}));
      return (await runIdle(preparedOf(server.origin, document), {exports: {prometheus: null, outs}})).failure;
    };
    expect(await refused('-')).toMatchObject({exitCode: 104, message: "--out jsonl=-: stdout is the summary's"});
    expect(await refused(folder)).toMatchObject({exitCode: 104, message: `cannot write ${folder}: it is a folder`});
    const file = path.join(folder, 'a');
    expect(await refused(file, path.join(folder, 'b', '..', 'a'))).toMatchObject({exitCode: 104});
  });

  it.runIf(existsSync('/dev/full'))('a disk that fills up is told once, and the run goes on to its end', async () => {
    await using server = await testServer((_, response) => sendJson(response, {}));
    const {failure, summary, events} = await runIdle(
      preparedOf(server.origin, document),
      {exports: {prometheus: null, outs: [{format: 'jsonl', file: '/dev/full'}]}},
      () => metricsOf([nameMetrics(0, [1000])]),
    );
    const why = 'cannot write /dev/full: the disk is full; free some space and save again (--out jsonl=/dev/full)';
    expect(events.filter((text) => text.includes('/dev/full'))).toEqual([why]);
    expect([failure, summary?.endedBy, summary?.notWritten, summary?.run.requests[0]?.failed === 0]).toEqual([
      undefined,
      'plan ended',
      [why],
      true,
    ]);
    // It was asked for: that it is not whole must not pass for a run in which all is well.
    expect(summary?.exitCode).toBe(104);
  });

  it('tells where figures can be read, and that others can reach it where they can', async () => {
    await using server = await testServer((_, response) => sendJson(response, {}));
    const placeOf = async (host: string): Promise<string | undefined> => {
      const {views} = await runIdle(preparedOf(server.origin, {...document, duration: '300ms'}), {
        exports: {prometheus: {host, port: 0}, outs: []},
      });
      return views.flatMap(({events}) => events).find(({kind}) => kind === 'place')?.text;
    };
    expect(await placeOf('127.0.0.1')).toMatch(/^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect(await placeOf('0.0.0.0')).toMatch(
      /^metrics: http:\/\/0\.0\.0\.0:\d+\/metrics, open to all who can reach this machine$/,
    );
  });
});
