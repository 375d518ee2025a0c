import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {join} from 'node:path';
import {runPerftui, scratchFolder, type Finished} from './perftui-process.ts';
import {startTarget} from './target-server.ts';

/** A request as the target got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Driven extends Finished {
  readonly log: readonly Received[];
  /** `METHOD url` of each, in the order they came. */
  readonly lines: readonly string[];
  readonly folder: string;
  /** A metric's values from the JSON summary. */
  readonly metric: (name: string) => Readonly<Record<string, number>>;
  readonly summary: JsonSummary;
}

interface JsonSummary {
  readonly config: {readonly durationSeconds: number};
  readonly results: {
    readonly metrics: readonly {readonly name: string; readonly values: Record<string, number>}[];
    readonly thresholds: readonly {readonly source?: string; readonly ok: boolean | null}[];
    readonly checks: readonly {readonly name: string; readonly passes: number; readonly fails: number}[];
  };
}

export type Answer = (request: Received, response: ServerResponse) => void;

export interface DriveOptions {
  /** Answers; `ok` as JSON unless told otherwise. */
  readonly answer?: Answer;
  /** Of the profile, beside `target` and `scenarios`. One iteration by one VU unless told otherwise. */
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
}

const once = {executor: 'shared-iterations', vus: 1, iterations: 1, maxDuration: '20s'};

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(value));
}

/** Runs one scenario of these steps headless against a target of its own, and tells what the target got. */
export async function driveFlow(flow: readonly unknown[], options: DriveOptions = {}): Promise<Driven> {
  return driveScenarios([{name: 's', flow}], options);
}

export async function driveScenarios(scenarios: readonly unknown[], options: DriveOptions = {}): Promise<Driven> {
  const {answer = (_, response) => json(response, {ok: true}), profile = {}, files = {}, args = [], env = {}} = options;
  const log: Received[] = [];
  await using target = await startTarget((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const {method = '', url = '', headers} = request;
      const received = {method, url, headers, body: Buffer.concat(chunks).toString()};
      log.push(received);
      answer(received, response);
    });
  });
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const document = {target: target.origin, ...once, ...profile, scenarios};
  writeFileSync(join(folder, 'flow.json'), JSON.stringify(document));
  const flags = ['--headless', '--summary-export', 'summary.json', ...args];
  const finished = await runPerftui(['run', 'flow.json', ...flags], {cwd: folder, env});
  const file = join(folder, 'summary.json');
  const summary = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null) as JsonSummary;
  return {
    ...finished,
    log,
    lines: log.map(({method, url}) => `${method} ${url}`),
    folder,
    summary,
    metric: (name) => summary.results.metrics.find((one) => one.name === name)?.values ?? {},
  };
}
