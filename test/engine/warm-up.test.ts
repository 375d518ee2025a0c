import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {warmUp} from '../../source/engine/warm-up.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {rawServer} from './raw-server.ts';
import {plan, request, target} from './test-plan.ts';

test.each(['http1', 'undici', 'http2'] as const)(
  'the warm-up over %s is over in good time, touches no target and leaves no socket behind',
  async (choice) => {
    let connections = 0;
    await using server = await rawServer(() => connections++);
    const socketsBefore = openSockets();
    const startMs = performance.now();
    await warmUp(
      plan(target(server.port), [{name: 's', weight: 1, steps: [{kind: 'request', request: request()}]}], {
        transport: {...defaultTransportSettings, choice},
      }),
    );
    expect(performance.now() - startMs).toBeLessThan(20_000);
    for (let round = 0; round < 2000 && openSockets() > socketsBefore; round++) await wait(5);
    expect(openSockets()).toBeLessThanOrEqual(socketsBefore);
    expect(connections).toBe(0);
  },
);

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP/.test(kind)).length;
}
