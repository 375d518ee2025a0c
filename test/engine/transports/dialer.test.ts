import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import tls from 'node:tls';
import {expect, test} from 'vitest';
import {defaultTransportSettings} from '../../../source/domain/transport-choice.ts';
import {DialerAddresses, type Resolve} from '../../../source/engine/transports/dialer-addresses.ts';
import {createDialer, type Dialled, type DialSink} from '../../../source/engine/transports/dialer.ts';
import {rawServer, selfSigned} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {noTls} from './no-tls.ts';

/** A sink that notes what it is told, in order. */
function recorder() {
  const told: string[] = [];
  const closed = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const sink: DialSink = {
    onAttempt: () => told.push('attempt'),
    onTcp: () => told.push('tcp'),
    onReady: (_nowMs, protocol) => {
      told.push('ready');
      if (protocol !== null) told.push(protocol);
      ready.resolve();
    },
    onRead: (bytes, length) => told.push(bytes.toString('latin1', 0, length)),
    onDrain: () => told.push('drain'),
    onEnd: () => told.push('end'),
    onFailure: (error) => told.push((error as NodeJS.ErrnoException).code ?? error.message),
    onClose: () => {
      told.push('close');
      closed.resolve();
    },
  };
  return {told, sink, closed: closed.promise, ready: ready.promise};
}

const nowMs = (): number => performance.now();
const settings = defaultTransportSettings;

/** A resolver that answers when told to. */
function fakeResolver(addresses: readonly [address: string, family: 4 | 6][]) {
  let asked = 0;
  const resolve: Resolve = (_hostname, done) => {
    asked++;
    setImmediate(() =>
      done(
        null,
        addresses.map(([address, family]) => ({address, family})),
      ),
    );
  };
  return {resolve, asked: () => asked};
}

async function nextOf(addresses: DialerAddresses): Promise<string> {
  return new Promise((resolve, reject) => {
    let inside = true;
    addresses.next((error, address) => {
      expect(inside).toBe(false);
      if (error === null) resolve(address);
      else reject(error);
    });
    inside = false;
  });
}

test('what a connection tells comes in order, never inside dial, and ends with the close', async () => {
  await using server = await rawServer((socket) => socket.end('answer'));
  const {told, sink, ready, closed} = recorder();
  const connection = createDialer({target: target(server.port), settings, nowMs, alpn: [], tls: noTls}).dial(0, sink);
  expect(told).toEqual([]);
  await ready;
  expect(connection.write(Buffer.from('x\r\n\r\n'))).toBe(true);
  await closed;
  expect(told).toEqual(['attempt', 'tcp', 'ready', 'answer', 'end', 'close']);
  expect([connection.bytesRead, connection.bytesWritten]).toEqual([6, 5]);
});

test('what the system does not take at once drains later', async () => {
  await using server = await rawServer(() => {});
  const {told, sink, ready, closed} = recorder();
  const dialer = createDialer({target: target(server.port), settings, nowMs, alpn: [], tls: noTls});
  const connection = dialer.dial(0, sink);
  await ready;
  expect(connection.write(Buffer.alloc(20_000_000))).toBe(false);
  while (!told.includes('drain')) await sleep(5);
  dialer.close();
  await closed;
  expect(told).toEqual(['attempt', 'tcp', 'ready', 'drain', 'close']);
});

test('under TLS a certificate nobody signed is a failure that tells its bytes', async () => {
  await using server = await rawServer(() => {}, {secure: true});
  const {told, sink, closed} = recorder();
  let readAtFailure = 0;
  let connection: Dialled | null = null;
  const noting: DialSink = {
    ...sink,
    onFailure: (error) => {
      readAtFailure = connection?.bytesRead ?? 0;
      sink.onFailure(error);
    },
  };
  connection = createDialer({target: target(server.port, {secure: true}), settings, nowMs, alpn: [], tls: noTls}).dial(
    0,
    noting,
  );
  await closed;
  expect(told).toEqual(['attempt', 'tcp', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'close']);
  expect(readAtFailure).toBeGreaterThan(300);
});

