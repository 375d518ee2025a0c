import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer as createPlainServer, request as sendPlain} from 'node:http';
import {createServer} from 'node:https';
import {connect, type AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {describe, expect, test} from 'vitest';
import {driveFlow} from './drive-flow.ts';
import {startTarget} from './target-server.ts';

const get = (path: string, more: object = {}) => ({request: {path, ...more}});
const fixture = (name: string): string => readFileSync(new URL(`../engine/fixtures/${name}`, import.meta.url), 'utf8');

describe('TLS and proxies', () => {
  async function startSecure(asksCertificate: boolean) {
    const peers: (string | undefined)[] = [];
    const pem = fixture('self-signed.pem');
    const server = createServer(
      {
        cert: pem,
        key: fixture('self-signed.key'),
        ca: pem,
        requestCert: asksCertificate,
        rejectUnauthorized: asksCertificate,
      },
      (request, response) => {
        peers.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined);
        response.end('ok');
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      origin: `https://localhost:${(server.address() as AddressInfo).port}`,
      peers,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  }
  const files = {'ca.pem': fixture('self-signed.pem'), 'key.pem': fixture('self-signed.key')};

  test.each(['http1', 'http2', 'undici'])(
    '%s: an unknown authority fails, `ca` or --insecure lets it through',
    async (transport) => {
      await using target = await startSecure(false);
      const profile = {target: target.origin, transport: transport === 'http2' ? 'http1' : transport};
      const refused = await driveFlow([get('/')], {profile, files});
      expect(refused.code).toBe(108);
      expect(refused.stderr).toMatch(/self-signed.*--cacert.*--insecure/);
      const trusted = await driveFlow([get('/')], {profile: {...profile, tls: {ca: 'ca.pem'}}, files});
      expect({code: trusted.code, failed: trusted.metric('http_req_failed')['rate']}).toEqual({code: 0, failed: 0});
      const insecure = await driveFlow([get('/')], {profile, args: ['--insecure']});
      expect(insecure.code).toBe(0);
      expect(insecure.stdout + insecure.stderr).toMatch(/not verified|insecure/i);
    },
  );

  test('a client certificate is shown to a server that asks for one', async () => {
    await using target = await startSecure(true);
    const tls = {ca: 'ca.pem', cert: 'ca.pem', key: 'key.pem'};
    const {code} = await driveFlow([get('/')], {profile: {target: target.origin, tls}, files});
    expect(code).toBe(0);
    expect(target.peers).toEqual(['localhost']);
    const without = await driveFlow([get('/')], {profile: {target: target.origin, tls: {ca: 'ca.pem'}}, files});
    expect(without.code).toBe(108);
  });

  test('a proxy carries the run, by undici, and the choice says why', async () => {
    await using target = await startTarget((_, response) => void response.end('ok'));
    let carried = 0;
    const proxy = createPlainServer((request, response) => {
      carried++;
      const to = new URL(request.url!, target.origin);
      request.pipe(
        sendPlain(to, {method: request.method, headers: request.headers}, (answer) => {
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    proxy.on('connect', (_, socket, head) => {
      carried++;
      const {hostname, port} = new URL(target.origin);

      const upstream = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const {code, stdout, stderr} = await driveFlow([get('/a')], {
      profile: {target: target.origin, iterations: 3},
      args: ['--proxy', url],
    });
    proxy.closeAllConnections();
    proxy.close();
    expect(code).toBe(0);
    expect(carried).toBeGreaterThan(0);
    expect(target.received()).toBe(3);
    expect(stdout + stderr).toMatch(/undici.*proxy/);
  });
});
