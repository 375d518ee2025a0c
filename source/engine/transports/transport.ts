import type {PlanRequest, Target} from '../../domain/run-plan.ts';
import type {TransportKind, TransportSettings} from '../../domain/transport-choice.ts';
import type {PollClock} from '../poll-clock.ts';

/** A request made ready once, so that sending it builds as little as possible. Only its own transport can send it. */
export interface Prepared {
  readonly request: PlanRequest;
}

/**
 * How one request ended. The transport may use one object for all its lanes: read it inside the sink's call, keep
 * nothing of it. Times are the clock given to the transport, ms; NaN: did not happen.
 */
export interface Result {
  /** Index into `errorKinds`; −1: a whole response came. */
  error: number;
  /** Given up by `expire`: the only kind of error that has a service time. */
  timedOut: boolean;
  /** 0 without a response head. */
  status: number;
  /** Given to the lane. */
  handedMs: number;
  /** First byte of the request written. */
  sentMs: number;
  doneMs: number;
  /** Upper bound on how long the end of the answer sat in our own process before `doneMs`; NaN: not known. */
  clientWaitMs: number;
  /** By index into `phases`, µs; −1: not part of this request or not known. */
  readonly phasesUs: Int32Array;
  /** Bytes on the wire (see the transport for TLS) since the end of the lane's request before. */
  bytesIn: number;
  bytesOut: number;
  /** Response head, when the sink asked to keep it. */
  headers: readonly (readonly [string, string])[] | null;
  /** First 1,024 bytes of the body as text, when the sink asked to keep it and there was one. */
  body: string | null;
  /** The transport's own words for an error. */
  message: string | null;
}

/** Who lanes report to: the pool of virtual users. `slot` is the lane's number. */
export interface LaneSink {
  /** The response head is in. True: keep headers and the start of the body in the result. */
  keepsResponse(slot: number, status: number): boolean;
  /** The request has ended, by itself or by `expire`. A new one may be sent at once, inside this call. */
  onEnd(slot: number, result: Result): void;
}

/** One virtual user's way to the target: one request at a time. */
export interface Lane {
  /** Sends; connects first when there is no connection. The sink's `onEnd` is called exactly once, never inside `send`. */
  send(prepared: Prepared, nowMs: number): void;
  /** Time is up for the request in flight: it is given up and `onEnd` called with a timeout, inside this call. */
  expire(nowMs: number): void;
  /**
   * Cuts the request in flight off; `onEnd` is not called. The result returned tells the bytes.
   * The lane can be used again.
   */
  abort(): Result;
  /** Closes the idle connection (or gives its share of one back). The lane can be used again. */
  close(): void;
}

export interface TransportOptions {
  readonly target: Target;
  readonly settings: TransportSettings;
  readonly nowMs: () => number;
  readonly poll: PollClock;
  /** TCP (and TLS) is up. */
  readonly onConnectionOpened: () => void;
  /** A new `x-request-id` for each request; null: none is sent. */
  readonly nextRequestId?: (() => string) | null;
}

/** A way to speak HTTP. Everything above it is free of the library that does it. */
export interface Transport {
  readonly kind: TransportKind;
  /** Throws TypeError when the request cannot be sent by this transport (a header name that is not one). */
  prepare(request: PlanRequest): Prepared;
  open(slot: number, sink: LaneSink): Lane;
  /** Sockets between their first packet and their close. */
  readonly openSockets: number;
  /** Drops everything that is left, at once. */
  close(): void;
}

/** Bytes of a response body a result can keep. */
export const keptBodyBytes = 1024;
