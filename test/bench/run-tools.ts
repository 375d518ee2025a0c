import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const run = promisify(execFile);
export const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** Percentiles in ms, and how many requests they rest on. */
export interface Figures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface JsonSummary {
  readonly results: {
    readonly metrics: readonly {readonly name: string; readonly values: Readonly<Record<string, number>>}[];
  };
}

/** Runs the built perftui headless and reads its JSON summary. */
export async function runPerftui(args: readonly string[]): Promise<{figures: Figures; summary: JsonSummary}> {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-bench-'));
  try {
    const file = join(folder, 'summary.json');
    await run(process.execPath, [bin, 'run', ...args, '--headless', '--summary-export', file], {cwd: folder}).catch(
      (error: {code?: unknown; stderr?: string}) => {
        if (error.code !== 99) throw new Error(`perftui: ${error.stderr}`);
      },
    );
    const summary = JSON.parse(readFileSync(file, 'utf8')) as JsonSummary;
    const values = (name: string): Readonly<Record<string, number>> =>
      summary.results.metrics.find((metric) => metric.name === name)?.values ?? {};
    const duration = values('http_req_duration');
    const requests = values('http_reqs');
    return {
      summary,
      figures: {
        requests: requests['count']!,
        perSecond: requests['rate']!,
        p50: duration['med']!,
        p95: duration['p(95)']!,
        p99: duration['p(99)']!,
      },
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** hey, with every request's time: `perWorker` requests a second for each of `connections` workers. */
export async function runHey(url: string, connections: number, perWorker: number, seconds: number): Promise<Figures> {
  const rate = perWorker > 0 ? ['-q', String(perWorker)] : [];
  const {stdout} = await run('hey', ['-c', String(connections), ...rate, '-z', `${seconds}s`, '-o', 'csv', url], {
    maxBuffer: 1 << 30,
  });
  const times = stdout
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => Number(line.slice(0, line.indexOf(','))) * 1000)
    .sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)]!;
  return {requests: times.length, perSecond: times.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99)};
}

/** wrk's percentiles and requests, through its own script hook. */
export const wrkFigures = {
  script:
    'done = function(s, l) io.write(string.format("%d %d %d %d\\n", l:percentile(50), l:percentile(95), l:percentile(99), s.requests)) end',
  read(output: string, seconds: number): Figures {
    const [p50, p95, p99, requests] = output.trim().split('\n').at(-1)!.split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return {requests, perSecond: requests / seconds, p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000};
  },
};

/** wrk at full speed. */
export async function runWrk(url: string, connections: number, seconds: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-wrk-'));
  const script = join(folder, 'latency.lua');
  writeFileSync(script, wrkFigures.script);
  const {stdout} = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url]);
  rmSync(folder, {recursive: true, force: true});
  return wrkFigures.read(stdout, seconds);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function medianFigures(all: readonly Figures[]): Figures {
  const of = (key: keyof Figures): number => median(all.map((figures) => figures[key]));
  return {requests: of('requests'), perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), p99: of('p99')};
}

export function printRow(label: string, {requests, perSecond, p50, p95, p99}: Figures): void {
  const cells = [
    label.padEnd(34),
    String(Math.round(requests)).padStart(9),
    perSecond.toFixed(0).padStart(8),
    ...[p50, p95, p99].map((value) => value.toFixed(3).padStart(9)),
  ];
  console.log(cells.join(' '));
}
