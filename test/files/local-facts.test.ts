import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {didYouMean} from '../../source/domain/did-you-mean.ts';
import {gitFacts, readStatus} from '../../source/files/git-facts.ts';
import {isHostConfirmed, rememberHost} from '../../source/files/local-consent.ts';
import {tempFolder} from './temp-folder.ts';

function git(folder: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.invalid',
    '-c',
    'commit.gpgsign=false',
    '-c',
    'init.defaultBranch=main',
  ];
  return execFileSync('git', ['-C', folder, ...identity, ...args], {encoding: 'utf8', stdio: 'pipe'}).trim();
}

describe('git facts', () => {
  test('are commit, branch and whether something tracked has changed', async () => {
    const folder = await tempFolder();
    git(folder, 'init', '-q');
    expect(await gitFacts(folder)).toBeNull();
    await writeFile(path.join(folder, 'a'), '1');
    git(folder, 'add', 'a');
    git(folder, 'commit', '-qm', 'one');
    const commit = git(folder, 'rev-parse', 'HEAD');
    await writeFile(path.join(folder, 'untracked'), '1');
    expect(await gitFacts(folder)).toEqual({commit, branch: 'main', dirty: false});
    await writeFile(path.join(folder, 'a'), '2');
    git(folder, 'checkout', '-q', '--detach');
    expect(await gitFacts(folder)).toEqual({commit, branch: null, dirty: true});
  });

  test('are null outside a repository', async () => {
    expect(await gitFacts(path.join(await tempFolder(), 'none'))).toBeNull();
  });

  test('are null for any output that is not git status', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readStatus(text)).toBeNull();
      }),
    );
  });
});

describe('confirmed hosts', () => {
  test('are remembered by name, whatever its spelling', async () => {
    const folder = path.join(await tempFolder(), 'state');
    expect(await isHostConfirmed('example.com', {folder})).toBe(false);
    await rememberHost('Example.com.', {folder, now: () => new Date(0)});
    await rememberHost('10.0.0.1', {folder, now: () => new Date(0)});
    expect(await isHostConfirmed('example.COM', {folder})).toBe(true);
    expect(await isHostConfirmed('10.0.0.1', {folder})).toBe(true);
    expect(await isHostConfirmed('10.0.0.2', {folder})).toBe(false);
  });

  test.each(['', 'null', '[]', '{"hosts": 5}', '{"hosts": ["example.com"]}', '{"hosts": {"example.com": true}}'])(
    'a file with %s confirms nothing and is repaired by the next yes',
    async (content) => {
      const folder = await tempFolder();
      await writeFile(path.join(folder, 'confirmed-hosts.json'), content);
      for (const host of ['example.com', 'constructor', '__proto__', '0']) {
        expect(await isHostConfirmed(host, {folder})).toBe(false);
      }
      await rememberHost('example.com', {folder});
      expect(await isHostConfirmed('example.com', {folder})).toBe(true);
    },
  );
});

describe('did you mean', () => {
  test.each([
    ['methd', 'method'],
    ['mehtod', 'method'],
    ['METHOD', 'method'],
    ['paht', 'path'],
    ['xyz', null],
    ['method'.repeat(20), null],
  ])('%s', (word, expected) => {
    expect(didYouMean(word, ['name', 'method', 'path'])).toBe(expected);
  });
});
