import {spawn} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {rebaseFiles} from '../../source/commands/import-command.ts';
import {profilePlace, runLine} from '../../source/commands/new-profile-file.ts';
import {binPath, cleanEnvironment, scratchFolder, type Finished} from '../flow/perftui-process.ts';

async function perftui(args: readonly string[], cwd: string, stdin = ''): Promise<Finished> {
  const child = spawn(process.execPath, [binPath, ...args], {
    cwd,
    env: cleanEnvironment(cwd),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.end(stdin);
  return new Promise((resolve) => child.once('close', (code) => resolve({code, stdout, stderr})));
}

// Each starts perftui several times, which is slow where the machine is busy.
describe('perftui import and export', {timeout: 60_000}, () => {
  test('write a new profile, never over another, say what is missing, and export it again', async () => {
    const folder = scratchFolder();
    const first = await perftui(
      ['import', 'curl', '-', '-o', 'Mine'],
      folder,
      "curl -F a=b -H 'x-api-key: K3Y' http://127.0.0.1:9/a",
    );
    expect(first).toMatchObject({code: 0, stdout: 'profiles/mine.json\nrun it with: perftui run mine\n'});
    expect(first.stderr).toContain('not carried over:\n  -F: multipart bodies');
    expect(first.stderr).toContain('X_API_KEY (header x-api-key)');
    const second = await perftui(['import', 'curl', 'curl http://127.0.0.1:9/b', '-o', 'mine'], folder);
    expect(second.stdout).toContain('profiles/mine-2.json');
    expect(readdirSync(join(folder, 'profiles')).sort()).toEqual(['mine-2.json', 'mine.json', 'profile.schema.json']);
    expect(readFileSync(join(folder, 'profiles/mine.json'), 'utf8')).not.toContain('K3Y');

    expect(await perftui(['validate', 'mine'], folder)).toMatchObject({code: 0});
    const script = await perftui(['export', 'k6', 'mine', '-o', 'out/mine.js'], folder);
    expect(script).toMatchObject({code: 0, stdout: 'out/mine.js\nrun it with: k6 run out/mine.js\n'});
    const back = await perftui(['import', 'k6', 'out/mine.js', '-o', 'back.json'], folder);
    expect(back).toMatchObject({code: 0, stdout: 'back.json\nrun it with: perftui run back.json\n'});
    expect(JSON.parse(readFileSync(join(folder, 'back.json'), 'utf8'))).toMatchObject({target: 'http://127.0.0.1:9'});
  });

  test('refuse in one line with exit code 104, and leave nothing behind', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'bad.har'), '{"log": {');
    const cases: [string[], string][] = [
      [['import'], 'import what?'],
      [['import', 'hra', 'x'], 'did you mean "har"?'],
      [['import', 'har'], 'a file is missing'],
      [['import', 'har', 'nope.har'], 'cannot read nope.har: no such file'],
      [['import', 'har', 'bad.har'], 'bad.har: it is not a HAR file'],
      [['export', 'k6'], 'a profile is missing'],
      [['export', 'jmeter', 'x'], '"jmeter" is not exported'],
      [['new'], 'this is not a terminal'],
      [['http://127.0.0.1:9/', '-o', 'x'], '--output goes with perftui import'],
    ];
    const results = await Promise.all(cases.map(async ([args]) => perftui(args, folder)));
    for (const [index, {code, stdout, stderr}] of results.entries()) {
      expect({code, stdout}).toEqual({code: 104, stdout: ''});
      expect(stderr).toContain(cases[index]![1]);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(folder).filter((name) => name !== 'config' && name !== 'state')).toEqual(['bad.har']);
  });

  test('keep files the profile names the same files', () => {
    const document = {
      data: {file: 'u.csv'},
      tls: {ca: '/etc/ca.pem', cert: 'c.pem', insecure: true},
      scenarios: [{flow: [{request: {bodyFile: 'b.bin', body: {file: 'x', data: {file: 'y'}}}}]}],
    };
    expect(rebaseFiles(document, '/home/me', '/home/me/profiles')).toEqual({
      data: {file: '../u.csv'},
      tls: {ca: '/etc/ca.pem', cert: '../c.pem', insecure: true},
      scenarios: [{flow: [{request: {bodyFile: '../b.bin', body: {file: 'x', data: {file: 'y'}}}}]}],
    });
  });

  test('put a name into ./profiles and a path where it says', () => {
    expect(profilePlace(null, 'Shop API')).toEqual({folder: 'profiles', baseName: 'shop-api'});
    expect(profilePlace('a/b.json', 'x')).toEqual({folder: 'a', baseName: 'b'});
    expect(runLine('profiles/x.json')).toBe('perftui run x');
    expect(runLine('a b/x.json')).toBe("perftui run 'a b/x.json'");
  });
});
