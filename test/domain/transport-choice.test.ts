import {expect, test} from 'vitest';
import {
  chooseTransport,
  defaultTransportSettings,
  transportKinds,
  type TransportChoice,
} from '../../source/domain/transport-choice.ts';

function choose(choice: (typeof transportKinds)[number] | 'auto', proxy: string | null = null): TransportChoice {
  return chooseTransport({transport: {...defaultTransportSettings, choice}, proxy});
}

test('auto is HTTP/1.1 on own sockets; what was chosen runs, and says that it was chosen', () => {
  expect(choose('auto')).toEqual({kind: 'http1', reason: 'auto: HTTP/1.1 on own sockets'});
  for (const kind of transportKinds) {
    expect(choose(kind).kind).toBe(kind);
    expect(choose(kind).reason).toMatch(/^chosen: HTTP\/[12]/);
  }
});

test('a proxy is for undici, and auto says so', () => {
  const proxy = 'http://127.0.0.1:3128';
  expect(choose('auto', proxy)).toEqual({kind: 'undici', reason: 'auto: undici, because of the proxy'});
  expect(choose('undici', proxy)).toEqual({kind: 'undici', reason: 'chosen: HTTP/1.1 by undici'});
  expect(choose('http1', proxy).kind).toBe('undici');
});
