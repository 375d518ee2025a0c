import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {PlanRequest, PlanText, PreparedRun} from '../../source/domain/run-plan.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {prepareRun, type PrepareOptions} from '../../source/files/prepare-run.ts';
import {profileForUrl} from '../../source/files/profile-for-url.ts';
import {isLoopback} from '../../source/files/resolve-target.ts';
import {targetProblem} from '../../source/files/target-syntax.ts';
import {tempFolder} from './temp-folder.ts';

function profileOf(document: object): Profile {
  const parsed = parseProfileDocument(
    {target: 'http://h', scenarios: [{flow: [{request: {path: '/'}}]}], ...document},
    'p',
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

function prepare(document: object, options: PrepareOptions = {env: {}}): PreparedRun {
  return prepareRun(profileOf(document), options);
}

function requestsOf({plan}: PreparedRun): PlanRequest[] {
  return plan.scenarios.flatMap(({steps}) => steps.flatMap((step) => (step.kind === 'request' ? [step.request] : [])));
}

function headersOf(prepared: PreparedRun): Record<string, PlanText> {
  return Object.fromEntries(requestsOf(prepared)[0]!.headers);
}

describe('the plan', () => {
  test('carries how arrivals start, who may be busy and who speaks', () => {
    const {plan} = prepare({
      rate: 50,
      arrivals: 'poisson',
      maxVUs: 30,
      precise: true,
      transport: 'http2',
      connections: {h2Streams: 10, maxAge: '30s'},
    });
    expect(plan).toMatchObject({
      maxVus: 30,
      preAllocatedVus: 5,
      arrivals: 'poisson',
      precise: true,
      transport: {choice: 'http2', reuse: true, maxAgeMs: 30_000, h2Streams: 10},
    });
    expect(prepare({rate: 50, preAllocatedVUs: 7, maxVUs: 30}).plan.preAllocatedVus).toBe(7);
    expect(prepare({vus: 5}).plan).toMatchObject({
      maxVus: 200,
      preAllocatedVus: 0,
      arrivals: 'constant',
      precise: false,
    });
  });

  test('names the file of a body absolutely, or says that it cannot be read', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'body.bin'), 'x');
    const document = {scenarios: [{flow: [{request: {path: '/', bodyFile: 'body.bin', chunked: true}}]}]};
    const profile = {...profileOf(document), folder};
    expect(requestsOf(prepareRun(profile, {env: {}}))[0]).toMatchObject({
      body: null,
      bodyFile: path.join(folder, 'body.bin'),
      chunked: true,
    });
    const gone = {...profile, folder: path.join(folder, 'elsewhere')};
    expect(() => prepareRun(gone, {env: {}})).toThrow(
      /request "GET \/": bodyFile .*elsewhere.body\.bin does not exist/,
    );
  });
});

