import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {driveFlow, driveScenarios, json, type Answer} from './drive-flow.ts';
import {startTarget} from './target-server.ts';

const get = (path: string, more: object = {}) => ({request: {path, ...more}});

describe.concurrent('scenarios', () => {
  const named = (name: string, weight: number) => ({name, weight, flow: [get(`/${name}`), {think: '10ms'}]});

  test('VUs are shared out by weight exactly, and one of weight 0 is muted', async () => {
    const {log, code} = await driveScenarios([named('a', 2), named('b', 1), named('c', 0)], {
      profile: {executor: 'per-vu-iterations', vus: 9, iterations: 4},
    });
    expect(code).toBe(0);
    const count = (path: string) => log.filter(({url}) => url === path).length;
    expect([count('/a'), count('/b'), count('/c')]).toEqual([24, 12, 0]);
  });

  test('thresholds speak of one scenario, group or tag', async () => {
    const slow: Answer = ({url}, response) => void setTimeout(() => json(response, {}), url === '/b' ? 150 : 0);
    const tagged = {name: 'c', flow: [{group: 'g', flow: [get('/c', {tags: {tier: 'gold'}})]}]};
    const {code, summary} = await driveScenarios([named('a', 1), named('b', 1), tagged], {
      answer: slow,
      profile: {
        executor: 'per-vu-iterations',
        vus: 3,
        iterations: 5,
        thresholds: {
          'http_req_duration{scenario:a}': ['p(95)<100'],
          'http_req_duration{scenario:b}': ['p(95)<100'],
          'http_reqs{group:g,tier:gold}': ['count==5'],
        },
      },
    });
    expect(code).toBe(99);
    expect(summary.results.thresholds.map(({ok}) => ok)).toEqual([true, false, true]);
  });

  test('budgets are a limit for the p95 of a request name', async () => {
    const {code, stdout} = await driveFlow([get('/a', {name: 'a'}), get('/b', {name: 'b'})], {
      answer: ({url}, response) => void setTimeout(() => json(response, {}), url === '/b' ? 120 : 0),
      profile: {iterations: 5, budgets: {a: '100ms', b: '60ms'}},
    });
    expect(code).toBe(99);
    expect(stdout).toMatch(/budget/i);
  });
});

describe.concurrent('executors that count iterations', () => {
  test.each([1, 2, 5])('per-vu-iterations: each of %d VUs runs its flow 7 times', async (vus) => {
    const {log, metric, code} = await driveFlow([get('/${vu.id}', {name: 'n'})], {
      profile: {executor: 'per-vu-iterations', vus, iterations: 7},
    });
    expect(code).toBe(0);
    for (let id = 1; id <= vus; id++) expect(log.filter(({url}) => url === `/${id}`).length).toBe(7);
    expect(metric('iterations')['count']).toBe(7 * vus);
  });

  test('shared-iterations: all VUs of all workers together run so many', async () => {
    const {log, metric} = await driveFlow([get('/a')], {profile: {vus: 8, iterations: 123}, args: ['--workers', '2']});
    expect(log.length).toBe(123);
    expect(metric('iterations')['count']).toBe(123);
  });

  test('-i makes it of any profile; maxDuration ends what takes too long', async () => {
    const {log} = await driveFlow([get('/a')], {
      profile: {executor: 'constant-vus', iterations: undefined, maxDuration: undefined, vus: 2},
      args: ['-i', '5'],
    });
    expect(log.length).toBe(5);
    const cut = await driveFlow([get('/a'), {think: '400ms'}], {
      profile: {iterations: 100, maxDuration: '1s', gracefulStop: '0s'},
    });
    expect(cut.log.length).toBeLessThan(6);
    expect(cut.code).toBe(0);
  });
});

