import type {IncomingMessage, ServerResponse} from 'node:http';
import {parseFaultRequest, type FaultState} from './fault-control.ts';
import {processPage} from './process-page.ts';
import type {QueueScheduler, ServiceQueue} from './service-queue.ts';
import {MAX_IDS, type TruthBook} from './truth-book.ts';

const LONGEST_BODY_BYTES = 64 * 1024;

export interface TargetParts {
  readonly variant: string;
  readonly seed: number;
  readonly endpoints: readonly string[];
  readonly queue: ServiceQueue | undefined;
  readonly truth: TruthBook;
  readonly faults: FaultState;
  readonly scheduler: QueueScheduler;
  readonly dropConnections: () => void;
}

/**
 * The target's own endpoints, for tests and the curious. They count nowhere and no fault touches them.
 *   GET  /__truth            what was received, served and aborted, and the times it took
 *   GET  /__truth?ids=1      also the x-request-id of everything served and aborted (those sent with one)
 *   POST /__truth/reset      starts all counts anew
 *   POST /__control          a FaultRequest as JSON; answers with what is switched on now
 *   GET  /metrics            memory and CPU of its process, as Prometheus reads them; also /__metrics, for a variant with
 *                            an endpoint of that name
 */
export class TargetAdmin {
  readonly #parts: TargetParts;
  #sinceUs: number;

  constructor(parts: TargetParts) {
    this.#parts = parts;
    this.#sinceUs = parts.scheduler.nowUs();
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const route = `${request.method} ${path}`;
    if (route === 'GET /__truth') {
      sendJson(response, 200, this.#truth(request.url?.includes('ids=1') ?? false));
    } else if (route === 'GET /metrics' || route === 'GET /__metrics') {
      response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'});
      response.end(processPage());
    } else if (route === 'POST /__truth/reset') {
      request.resume();
      this.#reset();
      sendJson(response, 200, {ok: true});
    } else if (route === 'POST /__control') {
      readBody(request, (text) => this.#control(text, response));
    } else {
      request.resume();
      sendJson(response, 404, {error: 'known: GET /metrics, GET /__truth, POST /__truth/reset, POST /__control'});
    }
  }

  #truth(withIds: boolean): object {
    const {variant, seed, queue, truth, faults, scheduler} = this.#parts;
    const nowUs = scheduler.nowUs();
    const pool = queue && {
      ...queue.limits,
      busyNow: queue.busy,
      waitingNow: queue.waiting,
      waitingMax: queue.maxWaiting,
    };
    return {
      variant,
      seed,
      sinceMs: Math.round((nowUs - this.#sinceUs) / 1000),
      pool: pool ?? null,
      faults: faults.describe(nowUs),
      ...truth.truth(),
      ...(withIds ? {ids: {...truth.ids(), limit: MAX_IDS}} : {}),
    };
  }

  #reset(): void {
    this.#sinceUs = this.#parts.scheduler.nowUs();
    this.#parts.truth.reset();
    this.#parts.queue?.resetMax();
  }

  #control(text: string, response: ServerResponse): void {
    const {endpoints, faults, scheduler, dropConnections} = this.#parts;
    const fault = parseFaultRequest(parseJson(text), endpoints);
    if ('problems' in fault) {
      sendJson(response, 400, fault);
      return;
    }
    faults.apply(fault, endpoints, scheduler.nowUs());
    sendJson(response, 200, faults.describe(scheduler.nowUs()));
    // After the answer: this connection is dropped with the others.
    if (fault.dropConnections === true) response.once('finish', dropConnections);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readBody(request: IncomingMessage, done: (text: string) => void): void {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    if (text.length < LONGEST_BODY_BYTES) text += chunk;
  });
  request.once('end', () => done(text));
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, {'content-type': 'application/json'});
  response.end(`${JSON.stringify(value)}\n`);
}
