import type {PlanRequest} from '../../source/domain/run-plan.ts';
import {phases} from '../../source/metrics/interval.ts';
import type {Lane, LaneSink, Prepared, Result, Transport} from '../../source/engine/transports/transport.ts';

export interface Sent {
  readonly slot: number;
  readonly request: PlanRequest;
  readonly atMs: number;
  /** Ends it: a status, or an error as index into `errorKinds`. */
  end(atMs: number, outcome?: {status?: number; error?: number}): void;
}

/** A transport whose requests end when the test says so. */
export class FakeTransport implements Transport {
  readonly kind = 'undici';
  readonly openSockets = 0;
  readonly sent: Sent[] = [];
  /** Requests in flight, oldest first. */
  readonly inFlight = new Set<Sent>();
  closed = 0;

  close(): void {
    this.inFlight.clear();
  }

  prepare(request: PlanRequest): Prepared {
    return {request};
  }

  open(slot: number, sink: LaneSink): Lane {
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
      message: null,
    };
    let current: Sent | null = null;
    const finish = (atMs: number, status: number, error: number): void => {
      this.inFlight.delete(current!);
      current = null;
      Object.assign(result, {doneMs: atMs, status, error});
      if (error === -1) sink.keepsResponse(slot, status);
      sink.onEnd(slot, result);
    };
    return {
      send: ({request}, nowMs) => {
        if (current !== null) throw new Error('a lane carries one request at a time');
        Object.assign(result, {handedMs: nowMs, sentMs: nowMs, timedOut: false});
        const sent: Sent = {
          slot,
          request,
          atMs: nowMs,
          end: (atMs, {status = 200, error = -1} = {}) => finish(atMs, error === -1 ? status : 0, error),
        };
        current = sent;
        this.sent.push(sent);
        this.inFlight.add(sent);
      },
      expire: (nowMs) => {
        result.timedOut = true;
        finish(nowMs, 0, 1);
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
