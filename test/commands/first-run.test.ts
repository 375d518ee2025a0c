import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, it, onTestFinished} from 'vitest';
import {firstRunDrive, firstRunProblem, lookAtUrl} from '../../source/commands/first-run.ts';
import {parseRunFlags} from '../../source/commands/flags.ts';

const flags = parseRunFlags({});
const texts = {target: 'http://localhost:8080', requests: 'GET /', limits: '', ceiling: '50'};

describe('what was typed on the first screen', () => {
  it.each([
    [{}, 'http://localhost:8080', 'GET', null],
    [{target: 'http://localhost:8080/api?x=1 '}, 'http://localhost:8080/api?x=1', 'GET', null],
    [{target: 'http://h/base/', requests: 'POST /login {"user": "a"}'}, 'http://h/base/login', 'POST', '{"user":"a"}'],
    [{requests: '/plain'}, 'http://localhost:8080/plain', 'GET', null],
    [{target: 'http://unix:/tmp/a.sock:', requests: 'GET /x'}, 'http://unix:/tmp/a.sock:/x', 'GET', null],
  ])('%j drives %s', (changes, url, method, body) => {
    const drive = firstRunDrive({...texts, ...changes}, flags);
    expect([drive.url, drive.flags.method, drive.flags.body]).toEqual([url, method, body]);
  });

  it('limits become thresholds and the ceiling the cap; a flag comes first', () => {
    const drive = firstRunDrive({...texts, limits: 'p95<250ms'}, flags);
    expect([drive.flags.thresholds, drive.flags.maxVus]).toEqual([['http_req_duration: p(95)<250'], 50]);
    expect(firstRunDrive(texts, {...flags, maxVus: 7}).flags.maxVus).toBe(7);
  });

  it.each([
    ['target', '', 'type the URL'],
    ['target', 'localhost:8080', 'http://'],
    ['target', 'ftp://x', 'http://'],
    ['requests', 'GET x', 'path'],
    ['limits', 'soon', 'p95 < 250ms'],
    ['ceiling', '0', 'whole number'],
    ['ceiling', '1.5', 'whole number'],
  ] as const)('%s %j is refused: %s', (field, text, words) => {
    expect(firstRunProblem(field, text)).toContain(words);
    expect(() => firstRunDrive({...texts, [field]: text}, flags)).toThrow(words);
  });

  it('a look at the target opens a connection and sends no request', async () => {
    let requests = 0;
    const server = createServer(() => requests++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const {port} = server.address() as AddressInfo;
    const look = (url: string): ReturnType<typeof lookAtUrl> => lookAtUrl(url, {flags, patienceMs: 500});
    expect(await look(`http://127.0.0.1:${port}/x`)).toMatchObject({outcome: 'ok'});
    expect(requests).toBe(0);
    expect(await look('http://127.0.0.1:1')).toMatchObject({outcome: 'failed'});
    expect(await look('http://192.0.2.1')).toMatchObject({outcome: 'warning'});
    expect(await look('nothing')).toMatchObject({outcome: 'failed'});
  });
});
