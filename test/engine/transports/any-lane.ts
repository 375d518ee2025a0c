import type {PlanRequest, Target} from '../../../source/domain/run-plan.ts';
import {defaultTransportSettings, transportKinds, type TransportKind} from '../../../source/domain/transport-choice.ts';
import {createTransport} from '../../../source/engine/transports/create-transport.ts';
import type {Lane, RequestFill, Transport, TransportOptions} from '../../../source/engine/transports/transport.ts';
import {request} from '../test-plan.ts';
import {endedOf, keptBytes, type Ended} from './ended.ts';
import {noTls} from './no-tls.ts';

export const kinds: readonly TransportKind[] = transportKinds;

/** One lane of any transport with promises around it; disposing closes the transport. */
export interface AnyLane extends Disposable {
  readonly transport: Transport;
  readonly lane: Lane;
  readonly ends: () => number;
  /** Of each response so far, whether it had a set-cookie header. */
  readonly cookies: readonly boolean[];
  readonly send: (changes?: Partial<PlanRequest>, fill?: RequestFill | null) => Promise<Ended>;
}

export function openAny(
  kind: TransportKind,
  to: Target,
  extras: Partial<TransportOptions> & {readonly keeps?: boolean | number} = {},
): AnyLane {
  const {keeps = false, ...options} = extras;
  const cookies: boolean[] = [];
  let pending = Promise.withResolvers<Ended>();
  let ends = 0;
  const transport = createTransport(kind, {
    target: to,
    settings: defaultTransportSettings,
    nowMs: () => performance.now(),
    poll: {readyMs: (nowMs) => nowMs},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
    ...options,
  });
  const lane = transport.open(0, {
    keepsResponse: (_slot, _status, setsCookie) => {
      cookies.push(setsCookie);
      return keptBytes(keeps);
    },
    onEnd: (_slot, result) => {
      ends++;
      pending.resolve(endedOf(result));
    },
  });
  return {
    transport,
    lane,
    cookies,
    ends: () => ends,
    send: async (changes = {}, fill = null) => {
      pending = Promise.withResolvers();
      lane.send(transport.prepare(request(changes)), performance.now(), fill);
      return pending.promise;
    },
    [Symbol.dispose]: () => transport.close(),
  };
}
