import {parse} from 'acorn';
import {describe, expect, test} from 'vitest';
import {exportK6} from '../../source/convert/k6-export.ts';
import {shareOut} from '../../source/convert/k6-export-options.ts';
import {selectorOf, textCode, K6Uses} from '../../source/convert/k6-export-text.ts';
import {ConvertNotes} from '../../source/convert/converted.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {PlanRequest} from '../../source/domain/run-plan.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {DataFeed} from '../../source/iteration/data-feed.ts';
import {compileText} from '../../source/iteration/text.ts';
import {VuContext} from '../../source/iteration/vu-context.ts';
import {openWire, runK6} from './k6-shim.ts';
import {allFeatures} from './all-features.ts';
import {imported, requestsOf} from './parsed.ts';

function profileOf(document: unknown): Profile {
  const parsed = parseProfileDocument(document, 'sample');
  expect(parsed).toHaveProperty('profile');
  return (parsed as {profile: Profile}).profile;
}

describe('a profile exported to k6', () => {
  test('is a module k6 can read, and sends what the profile says', async () => {
    await using wire = await openWire();
    const {script} = exportK6(profileOf({...allFeatures, target: wire.origin}));
    parse(script, {ecmaVersion: 2022, sourceType: 'module'});
    const run = runK6(script, wire, {TOKEN: 'secret-1'});
    const seen = wire.seen();
    expect(seen.map(({method, path}) => `${method} ${path}`)).toEqual([
      'GET /boot',
      'POST /login',
      ...Array.from({length: seen.length - 9}, () =>
        expect.stringMatching(/^GET \/items\/[1-9]\?u=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}&v=1$/),
      ),
      'GET /ok',
      'GET /odd/t/1',
      'GET /a',
      'PUT /b',
      'GET /',
      'GET /',
      'DELETE /bye/b%201',
    ]);
    expect(seen.length - 9).toBeGreaterThanOrEqual(2);
    expect(seen.length - 9).toBeLessThanOrEqual(5);
    const [, login] = seen;
    expect(login).toMatchObject({
      body: '{"user":"a","n":1}',
      headers: {'x-a': 'b', authorization: 'Bearer secret-1', 'content-type': 'application/json'},
    });
    expect(
      seen.filter(({path}) => path.startsWith('/items')).every(({headers}) => headers['authorization'] === undefined),
    ).toBe(true);
    expect(seen.find(({method}) => method === 'PUT')).toMatchObject({body: 'raw t/1 csrf1 /next place s1'});
    expect(new Set(run.tags.map(({name}) => name))).toEqual(
      new Set(['boot', 'login', 'item', 'ok', 'odd', 'a', 'b', 'home', 'bye']),
    );
    expect(run.groups).toEqual(['buy']);
  });

  test('checks what the profile checks, under the same names, with the same outcome', async () => {
    await using wire = await openWire();
    const profile = profileOf({...allFeatures, target: wire.origin});
    const {checks, sleeps} = runK6(exportK6(profile).script, wire, {TOKEN: 't'});
    const [login] = requestsOf(profile.scenarios[0]!.flow);
    expect(checks.map(([name]) => name)).toEqual(login!.checks.map(({name}) => name));
    expect(checks.filter(([, passed]) => !passed).map(([name]) => name)).toEqual(['body equals "no"']);
    expect(sleeps.every((seconds) => seconds >= 0)).toBe(true);
    expect(sleeps[0]).toBeGreaterThanOrEqual(1);
    expect(sleeps[0]).toBeLessThanOrEqual(3);
  });

  test('writes values into bodies and paths as a run does: JSON, forms, pieces of a path, lists and objects', async () => {
    const row = {s: 'q"u\\ &/ä?'};
    const type = {'content-type': 'application/x-www-form-urlencoded'};
    const body = '{"raw":"${data.s}", "vu": ${vu.id}}';
    const requests = [
      {name: 'first', path: '/first', extract: {list: '$.items', token: '$.token'}},
      {name: 'form', method: 'POST', path: '/form', headers: type, body: 'a=${data.s}&e=${env:E}'},
      {name: 'text', method: 'POST', path: '/text', body},
      {name: 'plain', method: 'POST', path: '/plain', headers: {'content-type': 'text/plain'}, body},
      {name: 'json', method: 'POST', path: '/json', body: {list: '${list}', s: '${data.s}', e: '${env:E}'}},
      {name: 'path', path: '/a${data.s}/${token}'},
    ];
    const document = {data: {rows: [row]}, scenarios: [{flow: requests.map((request) => ({request}))}]};
    await using wire = await openWire();
    const profile = profileOf({...document, target: wire.origin});
    const {script} = exportK6(profile);
    runK6(script, wire, {E: 'x"&'});
    const seen = wire.seen();
    const list = (JSON.parse(seen.find(({path}) => path === '/json')!.body) as {list: string}).list;
    expect(Array.isArray(JSON.parse(list))).toBe(true);

    const again = await imported('k6', script);
    expect(again.requests.map((request) => request.body)).toEqual(
      requestsOf(profile.scenarios[0]!.flow).map((request) => request.body),
    );
    const {plan} = prepareRun(profile, {env: {E: 'x"&'}});
    const context = new VuContext({variables: plan.variables.length, sources: 1, cookies: true}, 0, plan.seed);
    context.beginIteration();
    context.values[plan.variables.indexOf('list')] = list;
    context.values[plan.variables.indexOf('token')] = 't/1';
    new DataFeed(plan.data, new Int32Array(2), plan.seed, [0]).take(context);
    const names = {variables: plan.variables, data: plan.data};
    const written = plan.scenarios[0]!.steps.map((step) => {
      const {path, body: text} = (step as {request: PlanRequest}).request;
      return [compileText(path, names).write(context), text === null ? '' : compileText(text, names).write(context)];
    });
    expect(seen.map(({path, body: sent}) => [path, sent])).toEqual(written);
  });

  test("counts a body's characters for its size, also when there is none", async () => {
    const checks = [{size: '<1b'}];
    const profile = profileOf({target: 'http://h', scenarios: [{flow: [{request: {path: '/', checks}}]}]});
    const {script, notCarried} = exportK6(profile);
    expect(script).toContain("(r.body || '').length < 1");
    expect(notCarried).toContainEqual({
      what: 'check size < 1b',
      why: 'k6 counts the characters of a body, not its bytes',
    });
    const again = await imported('k6', script);
    expect(again.requests[0]!.checks).toEqual(requestsOf(profile.scenarios[0]!.flow)[0]!.checks);
  });

  test('and imported again means the same', async () => {
    const profile = profileOf(allFeatures);
    const {script} = exportK6(profile);
    const again = await imported('k6', script);
    expect(again.left).toBe('');
    const known = ({
      name,
      method,
      path,
      body,
      expect: expected,
      tags,
      extract,
      checks,
    }: (typeof again.requests)[number]): unknown => ({
      name,
      method,
      path,
      body,
      expect: expected,
      tags,
      extract,
      checks,
    });
    expect(again.requests.map(known)).toEqual(profile.scenarios.flatMap(({flow}) => requestsOf(flow)).map(known));
    const shape = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, item: unknown) =>
          key === 'request' || key === 'requests' || key === 'source' ? null : item,
        ),
      );
    expect(shape(again.profile.scenarios)).toEqual(shape(profile.scenarios));
    expect(again.profile.executor).toEqual(profile.executor);
    expect(again.profile.data).toEqual(profile.data);
    expect(again.profile.timeoutMs).toBe(profile.timeoutMs);
    expect(requestsOf([...again.profile.setup, ...again.profile.teardown]).map(known)).toEqual(
      requestsOf([...profile.setup, ...profile.teardown]).map(known),
    );
    const plain = ({
      metric,
      tags,
      aggregation,
      operator,
      bound,
      abortOnFail,
      delayAbortEvalMs,
    }: Profile['thresholds'][number]): unknown => ({
      metric,
      tags,
      aggregation,
      operator,
      bound,
      abortOnFail,
      delayAbortEvalMs,
    });
    expect(again.profile.thresholds.map(plain)).toEqual(
      profile.thresholds.filter(({metric}) => metric !== 'host_cpu').map(plain),
    );
  });

  test.each([
    {executor: 'constant-vus', vus: 10, duration: '30s'},
    {executor: 'constant-arrival-rate', rate: 90, timeUnit: '1m', duration: '30s', preAllocatedVUs: 4, maxVUs: 40},
    {
      executor: 'ramping-arrival-rate',
      startRate: 5,
      timeUnit: '1s',
      stages: [{duration: '10s', target: 50}],
      preAllocatedVUs: 4,
      maxVUs: 40,
    },
    {executor: 'per-vu-iterations', vus: 4, iterations: 5, maxDuration: '1m'},
    {executor: 'shared-iterations', vus: 4, iterations: 50, maxDuration: '1m'},
  ])('keeps its load there and back: $executor', async (executor) => {
    const request = {request: {path: '/'}};
    for (const scenarios of [
      [{name: 'one', flow: [request]}],
      [
        {name: 'a', weight: 3, flow: [request]},
        {name: 'b-c', weight: 1, flow: [request]},
      ],
    ]) {
      const profile = profileOf({target: 'http://h', ...executor, scenarios});
      expect((await imported('k6', exportK6(profile).script)).profile.executor).toEqual(profile.executor);
    }
  });

  test('names what k6 lacks in its first lines, and keeps secrets out', () => {
    const {script, notCarried, secrets} = exportK6(
      profileOf({
        ...allFeatures,
        target: 'demo',
        auth: {bearer: 'literal-secret'},
        headers: {'x-api-key': 'literal-key'},
        proxy: 'http://127.0.0.1:3128',
        cookies: false,
        stages: [{duration: '10s', target: 8, name: 'up'}],
      }),
    );
    expect(script).not.toMatch(/literal-secret|literal-key/);
    expect(secrets.length).toBeGreaterThan(0);
    for (const words of ['proxy', 'alert', 'cookies: false', 'target demo', 'host_cpu', 'names of stages']) {
      expect(notCarried.some(({what}) => what.includes(words))).toBe(true);
      expect(script.split('import http')[0]).toContain(words);
    }
  });

  test('shares whole numbers out exactly', () => {
    expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareOut(0, [1, 2])).toEqual([0, 0]);
    expect(shareOut(7, [3, 1])).toEqual([5, 2]);
  });

  test('writes texts and JSONPaths as JavaScript and selectors', () => {
    const uses = new K6Uses(new ConvertNotes());
    expect(textCode("it's \\ `x` $${y}", 'plain', uses)).toBe(String.raw`'it\'s \\ ` + "`x` ${y}'");
    expect(textCode('a`${b}\\', 'plain', uses)).toBe('`a\\`${vars.b}\\\\`');
    expect(selectorOf("$.a[0]['b.c']")).toBe(String.raw`a.0.b\.c`);
    expect(selectorOf('$..a')).toBeNull();
    expect(selectorOf('$.a[?@.b]')).toBeNull();
  });
});
