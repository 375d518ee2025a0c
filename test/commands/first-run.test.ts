import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {firstRunDrive, firstRunProblem, firstRunSource, lookAtUrl} from '../../source/commands/first-run.ts';
import {parseRunFlags} from '../../source/commands/flags.ts';
import {tempFolder} from '../files/temp-folder.ts';

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

  describe('a file of requests', () => {
    const openapi = {
      openapi: '3.0.0',
      info: {title: 'shop', version: '1'},
      servers: [{url: 'http://elsewhere'}],
      paths: {'/products': {get: {responses: {200: {description: 'ok'}}}}},
    };
    const har = {
      log: {entries: [{request: {method: 'GET', url: 'http://elsewhere/cart', headers: []}, response: {status: 200}}]},
    };

    async function fileOf(name: string, content: string): Promise<string> {
      const folder = await tempFolder();
      await mkdir(folder, {recursive: true});
      const file = path.join(folder, name);
      await writeFile(file, content);
      return file;
    }

    it.each([
      ['shop.json', JSON.stringify(openapi), '/products'],
      ['cart.json', JSON.stringify(har), '/cart'],
      ['cart.har', JSON.stringify(har), '/cart'],
      ['one.curl', "curl -X POST http://elsewhere/login -d '{}'", '/login'],
    ])('%s drives the typed target at 1 VU under the ceiling', async (name, content, requestPath) => {
      const requests = await fileOf(name, content);
      expect(firstRunProblem('requests', requests)).toBeNull();
      const run = await firstRunSource({...texts, requests, limits: 'p95<250ms'}, flags);
      expect(run!.profile).toMatchObject({
        target: texts.target,
        executor: {kind: 'constant-vus', vus: 1},
        cap: {vus: 50},
      });
      expect(JSON.stringify(run!.profile.scenarios)).toContain(requestPath);
      expect(run!.flags.thresholds).toEqual(['http_req_duration: p(95)<250']);
    });

    it('a curl command is one too; a request and an own path are not', async () => {
      expect((await firstRunSource({...texts, requests: 'curl http://elsewhere/x'}, flags))!.profile.target).toBe(
        texts.target,
      );
      expect(await firstRunSource(texts, flags)).toBeNull();
      expect(await firstRunSource({...texts, requests: 'GET /a.json'}, flags)).toBeNull();
      expect(await firstRunSource({...texts, requests: '/data.json'}, flags)).toBeNull();
    });

    it('one that is not there, or holds something else, is told', async () => {
      expect(firstRunProblem('requests', 'nowhere.har')).toContain('there is no file');
      const file = await fileOf('broken.har', 'no json');
      await expect(firstRunSource({...texts, requests: file}, flags)).rejects.toThrow(/JSON|har|broken/i);
    });
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
