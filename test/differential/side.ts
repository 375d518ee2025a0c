import {setImmediate as turn} from 'node:timers/promises';
import {errorKinds} from '../../source/domain/error-kind.ts';
import type {PlanRequest, Target} from '../../source/domain/run-plan.ts';
import {
  keptBodyBytes,
  type Lane,
  type LaneSink,
  type Prepared,
  type Result,
  type Transport,
} from '../../source/engine/transports/transport.ts';
import {methods, type Case, type Method, type Outcome} from './outcome.ts';

/** The peer's end of a connection a transport has dialled. */
export interface Peer {
  /** Requests the transport has written. */
  readonly requests: number;
  /** The transport has closed it. */
  readonly destroyed: boolean;
  /** One read of the transport. */
  feed(bytes: Buffer): void;
  fin(): void;
  reset(): void;
}

/** A transport under test and the peers of the connections it dials, in order. */
export interface Side {
  readonly transport: Transport;
  readonly peers: Peer[];
  /** Lets everything happen that follows from what was fed: one turn of the loop, or longer with real sockets. */
  settle(): Promise<unknown>;
}

export const anyTarget: Target = {
  origin: 'http://127.0.0.1:80',
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: 80,
  socketPath: null,
  basePath: '',
  label: 'http://127.0.0.1:80',
  isLocal: true,
};

/** Turns of the loop after which nothing is expected to happen any more. */
const patience = 6;
const secondAnswer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');

/** Runs cases, one after the other, on one lane. */
export class SideRunner implements LaneSink {
  readonly #side: Side;
  readonly #lane: Lane;
  readonly #prepared: Record<Method, Prepared>;
  #ended: Omit<Outcome, 'reused' | 'next'> | null = null;
  #ends = 0;
  #setsCookie = false;
  #keptBytes: number = keptBodyBytes;

  constructor(side: Side) {
    this.#side = side;
    this.#lane = side.transport.open(0, this);
    this.#prepared = Object.fromEntries(
      methods.map((method) => [method, side.transport.prepare(requestOf(method))]),
    ) as Record<Method, Prepared>;
  }

  keepsResponse(_slot: number, _status: number, setsCookie: boolean): number {
    this.#setsCookie = setsCookie;
    return this.#keptBytes;
  }

  onEnd(_slot: number, result: Result): void {
    this.#ends++;
    const whole = result.error === -1;
    const error = whole ? null : result.timedOut ? 'waiting' : errorKinds[result.error]!.word;
    this.#ended = {
      status: result.status,
      error,
      headers: whole ? (result.headers ?? []).map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort() : null,
      body: whole && result.body !== null ? result.body.toString('latin1') : null,
      bodyBytes: whole ? result.bodyBytes : 0,
      setsCookie: whole && this.#setsCookie,
    };
  }

  async run({method, pieces, ending, keptBytes}: Case): Promise<Outcome> {
    const {peers} = this.#side;
    this.#keptBytes = keptBytes ?? keptBodyBytes;
    peers.length = 0;
    this.#ends = 0;
    await this.#sendAndWaitFor(method, () => (peers[0]?.requests ?? 0) > 0);
    const peer = peers[0]!;
    for (const piece of pieces) {
      if (peer.destroyed) break;
      peer.feed(piece);
      await this.#side.settle();
    }
    if (!peer.destroyed && ending === 'fin') peer.fin();
    if (!peer.destroyed && ending === 'reset') peer.reset();
    const first = await this.#outcome();
    await this.#sendAndWaitFor('GET', () => peer.requests > 1 || (peers[1]?.requests ?? 0) > 0);
    const reused = peer.requests > 1;
    (reused ? peer : peers[1]!).feed(secondAnswer);
    const {error, status, body} = await this.#outcome();
    this.#lane.close();
    await this.#side.settle();
    if (this.#ends !== 2) throw new Error(`${this.#ends} ends of 2 requests`);
    return {...first, reused, next: error ?? `${status} ${body}`};
  }

  async #sendAndWaitFor(method: Method, sent: () => boolean): Promise<void> {
    // The connection may still have to be seen closing.
    await this.#side.settle();
    this.#ended = null;
    this.#setsCookie = false;
    this.#lane.send(this.#prepared[method], performance.now(), null);
    for (let turns = 0; !sent(); turns++) {
      if (turns > 100) throw new Error('the request was not sent');
      await this.#side.settle();
    }
  }

  async #outcome(): Promise<Omit<Outcome, 'reused' | 'next'>> {
    for (let turns = 0; this.#ended === null && turns < patience; turns++) await this.#side.settle();
    if (this.#ended === null) this.#lane.expire(performance.now());
    return this.#ended!;
  }
}

function requestOf(method: Method): PlanRequest {
  const nothing = {body: null, bodyFile: null, chunked: false, expect: null, extract: [], checks: []};
  return {name: 0, method, path: '/', headers: [], ...nothing};
}

export const oneTurn = async (): Promise<void> => turn();
