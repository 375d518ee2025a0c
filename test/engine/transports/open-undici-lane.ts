import {afterEach, expect} from 'vitest';
import type {PlanRequest, Target} from '../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../source/domain/transport-choice.ts';
import type {Lane, RequestFill, TransportOptions} from '../../../source/engine/transports/transport.ts';
import {UndiciTransport} from '../../../source/engine/transports/undici-transport.ts';
import {request} from '../test-plan.ts';
import {endedOf, keptBytes, type Ended} from './ended.ts';
import {noTls} from './no-tls.ts';

const nowMs = (): number => performance.now();
const slot = 3;
const lanes: Lane[] = [];

afterEach(() => {
  for (const lane of lanes.splice(0)) lane.close();
});

/** One lane with promises around it, closed after the test. */
export function openLane(
  to: Target,
  keeps: boolean | number = false,
  settings: Partial<TransportSettings> = {},
  extras: Partial<TransportOptions> = {},
) {
  let pending = Promise.withResolvers<Ended>();
  let opened = 0;
  let ends = 0;
  const cookies: boolean[] = [];
  const transport = new UndiciTransport({
    target: to,
    settings: {...defaultTransportSettings, ...settings},
    nowMs,
    poll: {readyMs: (now) => now - 2},
    onConnectionOpened: () => opened++,
    tls: noTls,
    proxy: null,
    ...extras,
  });
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
  lanes.push(lane);
  return {
    lane,
    transport,
    opened: () => opened,
    ends: () => ends,
    /** Of each response so far, whether it had a set-cookie header. */
    cookies: () => cookies,
    send: async (changes: Partial<PlanRequest> = {}, fill: RequestFill | null = null): Promise<Ended> => {
      pending = Promise.withResolvers();
      lane.send(transport.prepare(request(changes)), nowMs(), fill);
      return pending.promise;
    },
  };
}
