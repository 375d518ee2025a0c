import type {TargetSample} from '../domain/host.ts';
import type {TargetMetrics} from '../domain/target-metrics.ts';
import {fetchPage, type FetchedPage} from './fetch-page.ts';
import {parseExposition} from './parse-exposition.ts';
import {parsePrometheusAnswer, prometheusQuery} from './prometheus-answer.ts';
import {processMemory, readProcess} from './process-reading.ts';
import {nodeMetrics, readFigures, sampleBetween, type TargetReading} from './target-reading.ts';

export interface TargetObserverOptions {
  readonly source: TargetMetrics;
  /** Near: every second; else every two. */
  readonly isLocal: boolean;
  /** The run clock, ms. */
  readonly clockMs: () => number;
  readonly onSample: (sample: TargetSample) => void;
  /** Why there is none, in one line; told each time. */
  readonly onFailure: (problem: string) => void;
}

/** Asks the exporter of the machine under test, or the target's own page, from `start` on, never twice at a time. */
export interface TargetObserver {
  start(): void;
  stop(): void;
}

const localPeriodMs = 1000;
const farPeriodMs = 2000;
/** What a server has scraped longer ago than this says nothing of now. */
const staleMs = 90_000;

export function createTargetObserver(options: TargetObserverOptions): TargetObserver {
  const {source, clockMs} = options;
  const ask = askers[source.kind](options);
  const periodMs = options.isLocal ? localPeriodMs : farPeriodMs;
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;

  async function run(): Promise<void> {
    const startedMs = clockMs();
    const outcome = await ask(over.signal);
    if (over.signal.aborted) return;
    if ('problem' in outcome) options.onFailure(outcome.problem);
    else options.onSample(outcome);
    timer = setTimeout(() => void run(), Math.max(0, periodMs - (clockMs() - startedMs)));
    timer.unref();
  }

  return {
    start() {
      if (isStarted || over.signal.aborted) return;
      isStarted = true;
      void run();
    },
    stop() {
      over.abort();
      clearTimeout(timer);
    },
  };
}

type Asked = (signal: AbortSignal) => Promise<TargetSample | {readonly problem: string}>;

const askers: Readonly<Record<TargetMetrics['kind'], (options: TargetObserverOptions) => Asked>> = {
  'node-exporter': askExporter,
  prometheus: askServer,
  process: askProcess,
};

/** All that is read of node_exporter comes from these of its collectors; the others cost the machine under test time. */
const collectors = '?collect[]=cpu&collect[]=meminfo&collect[]=netdev&collect[]=loadavg';
const wanted: ReadonlySet<string> = new Set(nodeMetrics);

function askExporter({source, clockMs}: TargetObserverOptions): Asked {
  const headers = {accept: 'text/plain', ...authorizationOf(source)};
  let before: TargetReading | null = null;
  let query = source.url.includes('?') ? '' : collectors;

  async function fetchAll(signal: AbortSignal): Promise<FetchedPage> {
    const page = await fetchPage(source.url + query, headers, signal);
    if (query === '' || 'text' in page || page.status === undefined || page.status === 401) return page;
    // One that does not choose: an exporter with a collector switched off, or another server.
    const whole = await fetchPage(source.url, headers, signal);
    if ('text' in whole) query = '';
    return whole;
  }

  return async (signal) => {
    const page = await fetchAll(signal);
    if ('problem' in page) return {problem: page.problem};
    const atMs = clockMs();
    const now = readFigures(
      parseExposition(page.text, (name) => wanted.has(name)),
      atMs,
    );
    if (now === null) return {problem: lackOf(page.text)};
    const sample = sampleBetween(before, now, atMs);
    before = now;
    return sample;
  };
}

function lackOf(text: string): string {
  return readProcess(text, 0) === null
    ? 'has no node_exporter figures: is it its /metrics page?'
    : 'has no node_exporter figures but those of a process: write it as process+http://…';
}

function askProcess({source, clockMs}: TargetObserverOptions): Asked {
  const headers = {accept: 'text/plain', ...authorizationOf(source)};
  return async (signal) => {
    const page = await fetchPage(source.url, headers, signal);
    if ('problem' in page) return {problem: page.problem};
    return (
      readProcess(page.text, clockMs()) ?? {problem: `has no ${processMemory}: is it the application's /metrics page?`}
    );
  };
}

function askServer({source, clockMs}: TargetObserverOptions): Asked {
  const query = new URLSearchParams({query: prometheusQuery(source.instance)});
  const url = `${source.url}/api/v1/query?${query.toString()}`;
  const headers = {accept: 'application/json', ...authorizationOf(source)};
  let before: TargetReading | null = null;
  let sample: TargetSample | null = null;
  return async (signal) => {
    const page = await fetchPage(url, headers, signal);
    if ('problem' in page) return {problem: page.problem};
    const answer = parsePrometheusAnswer(page.text);
    if ('problem' in answer) return answer;
    const {figures, scrapedMs, answeredMs} = answer;
    if (answeredMs - scrapedMs > staleMs) {
      return {problem: `has not scraped it for ${Math.round((answeredMs - scrapedMs) / 1000)} s`};
    }
    const atMs = clockMs();
    // Until it scrapes again the newest it has stands.
    if (sample !== null && before?.atMs === scrapedMs) return {...sample, atMs};
    const now = readFigures(figures, scrapedMs);
    if (now === null) return {problem: 'has no node_exporter figures of it'};
    sample = sampleBetween(before, now, atMs);
    before = now;
    return sample;
  };
}

function authorizationOf({authorization}: TargetMetrics): {readonly authorization?: string} {
  return authorization === null ? {} : {authorization};
}
