import {afterEach, expect} from 'vitest';
import {errorKinds} from '../../../source/domain/error-kind.ts';
import type {PlanRequest, Target} from '../../../source/domain/run-plan.ts';
import {defaultTransportSettings, type TransportSettings} from '../../../source/domain/transport-choice.ts';
import type {Lane, Result} from '../../../source/engine/transports/transport.ts';
import {UndiciTransport} from '../../../source/engine/transports/undici-transport.ts';
import {request} from '../test-plan.ts';

const nowMs = (): number => performance.now();
const slot = 3;
const lanes: Lane[] = [];

afterEach(() => {
  for (const lane of lanes.splice(0)) lane.close();
});

type Ended = Omit<Result, 'phasesUs'> & {readonly word: string | null; readonly phasesUs: number[]};

/** One lane with promises around it, closed after the test. */
export function openLane(to: Target, keeps = false, settings: Partial<TransportSettings> = {}) {
  let pending = Promise.withResolvers<Ended>();
  let opened = 0;
  let ends = 0;
  const transport = new UndiciTransport({
    target: to,
    settings: {...defaultTransportSettings, ...settings},
    nowMs,
    poll: {readyMs: (now) => now - 2},
    onConnectionOpened: () => opened++,
  });
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
  lanes.push(lane);
  return {
    lane,
    transport,
    opened: () => opened,
    ends: () => ends,
    send: async (changes: Partial<PlanRequest> = {}): Promise<Ended> => {
      pending = Promise.withResolvers();
      lane.send(transport.prepare(request(changes)), nowMs());
      return pending.promise;
    },
  };
}
