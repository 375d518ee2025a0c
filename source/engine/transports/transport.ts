import type {PlanRequest, Target} from '../../domain/run-plan.ts';

/** A request made ready once, so that sending it builds as little as possible. Only its own transport can send it. */
export interface Prepared {
  readonly request: PlanRequest;
}

/**
 * How one request ended. One object per lane, reused: read it inside the sink's call, keep nothing of it.
 * Times are the clock given to the transport, ms; NaN: did not happen.
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
  /** By index into `phases`, µs; −1: not part of this request or not known. */
  readonly phasesUs: Int32Array;
  /** Bytes on the wire (heads, TLS records and handshakes included) since the end of the lane's request before. */
  bytesIn: number;
  bytesOut: number;
  /** Response head, when the sink asked to keep it. */
  headers: readonly (readonly [string, string])[] | null;
  /** First 1,024 bytes of the body as text, when the sink asked to keep it and there was one. */
  body: string | null;
  /** The transport's own words for an error. */
  message: string | null;
}

/** Who a lane reports to: the virtual user. */
export interface LaneSink {
  /** The response head is in. True: keep headers and the start of the body in the result. */
  keepsResponse(status: number): boolean;
  /** The request has ended, by itself or by `expire`. A new one may be sent at once. */
  onEnd(result: Result): void;
}

/** One virtual user's way to the target: one keep-alive connection, one request at a time. */
export interface Lane {
  /** Sends; connects first when there is no connection. The sink's `onEnd` is called exactly once, never inside `send`. */
  send(prepared: Prepared, nowMs: number): void;
  /** Time is up for the request in flight: the connection is dropped and `onEnd` called with a timeout, inside this call. */
  expire(nowMs: number): void;
  /**
   * Cuts the request in flight off and drops the connection; `onEnd` is not called. The result returned tells the bytes.
   * The lane can be used again.
   */
  abort(): Result;
  /** Closes the idle connection. The lane can be used again. */
  close(): void;
}

export interface TransportOptions {
  readonly target: Target;
  readonly nowMs: () => number;
  /** TCP (and TLS) is up. */
  readonly onConnectionOpened: () => void;
  /** A new `x-request-id` for each request; null: none is sent. */
  readonly nextRequestId?: (() => string) | null;
}

/** A way to speak HTTP. Everything above it is free of the library that does it. */
export interface Transport {
  readonly kind: 'undici';
  /** Throws when the request cannot be sent by this transport (a header name that is not one). */
  prepare(request: PlanRequest): Prepared;
  open(sink: LaneSink): Lane;
  /** Sockets between their first packet and their close. */
  readonly openSockets: number;
}

/** Bytes of a response body a result can keep. */
export const keptBodyBytes = 1024;
