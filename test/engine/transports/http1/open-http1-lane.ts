import {afterEach, expect} from 'vitest';
import {errorKinds} from '../../../../source/domain/error-kind.ts';
import type {PlanRequest, Target} from '../../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../../source/domain/transport-choice.ts';
import type {Result} from '../../../../source/engine/transports/transport.ts';
import type {DialerSystem} from '../../../../source/engine/transports/dialer.ts';
import {Http1Transport} from '../../../../source/engine/transports/http1/http1-transport.ts';
import {request} from '../../test-plan.ts';

const nowMs = (): number => performance.now();
const slot = 3;
const transports: Http1Transport[] = [];

afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
});

type Ended = Omit<Result, 'phasesUs'> & {readonly word: string | null; readonly phasesUs: number[]};

export interface LaneExtras {
  readonly nextRequestId?: (() => string) | null;
  readonly system?: Partial<DialerSystem>;
}

/** One lane with promises around it, closed after the test. */
export function openLane(
  to: Target,
  keeps = false,
  settings: Partial<TransportSettings> = {},
  {nextRequestId = null, system = {}}: LaneExtras = {},
) {
  let pending = Promise.withResolvers<Ended>();
  let opened = 0;
  let ends = 0;
  const transport = new Http1Transport(
    {
      target: to,
      settings: {...defaultTransportSettings, ...settings},
      nowMs,
      poll: {readyMs: (now) => now - 2},
      onConnectionOpened: () => opened++,
      nextRequestId,
    },
    system,
  );
  const lane = transport.open(slot, {
    keepsResponse: (ofSlot) => keeps && ofSlot === slot,
    onEnd: (ofSlot, result) => {
      expect(ofSlot).toBe(slot);
      ends++;
      pending.resolve({
        ...result,
        phasesUs: [...result.phasesUs],
        word: result.error === -1 ? null : errorKinds[result.error]!.word,
      });
    },
  });
  transports.push(transport);
  return {
    lane,
    transport,
    opened: () => opened,
    ends: () => ends,
    ended: async () => pending.promise,
    send: async (changes: Partial<PlanRequest> = {}): Promise<Ended> => {
      pending = Promise.withResolvers();
      lane.send(transport.prepare(request(changes)), nowMs());
      return pending.promise;
    },
  };
}
