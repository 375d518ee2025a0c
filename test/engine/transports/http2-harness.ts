import {errorKinds} from '../../../source/domain/error-kind.ts';
import type {PlanRequest, Target} from '../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../source/domain/transport-choice.ts';
import {createDialer} from '../../../source/engine/transports/dialer.ts';
import type {Lane, Result} from '../../../source/engine/transports/transport.ts';
import {Http2Transport} from '../../../source/engine/transports/http2/http2-transport.ts';
import {request} from '../test-plan.ts';

export type Ended = Omit<Result, 'phasesUs'> & {readonly word: string | null; readonly phasesUs: number[]};

export interface Client extends Disposable {
  readonly transport: Http2Transport;
  readonly lanes: readonly Lane[];
  readonly opened: () => number;
  readonly ends: () => number;
  /** Sends on a lane; the copy of its result. */
  readonly send: (changes?: Partial<PlanRequest>, slot?: number) => Promise<Ended>;
}

const nowMs = (): number => performance.now();

/** Lanes with promises around them. */
export function openClient(
  to: Target,
  settings: Partial<TransportSettings> = {},
  {count = 1, keeps = false, nextRequestId = null as (() => string) | null} = {},
): Client {
  let opened = 0;
  let ends = 0;
  const all: TransportSettings = {...defaultTransportSettings, ...settings};
  const dialer = createDialer({target: to, settings: all, nowMs, alpn: ['h2']});
  const poll = {readyMs: (now: number): number => now - 1};
  const transport = new Http2Transport(
    {target: to, settings: all, nowMs, poll, nextRequestId, onConnectionOpened: () => opened++},
    dialer,
  );
  const pending = Array.from({length: count}, () => Promise.withResolvers<Ended>());
  const sink = {
    keepsResponse: () => keeps,
    onEnd: (slot: number, result: Result) => {
      ends++;
      const word = result.error === -1 ? null : errorKinds[result.error]!.word;
      pending[slot]!.resolve({...result, phasesUs: [...result.phasesUs], word});
    },
  };
  const lanes = pending.map((_, slot) => transport.open(slot, sink));
  return {
    transport,
    lanes,
    opened: () => opened,
    ends: () => ends,
    send: async (changes = {}, slot = 0) => {
      pending[slot] = Promise.withResolvers();
      lanes[slot]!.send(transport.prepare(request(changes)), nowMs());
      return pending[slot].promise;
    },
    [Symbol.dispose]: () => transport.close(),
  };
}
