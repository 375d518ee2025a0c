import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {isIP} from 'node:net';
import {performance} from 'node:perf_hooks';
import {Readable} from 'node:stream';
import {H2CClient, Pool, ProxyAgent, type Dispatcher} from 'undici';
import type {PlanRequest, PlanTls} from '../domain/run-plan.ts';
import {AnswerCollector} from './answer-collector.ts';
import {failureWords, WalkFailure} from './walk-failure.ts';

export type Header = readonly [name: string, value: string];

/** Complete: nothing of it is a template any more. */
export interface WalkRequest extends Pick<PlanRequest, 'method' | 'bodyFile' | 'chunked'> {
  /** With query. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: string | null;
}

export interface WalkAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  /** Its first bytes as they came. */
  readonly body: Buffer;
  /** Of the whole body. */
  readonly bodyBytes: number;
  /** From the moment the request went out, connecting left out, to the last byte. */
  readonly latencyMs: number;
}

/** Sends single requests to one origin: for setup, teardown, tokens and the dry run. Load goes another way. */
export interface WalkClient {
  /** @throws WalkFailure when no whole answer came */
  send(request: WalkRequest, signal?: AbortSignal): Promise<WalkAnswer>;
  close(): Promise<void>;
}

export interface WalkClientOptions {
  /** `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Dialled instead of the origin's host; null: none. */
  readonly socketPath: string | null;
  readonly tls: PlanTls;
  /** With its credentials; null: none. */
  readonly proxy: string | null;
  readonly timeoutMs: number;
  /** The most of a body to keep. */
  readonly captureBytes: number;
  /** HTTP/2: over TLS where the server offers it, over TCP without asking. */
  readonly http2: boolean;
}

/** As many requests as a flow may send at once, each over a connection of its own. */
const mostParallel = 16;

/** What a client sends by itself, or never. */
const ownHeaders: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'connection',
]);

export function createWalkClient(options: WalkClientOptions): WalkClient {
  const {captureBytes, timeoutMs} = options;
  const origin = options.socketPath === null ? options.origin : 'http://localhost';
  const dispatcher = createDispatcher(origin, options);
  const where = options.socketPath ?? new URL(origin).host;
  return {
    async send(request, signal) {
      const {body, headers} = await bodyOf(request);
      const collector = new AnswerCollector(captureBytes, () => performance.now());
      const deadline = AbortSignal.timeout(timeoutMs);
      const giveUp = (reason: string): void => collector.giveUp(new WalkFailure(reason));
      const onDeadline = (): void => giveUp(`${where} gave no answer within ${timeoutMs / 1000}s`);
      const onStop = (): void => giveUp('stopped');
      deadline.addEventListener('abort', onDeadline);
      signal?.addEventListener('abort', onStop);
      if (signal?.aborted === true) onStop();
      try {
        const {method, path} = request;
        dispatcher.dispatch({origin, path, method, headers: headerRecord(headers), body}, collector);
        return await collector.answer;
      } catch (error) {
        throw error instanceof WalkFailure ? error : new WalkFailure(failureWords(error, where), {cause: error});
      } finally {
        deadline.removeEventListener('abort', onDeadline);
        signal?.removeEventListener('abort', onStop);
        if (body instanceof Readable) body.destroy();
      }
    },
    close: async () => dispatcher.destroy(null),
  };
}

function createDispatcher(origin: string, {socketPath, tls, proxy, timeoutMs, http2}: WalkClientOptions): Dispatcher {
  const {hostname} = new URL(origin);
  const secure = {
    ...(tls.ca === null ? {} : {ca: tls.ca}),
    ...(tls.cert === null || tls.key === null ? {} : {cert: tls.cert, key: tls.key}),
    rejectUnauthorized: !tls.insecure,
    ...(isIP(hostname.replaceAll(/^\[|\]$/g, '')) === 0 ? {servername: hostname} : {}),
  };
  // The deadline of the whole exchange is ours.
  const patience = {headersTimeout: 0, bodyTimeout: 0, connectTimeout: timeoutMs};
  if (proxy !== null) return new ProxyAgent({uri: proxy, requestTls: secure, ...patience});
  const socket = socketPath === null ? {} : {socketPath};
  if (http2 && origin.startsWith('http:')) {
    const streams = {maxConcurrentStreams: mostParallel, pipelining: mostParallel};
    return new H2CClient(origin, {...patience, ...streams, connect: {timeout: timeoutMs, ...socket}});
  }
  return new Pool(origin, {
    ...patience,
    connections: mostParallel,
    allowH2: http2,
    connect: {...secure, timeout: timeoutMs, ...socket},
  });
}

/** The body and the headers that belong to it. A file is read as it is sent. */
async function bodyOf({
  body,
  bodyFile,
  chunked,
  headers,
}: WalkRequest): Promise<{body: string | Readable | null; headers: readonly Header[]}> {
  const own = headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  if (bodyFile === null)
    return {body: body !== null && chunked ? Readable.from([Buffer.from(body)]) : body, headers: own};
  try {
    const {size} = await stat(bodyFile);
    return {
      body: createReadStream(bodyFile),
      headers: chunked ? own : [...own, ['content-length', String(size)]],
    };
  } catch (error) {
    throw new WalkFailure(failureWords(error, bodyFile), {cause: error});
  }
}

function headerRecord(headers: readonly Header[]): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of headers) {
    const before = record[name];
    record[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return record;
}
