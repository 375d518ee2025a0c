import {LatencyRecord, type LatencySummary} from './latency-record.ts';

/** Ids kept per list until the next reset; more are counted as `idsDropped`. Longer ids than this are not kept. */
export const MAX_IDS = 200_000;
const MAX_ID_LENGTH = 64;

/** What one request turned out to be. Times of a request that never held a server are absent. */
export interface ServedTimes {
  readonly status: number;
  /** From request fully received to response handed to the socket. */
  readonly totalUs: number;
  readonly waitedUs?: number | undefined;
  readonly drawnUs?: number | undefined;
  readonly servedUs?: number | undefined;
}

export interface EndpointTruth {
  readonly received: number;
  readonly completed: number;
  /** The client closed the connection before the response was finished. */
  readonly aborted: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly totalUs: LatencySummary;
  readonly queueWaitUs: LatencySummary;
  readonly drawnServiceUs: LatencySummary;
  /** The service time as it really was: drawn plus what the timers were late. */
  readonly actualServiceUs: LatencySummary;
}

class EndpointBook {
  received = 0;
  completed = 0;
  aborted = 0;
  readonly byStatus = new Map<number, number>();
  readonly total = new LatencyRecord();
  readonly queueWait = new LatencyRecord();
  readonly drawnService = new LatencyRecord();
  readonly actualService = new LatencyRecord();

  complete(times: ServedTimes): void {
    this.completed += 1;
    this.byStatus.set(times.status, (this.byStatus.get(times.status) ?? 0) + 1);
    this.total.record(times.totalUs);
    if (times.waitedUs !== undefined) this.queueWait.record(times.waitedUs);
    if (times.drawnUs !== undefined) this.drawnService.record(times.drawnUs);
    if (times.servedUs !== undefined) this.actualService.record(times.servedUs);
  }

  add(other: EndpointBook): void {
    this.received += other.received;
    this.completed += other.completed;
    this.aborted += other.aborted;
    for (const [status, count] of other.byStatus) this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + count);
    this.total.add(other.total);
    this.queueWait.add(other.queueWait);
    this.drawnService.add(other.drawnService);
    this.actualService.add(other.actualService);
  }

  truth(): EndpointTruth {
    return {
      received: this.received,
      completed: this.completed,
      aborted: this.aborted,
      byStatus: Object.fromEntries(this.byStatus),
      totalUs: this.total.summary(),
      queueWaitUs: this.queueWait.summary(),
      drawnServiceUs: this.drawnService.summary(),
      actualServiceUs: this.actualService.summary(),
    };
  }
}

interface IdBook {
  readonly served: string[];
  readonly aborted: string[];
  dropped: number;
}

/** One received request, to be closed once: completed or aborted. */
export interface TruthEntry {
  complete(times: ServedTimes): void;
  abort(): void;
}

/**
 * What the server really did, by endpoint. At any moment received = completed + aborted + in flight. A request that
 * was in flight over a `reset` belongs to the book before it and appears in no later count.
 */
export class TruthBook {
  readonly #names: readonly string[];
  #endpoints = new Map<string, EndpointBook>();
  #ids: IdBook = {served: [], aborted: [], dropped: 0};

  constructor(names: readonly string[]) {
    this.#names = names;
    this.reset();
  }

  reset(): void {
    this.#endpoints = new Map(this.#names.map((name) => [name, new EndpointBook()]));
    this.#ids = {served: [], aborted: [], dropped: 0};
  }

  /** Counts a received request. */
  open(name: string, requestId: string | undefined): TruthEntry {
    const book = this.#endpoints.get(name);
    if (book === undefined) throw new Error(`no such endpoint in the truth book: ${name}`);
    const ids = this.#ids;
    book.received += 1;
    return {
      complete: (times) => {
        book.complete(times);
        keepId(ids, ids.served, requestId);
      },
      abort: () => {
        book.aborted += 1;
        keepId(ids, ids.aborted, requestId);
      },
    };
  }

  /** Every endpoint that was asked for at least once or belongs to the variant, and all of them together. */
  truth(): {readonly endpoints: Readonly<Record<string, EndpointTruth>>; readonly total: EndpointTruth} {
    const total = new EndpointBook();
    const endpoints: Record<string, EndpointTruth> = {};
    for (const [name, book] of this.#endpoints) {
      total.add(book);
      endpoints[name] = book.truth();
    }
    return {endpoints, total: total.truth()};
  }

  ids(): Readonly<IdBook> {
    return this.#ids;
  }
}

function keepId(book: IdBook, list: string[], requestId: string | undefined): void {
  if (requestId === undefined) return;
  if (list.length >= MAX_IDS || requestId.length > MAX_ID_LENGTH) book.dropped += 1;
  else list.push(requestId);
}
