import type {PlanRequest} from '../../source/domain/run-plan.ts';
import {phases} from '../../source/metrics/interval.ts';
import type {
  Lane,
  LaneSink,
  Prepared,
  RequestFill,
  Result,
  Transport,
} from '../../source/engine/transports/transport.ts';

export interface Outcome {
  readonly status?: number;
  /** Index into `errorKinds`. */
  readonly error?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Sent {
  readonly slot: number;
  readonly request: PlanRequest;
  /** A copy of what was said beside the prepared request; null: it went as prepared. */
  readonly fill: RequestFill | null;
  readonly atMs: number;
  /** Ends it: an answer, or an error. */
  end(atMs: number, outcome?: Outcome): void;
}

/** A transport whose requests end when the test says so. It keeps of an answer what it is asked to keep, as a real one. */
export class FakeTransport implements Transport {
  readonly kind = 'undici';
  readonly openSockets = 0;
  readonly sent: Sent[] = [];
  /** Requests in flight, oldest first. */
  readonly inFlight = new Set<Sent>();
  /** Lanes opened. */
  opened = 0;
  closed = 0;

  close(): void {
    this.inFlight.clear();
  }

  prepare(request: PlanRequest): Prepared {
    return {request};
  }

  open(slot: number, sink: LaneSink): Lane {
    this.opened++;
    const result: Result = {
      error: -1,
      timedOut: false,
      status: 0,
      handedMs: 0,
      sentMs: 0,
      doneMs: 0,
      clientWaitMs: Number.NaN,
      phasesUs: new Int32Array(phases.length).fill(-1),
      bytesIn: 1,
      bytesOut: 1,
      headers: null,
      body: null,
      bodyBytes: 0,
      message: null,
    };
    let current: Sent | null = null;
    const finish = (atMs: number, {status = 200, error = -1, headers = {}, body = ''}: Outcome): void => {
      this.inFlight.delete(current!);
      current = null;
      Object.assign(result, {doneMs: atMs, status, error, headers: null, body: null, bodyBytes: body.length});
      if (error === -1) {
        const kept = sink.keepsResponse(slot, status, headers['set-cookie'] !== undefined);
        if (kept >= 0) result.headers = Object.entries(headers);
        if (kept > 0 && body !== '') result.body = Buffer.from(body).subarray(0, kept);
      } else result.status = 0;
      sink.onEnd(slot, result);
    };
    return {
      send: ({request}, nowMs, fill) => {
        if (current !== null) throw new Error('a lane carries one request at a time');
        Object.assign(result, {handedMs: nowMs, sentMs: nowMs, timedOut: false});
        const sent: Sent = {
          slot,
          request,
          fill: fill === null ? null : {...fill, headers: [...fill.headers]},
          atMs: nowMs,
          end: (atMs, outcome = {}) => finish(atMs, outcome),
        };
        current = sent;
        this.sent.push(sent);
        this.inFlight.add(sent);
      },
      expire: (nowMs) => {
        result.timedOut = true;
        finish(nowMs, {error: 1});
      },
      abort: () => {
        this.inFlight.delete(current!);
        current = null;
        return result;
      },
      close: () => {
        this.closed++;
      },
    };
  }
}
