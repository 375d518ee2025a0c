import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

/** What is written, what must not be, and what is left when perftui is killed. */

/** Every file below the folder, with its text. */
function filesIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(folder.length + 1), readFileSync(file, 'utf8')];
    }),
  );
}

const secrets = {
  password: 'pw-7f3a-very-secret',
  literal: 'lit-2b9c-very-secret',
  environment: 'env-5d1e-very-secret',
  cookie: 'sid-8a4f-very-secret',
};

/** A target that gives every secret back, in headers and body of an error. */
async function startTalkative() {
  return startTarget((request, response) => {
    response.writeHead(500, {'set-cookie': `sid=${secrets.cookie}`});
    response.end(JSON.stringify({you: request.headers, pair: secrets.password, echo: secrets.literal}));
  });
}

function writeSecretProfile(folder: string, origin: string): void {
  const request = {name: 'call', path: '/call?key=${env:DEMO_KEY}', headers: {'x-api-key': secrets.literal}};
  const profile = {
    name: 'secretive',
    target: origin.replace('//', `//operator:${secrets.password}@`),
    executor: 'constant-vus',
    vus: 1,
    headers: {'x-trace': '${env:DEMO_KEY}'},
    scenarios: [{name: 's', flow: [{request}, {think: '20ms'}]}],
  };
  writeFileSync(join(folder, 'secretive.json'), JSON.stringify(profile));
}

function expectNoSecret(where: string, text: string): void {
  const pair = Buffer.from(`operator:${secrets.password}`).toString('base64');
  for (const secret of [...Object.values(secrets), pair]) {
    expect({where, leaks: text.includes(secret) ? secret : null}).toEqual({where, leaks: null});
  }
}

test('no secret is in any file, summary or line of a headless run', async () => {
  await using target = await startTalkative();
  const folder = scratchFolder();
  writeSecretProfile(folder, target.origin);
  const flags = ['-d', '1500ms', '-H', `authorization: Bearer ${secrets.literal}`, '--headless'];
  const {code, stdout, stderr} = await runPerftui(
    ['run', 'secretive.json', ...flags, '--snapshot', 'kept', '--summary-export', 'summary.json'],
    {cwd: folder, env: {DEMO_KEY: secrets.environment}},
  );
  expect(code).toBe(108);
  const files = filesIn(folder);
  files.delete('secretive.json');
  expect([...files.keys()].map((file) => file.replace(/[\d-]{10,}/, '')).sort()).toEqual([
    'snapshots/drives/secretive.jsonl',
    'snapshots/kept.json',
    'summary.json',
  ]);
  // It did come back, and was taken out.
  expect([...files.values()].join('')).toContain('[redacted]');
  for (const [file, text] of [...files, ['stdout', stdout], ['stderr', stderr]] as const) expectNoSecret(file, text);
});

test('no secret is on the screen, in a snapshot or preset saved from it, or in the drive', async () => {
  await using target = await startTalkative();
  const url = `${target.origin.replace('//', `//operator:${secrets.password}@`)}/call`;
  const args = [url, '-H', `authorization: Bearer ${secrets.literal}`, '-H', `cookie: sid=${secrets.cookie}`];
  await using driven = driveInTerminal(args);
  const first = await driven.until((screen) => /[1-9]\d* req\/s/.test(screen));
  expect(first).toContain(target.origin.slice(7));
  driven.press('c');
  await driven.until((screen) => screen.includes('saved'));
  driven.press('O');
  await sleep(300);
  driven.press('mine\r');
  await driven.until((screen) => screen.includes('preset "mine" saved'));
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
  const files = filesIn(driven.folder);
  const kept = [...files.keys()].filter((file) => /^(?:snapshots|profiles)\//.test(file) && !file.includes('.schema.'));
  expect(kept).toHaveLength(3);
  expect(files.get('profiles/mine.json')).toContain('${env:');
  for (const [file, text] of [...files, ['screen', driven.written()]] as const) expectNoSecret(file, text);
});

test('a drive is on the disk while it goes on: killed, whole lines are left, but perhaps the last', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  const folder = scratchFolder();
  const {child, finished} = startPerftui(['run', `${target.origin}/`, '-u', '2', '-d', '60s', '--headless'], {
    cwd: folder,
  });
  const drive = (): string => {
    const [file] = [...filesIn(folder)].filter(([name]) => name.endsWith('.jsonl'));
    return file?.[1] ?? '';
  };
  const deadline = performance.now() + 15_000;
  while (drive().split('"kind":"second"').length < 4 && performance.now() < deadline) await sleep(100);
  child.kill('SIGKILL');
  expect(await finished).toMatchObject({code: null});
  const lines = drive().split('\n');
  const whole = lines.slice(0, -1).map((line) => JSON.parse(line) as {kind: string});
  expect(whole[0]!.kind).toBe('perftui-drive');
  expect(whole.filter(({kind}) => kind === 'second').length).toBeGreaterThanOrEqual(3);
  expect(whole.some(({kind}) => kind === 'event')).toBe(true);
  expect(whole.some(({kind}) => kind === 'end')).toBe(false);
});

test('abortOnFail ends the run at once with 108, and says which threshold it was', async () => {
  await using target = await startTarget();
  const folder = scratchFolder();
  const profile = {
    name: 'abort',
    target: target.origin,
    executor: 'constant-vus',
    vus: 1,
    duration: '60s',
    scenarios: [{name: 's', flow: [{request: {path: '/'}}, {think: '10ms'}]}],
    thresholds: {http_req_duration: [{threshold: 'p(95)<0.001', abortOnFail: true}]},
  };
  writeFileSync(join(folder, 'abort.json'), JSON.stringify(profile));
  const {code, stdout, stderr} = await runPerftui(['run', 'abort.json', '--headless'], {cwd: folder});
  expect(code).toBe(108);
  expect(stderr).toMatch(/stopped by the threshold http_req_duration: p\(95\)<0\.001/);
  expect(stdout).toContain('stopped by a threshold');
});

test.each([
  ['that is cut off', '{"name": "x",', /cut\.json: 1:\d+: .*ends here/],
  ['that is empty', '', /the file is empty/],
  ['that is not text', '\u0000\u0001', /1:1: expected a value/],
  [
    'with wrong units and unknown keys',
    JSON.stringify({name: 'x', target: 'http://127.0.0.1:1', executor: 'constant-vus', duration: '5 min', vuss: 2}),
    /vuss \(line 1\): unknown key; did you mean "vus"\?.*duration \(line 1\): "5 min" is not a duration/,
  ],
])('a profile %s is one clear line and 104', async (_, text, line) => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'cut.json'), text);
  const {code, stdout, stderr} = await runPerftui(['run', 'cut.json', '--headless'], {cwd: folder});
  expect({code, stdout}).toEqual({code: 104, stdout: ''});
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(line);
});
