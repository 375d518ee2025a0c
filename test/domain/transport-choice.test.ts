import {expect, test} from 'vitest';
import {
  chooseTransport,
  defaultTransportSettings,
  transportKinds,
  type TransportChoice,
} from '../../source/domain/transport-choice.ts';

function choose(choice: (typeof transportKinds)[number] | 'auto'): TransportChoice {
  return chooseTransport({transport: {...defaultTransportSettings, choice}});
}

test('auto is HTTP/1.1 on own sockets; what was chosen runs, and says that it was chosen', () => {
  expect(choose('auto')).toEqual({kind: 'http1', reason: 'auto: HTTP/1.1 on own sockets'});
  for (const kind of transportKinds) {
    expect(choose(kind).kind).toBe(kind);
    expect(choose(kind).reason).toMatch(/^chosen: HTTP\/[12]/);
  }
});
