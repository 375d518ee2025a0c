import type {PlanRequest, PlanTls, Target} from '../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../source/domain/transport-choice.ts';
import {createDialer} from '../../../source/engine/transports/dialer.ts';
import type {Lane, RequestFill, Result} from '../../../source/engine/transports/transport.ts';
import {Http2Transport} from '../../../source/engine/transports/http2/http2-transport.ts';
import {request} from '../test-plan.ts';
import {endedOf, keptBytes, type Ended} from './ended.ts';
import {noTls} from './no-tls.ts';

export interface Client extends Disposable {
  readonly transport: Http2Transport;
  readonly lanes: readonly Lane[];
  readonly opened: () => number;
  readonly ends: () => number;
  /** Sends on a lane; the copy of its result. */
  readonly send: (changes?: Partial<PlanRequest>, slot?: number, fill?: RequestFill | null) => Promise<Ended>;
  /** Of each response so far, whether it had a set-cookie header. */
  readonly cookies: () => readonly boolean[];
}

export interface ClientExtras {
  readonly count?: number;
  readonly keeps?: boolean | number;
  readonly nextRequestId?: (() => string) | null;
  readonly tls?: Partial<PlanTls>;
}

const nowMs = (): number => performance.now();

/** Lanes with promises around them. */
export function openClient(
  to: Target,
  settings: Partial<TransportSettings> = {},
  {count = 1, keeps = false, nextRequestId = null, tls = {}}: ClientExtras = {},
): Client {
  let opened = 0;
  let ends = 0;
  const cookies: boolean[] = [];
  const all: TransportSettings = {...defaultTransportSettings, ...settings};
  const dialer = createDialer({target: to, settings: all, nowMs, alpn: ['h2'], tls: {...noTls, ...tls}});
  const poll = {readyMs: (now: number): number => now - 1};
  const transport = new Http2Transport(
    {
      target: to,
      settings: all,
      nowMs,
      poll,
      nextRequestId,
      onConnectionOpened: () => opened++,
      tls: noTls,
      proxy: null,
    },
    dialer,
  );
  const pending = Array.from({length: count}, () => Promise.withResolvers<Ended>());
  const sink = {
    keepsResponse: (_slot: number, _status: number, setsCookie: boolean) => {
      cookies.push(setsCookie);
      return keptBytes(keeps);
    },
    onEnd: (slot: number, result: Result) => {
      ends++;
      pending[slot]!.resolve(endedOf(result));
    },
  };
  const lanes = pending.map((_, slot) => transport.open(slot, sink));
  return {
    transport,
    lanes,
    opened: () => opened,
    ends: () => ends,
    cookies: () => cookies,
    send: async (changes = {}, slot = 0, fill = null) => {
      pending[slot] = Promise.withResolvers();
      lanes[slot]!.send(transport.prepare(request(changes)), nowMs(), fill);
      return pending[slot].promise;
    },
    [Symbol.dispose]: () => transport.close(),
  };
}
