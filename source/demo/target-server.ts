import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {ColdCache} from './cold-cache.ts';
import {EndpointService, type ServiceResult} from './endpoint-service.ts';
import {FaultState} from './fault-control.ts';
import {RequestLeak} from './request-leak.ts';
import {RouteTable} from './route-table.ts';
import {ServiceQueue, type QueueScheduler} from './service-queue.ts';
import {TargetAdmin} from './target-admin.ts';
import {TruthBook, type TruthEntry} from './truth-book.ts';
import {endpointName} from './variants.ts';
import type {DemoVariant} from './variants/demo-variant.ts';

/** Requests that match no endpoint are counted too, under this name: the total must be everything received. */
export const UNMATCHED = '(unmatched)';

/** Longer than any think time, so that the server never closes a connection a virtual user is about to use. */
const KEEP_ALIVE_MS = 120_000;
const LISTEN_BACKLOG = 4096;

const NOT_FOUND: ServiceResult = {status: 404, body: Buffer.from('{"error":"not found"}')};

/** One request from its headers to the end of its response. */
interface Exchange {
  readonly endpoint: string;
  readonly response: ServerResponse;
  readonly entry: TruthEntry;
  receivedUs: number;
  /** The connection has closed: nothing can be answered any more. */
  gone: boolean;
  leave: () => void;
}

/** The built-in target: an HTTP server that really takes the time it says, and keeps the truth about it. */
export class TargetServer {
  readonly #server: Server;
  readonly #scheduler: QueueScheduler;
  readonly #routes: RouteTable<{method: string; path: string; service: EndpointService}>;
  readonly #truth: TruthBook;
  readonly #faults = new FaultState();
  readonly #cache: ColdCache | null;
  readonly #leak: RequestLeak | null;
  readonly #admin: TargetAdmin;
  readonly #open = new Map<Socket, Set<Exchange>>();

  constructor(variant: DemoVariant, seed: number, scheduler: QueueScheduler) {
    this.#scheduler = scheduler;
    this.#cache = variant.cache === undefined ? null : new ColdCache(variant.cache);
    this.#leak = variant.leak === undefined ? null : new RequestLeak(variant.leak);
    const queue = variant.pool === undefined ? undefined : new ServiceQueue(variant.pool, scheduler);
    this.#routes = new RouteTable(
      variant.endpoints.map((endpoint) => ({
        method: endpoint.method,
        path: endpoint.path,
        service: new EndpointService(endpoint, seed, queue, scheduler),
      })),
    );
    const names = variant.endpoints.map(endpointName);
    this.#truth = new TruthBook([...names, UNMATCHED]);
    const dropConnections = () => this.#dropConnections();
    this.#admin = new TargetAdmin({
      variant: variant.name,
      seed,
      endpoints: names,
      queue,
      truth: this.#truth,
      faults: this.#faults,
      scheduler,
      dropConnections,
    });
    this.#server = createServer({keepAliveTimeout: KEEP_ALIVE_MS}, (request, response) => {
      this.#accept(request, response);
    });
    this.#server.on('connection', (socket: Socket) => this.#watch(socket));
  }

  /** Binds the loopback address only. Port 0 picks a free one. */
  async listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({host: '127.0.0.1', port, backlog: LISTEN_BACKLOG}, () => {
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  async close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#dropConnections();
    });
  }

  #dropConnections(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  /** Aborts are told by the socket, which, unlike a response, also knows about pipelined requests behind the first. */
  #watch(socket: Socket): void {
    const exchanges = new Set<Exchange>();
    this.#open.set(socket, exchanges);
    socket.once('close', () => {
      this.#open.delete(socket);
      for (const exchange of exchanges) {
        exchange.gone = true;
        exchange.leave();
        exchange.entry.abort();
      }
    });
  }

  #accept(request: IncomingMessage, response: ServerResponse): void {
    const {method = 'GET', url = '/'} = request;
    const queryAt = url.indexOf('?');
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const service = this.#routes.match(method, path)?.service;
    if (path.startsWith('/__') || (path === '/metrics' && service === undefined)) {
      this.#admin.answer(request, response, path);
      return;
    }
    const exchange = this.#openExchange(service?.name ?? UNMATCHED, request, response);
    whenReceived(request, () => {
      exchange.receivedUs = this.#scheduler.nowUs();
      this.#cache?.receive(exchange.receivedUs);
      this.#leak?.receive();
      if (service === undefined) this.#respond(exchange, NOT_FOUND);
      else exchange.leave = service.serve((result) => this.#respond(exchange, result));
    });
  }

  #openExchange(endpoint: string, request: IncomingMessage, response: ServerResponse): Exchange {
    const requestId = request.headers['x-request-id'];
    const entry = this.#truth.open(endpoint, typeof requestId === 'string' ? requestId : undefined);
    const exchange: Exchange = {endpoint, response, entry, receivedUs: 0, gone: false, leave: () => {}};
    this.#open.get(request.socket)?.add(exchange);
    return exchange;
  }

  #respond(exchange: Exchange, result: ServiceResult): void {
    const coldUs = this.#cache?.extraUs(this.#scheduler.nowUs()) ?? 0;
    const extraUs = this.#faults.extraUs(exchange.endpoint) + coldUs;
    if (extraUs > 0) this.#scheduler.after(extraUs, () => this.#release(exchange, result));
    else this.#release(exchange, result);
  }

  /** A stall may be prolonged while responses wait for its end, so each looks again before it leaves. */
  #release(exchange: Exchange, result: ServiceResult): void {
    const stalledForUs = this.#faults.stalledForUs(this.#scheduler.nowUs());
    if (stalledForUs > 0) this.#scheduler.after(stalledForUs, () => this.#release(exchange, result));
    else if (!exchange.gone) this.#send(exchange, result);
  }

  #send(exchange: Exchange, {status, body, ...times}: ServiceResult): void {
    const {response, entry} = exchange;
    response.writeHead(status, ['content-type', 'application/json', 'content-length', String(body.length)]);
    response.end(body);
    const totalUs = this.#scheduler.nowUs() - exchange.receivedUs;
    // 'finish' comes when all of it has been handed to the operating system: a connection lost before is an abort.
    response.once('finish', () => {
      if (exchange.gone) return;
      this.#open.get(response.req.socket)?.delete(exchange);
      entry.complete({status, totalUs, ...times});
    });
  }
}

function whenReceived(request: IncomingMessage, action: () => void): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    action();
    return;
  }
  request.once('end', action);
  request.resume();
}
