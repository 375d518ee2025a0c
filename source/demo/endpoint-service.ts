import {createSampleBody} from './sample-body.ts';
import {createRandom, type RandomSource} from './seeded-random.ts';
import type {QueueScheduler, ServiceQueue} from './service-queue.ts';
import {createServiceTime} from './service-time.ts';
import {endpointName} from './variants.ts';
import type {DemoEndpoint} from './variants/demo-variant.ts';

/** An answer ready to be sent. The times are absent if the request was turned away before it was served. */
export interface ServiceResult {
  readonly status: number;
  readonly body: Buffer;
  /** Sum over the trips to the pool. */
  readonly waitedUs?: number;
  readonly drawnUs?: number;
  readonly servedUs?: number;
}

/** Serves one endpoint: draws how long a request takes, and takes that long, in the pool if the endpoint uses it. */
export class EndpointService {
  readonly name: string;
  readonly #endpoint: DemoEndpoint;
  readonly #queue: ServiceQueue | undefined;
  readonly #scheduler: QueueScheduler;
  readonly #drawServiceUs: () => number;
  readonly #faultRandom: RandomSource;
  readonly #body: Buffer;

  constructor(endpoint: DemoEndpoint, seed: number, queue: ServiceQueue | undefined, scheduler: QueueScheduler) {
    this.name = endpointName(endpoint);
    this.#endpoint = endpoint;
    this.#queue = endpoint.poolTrips > 0 ? queue : undefined;
    this.#scheduler = scheduler;
    this.#drawServiceUs = createServiceTime(endpoint.serviceTime, createRandom(seed, this.name));
    this.#faultRandom = createRandom(seed, `faults of ${this.name}`);
    this.#body = createSampleBody(endpoint, seed);
  }

  /** Calls `done` once, or never after the returned `leave` (the client has gone). */
  serve(done: (result: ServiceResult) => void): () => void {
    // Drawn even if unused: the nth request of an endpoint is the same whatever happened to those before it.
    const drawnUs = this.#drawServiceUs();
    const {fault} = this.#endpoint;
    if (fault !== undefined && this.#faultRandom() < fault.share) {
      done({status: fault.status, body: errorBody(fault.error)});
      return ignore;
    }
    if (this.#queue !== undefined) return this.#serveInPool(this.#queue, drawnUs, done);
    if (drawnUs === 0) {
      done({status: this.#endpoint.status, body: this.#body, waitedUs: 0, drawnUs, servedUs: 0});
      return ignore;
    }
    return this.#serveAlone(drawnUs, done);
  }

  #serveAlone(drawnUs: number, done: (result: ServiceResult) => void): () => void {
    const startUs = this.#scheduler.nowUs();
    return this.#scheduler.after(drawnUs, () => {
      const servedUs = this.#scheduler.nowUs() - startUs;
      done({status: this.#endpoint.status, body: this.#body, waitedUs: 0, drawnUs, servedUs});
    });
  }

  #serveInPool(queue: ServiceQueue, drawnUs: number, done: (result: ServiceResult) => void): () => void {
    const {poolTrips: trips, waitingLimit} = this.#endpoint;
    let left = false;
    let leaveQueue = ignore;
    let waitedUs = 0;
    let servedUs = 0;
    const makeTrip = (trip: number): void => {
      leaveQueue = queue.enter(
        drawnUs / trips,
        (outcome) => {
          if (left) return;
          waitedUs += outcome.waitedUs;
          if (outcome.kind !== 'served') {
            done({status: 503, body: exhaustedBody(waitedUs), waitedUs});
            return;
          }
          servedUs += outcome.heldUs;
          if (trip < trips) makeTrip(trip + 1);
          else done({status: this.#endpoint.status, body: this.#body, waitedUs, drawnUs, servedUs});
        },
        waitingLimit,
      );
    };
    makeTrip(1);
    return () => {
      left = true;
      leaveQueue();
    };
  }
}

function errorBody(error: string): Buffer {
  return Buffer.from(JSON.stringify({error}));
}

function exhaustedBody(waitedUs: number): Buffer {
  return Buffer.from(JSON.stringify({error: 'pool exhausted', waited_ms: Math.round(waitedUs / 1000)}));
}

function ignore(): void {
  // Nothing left to leave.
}
