import type {PlanRequest, PlanTls, Target} from '../../domain/run-plan.ts';
import type {TransportKind, TransportSettings} from '../../domain/transport-choice.ts';
import type {PollClock} from '../poll-clock.ts';

/** A request made ready once, so that sending it builds as little as possible. Only its own transport can send it. */
export interface Prepared {
  readonly request: PlanRequest;
}

/**
 * What one sending of a prepared request says in place of, or beside, what was prepared: for templates, cookies and
 * redirects. One object serves many calls: read it inside `send`, keep nothing of it.
 */
export interface RequestFill {
  readonly method: string;
  /** Complete, with query. */
  readonly path: string;
  /** Beside the prepared request's static headers (those whose value is a plain text); same name: instead of it. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Null: none, unless the request has a `bodyFile` and `method` is its own. */
  readonly body: string | null;
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
  /**
   * The body's first bytes as they came (not decompressed), as many as the sink asked to keep; null: none kept or none
   * there. It may lie where the next read goes: to be looked at, or copied, inside the sink's call.
   */
  body: Buffer | null;
  /** Bytes of the whole body as it came, without the framing of chunks; 0 without a response. */
  bodyBytes: number;
  /** The transport's own words for an error. */
  message: string | null;
}

/** Who lanes report to: the pool of virtual users. `slot` is the lane's number. */
export interface LaneSink {
  /** The response head is in. How many bytes of the body to keep in the result, beside the headers; −1: keep neither. `setsCookie`: it has a set-cookie header. */
  keepsResponse(slot: number, status: number, setsCookie: boolean): number;
  /** The request has ended, by itself or by `expire`. A new one may be sent at once, inside this call. */
  onEnd(slot: number, result: Result): void;
}

/** One virtual user's way to the target: one request at a time. */
export interface Lane {
  /**
   * Sends; connects first when there is no connection. The sink's `onEnd` is called exactly once, never inside `send`.
   * @param fill null: the request is sent as prepared; it must then be free of templates. What cannot be sent, because
   * it would be read as a header or request of its own, ends as `other`, and the message says why without showing it
   */
  send(prepared: Prepared, nowMs: number, fill: RequestFill | null): void;
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
  readonly tls: PlanTls;
  /** With its credentials; null: none. Only undici's can. */
  readonly proxy: string | null;
}

/** A way to speak HTTP. Everything above it is free of the library that does it. */
export interface Transport {
  readonly kind: TransportKind;
  /**
   * Templates of the request are left out: each sending of one that has any needs a fill.
   * Throws TypeError when the request cannot be sent by this transport (a header name that is not one).
   */
  prepare(request: PlanRequest): Prepared;
  open(slot: number, sink: LaneSink): Lane;
  /** Sockets between their first packet and their close. */
  readonly openSockets: number;
  /** Drops everything that is left, at once. */
  close(): void;
}

/** Bytes of a response body kept for an error sample. */
export const keptBodyBytes = 1024;
