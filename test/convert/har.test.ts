import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

interface Given {
  readonly url: string;
  readonly at: number;
  readonly time?: number;
  readonly method?: string;
  readonly page?: string;
  readonly status?: number;
  readonly mime?: string;
  readonly headers?: Record<string, string>;
  readonly setCookie?: string;
  readonly postData?: unknown;
}

function har(entries: readonly Given[], pages: readonly {id: string; title: string}[] = []): string {
  const pairs = (headers: Record<string, string>): unknown =>
    Object.entries(headers).map(([name, value]) => ({name, value}));
  return JSON.stringify({
    log: {
      version: '1.2',
      pages,
      entries: entries.map(
        ({
          url,
          at,
          time = 100,
          method = 'GET',
          page,
          status = 200,
          mime = 'application/json',
          headers = {},
          setCookie,
          postData,
        }) => ({
          startedDateTime: new Date(1_700_000_000_000 + at).toISOString(),
          time,
          ...(page === undefined ? {} : {pageref: page}),
          request: {method, url, headers: pairs(headers), queryString: [], postData},
          response: {
            status,
            headers: pairs(setCookie === undefined ? {} : {'set-cookie': setCookie}),
            content: {mimeType: mime},
          },
        }),
      ),
    },
  });
}

describe('a HAR file', () => {
  test('becomes the requests to its main server, named without ids; others are listed', async () => {
    const {profile, requests, left} = await imported(
      'har',
      har([
        {url: 'https://shop.example/items/17?x=1', at: 0},
        {url: 'https://cdn.example/a.js', at: 100},
        {url: 'https://shop.example/items/18', at: 200},
        {url: 'wss://shop.example/live', at: 300},
        {url: 'https://shop.example/missing', at: 400, status: 404},
      ]),
    );
    expect(profile.target).toBe('https://shop.example');
    expect(requests.map(({name, path}) => [name, path])).toEqual([
      ['GET /items/:id', '/items/17?x=1'],
      ['GET /items/:id', '/items/18'],
      ['GET /missing', '/missing'],
    ]);
    expect(requests[2]!.expect).toEqual([[404, 404]]);
    expect(left).toContain('1 request to https://cdn.example: ');
    expect(left).toContain('wss://shop.example/live: ');
  });

  test('has its gaps as think times, rounded and cut, unless they are not wanted', async () => {
    const text = har([
      {url: 'http://h/a', at: 0},
      {url: 'http://h/b', at: 2340},
      {url: 'http://h/c', at: 2540},
      {url: 'http://h/d', at: 600_000},
    ]);
    const {profile, left} = await imported('har', text);
    expect(profile.scenarios[0]!.flow.map((step) => (step.kind === 'think' ? step.time : step.kind))).toEqual([
      'request',
      {kind: 'uniform', minMs: 2000, maxMs: 2000},
      'request',
      'request',
      {kind: 'uniform', minMs: 30_000, maxMs: 30_000},
      'request',
    ]);
    expect(left).toContain('cut to 30s');
    const without = await imported('har', text, {think: false});
    expect(without.profile.scenarios[0]!.flow.every(({kind}) => kind === 'request')).toBe(true);
    expect(without.left).toContain('--no-think');
  });

  test('has its pages as groups, and leaves assets out when asked to', async () => {
    const text = har(
      [
        {url: 'http://h/', at: 0, page: 'p1', mime: 'text/html'},
        {url: 'http://h/app.css', at: 50, page: 'p1', mime: 'text/css'},
        {url: 'http://h/cart', at: 5000, page: 'p2'},
      ],
      [
        {id: 'p1', title: 'http://h/start?x'},
        {id: 'p2', title: 'Cart'},
      ],
    );
    const {profile, requests, left} = await imported('har', text, {assets: false});
    expect(profile.scenarios[0]!.flow.map((step) => (step.kind === 'group' ? step.name : step.kind))).toEqual([
      '/start',
      'think',
      'Cart',
    ]);
    expect(requests.map(({path}) => path)).toEqual(['/', '/cart']);
    expect(left).toContain('--no-assets');
    expect((await imported('har', text)).left).toContain('others were under way');
  });

  test('keeps bodies; secrets and cookies of the recording do not get into the profile', async () => {
    const {document, requests, left} = await imported(
      'har',
      har([
        {
          url: 'http://h/login',
          at: 0,
          method: 'POST',
          postData: {mimeType: 'application/json', text: '{"user":"u","password":"hunter22"}'},
          headers: {'content-type': 'application/json', 'Content-Length': '9'},
          setCookie: 'sid=abc123; Path=/',
        },
        {
          url: 'http://h/form',
          at: 100,
          method: 'POST',
          postData: {mimeType: 'application/x-www-form-urlencoded', params: [{name: 'a', value: 'b c'}]},
        },
        {url: 'http://h/me', at: 200, headers: {Cookie: 'sid=abc123; other=zzz999', Authorization: 'Bearer qqq111'}},
      ]),
    );
    expect(JSON.stringify(document)).not.toMatch(/hunter22|abc123|zzz999|qqq111/);
    expect(requests.map(({body}) => body)).toEqual(['{"user":"u","password":"${env:PASSWORD}"}', 'a=b%20c', null]);
    expect(requests[2]!.headers).toEqual({cookie: '${env:COOKIE}', authorization: 'Bearer ${env:TOKEN}'});
    expect(left).toContain('cookies a response has set');
    expect(left).toContain('header content-length');
  });

  test.each(['', '{', '[]', '{"log":{}}', '{"log":{"entries":[]}}', '{"log":{"entries":[null, 1, {"request":{}}]}}'])(
    '%j is refused in one line',
    async (text) => {
      await expect(imported('har', text)).rejects.toMatchObject({name: 'PerftuiError', exitCode: 104});
    },
  );
});
