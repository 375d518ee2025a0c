import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it, onTestFinished} from 'vitest';
import {parseRunFlags} from '../../source/commands/flags.ts';
import {environmentNames, makeStartChecks, type StartCheckOptions} from '../../source/commands/start-checks.ts';
import type {StartCheck} from '../../source/tui/chooser/picker-model.ts';
import {readSnapshot} from '../../source/files/snapshot-store.ts';
import {tempFolder} from '../files/temp-folder.ts';
import {profileOf} from '../tui/fixtures/picker-entries.ts';

const flow = [{request: {path: '/'}}];

async function write(document: object, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await tempFolder();
  await mkdir(folder, {recursive: true});
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const file = path.join(folder, 'one.json');
  const whole = {target: 'demo', scenarios: [{name: 'a', flow}], ...document};
  await writeFile(file, JSON.stringify(whole, null, 2));
  return file;
}

/** Outcomes as they were last told, and every telling. */
async function check(
  file: string,
  options: Partial<StartCheckOptions> = {},
): Promise<{last: readonly StartCheck[]; tellings: (readonly StartCheck[])[]}> {
  const tellings: (readonly StartCheck[])[] = [];
  const own = {snapshotsFolder: '/nowhere', busyShare: async () => 0.06};
  const all = {flags: parseRunFlags({}), env: {}, patienceMs: 500, ...own, ...options};
  await makeStartChecks(file, all, (checks) => tellings.push(checks), new AbortController().signal);
  return {last: tellings.at(-1)!, tellings};
}

async function target(): Promise<{url: string; requests: () => number}> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests};
}

/** Of the profile, the environment, files, room and the target. */
const outcomes = (checks: readonly StartCheck[]): string =>
  checks
    .slice(0, 5)
    .map(({outcome}) => outcome)
    .join(' ');

describe('the checks before a start', () => {
  it('all hold for a whole profile; the target is reached and sent no request', async () => {
    const {url, requests} = await target();
    const {last, tellings} = await check(await write({target: url}));
    expect(outcomes(last)).toBe('ok ok ok ok ok');
    expect(last[4]!.text).toMatch(/^127\.0\.0\.1:\d+ takes connections: [\d.]+(?:µs|ms); it shares the CPU/);
    expect(requests()).toBe(0);
    expect(outcomes(tellings[0]!)).toBe('ok pending pending pending pending');
  });

  it('a target that refuses is told in the words of the start', async () => {
    const {last} = await check(await write({target: 'http://127.0.0.1:1'}));
    expect(last[4]).toEqual({outcome: 'failed', text: '127.0.0.1:1 refused the connection; is the server running?'});
  });

  it('another machine is left alone until somebody said yes', async () => {
    const {last} = await check(await write({target: 'http://192.0.2.1'}));
    expect(last[4]).toEqual({
      outcome: 'warning',
      text: '192.0.2.1 is not this machine: you are asked before anything is sent',
    });
  });

  it('a broken profile names its first problem with its line, and looks no further', async () => {
    const {last} = await check(await write({executor: 'ramping-vu', stagse: []}));
    expect(outcomes(last)).toBe('failed unknown unknown unknown unknown');
    expect(last[0]!.text).toMatch(/one\.json:\d+ .*\(and \d more: v\)/);
  });

  it('variables of the environment that are missing are named, escaped ones are text', async () => {
    const headers = {'x-a': 'Bearer ${env:TOKEN}', 'x-b': '${env:B}', 'x-c': '$${env:TEXT}'};
    const {last} = await check(await write({headers}), {env: {B: '1'}});
    expect(outcomes(last)).toBe('ok failed ok unknown unknown');
    expect(last[1]!.text).toBe('not set in the environment: TOKEN');
    expect(outcomes((await check(await write({headers}), {env: {B: '1', TOKEN: 't'}})).last)).toBe('ok ok ok ok ok');
    expect(environmentNames(profileOf({headers}))).toEqual(['TOKEN', 'B']);
  });

  it('files that are not there, or hold something else, fail as files', async () => {
    const data = {data: {file: 'users.csv'}, headers: {'x-user': '${data.user}'}};
    const missing = (await check(await write(data))).last;
    expect([outcomes(missing), missing[2]!.text]).toEqual([
      'ok unknown failed unknown unknown',
      expect.stringContaining('users.csv'),
    ]);
    const wrong = (await check(await write(data, {'users.csv': 'name\nann\n'}))).last;
    expect([wrong[2]!.outcome, wrong[2]!.text]).toEqual(['failed', expect.stringContaining('no column "user"')]);
    const there = (await check(await write(data, {'users.csv': 'user\nann\n'}))).last;
    expect([outcomes(there), there[2]!.text]).toEqual(['ok ok ok ok ok', 'there: users.csv']);
    const tls = (await check(await write({tls: {ca: 'ca.pem'}}, {'ca.pem': 'no certificate'}))).last;
    expect(tls[2]!.outcome).toBe('failed');
  });

  it('too few descriptors say how many are needed', async () => {
    const file = await write({executor: 'constant-vus', vus: 500, cap: {vus: 500}});
    const {last} = await check(file, {descriptors: 256});
    expect([last[3]!.outcome, last[3]!.text]).toEqual(['failed', expect.stringContaining('ulimit -n')]);
  });

  it('flags that contradict the profile are told, and a file that went away', async () => {
    const flags = {...parseRunFlags({}), arrivals: 'poisson' as const};
    const {last} = await check(await write({}), {flags});
    expect([last[0]!.outcome, last[0]!.text]).toEqual(['failed', expect.stringContaining('--arrivals')]);
    expect((await check('/nowhere/one.json')).last[0]!.outcome).toBe('failed');
  });

  it('say how busy this machine is, and warn where it is', async () => {
    const file = await write({});
    const told = async (share: number | null): Promise<StartCheck> =>
      (await check(file, {busyShare: async () => share})).last[5]!;
    expect(await told(0.06)).toEqual({outcome: 'ok', text: expect.stringMatching(/^host idle: cpu 6(?:\.0+)?%$/)});
    expect((await told(0.8)).outcome).toBe('warning');
    expect((await told(null)).outcome).toBe('unknown');
  });

  it('say whether the chosen baseline is of this profile', async () => {
    const none = (await check(await write({name: 'one'}))).last[6]!;
    expect(none).toEqual({outcome: 'ok', text: 'no baseline is chosen: nothing is compared'});
    const shipped = fileURLToPath(new URL('../../snapshots/demo-baseline.json', import.meta.url));
    const folder = await tempFolder();
    await mkdir(folder, {recursive: true});
    await writeFile(path.join(folder, '.baseline'), `${shipped}\n`);
    const {name, profile} = await readSnapshot(shipped);
    const of = async (own: string): Promise<StartCheck> =>
      (await check(await write({name: own}), {snapshotsFolder: folder})).last[6]!;
    expect(await of(profile.name)).toEqual({outcome: 'ok', text: `baseline ${name} matches: same profile`});
    expect((await of('other')).outcome).toBe('warning');
    await writeFile(path.join(folder, '.baseline'), 'gone.json\n');
    expect((await of('other')).text).toContain('cannot be used');
  });

  it('end early once nobody waits for them', async () => {
    const {url} = await target();
    const gone = new AbortController();
    let told = 0;
    const file = await write({target: url});
    gone.abort();
    await makeStartChecks(file, {flags: parseRunFlags({}), env: {}, patienceMs: 500}, () => told++, gone.signal);
    expect(told).toBeLessThanOrEqual(7);
  });
});
