import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import {expect, test} from 'vitest';
import {preflight} from '../../source/commands/preflight.ts';
import type {Target} from '../../source/domain/run-plan.ts';
import {closedPort, rawServer, selfSigned} from '../engine/raw-server.ts';
import {tempFolder} from '../files/temp-folder.ts';

function targetAt(port: number, changes: Partial<Target> = {}): Target {
  return {
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
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
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
