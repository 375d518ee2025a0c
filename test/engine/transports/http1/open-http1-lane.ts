import {afterEach, expect} from 'vitest';
import type {PlanRequest, PlanTls, Target} from '../../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../../source/domain/transport-choice.ts';
import type {RequestFill} from '../../../../source/engine/transports/transport.ts';
import type {DialerSystem} from '../../../../source/engine/transports/dialer.ts';
import {Http1Transport} from '../../../../source/engine/transports/http1/http1-transport.ts';
import {request} from '../../test-plan.ts';
import {endedOf, keptBytes, type Ended} from '../ended.ts';
import {noTls} from '../no-tls.ts';

const nowMs = (): number => performance.now();
const slot = 3;
const transports: Http1Transport[] = [];

afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
});

export interface LaneExtras {
  readonly nextRequestId?: (() => string) | null;
  readonly system?: Partial<DialerSystem>;
  readonly tls?: Partial<PlanTls>;
}

/** One lane with promises around it, closed after the test. */
export function openLane(
  to: Target,
  keeps: boolean | number = false,
  settings: Partial<TransportSettings> = {},
  {nextRequestId = null, system = {}, tls = {}}: LaneExtras = {},
) {
  let pending = Promise.withResolvers<Ended>();
  let opened = 0;
  let ends = 0;
  const cookies: boolean[] = [];
  const transport = new Http1Transport(
    {
      target: to,
      settings: {...defaultTransportSettings, ...settings},
      nowMs,
      poll: {readyMs: (now) => now - 2},
      onConnectionOpened: () => opened++,
      nextRequestId,
      tls: {...noTls, ...tls},
      proxy: null,
    },
    system,
  );
  const lane = transport.open(slot, {
    keepsResponse: (ofSlot, _status, setsCookie) => {
      expect(ofSlot).toBe(slot);
      cookies.push(setsCookie);
      return keptBytes(keeps);
    },
    onEnd: (ofSlot, result) => {
      expect(ofSlot).toBe(slot);
      ends++;
      pending.resolve(endedOf(result));
    },
  });
  transports.push(transport);
  return {
    lane,
    transport,
    opened: () => opened,
    ends: () => ends,
    /** Of each response so far, whether it had a set-cookie header. */
    cookies: () => cookies,
    ended: async () => pending.promise,
    send: async (changes: Partial<PlanRequest> = {}, fill: RequestFill | null = null): Promise<Ended> => {
      pending = Promise.withResolvers();
      lane.send(transport.prepare(request(changes)), nowMs(), fill);
      return pending.promise;
    },
  };
}
