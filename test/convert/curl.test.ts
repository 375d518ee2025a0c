import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

describe('a curl command', () => {
  test('as a browser copies it for bash becomes one request with its headers and body', async () => {
    const {profile, requests, secrets} = await imported(
      'curl',
      `curl 'https://shop.example/api/cart/17?page=2' \\
  -X 'PUT' -H 'accept: */*' -H 'content-type: application/json' \\
  -H 'authorization: Bearer abc.def' -b 'sid=s3cret' -H 'x-say: it'"'"'s' \\
  --data-raw $'{"name":"D\\'or \\u00e9","n":2}' --compressed`,
    );
    expect(profile.target).toBe('https://shop.example');
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      name: 'PUT /api/cart/:id',
      method: 'PUT',
      path: '/api/cart/17?page=2',
      body: '{"name":"D\'or é","n":2}',
    });
    expect(requests[0]!.headers).toMatchObject({
      'x-say': "it's",
      authorization: 'Bearer ${env:TOKEN}',
      cookie: '${env:COOKIE}',
      'accept-encoding': 'gzip, deflate, br',
    });
    expect(secrets.map(({variable}) => variable)).toEqual(['TOKEN', 'COOKIE']);
  });

  test("as a browser copies it for Windows' cmd is the same request", async () => {
    const {requests} = await imported(
      'curl',
      'curl ^"http://127.0.0.1:8080/a?x=1^&y=2^" ^\r\n  -H ^"accept: text/plain^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":^\\^"50^%^\\^"^}^"',
    );
    expect(requests[0]).toMatchObject({method: 'POST', path: '/a?x=1&y=2', body: '{"a":"50%"}'});
  });

  test('takes method, form data, query data and several URLs from its options', async () => {
    const {requests} = await imported(
      'curl',
      `curl -d a=1 -d b=2 --data-urlencode 'c=ä ö' http://h/form
curl -G -d q=x -d 'r=1' http://h/search
curl -I http://h/head ; curl -sSLXDELETE http://h/items/3 --next http://h/a http://h/b
curl --json '{"a":1}' h/json`,
    );
    expect(requests.map(({method, path, body}) => [method, path, body])).toEqual([
      ['POST', '/form', 'a=1&b=2&c=%C3%A4%20%C3%B6'],
      ['GET', '/search?q=x&r=1', null],
      ['HEAD', '/head', null],
      ['DELETE', '/items/3', null],
      ['GET', '/a', null],
      ['GET', '/b', null],
      ['POST', '/json', '{"a":1}'],
    ]);
  });

  test('sets TLS, proxy, user, redirects, timeout and HTTP/2 of the profile', async () => {
    const {profile, secrets} = await imported(
      'curl',
      'curl -k -u me:pw -L --max-redirs 3 -m 2.5 --cacert ca.pem --cert c.pem --key k.pem --http2 https://h/',
    );
    expect(profile).toMatchObject({
      auth: {kind: 'basic', username: 'me', password: '${env:PASSWORD}'},
      tls: {ca: 'ca.pem', cert: 'c.pem', key: 'k.pem', insecure: true},
      maxRedirects: 3,
      timeoutMs: 2500,
    });
    expect(profile.transport.choice).toBe('http2');
    expect(secrets).toEqual([{where: '--user', variable: 'PASSWORD'}]);
    expect((await imported('curl', 'curl -x user:pw@proxy:3128 http://h/')).profile.proxy).toBe(
      'http://user:${env:PROXY_PASSWORD}@proxy:3128',
    );
    expect((await imported('curl', 'curl http://h/')).profile.maxRedirects).toBe(0);
  });

  test('lists what cannot be carried over, with the reason', async () => {
    const {left} = await imported(
      'curl',
      `curl -F 'f=@x' --limit-rate 1M --wonder -o out.txt http://h/a http://other/b http://h/c | jq .`,
    );
    for (const word of [
      '-F: multipart',
      '--limit-rate: ',
      '--wonder: it is not an option',
      '-o: ',
      '1 request to http://other',
      '| jq .: ',
    ])
      expect(left).toContain(word);
  });

  test('keeps templates of others as plain text', async () => {
    const {requests} = await imported('curl', `curl 'http://h/$\{a}' -H 'x-t: $\{b}' -d '$\{c}'`);
    expect(requests[0]).toMatchObject({path: '/$%7Ba%7D', headers: {'x-t': '$${b}'}, body: '$${c}'});
  });

  test.each([
    ["-F 'file=@a.png'", 'POST', '-F: multipart'],
    ['--form-string a=b', 'POST', '--form-string'],
    ['-T a.bin', 'PUT', '-T: write "bodyFile"'],
    ['-F a=b -X PATCH', 'PATCH', '-F: multipart'],
  ])('keeps the method that %s means', async (options, method, note) => {
    const {requests, left} = await imported('curl', `curl ${options} http://h/up`);
    expect(requests[0]).toMatchObject({method, path: '/up', body: null});
    expect(left).toContain(note);
  });

  test.each([
    ['--http2 https://h/', 'http2', ''],
    ['--http2 http://h/', 'auto', '--http2: without TLS curl only offers it: HTTP/1.1 is spoken'],
    ['--http2-prior-knowledge http://h/', 'http2', ''],
  ])('curl %s is sent over %s', async (options, choice, note) => {
    const {profile, left} = await imported('curl', `curl -L ${options}`);
    expect(profile.transport.choice).toBe(choice);
    expect(left).toBe(note);
  });

  test('puts secrets of the query, of forms and of JSON bodies into the environment', async () => {
    const {document, secrets} = await imported(
      'curl',
      `curl 'http://h/?api_key=K3Y1&x=1' --json '{"user":"a","password":"hunter22","deep":{"accessToken":"T0K"}}'
curl http://h/f -d 'user=a&client_secret=S3C'`,
    );
    expect(JSON.stringify(document)).not.toMatch(/K3Y1|hunter22|T0K|S3C/);
    expect(secrets.map(({variable}) => variable).sort()).toEqual([
      'ACCESS_TOKEN',
      'API_KEY',
      'CLIENT_SECRET',
      'PASSWORD',
    ]);
  });

  test.each([
    ['', 'no curl command'],
    ['wget http://h/', 'no curl command'],
    ['curl', 'no http(s) request'],
    ['curl ftp://h/', 'no http(s) request'],
    ['Invoke-WebRequest -Uri http://h', 'PowerShell'],
  ])('%j is refused in one line', async (text, words) => {
    await expect(imported('curl', text)).rejects.toThrow(
      expect.objectContaining({name: 'PerftuiError', message: expect.stringContaining(words)}),
    );
  });
});
