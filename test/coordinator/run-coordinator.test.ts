import {expect, it} from 'vitest';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';
import {runIdle} from './idle-run.ts';

const document = {
  executor: 'constant-vus',
  vus: 1,
  duration: '300ms',
  setup: [{request: {name: 'login', path: '/login', extract: {token: '$.token'}}}],
  teardown: [{request: {name: 'logout', path: '/logout?${token}'}}],
  scenarios: [{name: 'main', flow: [{request: {path: '/', headers: {authorization: 'Bearer ${token}'}}}]}],
};

it('setup comes before the load and its values with it, teardown after; the token is written nowhere', async () => {
  await using server = await testServer(({line}, response) =>
    sendJson(response, {token: 'tok-secret-1'}, line.startsWith('GET /logout') ? 500 : 200),
  );
  const {failure, events, summary, sent, written, posted, views} = await runIdle(preparedOf(server.origin, document));
  expect(failure).toBeUndefined();
  expect(server.lines()).toEqual(['GET /login', 'GET /logout?tok-secret-1']);
  expect(sent.map(({kind}) => kind).slice(0, 2)).toEqual(['globals', 'target']);
  expect(sent[0]).toMatchObject({values: ['tok-secret-1'], revision: 1});
  expect(sent.map(({revision}) => revision)).toEqual(sent.map((_, index) => index + 1));
  expect(events).toEqual(expect.arrayContaining(['setup runs', 'setup done: 1 request', 'teardown runs']));
  const trouble = 'teardown failed: logout: answered 500, which is not expected';
  expect(events).toContain(trouble);
  expect(summary!.notWritten).toEqual([trouble]);
  expect(views[0]!.view.phase).toBe('STARTING');
  // Only the last one lets a screen go: teardown is over by then.
  expect(views.map(({view}) => view.finished).indexOf(true)).toBe(views.length - 1);
  expect(written.length).toBeGreaterThan(1);
  expect(JSON.stringify([posted, written])).not.toContain('tok-secret-1');
});

it('setup that fails ends the run before any load, with 107', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}, 503));
  const {failure, sent, summary} = await runIdle(preparedOf(server.origin, document));
  expect(failure).toMatchObject({
    code: 'ERR_FLOW',
    exitCode: 107,
    message: 'setup failed: login: answered 503, which is not expected',
  });
  expect([sent, summary]).toEqual([[], null]);
});