test.runIf('setDefaultCACertificates' in tls)(
  'under TLS the protocol is agreed on, large writes drain, small ones are taken, and each key resumes its own session',
  async () => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([selfSigned.cert.toString()]);
    const resumed: boolean[] = [];
    const server = tls.createServer({...selfSigned, ALPNProtocols: ['h2', 'http/1.1']}, (socket) => {
      resumed.push(socket.isSessionReused());
      socket.on('error', () => {}).resume();
      socket.write('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const {port} = server.address() as AddressInfo;
      const to = target(port, {secure: true, hostname: 'localhost'});
      const dialer = createDialer({target: to, settings, nowMs, alpn: ['h2'], tls: noTls});
      for (const key of [0, 0, 1]) {
        const {told, sink, ready, closed} = recorder();
        const connection = dialer.dial(key, sink);
        await ready;
        expect(connection.write(Buffer.alloc(100))).toBe(true);
        expect(connection.write(Buffer.alloc(5_000_000))).toBe(false);
        while (!told.includes('drain')) await sleep(2);
        expect(connection.bytesWritten).toBeGreaterThan(5_000_100);
        connection.destroy();
        await closed;
        expect(told).toEqual(['attempt', 'tcp', 'ready', 'h2', 'hello', 'drain', 'close']);
      }
      expect(resumed).toEqual([false, true, false]);
    } finally {
      server.close();
      tls.setDefaultCACertificates(before);
    }
  },
);

test('a connection destroyed at any stage tells only its close', async () => {
  await using server = await rawServer(() => {});
  const dialer = createDialer({target: target(server.port), settings, nowMs, alpn: [], tls: noTls});
  const early = recorder();
  dialer.dial(0, early.sink).destroy();
  await early.closed;
  expect(early.told).toEqual(['close']);
  const late = recorder();
  const connection = dialer.dial(1, late.sink);
  await late.ready;
  connection.destroy();
  connection.destroy();
  await late.closed;
  await sleep(5);
  expect(late.told).toEqual(['attempt', 'tcp', 'ready', 'close']);
});

test('TCP and TLS that are not up after 10 s are a timeout, by one timer for all', async () => {
  // Accepts, and never answers the TLS hello.
  await using server = await rawServer(() => {});
  let skippedMs = 0;
  const clock = (): number => performance.now() + skippedMs;
  const dialer = createDialer(
    {target: target(server.port, {secure: true}), settings, nowMs: clock, alpn: [], tls: noTls},
    {connectTimeoutMs: 60},
  );
  const first = recorder();
  dialer.dial(0, first.sink);
  await sleep(20);
  const second = recorder();
  dialer.dial(1, second.sink);
  skippedMs = 20;
  await Promise.all([first.closed, second.closed]);
  expect(first.told).toEqual(['attempt', 'tcp', 'ETIMEDOUT', 'close']);
  expect(second.told).toEqual(['attempt', 'tcp', 'ETIMEDOUT', 'close']);
});

test('addresses are taken in turn, asked for once at a time, and again when the answer is too old', async () => {
  let now = 0;
  const {resolve, asked} = fakeResolver([
    ['10.0.0.1', 4],
    ['10.0.0.2', 4],
  ]);
  const addresses = new DialerAddresses('name', 1000, () => now, resolve);
  expect(await Promise.all([nextOf(addresses), nextOf(addresses), nextOf(addresses)])).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.1',
  ]);
  now = 999;
  expect([await nextOf(addresses), asked()]).toEqual(['10.0.0.2', 1]);
  now = 1000;
  expect([await nextOf(addresses), asked()]).toEqual(['10.0.0.1', 2]);
});

test('IPv6 addresses are used without others, or once all IPv4 addresses failed in a row', async () => {
  const only = new DialerAddresses('name', 1000, () => 0, fakeResolver([['::1', 6]]).resolve);
  expect(await nextOf(only)).toBe('::1');
  const both = new DialerAddresses(
    'name',
    1000,
    () => 0,
    fakeResolver([
      ['::1', 6],
      ['10.0.0.1', 4],
      ['10.0.0.2', 4],
    ]).resolve,
  );
  expect([await nextOf(both), await nextOf(both), await nextOf(both)]).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.1']);
  both.onConnectFailed('10.0.0.1');
  both.onConnected();
  both.onConnectFailed('10.0.0.1');
  expect(await nextOf(both)).toBe('10.0.0.2');
  both.onConnectFailed('10.0.0.2');
  // Late news of an address that is not in use any more.
  both.onConnectFailed('10.0.0.1');
  expect(await nextOf(both)).toBe('::1');
  both.onConnectFailed('::1');
  expect(await nextOf(both)).toMatch(/^10/);
});

test('an address is not looked up, a name without one is an error, and errors are not kept', async () => {
  expect(
    await nextOf(
      new DialerAddresses(
        '::1',
        1000,
        () => 0,
        () => expect.unreachable(),
      ),
    ),
  ).toBe('::1');
  let asked = 0;
  const addresses = new DialerAddresses(
    'name',
    1000,
    () => 0,
    (_name, done) => {
      asked++;
      setImmediate(() => done(asked === 1 ? new Error('no answer') : null, []));
    },
  );
  await expect(nextOf(addresses)).rejects.toThrow('no answer');
  await expect(nextOf(addresses)).rejects.toMatchObject({code: 'ENOTFOUND'});
});

test('on loopback, connections beyond the ports of one source go out from others', async () => {
  const sources: string[] = [];
  const server = createServer((socket) => void sources.push(socket.remoteAddress!)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  // Room for two: 4 ports × 0.7, and half of that for us.
  const dialer = createDialer(
    {target: target(port), settings, nowMs, alpn: [], tls: noTls},
    {portRange: {low: 1, high: 6}},
  );
  for (let key = 0; key < 4; key++) {
    const {sink, ready} = recorder();
    dialer.dial(key, sink);
    await ready;
  }
  while (sources.length < 4) await sleep(1);
  expect(sources).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.4', '127.0.0.5']);
  dialer.close();
  server.close();
  await once(server, 'close');
});
