import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it} from 'vitest';
import {nodePage, startExporter} from '../fleet/exporter-server.ts';
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

it('the machine under test is observed and recorded; the password for it is written nowhere', async () => {
  await using server = await testServer((_, response) => sendJson(response, {token: 'x'}));
  const exporter = await startExporter((_, response, index) => response.end(nodePage(index, 0.25)));
  const targetMetrics = `http://ops:hunter2-secret@127.0.0.1:${exporter.port}`;
  // Long enough for three looks at it, a second apart, however busy this machine is.
  const prepared = preparedOf(server.origin, {...document, duration: '5s', targetMetrics});
  const {failure, views, written, posted} = await runIdle(prepared);
  await exporter.close();
  expect(failure).toBeUndefined();
  expect(exporter.requests[0]!.authorization).toBe(`Basic ${Buffer.from('ops:hunter2-secret').toString('base64')}`);
  const seen = views.flatMap(({view}) => view.targetHost ?? []);
  expect(seen[0]).toMatchObject({state: 'waiting', source: `node_exporter http://127.0.0.1:${exporter.port}`});
  expect(seen.some(({sample}) => sample?.cpu !== null && Math.abs((sample?.cpu ?? 0) - 0.25) < 0.001)).toBe(true);
  const drive = written.find((text) => text.startsWith('{"kind":"perftui-drive"'))!;
  expect(drive).toMatch(/"targetCpu":0\.2(?:5|49)/);
  expect(JSON.stringify([posted, written])).not.toContain('hunter2-secret');
});

it('a chosen baseline that is gone is told of where somebody looks, and holds nothing up', async () => {
  await using server = await testServer((_, response) => sendJson(response, {token: 'x'}));
  const snapshotsFolder = mkdtempSync(path.join(tmpdir(), 'perftui-gone-'));
  writeFileSync(path.join(snapshotsFolder, '.baseline'), 'gone.json\n');
  const lack = expect.stringMatching(/^no baseline, the chosen one cannot be used: .*gone\.json/);
  const prepared = preparedOf(server.origin, {executor: 'constant-vus', vus: 1, duration: '300ms'});
  const headless = await runIdle(prepared, {snapshotsFolder});
  expect([headless.failure, headless.events]).toEqual([undefined, expect.not.arrayContaining([lack])]);
  const {failure, events, summary} = await runIdle(prepared, {
    snapshotsFolder,
    interactive: true,
    defaultBaseline: null,
  });
  expect([failure, events]).toEqual([undefined, expect.arrayContaining([lack])]);
  expect(summary!.notWritten).toEqual([]);
});
