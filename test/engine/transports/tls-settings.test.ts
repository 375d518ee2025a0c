import {generateKeyPairSync} from 'node:crypto';
import {once} from 'node:events';
import {createServer as createHttp1Server} from 'node:https';
import {createSecureServer as createHttp2Server} from 'node:http2';
import type {AddressInfo, Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {expect, test} from 'vitest';
import type {TransportKind} from '../../../source/domain/transport-choice.ts';
import {createSecureContext} from '../../../source/engine/transports/secure-context.ts';
import {selfSigned} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {kinds, openAny} from './any-lane.ts';
import {noTls} from './no-tls.ts';

const pem = selfSigned.cert.toString();
const key = selfSigned.key.toString();

/** Over TLS, answers with the name on the client's certificate (`-` without) and whether the session was resumed. */
async function secureServer(kind: TransportKind, requestCert = false) {
  const options = {...selfSigned, requestCert, rejectUnauthorized: requestCert, ca: pem};
  const answer = (socket: TLSSocket): string =>
    `${String(socket.getPeerCertificate().subject?.CN ?? '-')} ${socket.isSessionReused()}`;
  const server =
    kind === 'http2'
      ? createHttp2Server(options, (message, response) => response.end(answer(message.socket as TLSSocket)))
      : createHttp1Server(options, (message, response) => {
          response.setHeader('connection', 'close');
          response.end(answer(message.socket as TLSSocket));
        });
  const sockets = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each(kinds)('%s trusts the authority of the profile, and checks the name', async (kind) => {
  await using server = await secureServer(kind);
  const named = target(server.port, {secure: true, hostname: 'localhost'});
  const byAddress = target(server.port, {secure: true});
  const tls = {...noTls, ca: pem};
  using trusting = openAny(kind, named, {tls, keeps: true});
  expect(await trusting.send()).toMatchObject({word: null, body: '- false'});
  // Over HTTP/1 each request here has a connection of its own, which takes the session up again.
  expect(await trusting.send()).toMatchObject({word: null, body: kind === 'http2' ? '- false' : '- true'});
  using nameless = openAny(kind, byAddress, {tls});
  expect(await nameless.send()).toMatchObject({word: 'certificate name'});
  using plain = openAny(kind, named);
  expect(await plain.send()).toMatchObject({word: 'unknown authority'});
});

test.each(kinds)('%s takes any certificate when told not to verify', async (kind) => {
  await using server = await secureServer(kind);
  using client = openAny(kind, target(server.port, {secure: true}), {tls: {...noTls, insecure: true}});
  expect(await client.send()).toMatchObject({word: null, status: 200});
});

test.each(kinds)('%s shows the certificate of the profile to a server that asks for one', async (kind) => {
  await using server = await secureServer(kind, true);
  const to = target(server.port, {secure: true, hostname: 'localhost'});
  using client = openAny(kind, to, {tls: {...noTls, ca: pem, cert: pem, key}, keeps: true});
  expect(await client.send()).toMatchObject({word: null, body: 'localhost false'});
  using without = openAny(kind, to, {tls: {...noTls, ca: pem}});
  const refused = await without.send();
  // TLS 1.3: the client is done with its side of the handshake before the server says no.
  expect([refused.status, refused.error === -1]).toEqual([0, false]);
  expect(refused.word).toMatch(/^(?:tls|reset|closed before response|h2 connection)$/);
});

test.each(kinds)('%s refuses certificates it cannot read as it is made', (kind) => {
  const to = target(1, {secure: true});
  expect(() => openAny(kind, to, {tls: {...noTls, ca: 'nonsense'}})).toThrow(TypeError);
});

test('what is wrong with a certificate or key is said by the name of its part', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const other = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const rsa = generateKeyPairSync('rsa', {modulusLength: 2048});
  const encoding = {type: 'pkcs8', format: 'pem'} as const;
  const locked = rsa.privateKey.export({...encoding, cipher: 'aes-256-cbc', passphrase: 'x'}).toString();
  const why = (changes: Partial<typeof noTls>): string => {
    try {
      createSecureContext({...noTls, ...changes});
    } catch (error) {
      return error instanceof TypeError ? error.message : String(error);
    }
    return 'nothing';
  };
  expect(why({})).toBe('nothing');
  expect(why({ca: `${pem}\n${pem}`, cert: pem, key})).toBe('nothing');
  expect(why({ca: ''})).toBe('tls: ca holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)');
  expect(why({ca: `${pem}${broken}`})).toBe('tls: certificate 2 of ca cannot be read');
  expect(why({cert: key, key})).toMatch(/^tls: cert holds no certificate/);
  expect(why({cert: pem})).toBe('tls: cert and key only go together');
  expect(why({key})).toBe('tls: cert and key only go together');
  expect(why({cert: pem, key: 'nonsense'})).toBe('tls: key is no private key in PEM form');
  expect(why({cert: pem, key: pem})).toBe('tls: key is no private key in PEM form');
  expect(why({cert: pem, key: rsa.privateKey.export(encoding).toString()})).toBe('tls: key is not that of cert');
  expect(why({cert: pem, key: other.privateKey.export(encoding).toString()})).toBe('tls: key is not that of cert');
  expect(why({cert: pem, key: locked})).toBe('tls: key is encrypted: it must be one without a passphrase');
});