describe('the target', () => {
  test('is taken apart', () => {
    expect(prepare({target: 'https://Example.com/base/'}).plan.target).toEqual({
      origin: 'https://example.com',
      protocol: 'https:',
      hostname: 'example.com',
      port: 443,
      socketPath: null,
      basePath: '/base',
      label: 'https://example.com/base',
      isLocal: false,
    });
    expect(requestsOf(prepare({target: 'http://h:81/base'}))[0]!.path).toBe('/base/');
    expect(prepare({target: 'http://[::1]:99'}).plan.target).toMatchObject({hostname: '::1', port: 99, isLocal: true});
  });

  test('may be a Unix socket, which has no name for the host header', () => {
    const prepared = prepare({target: 'http://unix:/run/app.sock:/base/'});
    expect(prepared.plan.target).toEqual({
      origin: 'http://unix:/run/app.sock:',
      protocol: 'http:',
      hostname: 'localhost',
      port: 80,
      socketPath: '/run/app.sock',
      basePath: '/base',
      label: 'http://unix:/run/app.sock:/base',
      isLocal: true,
    });
    expect(headersOf(prepared)['host']).toBe('localhost');
    expect(requestsOf(prepared)[0]!.path).toBe('/base/');
    const {plan} = prepareRun(profileForUrl('http://unix:/run/app.sock:/a?b=1'), {env: {}});
    expect([plan.target.socketPath, requestsOf({plan} as PreparedRun)[0]!.path]).toEqual(['/run/app.sock', '/a?b=1']);
    for (const wrong of [
      'https://unix:/a.sock:',
      'http://unix:a.sock',
      'http://unix:/a.sock:?x',
      `http://unix:/${'a'.repeat(120)}:`,
    ]) {
      expect(targetProblem(wrong)).toEqual(expect.any(String));
    }
  });

  test('gives its credentials to an authorization header and to nothing else', () => {
    const prepared = prepare({target: 'https://bob:p%40ss@example.com'});
    expect(headersOf(prepared)['authorization']).toBe(`Basic ${btoa('bob:p@ss')}`);
    expect(JSON.stringify(prepared.plan.target)).not.toMatch(/bob|p@ss|p%40ss/);
    expect(prepared.secrets).toEqual(expect.arrayContaining(['p@ss', 'p%40ss', btoa('bob:p@ss')]));
  });

  test('leaves an authorization header of the profile as it is', () => {
    const prepared = prepare({target: 'http://a:b@h', headers: {Authorization: 'Bearer x'}});
    expect(requestsOf(prepared)[0]!.headers.filter(([name]) => /authorization/i.test(name))).toEqual([
      ['Authorization', 'Bearer x'],
    ]);
  });

  test('demo is replaced by where the built-in server listens, and still called demo', () => {
    const {target} = prepare({target: 'demo:fast'}, {env: {}, targetOrigin: 'http://127.0.0.1:4567'}).plan;
    expect(target).toMatchObject({origin: 'http://127.0.0.1:4567', label: 'demo:fast', isLocal: true, port: 4567});
    expect(() => prepare({target: 'demo'})).toThrow(expect.objectContaining({code: 'ERR_DEMO'}));
  });

  test('from the environment is used and never shown', () => {
    const prepared = prepare({target: '${env:BASE}/v1/'}, {env: {BASE: 'http://10.1.2.3:99'}});
    expect(prepared.plan.target).toMatchObject({
      origin: 'http://10.1.2.3:99',
      basePath: '/v1',
      label: '${env:BASE}/v1',
    });
    expect(prepared.secrets).toContain('http://10.1.2.3:99');
    expect(() => prepare({target: '${env:BASE}'}, {env: {BASE: 'nonsense secret'}})).toThrow(
      /^target \$\{env:BASE\} must be/,
    );
  });

  test.each([
    ['localhost', true],
    ['LOCALHOST.', true],
    ['a.localhost', true],
    ['127.0.0.1', true],
    ['127.255.0.3', true],
    ['::1', true],
    ['::ffff:7f00:1', true],
    ['localhost.com', false],
    ['127.0.0.1.nip.io', false],
    ['10.0.0.1', false],
    ['0.0.0.0', false],
    ['::2', false],
  ])('%s local: %s', (hostname, expected) => {
    expect(isLoopback(hostname)).toBe(expected);
  });

  test.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::ffff:127.0.0.1]/'])(
    '%s is local, too',
    (target) => {
      expect(prepare({target}).plan.target.isLocal).toBe(true);
    },
  );
});

function injecting(): PreparedRun {
  return prepare({headers: {'x-key': '${env:KEY}'}}, {env: {KEY: 'a\r\nx-evil: sEcReT'}});
}

describe('variables', () => {
  const document = {
    headers: {'x-key': '${env:KEY}'},
    scenarios: [
      {
        flow: [
          {
            request: {
              method: 'POST',
              path: '/${env:ID}?q=1',
              headers: {cookie: 'a=${env:COOKIE}'},
              body: {pw: '${env:PW}'},
            },
          },
        ],
      },
    ],
  };

  test('are filled in at every place, escaped as the place needs', () => {
    const env = {KEY: 'k1', ID: 'a b/ü', COOKIE: 'c00kie', PW: 'say "hi"\n'};
    const prepared = prepare(document, {env});
    const [request] = requestsOf(prepared);
    expect(request).toMatchObject({path: '/a%20b/%C3%BC?q=1', body: '{"pw":"say \\"hi\\"\\n"}'});
    expect(headersOf(prepared)).toMatchObject({'x-key': 'k1', cookie: 'a=c00kie'});
    expect(prepared.secrets).toEqual(expect.arrayContaining(Object.values(env)));
    expect(prepared.profile.headers).toEqual({'x-key': '${env:KEY}'});
    expect(prepared.plan.requestNames).toEqual(['POST /:ID']);
  });

  test('that are missing are told all at once', () => {
    expect(() => prepare(document, {env: {ID: '1'}})).toThrow(
      expect.objectContaining({
        code: 'ERR_PROFILE',
        exitCode: 104,
        message: 'profile p needs ${env:KEY}, ${env:COOKIE}, ${env:PW}, not set in the environment',
        hint: 'export KEY=… COOKIE=… PW=…',
      }),
    );
  });

  test('cannot break out of a header', () => {
    expect(injecting).toThrow('header "x-key" must not hold line breaks');
    expect(injecting).not.toThrow(/sEcReT/);
  });
});

