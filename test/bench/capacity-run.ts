import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {startDemo} from '../../source/demo/start-demo.ts';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import type {ThinkTime} from '../../source/domain/think-time.ts';
import type {RealCosts, VirtualLoad} from '../demo/virtual-target.ts';
import {saturationLevel} from '../demo/queue-truth.ts';
import {bin} from './run-tools.ts';

export interface SearchOptions {
  readonly variant: DemoVariant;
  readonly load: VirtualLoad;
  /** Of http_req_duration: `p(95)<150`. */
  readonly slo: string;
  /** Of the target's service times. */
  readonly seed: number;
  /** It is ended after this. */
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

/** Of the study, what the bench tells; as in the JSON summary. */
interface FoundStudy {
  readonly verdict: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly confirmed: boolean;
  readonly says: string;
  readonly hints: readonly string[];
  readonly trials: readonly {
    readonly level: number;
    readonly phase: string;
    readonly verdict: string;
    readonly why: string;
  }[];
}

export interface SearchResult {
  readonly study: FoundStudy | null;
  /** Why there is none; null: there is one. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly seconds: number;
  /** What its target and its client measured; null: they could not be asked. */
  readonly costs: RealCosts | null;
}

interface TargetTruth {
  readonly total: Readonly<
    Record<'totalUs' | 'drawnServiceUs' | 'actualServiceUs', {readonly count: number; readonly meanUs: number}>
  >;
}

/** A whole search in processes of its own: target and perftui. Never throws for what becomes of the search. */
export async function runSearch(options: SearchOptions): Promise<SearchResult> {
  const {variant, seed} = options;
  const folder = mkdtempSync(join(tmpdir(), 'perftui-capacity-'));
  const demo = await startDemo({variant: variant.name, seed});
  const startMs = performance.now();
  try {
    const {exitCode, errorText} = await searchIn(folder, demo.origin, options);
    const seconds = (performance.now() - startMs) / 1000;
    const file = join(folder, 'summary.json');
    const summary = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : null;
    const study = summary?.results.study ?? null;
    const truth = (await (await fetch(`${demo.origin}/__truth`)).json()) as TargetTruth;
    const clientMeanUs = durationOf(summary) * 1000;
    const problem = study === null ? `exit ${exitCode}: ${errorText.trim().split('\n').at(-1)}` : null;
    return {study, problem, exitCode, seconds, costs: costsOf(truth, clientMeanUs)};
  } finally {
    await demo.stop();
    rmSync(folder, {recursive: true, force: true});
  }
}

async function searchIn(
  folder: string,
  origin: string,
  {variant, load, slo, mostMs, signal}: SearchOptions,
): Promise<{exitCode: number | null; errorText: string}> {
  const saturation = saturationLevel({variant, load});
  writeFileSync(join(folder, 'search.json'), JSON.stringify(profileOf(origin, load, Math.ceil(saturation / 2))));
  const ceiling = String(Math.ceil(4 * saturation));
  const limits = load.model === 'closed' ? ['--max-vus', ceiling] : ['--max-rate', `${ceiling}/s`];
  const files = ['--headless', '--summary-export', 'summary.json'];
  const child = spawn(process.execPath, [bin, 'capacity', './search.json', '--slo', slo, ...limits, ...files], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText = (errorText + text).slice(-2000)));
  const end = (): void => void child.kill('SIGINT');
  const limit = setTimeout(end, mostMs);
  const patience = setTimeout(() => child.kill('SIGKILL'), mostMs + 60_000);
  signal.addEventListener('abort', end, {once: true});
  if (signal.aborted) end();
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  clearTimeout(patience);
  signal.removeEventListener('abort', end);
  return {exitCode, errorText};
}

/** A search begins at a quarter of its profile's load. */
function profileOf(origin: string, load: VirtualLoad, level: number): object {
  const request = {request: {method: 'GET', path: '/api/work'}};
  const flow = load.model === 'closed' ? [request, {think: thinkText(load.think)}] : [request];
  const executor =
    load.model === 'closed'
      ? {executor: 'constant-vus', vus: level, duration: '1h'}
      : {
          executor: 'constant-arrival-rate',
          rate: level,
          timeUnit: '1s',
          duration: '1h',
          arrivals: load.arrivals,
          preAllocatedVUs: 100,
          maxVUs: 2000,
        };
  return {name: 'search', target: origin, ...executor, scenarios: [{name: 'user', flow}]};
}

function thinkText(think: ThinkTime): string {
  if (think.kind !== 'uniform') throw new Error(`a profile of the bench has no ${think.kind} think time`);
  return `${think.minMs}ms-${think.maxMs}ms`;
}

interface Summary {
  readonly results: {
    readonly study?: FoundStudy;
    readonly metrics: readonly {readonly name: string; readonly values: Readonly<Record<string, number>>}[];
  };
}

/** Mean, ms; NaN: unknown. */
function durationOf(summary: Summary | null): number {
  const metrics = summary?.results.metrics ?? [];
  return metrics.find(({name}) => name === 'http_req_duration')?.values['avg'] ?? Number.NaN;
}

function costsOf({total}: TargetTruth, clientMeanUs: number): RealCosts | null {
  const lateUs = total.actualServiceUs.meanUs - total.drawnServiceUs.meanUs;
  const wayUs = clientMeanUs - total.totalUs.meanUs;
  return Number.isNaN(wayUs) ? null : {lateUs: Math.max(0, lateUs), wayUs: Math.max(0, wayUs)};
}