describe.concurrent('setup, auth and teardown', () => {
  test('setup runs once before the load, its variables are everybody’s; teardown once after it; neither is counted', async () => {
    const {lines, metric, log, code} = await driveFlow([get('/work', {headers: {'x-t': '${token}'}})], {
      answer: (_, response) => json(response, {token: 'shared-1'}),
      profile: {
        vus: 3,
        iterations: 6,
        setup: [{request: {method: 'POST', path: '/setup', extract: {token: '$.token'}}}],
        teardown: [{request: {method: 'DELETE', path: '/all/${token}'}}],
      },
    });
    expect(code).toBe(0);
    expect([lines[0], lines.at(-1), lines.length]).toEqual(['POST /setup', 'DELETE /all/shared-1', 8]);
    expect(log.slice(1, -1).every(({headers}) => headers['x-t'] === 'shared-1')).toBe(true);
    expect(metric('http_reqs')['count']).toBe(6);
  });

  test('a setup that fails starts no load, says why, and exits 107', async () => {
    const {lines, code, stderr} = await driveFlow([get('/work')], {
      answer: (_, response) => json(response, {error: 'no'}, 500),
      profile: {setup: [get('/setup')]},
    });
    expect({code, lines}).toEqual({code: 107, lines: ['GET /setup']});
    expect(stderr).toMatch(/setup.*500/);
  });

  test('bearer and basic go with every request but those that say no', async () => {
    const flow = [get('/a'), get('/b', {auth: false}), get('/c', {headers: {authorization: 'own'}})];
    const bearer = await driveFlow(flow, {profile: {auth: {bearer: '${env:T}'}}, env: {T: 'tok-1'}});
    expect(bearer.log.map(({headers}) => headers.authorization)).toEqual(['Bearer tok-1', undefined, 'own']);
    const basic = await driveFlow(flow.slice(0, 1), {profile: {auth: {basic: {username: 'u', password: 'pä:ss'}}}});
    expect(Buffer.from(basic.log[0]!.headers.authorization!.slice(6), 'base64').toString()).toBe('u:pä:ss');
  });

  test('OAuth2: a token is fetched before the load and again before it ends, and stands nowhere in what is kept', async () => {
    const givenMs: number[] = [];
    await using issuer = await startTarget((request, response) => {
      request.resume();
      givenMs.push(performance.now());
      json(response, {access_token: `secret-token-${givenMs.length}`, token_type: 'bearer', expires_in: 2});
    });
    const {log, code, stdout, stderr, folder} = await driveFlow([get('/a'), {think: '100ms'}], {
      profile: {
        executor: 'constant-vus',
        iterations: undefined,
        maxDuration: undefined,
        vus: 1,
        duration: '4s',
        auth: {
          oauth2: {tokenUrl: `${issuer.origin}/token`, clientId: 'id', clientSecret: '${env:CS}', refreshBefore: '1s'},
        },
      },
      env: {CS: 'client-secret-9'},
      args: ['--snapshot', 'kept'],
    });
    expect(code).toBe(0);
    const sent = [...new Set(log.map(({headers}) => headers.authorization))];
    for (const token of sent) expect(token).toMatch(/^Bearer secret-token-\d+$/);
    expect(sent.length).toBeGreaterThanOrEqual(2);
    // One a second, however long a busy machine needs to begin and to end.
    expect(givenMs.length).toBeLessThan(3 + (givenMs.at(-1)! - givenMs[0]!) / 900);
    const kept = readdirSync(join(folder, 'snapshots'), {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect([stdout, stderr, ...kept].some((text) => /secret-token|client-secret-9/.test(text))).toBe(false);
  });

  test('a token that is refused is one clear line, without the secret', async () => {
    await using issuer = await startTarget((request, response) => {
      request.resume();
      json(response, {error: 'invalid_client'}, 401);
    });
    const oauth2 = {tokenUrl: `${issuer.origin}/token`, clientId: 'id', clientSecret: 'hush-hush'};
    const {code, lines, stderr} = await driveFlow([get('/a')], {profile: {auth: {oauth2}}});
    expect({code, lines}).toEqual({code: 107, lines: []});
    expect(stderr).toMatch(/401.*invalid_client|invalid_client.*401/);
    expect(stderr).not.toContain('hush-hush');
  });
});

describe.concurrent('what ends a run by itself', () => {
  test('the end of its time: iterations end, a last pause is not waited for, gracefulStop cuts off what takes longer', async () => {
    const timed = {executor: 'constant-vus', iterations: undefined, maxDuration: undefined, vus: 5, duration: '2s'};
    const flow = (pause: string) => [get('/a'), {think: pause}, get('/b'), {think: '60s'}];
    const whole = await driveFlow(flow('3s'), {profile: timed});
    expect(whole.summary.config.durationSeconds).toBeLessThan(20);
    const count = ({log}: typeof whole, path: string) => log.filter(({url}) => url === path).length;
    expect([whole.code, count(whole, '/a'), count(whole, '/b')]).toEqual([0, 5, 5]);
    expect(whole.metric('iterations')['count']).toBe(5);
    expect(whole.stdout).not.toMatch(/interrupted/);
    const cut = await driveFlow(flow('30s'), {profile: {...timed, gracefulStop: '1s'}});
    expect([cut.code, count(cut, '/a'), count(cut, '/b')]).toEqual([0, 5, 0]);
    expect(cut.stdout).toMatch(/iterations +0 +5 interrupted/);
  });

  test('the circuit breaker: a target that fails everything stops the load and says why', async () => {
    const {code, stdout, stderr} = await driveFlow([get('/a')], {
      answer: (_, response) => void response.destroy(),
      profile: {
        executor: 'constant-vus',
        iterations: undefined,
        maxDuration: undefined,
        duration: '60s',
        circuitBreaker: {after: '2s'},
      },
    });
    expect(code).toBe(108);
    expect(stdout + stderr).toMatch(/circuit breaker/);
    expect(stdout + stderr).toContain('closed before response');
  });

  test('an alert can stop it, and one that only warns does not', async () => {
    const base = {executor: 'constant-vus', iterations: undefined, maxDuration: undefined, vus: 2, duration: '6s'};
    const answer: Answer = (_, response) => void setTimeout(() => json(response, {}), 60);
    const when = 'http_req_duration: p(95)>20';
    const warned = await driveFlow([get('/a')], {
      answer,
      profile: {...base, duration: '3s', alerts: [{when, window: '1s'}]},
    });
    expect(warned.code).toBe(0);
    const stopped = await driveFlow([get('/a')], {
      answer,
      profile: {...base, duration: '30s', alerts: [{when, window: '1s', action: 'stop', severity: 'critical'}]},
    });
    expect(stopped.code).toBe(108);
    expect(stopped.stdout + stopped.stderr).toMatch(/alert/);
  });
});

test.concurrent('a status that was declared is no error, however bad it looks', async () => {
  const answer: Answer = (_, response) => json(response, {}, 429);
  const declared = await driveFlow([get('/a', {expect: ['2xx', 429]})], {answer, profile: {iterations: 3}});
  expect({code: declared.code, rate: declared.metric('http_req_failed')['rate']}).toEqual({code: 0, rate: 0});
  const plain = await driveFlow([get('/a')], {answer, profile: {iterations: 3}});
  expect({code: plain.code, rate: plain.metric('http_req_failed')['rate']}).toEqual({code: 108, rate: 1});
});

test.concurrent('--scale and --time-scale shrink a profile and say so', async () => {
  const profile = {
    executor: 'ramping-vus',
    vus: undefined,
    iterations: undefined,
    maxDuration: undefined,
    startVUs: 100,
    stages: [{duration: '30s', target: 100}],
  };
  const {code, stdout, stderr, log, summary} = await driveFlow([get('/${vu.id}', {name: 'n'}), {think: '100ms'}], {
    profile,
    args: ['--scale', '0.05', '--time-scale', '0.1'],
  });
  expect(code).toBe(0);
  // Three seconds, and what a busy machine takes to end them.
  expect(summary.config.durationSeconds).toBeLessThan(15);
  expect(new Set(log.map(({url}) => url)).size).toBe(5);
  expect(stdout + stderr).toMatch(/scale/);
});

test.concurrent(
  '--dry-run sends each flow once, shows what went and came without secrets, and keeps nothing',
  async () => {
    const {code, stdout, lines, folder} = await driveFlow(
      [
        {
          group: 'sign in',
          flow: [{request: {method: 'POST', path: '/login', body: {p: '${env:PW}'}, extract: {token: '$.token'}}}],
        },
        get('/a', {headers: {authorization: 'Bearer ${token}'}, checks: [{status: 200}, {jsonpath: '$.token'}]}),
      ],
      {
        answer: (_, response) => json(response, {token: 'tok-xyz-secret'}),
        args: ['--dry-run'],
        env: {PW: 'pass-word-77'},
      },
    );
    expect(code).toBe(0);
    expect(lines).toEqual(['POST /login', 'GET /a']);
    expect(stdout).toMatch(/sign in/);
    expect(stdout).toMatch(/POST \/login/);
    expect(stdout).toMatch(/✓.*status is 200/);
    expect(stdout).not.toContain('pass-word-77');
    expect(readdirSync(folder)).not.toContain('snapshots');
  },
);