describe('headers', () => {
  test('get defaults, which the profile and then the request replace whatever the spelling', () => {
    expect(headersOf(prepare({target: 'http://h:8080'}))).toEqual({
      host: 'h:8080',
      'user-agent': expect.stringMatching(/^perftui\/\d+\.\d+\.\d+/) as string,
      accept: '*/*',
    });
    const scenarios = [{flow: [{request: {path: '/', headers: {'X-A': 'request', Host: 'other'}}}]}];
    expect(requestsOf(prepare({headers: {'x-a': 'profile', ACCEPT: 'text/html'}, scenarios}))[0]!.headers).toEqual([
      ['Host', 'other'],
      ['user-agent', expect.any(String)],
      ['ACCEPT', 'text/html'],
      ['X-A', 'request'],
    ]);
  });

  test('from the command line are checked as well', () => {
    const profile = {...profileOf({}), headers: {'bad name': 'x'}};
    expect(() => prepareRun(profile, {env: {}})).toThrow(expect.objectContaining({code: 'ERR_PROFILE'}));
  });

  test('that carry secrets make their values secrets', () => {
    const {secrets} = prepare({
      headers: {authorization: `Basic ${btoa('me:pass:word')}`, cookie: 'sid=abc123; theme=dark', 'x-api-key': 'key-9'},
    });
    expect(secrets).toEqual(expect.arrayContaining([btoa('me:pass:word'), 'pass:word', 'abc123', 'key-9']));
  });
});

function step(path: string): object {
  return {request: {path}};
}

describe('request names', () => {
  test('are numbered once each, over all flows', () => {
    const prepared = prepare({
      scenarios: [
        {name: 'a', flow: [step('/1'), step('/2')]},
        {name: 'b', flow: [step('/2'), step('/3')]},
      ],
    });
    expect(prepared.plan.requestNames).toEqual(['GET /1', 'GET /2', 'GET /3']);
    const {series} = prepared.plan;
    expect(requestsOf(prepared).map(({name}) => series[name]!.name)).toEqual([0, 1, 1, 2]);
    // Counted apart all the same.
    expect(series.map(({tags}) => tags['scenario'])).toEqual(['a', 'a', 'b', 'b']);
  });

  test('a threshold over an unknown one is refused', () => {
    const profile = profileOf({thresholds: {'http_reqs{name:GET /}': ['count>1']}});
    const thresholds = profile.thresholds.map((threshold) => ({...threshold, tags: {name: 'GET /x'}}));
    expect(() => prepareRun({...profile, thresholds}, {env: {}})).toThrow('no request has the name "GET /x"');
  });
});

describe('a URL as profile', () => {
  test('is one GET of its path and query', () => {
    const profile = profileForUrl('http://127.0.0.1:8080/a/b?c=d#e');
    expect(profile).toMatchObject({
      name: '127.0.0.1:8080',
      target: 'http://127.0.0.1:8080',
      executor: {kind: 'constant-vus', vus: 1, durationMs: null},
      scenarios: [
        {flow: [{kind: 'request', request: {name: 'GET /a/b', method: 'GET', path: '/a/b?c=d', body: null}}]},
      ],
    });
    expect(requestsOf(prepareRun(profileForUrl('http://h'), {env: {}}))[0]!.path).toBe('/');
  });

  test('takes a method and a body', () => {
    const {flow} = profileForUrl('http://h/x', {method: 'POST', body: '{"a": 1}'}).scenarios[0]!;
    expect(flow[0]).toMatchObject({
      request: {name: 'POST /x', body: '{"a": 1}', headers: {'content-type': 'application/json'}},
    });
    const form = profileForUrl('http://h/x', {method: 'POST', body: 'a=1'}).scenarios[0]!;
    expect(form.flow[0]).toMatchObject({request: {body: 'a=1', headers: {}}});
  });

  test('keeps its credentials for the run', () => {
    expect(headersOf(prepareRun(profileForUrl('https://u:p@h/'), {env: {}}))['authorization']).toBe(
      `Basic ${btoa('u:p')}`,
    );
  });

  test.each(['', 'nonsense', 'ftp://a', 'http://', 'https://u:hunter2@'])('"%s" is refused in one line', (url) => {
    expect(() => profileForUrl(url)).toThrow(expect.objectContaining({code: 'ERR_TARGET'}));
    expect(() => profileForUrl(url)).not.toThrow(/hunter2/);
  });

  test('a wrong method is refused', () => {
    expect(() => profileForUrl('http://h', {method: 'G T'})).toThrow(expect.objectContaining({code: 'ERR_TARGET'}));
  });

  test('any web URL can be run', () => {
    fc.assert(
      fc.property(fc.webUrl({withQueryParameters: true, withFragments: true}), (url) => {
        const {plan} = prepareRun(profileForUrl(url), {env: {}});
        const parsed = new URL(url);
        expect(plan.target.origin).toBe(parsed.origin);
        expect(plan.scenarios[0]!.steps[0]).toMatchObject({request: {path: `${parsed.pathname}${parsed.search}`}});
      }),
      {numRuns: 100},
    );
  });
});
