import * as fc from 'fast-check';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {PlanRequest} from '../../../../source/domain/run-plan.ts';
import {
  closeHttp1Request,
  createHttp1Request,
  writeRequestId,
  type RequestOptions,
} from '../../../../source/engine/transports/http1/http1-request.ts';
import {request, target} from '../../test-plan.ts';

const plain: RequestOptions = {target: target(8080), reuse: true, withRequestId: false};

function bytesOf(changes: Partial<PlanRequest>, options: Partial<RequestOptions> = {}): string {
  return createHttp1Request(request(changes), {...plain, ...options}).bytes.toString('latin1');
}

test('a request is its line, the host, its headers, and how its body ends', () => {
  expect(
    bytesOf({
      path: '/a?b',
      headers: [
        ['Accept', '*/*'],
        ['x-é'.slice(0, 1), 'é'],
      ],
    }),
  ).toBe('GET /a?b HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nAccept: */*\r\nx: é\r\n\r\n');
  expect(bytesOf({method: 'POST', body: 'é'})).toBe(
    'POST / HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncontent-length: 2\r\n\r\nÃ©',
  );
  expect(bytesOf({method: 'POST', body: 'hello', chunked: true})).toBe(
    'POST / HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  );
  expect(bytesOf({method: 'PUT'})).toMatch(/content-length: 0\r\n\r\n$/);
  expect(bytesOf({method: 'DELETE'})).not.toMatch(/content-length/);
  expect(bytesOf({method: 'PUT', body: '', chunked: true})).toMatch(/chunked\r\n\r\n0\r\n\r\n$/);
});

test('the host is the target, without its default port, unless the request names one', () => {
  expect(bytesOf({}, {target: target(80)})).toMatch(/\r\nhost: 127.0.0.1\r\n/);
  expect(bytesOf({}, {target: target(443, {secure: true})})).toMatch(/\r\nhost: 127.0.0.1\r\n/);
  expect(bytesOf({}, {target: target(443, {hostname: '[::1]'})})).toMatch(/\r\nhost: \[::1\]:443\r\n/);
  expect(bytesOf({}, {target: {...target(80), socketPath: '/run/x'}})).toMatch(/\r\nhost: localhost\r\n/);
  const own = bytesOf({headers: [['Host', 'shop.example']]});
  expect(own.match(/host: /gi)).toHaveLength(1);
  expect(own).toMatch(/\r\nHost: shop.example\r\n/);
});

test('headers that would change how a message ends are not taken over', () => {
  const headers: [string, string][] = [
    ['Content-Length', '9'],
    ['transfer-encoding', 'gzip'],
    ['Expect', '100-continue'],
    ['upgrade', 'x'],
    ['keep-alive', 'x'],
  ];
  expect(bytesOf({headers})).toBe('GET / HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n\r\n');
  expect(bytesOf({headers: [['connection', 'keep-alive']]}, {reuse: false})).toMatch(
    /8080\r\nconnection: close\r\n\r\n$/,
  );
});

test('property: a request id replaces the one before, whatever their lengths, and nothing else changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[\w-]{1,40}$/), {minLength: 1, maxLength: 5}),
      fc.string(),
      (ids, body) => {
        const changes = {method: 'POST', body, headers: [['X-Request-Id', 'mine']] as [string, string][]};
        const prepared = createHttp1Request(request(changes), {...plain, withRequestId: true});
        for (const id of ids) writeRequestId(prepared, id);
        const without = bytesOf({method: 'POST', body});
        const at = without.indexOf('\r\n\r\n');
        const expected = `${without.slice(0, at)}\r\nx-request-id: ${ids.at(-1)!}${without.slice(at)}`;
        expect(prepared.bytes.toString('latin1')).toBe(expected);
      },
    ),
  );
});

test('a body file is measured, left out of the bytes, and must be a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-request-'));
  try {
    const bodyFile = join(folder, 'body');
    writeFileSync(bodyFile, 'y'.repeat(1234));
    const prepared = createHttp1Request(request({method: 'PUT', bodyFile}), plain);
    expect(prepared.file).toMatchObject({sizeBytes: 1234, chunked: false});
    expect(prepared.bytes.toString()).toMatch(/content-length: 1234\r\n\r\n$/);
    closeHttp1Request(prepared);
    expect(() => bytesOf({bodyFile: folder})).toThrow(TypeError);
    expect(() => bytesOf({bodyFile: join(folder, 'none')})).toThrow(/none cannot be read/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
