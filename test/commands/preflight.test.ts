import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import {expect, test} from 'vitest';
import {preflight} from '../../source/commands/preflight.ts';
import type {PlanTls, RunPlan, Target} from '../../source/domain/run-plan.ts';
import {closedPort, rawServer, selfSigned} from '../engine/raw-server.ts';
import {tempFolder} from '../files/temp-folder.ts';

type Place = Pick<RunPlan, 'target' | 'tls' | 'proxy'>;

const noTls: PlanTls = {ca: null, cert: null, key: null, insecure: false};

function targetAt(port: number, changes: Partial<Target> = {}, others: Partial<Omit<Place, 'target'>> = {}): Place {
  const target: Target = {
    origin: '',
    protocol: 'https:',
    hostname: '127.0.0.1',
    port,
    socketPath: null,
    basePath: '',
    label: '',
    isLocal: true,
    ...changes,
  };
  return {target, tls: noTls, proxy: null, ...others};
}

const impatient = 300;

test('a target that takes connections passes, and is sent nothing', async () => {
  let requests = 0;
  await using server = await rawServer(() => requests++);
  await preflight(targetAt(server.port, {protocol: 'http:'}));
  expect([server.accepted(), requests]).toEqual([1, 0]);
});

test('a refused port is 108, an unknown host 104', async () => {
  const port = await closedPort();
  await expect(preflight(targetAt(port, {protocol: 'http:'}))).rejects.toMatchObject({
    exitCode: 108,
    message: `127.0.0.1:${port} refused the connection`,
  });
  await expect(preflight(targetAt(1, {hostname: 'no-such-host.invalid'}))).rejects.toMatchObject({
    exitCode: expect.toSatisfy((code) => code === 104 || code === 108) as number,
    message: expect.stringContaining('no-such-host.invalid') as string,
  });
});

test('a Unix socket is opened by its path; one that is not there says so', async () => {
  const folder = await tempFolder();
  const socketPath = path.join(folder, 'app.sock');
  const at = targetAt(80, {protocol: 'http:', hostname: 'localhost', socketPath});
  await expect(preflight(at)).rejects.toMatchObject({exitCode: 108, message: `${socketPath} does not exist`});
  let accepted = 0;
  const server = net.createServer(() => accepted++).listen(socketPath);
  await once(server, 'listening');
  await preflight(at);
  server.close();
  await once(server, 'close');
  expect(accepted).toBe(1);
});

