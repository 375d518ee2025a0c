import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {defaultTransportSettings, type TransportSettings} from '../../../source/domain/transport-choice.ts';
import {createConnector} from '../../../source/engine/transports/connector.ts';
import {answer, rawServer} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {noTls} from './no-tls.ts';
import {openLane} from './open-undici-lane.ts';

/** Where there is no such folder there is nothing to count. */
function filesOpen(): number {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
}

test('without reuse, after so many requests and after so long, a request gets a new connection', async () => {
  await using server = await rawServer((socket) => socket.write(answer('x')));
  const cases: [settings: Partial<TransportSettings>, connections: number][] = [
    [{}, 1],
    [{reuse: false}, 4],
    [{maxRequests: 2}, 2],
    [{maxAgeMs: 0}, 4],
    [{maxAgeMs: 60_000}, 1],
  ];
  for (const [settings, connections] of cases) {
    const {send, opened} = openLane(target(server.port), false, settings);
    const words = [await send(), await send(), await send(), await send()].map(({word}) => word);
    expect([settings, opened(), words]).toEqual([settings, connections, [null, null, null, null]]);
  }
});

test('a Unix socket is a target', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-socket-'));
  const socketPath = join(folder, 'http');
  const server = createServer((socket) => void socket.on('data', () => socket.write(answer('x'))));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const {send, opened, lane} = openLane({...target(80), origin: `http://unix:${socketPath}:`, socketPath});
  expect([(await send()).word, (await send()).word, opened()]).toEqual([null, null, 1]);
  lane.close();
  server.close();
  rmSync(folder, {recursive: true});
});

test('connections take the addresses of a name in turn, IPv4 first, and a dead one is an error', async () => {
  await using server = await rawServer((socket) => socket.end(answer('x', 'connection: close\r\n')));
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({address, family: 4}));
  const connect = createConnector(
    {
      target: target(server.port, {hostname: 'name.invalid'}),
      settings: defaultTransportSettings,
      tls: noTls,
      proxy: null,
    },
    () => performance.now(),
    (_name, done) => void setImmediate(done, null, [...addresses, {address: '::1', family: 6}]),
  );
  const ended: string[] = [];
  for (let nth = 0; nth < 3; nth++) {
    await new Promise<void>((resolve) => {
      const connection = connect(
        {
          onAttempt: () => ended.push('attempt'),
          onTcp: () => ended.push(connection.wire.remoteAddress ?? '?'),
          onReady: (socket) => socket.destroy(),
          onFailure: (error) => ended.push((error as NodeJS.ErrnoException).code ?? '?'),
          onClose: resolve,
        },
        null,
      );
    });
  }
  // The server listens on the first of them only.
  expect(ended).toEqual(['attempt', '127.0.0.1', 'attempt', 'ECONNREFUSED', 'attempt', '127.0.0.1']);
});

test('a body file is sent with its length or in chunks, and no file stays open when the answer comes early', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-body-'));
  const bodyFile = join(folder, 'body');
  writeFileSync(bodyFile, 'y'.repeat(300_000));
  try {
    let got = '';
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        got += chunk.toString('latin1');
        if (/\/early /.test(got)) socket.write(answer('x'));
        else if (got.length > 300_000 && /\r\n0\r\n\r\n$|[^\n]yyy$/.test(got)) socket.write(answer('x'));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    const {send, lane} = openLane(target(port));
    for (const chunked of [false, true]) {
      got = '';
      expect((await send({method: 'POST', bodyFile, chunked})).word).toBe(null);
      expect(got).toMatch(chunked ? /^transfer-encoding: chunked\r$/m : /^content-length: 300000\r$/m);
      expect(got.slice(got.indexOf('\r\n\r\n')).match(/y/g)).toHaveLength(300_000);
    }
    const before = filesOpen();
    for (let nth = 0; nth < 20; nth++) {
      got = '';
      expect((await send({method: 'POST', path: '/early', bodyFile})).word).toBe(null);
    }
    lane.close();
    await sleep(50);
    expect(filesOpen()).toBeLessThanOrEqual(before);
    server.close();
  } finally {
    rmSync(folder, {recursive: true});
  }
});