test('a certificate nobody vouches for is named so, with how to trust it', async () => {
  await using server = await rawServer(() => {}, {secure: true});
  await expect(preflight(targetAt(server.port, {hostname: 'localhost'}))).rejects.toMatchObject({
    exitCode: 108,
    message: `the certificate of localhost:${server.port} is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    hint: expect.stringContaining('--cacert') as string,
  });
});

test('plain HTTP behind an https URL: an answer that is no TLS, a hang-up, and silence each say so', async () => {
  const cases = [
    [(socket: {write(text: string): void}) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), /does not speak TLS/],
    [(socket: {destroy(): void}) => socket.destroy(), /closed the connection during the TLS handshake/],
    [() => {}, /did not answer the TLS handshake in 0\.3s/],
  ] as const;
  for (const [onOpen, message] of cases) {
    await using server = await rawServer(() => {}, {onOpen});
    await expect(preflight(targetAt(server.port), impatient)).rejects.toMatchObject({
      exitCode: 108,
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining('http://') as string,
    });
  }
});

test('a certificate for another name tells the name it is for', async () => {
  await using server = await rawServer(() => {}, {secure: true});
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([selfSigned.cert]);
  try {
    await preflight(targetAt(server.port, {hostname: 'localhost'}));
    await expect(preflight(targetAt(server.port))).rejects.toMatchObject({
      exitCode: 108,
      message: `the certificate of 127.0.0.1:${server.port} is for localhost (ERR_TLS_CERT_ALTNAME_INVALID)`,
      hint: 'name the host as its certificate does: localhost',
    });
  } finally {
    tls.setDefaultCACertificates(before);
  }
});

test('the certificates of the run are the ones that count: its CA, none at all, its own', async () => {
  await using server = await rawServer(() => {}, {secure: true});
  const ca = selfSigned.cert.toString();
  const localhost = {hostname: 'localhost'};
  await preflight(targetAt(server.port, localhost, {tls: {...noTls, ca}}));
  await preflight(targetAt(server.port, {}, {tls: {...noTls, insecure: true}}));
  await preflight(
    targetAt(server.port, localhost, {tls: {ca, cert: ca, key: selfSigned.key.toString(), insecure: false}}),
  );
  await expect(preflight(targetAt(server.port, {}, {tls: {...noTls, ca}}))).rejects.toMatchObject({
    message: expect.stringContaining('is for localhost') as string,
  });
});

/** Says `reply` to CONNECT and hands the connection on when that is a yes. */
async function proxyServer(reply: string): Promise<{port: number; asked: string[]} & AsyncDisposable> {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (head) => {
      asked.push(head.toString('latin1'));
      // In two pieces: a head may come in any.
      socket.write(reply.slice(0, 9));
      setImmediate(() => socket.write(reply.slice(9)));
      const [, host, port] = /^CONNECT (\S+):(\d+) /.exec(asked[0]!) ?? [];
      if (host === undefined || !reply.startsWith('HTTP/1.1 2')) return;
      const onward = net.connect(Number(port), host).on('error', () => {});
      socket.pipe(onward).pipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

test('behind a proxy the tunnel is asked for, with its credentials, and the handshake made through it', async () => {
  await using server = await rawServer(() => {}, {secure: true});
  await using proxy = await proxyServer('HTTP/1.1 200 OK\r\nvia: x\r\n\r\n');
  const at = {proxy: `http://me:p%40ss@127.0.0.1:${proxy.port}`, tls: {...noTls, insecure: true}};
  await preflight(targetAt(server.port, {}, at));
  expect(proxy.asked[0]).toBe(
    `CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\n` +
      `proxy-authorization: Basic ${btoa('me:p@ss')}\r\n\r\n`,
  );
  // What it says of the certificate it can only know from behind the tunnel.
  const verified = {...at, tls: {...noTls, ca: selfSigned.cert.toString()}};
  await expect(preflight(targetAt(server.port, {}, verified))).rejects.toMatchObject({
    message: `the certificate of 127.0.0.1:${server.port} is for localhost (ERR_TLS_CERT_ALTNAME_INVALID)`,
  });
});

test.each([
  ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', /^the proxy 127\.0\.0\.1:\d+ wants to know who you are/],
  ['HTTP/1.1 403 Forbidden\r\n\r\n', /^the proxy \S+ will not lead to 127\.0\.0\.1:1 \(403\)/],
  ['SSH-2.0-OpenSSH_9.6\r\n\r\n', /^the proxy \S+ does not speak HTTP/],
  ['HTTP/1.1 200 OK', /^the proxy \S+ gave no answer to CONNECT 127\.0\.0\.1:1/],
])('a proxy that says %j is named, never its password', async (reply, message) => {
  await using proxy = await proxyServer(reply);
  const run = preflight(targetAt(1, {}, {proxy: `http://me:hunter22@127.0.0.1:${proxy.port}`}), impatient);
  await expect(run).rejects.toMatchObject({exitCode: 108, message: expect.stringMatching(message) as string});
  await expect(run).rejects.not.toThrow(/hunter22/);
});

test('a proxy that is not there is named instead of the target', async () => {
  const port = await closedPort();
  await expect(
    preflight(
      targetAt(1, {protocol: 'http:', hostname: 'only-the-proxy-knows.invalid'}, {proxy: `http://127.0.0.1:${port}`}),
    ),
  ).rejects.toMatchObject({exitCode: 108, message: `the proxy 127.0.0.1:${port} refused the connection`});
});

test('certificates and a proxy that no worker could use are refused before anything is dialled: 104', async () => {
  await using server = await rawServer(() => {});
  const cert = selfSigned.cert.toString();
  const key = selfSigned.key.toString();
  const unusable: readonly [Partial<Omit<Place, 'target'>>, RegExp][] = [
    [{tls: {...noTls, cert, key: 'no key'}}, /^tls: key is no private key in PEM form$/],
    [{tls: {...noTls, ca: key}}, /^tls: ca holds no certificate in PEM form/],
    [{proxy: 'socks5://me:hidden@127.0.0.1:1'}, /^proxy must be a URL such as http:\/\/127\.0\.0\.1:3128$/],
  ];
  for (const [others, message] of unusable) {
    await expect(preflight(targetAt(server.port, {protocol: 'http:'}, others))).rejects.toMatchObject({
      code: 'ERR_PROFILE',
      exitCode: 104,
      message: expect.stringMatching(message) as string,
    });
  }
  expect(server.accepted()).toBe(0);
});
