import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {parseProfile} from '../../source/files/parse-profile.ts';
import {profileForUrl} from '../../source/files/profile-for-url.ts';
import {profileDocument} from '../../source/files/print-profile.ts';
import {
  checkProfile,
  listProfiles,
  loadProfile,
  profileFolders,
  saveProfile,
  type ProfileFolders,
} from '../../source/files/profile-store.ts';
import {slugOf} from '../../source/files/slug.ts';
import {configFolder, stateFolder} from '../../source/files/user-folders.ts';
import {tempFolder} from './temp-folder.ts';

const minimal = (name: string): string =>
  JSON.stringify({name, target: 'http://127.0.0.1:1', scenarios: [{flow: [{request: {path: '/'}}]}]});

async function threeFolders(): Promise<ProfileFolders> {
  const root = await tempFolder();
  const folders = {
    folder: path.join(root, 'profiles'),
    own: path.join(root, 'own'),
    shipped: path.join(root, 'shipped'),
  };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder)));
  return folders;
}

describe('a profile argument', () => {
  test('is looked for in the folder, then among the own, then among the shipped', async () => {
    const folders = await threeFolders();
    for (const origin of ['shipped', 'own', 'folder'] as const) {
      await writeFile(path.join(folders[origin], 'x.json'), minimal(`from ${origin}`));
      expect((await loadProfile('x', folders)).name).toBe(`from ${origin}`);
    }
    expect((await listProfiles(folders)).map(({name, origin}) => `${origin}/${name}`)).toEqual(['folder/x']);
  });

  test('ending in .json is a path', async () => {
    const folders = await threeFolders();
    const file = path.join(folders.folder, '..', 'mine.json');
    await writeFile(file, minimal('mine'));
    expect((await loadProfile(file, folders)).name).toBe('mine');
    await expect(loadProfile('none.json', folders)).rejects.toMatchObject({
      code: 'ERR_FILE',
      message: 'cannot read none.json: no such file',
    });
  });

  test('that is unknown is answered with the nearest, or all there are', async () => {
    const folders = await threeFolders();
    await writeFile(path.join(folders.own, 'checkout.json'), minimal('checkout'));
    await expect(loadProfile('chekout', folders)).rejects.toMatchObject({
      exitCode: 104,
      hint: 'did you mean "checkout"?',
    });
    await expect(loadProfile('something', folders)).rejects.toMatchObject({hint: 'there are checkout'});
    await expect(loadProfile('localhost:8080', folders)).rejects.toMatchObject({
      hint: 'for a URL write http://localhost:8080',
    });
    await expect(loadProfile('../own/checkout', folders)).rejects.toMatchObject({code: 'ERR_PROFILE'});
  });

  test('that is broken is refused with every problem', async () => {
    const folders = await threeFolders();
    const file = path.join(folders.folder, 'broken.json');
    await writeFile(file, '{"vus": -1, "scenarios": [{}]}');
    await expect(loadProfile('broken', folders)).rejects.toMatchObject({
      code: 'ERR_PROFILE',
      message: `${file} (3 problems): target (line 1): is missing: a profile needs it; vus (line 1): must be a whole number from 0 to 100000, not -1; scenarios[0].flow (line 1): is missing: a scenario needs it`,
    });
    expect((await checkProfile('broken', folders)).problems).toHaveLength(3);
  });
});

describe('the list of profiles', () => {
  test('holds the shipped ones, with target and load', async () => {
    const shipped = await listProfiles({...profileFolders(), folder: '/nowhere', own: '/nowhere'});
    const brief = shipped.map(({name, target}) => `${name} ${target}`);
    expect(brief).toEqual(
      expect.arrayContaining(['demo-checkout demo', 'open-500 demo:fast', 'smoke demo', 'stages-50-100-200 demo:fast']),
    );
    expect(shipped.map(({name, problems}) => ({name, problems}))).toEqual(
      shipped.map(({name}) => ({name, problems: []})),
    );
    for (const {name, load} of shipped)
      expect(`${name}: ${load}`).toMatch(/: (?:\d+ stages?, \d+-\d+(?: VUs|\/s), \w+|\d+(?: VUs|\/s), [\w ]+)$/);
  });

  test('shows a broken one with its problems', async () => {
    const folders = await threeFolders();
    await writeFile(path.join(folders.folder, 'broken.json'), '{');
    await mkdir(path.join(folders.folder, 'folder.json'));
    expect(await listProfiles(folders)).toMatchObject([
      {name: 'broken', target: null, load: null, problems: [{path: '1:2'}]},
      {name: 'folder', problems: [{path: ''}]},
    ]);
  });
});

function withoutFolder({folder, ...profile}: Profile): Profile {
  expect(path.isAbsolute(folder!)).toBe(true);
  return profile;
}

describe('a body in a file', () => {
  const document = {target: 'http://h', scenarios: [{flow: [{request: {path: '/', bodyFile: 'a/body.bin'}}]}]};

  test('that is not there is a problem with its place in the profile', async () => {
    const file = path.join(await tempFolder(), 'p.json');
    await writeFile(file, JSON.stringify(document));
    expect((await checkProfile(file)).problems).toEqual([
      {
        path: 'scenarios[0].flow[0].request.bodyFile',
        line: 1,
        message: `${path.join(path.dirname(file), 'a', 'body.bin')} does not exist`,
      },
    ]);
  });

  test('is still found when the preset is saved to another folder', async () => {
    const folder = await tempFolder();
    await mkdir(path.join(folder, 'a'));
    await writeFile(path.join(folder, 'a', 'body.bin'), 'x');
    await writeFile(path.join(folder, 'p.json'), JSON.stringify(document));
    const saved = await saveProfile(path.join(folder, 'b', 'c'), await loadProfile(path.join(folder, 'p.json')));
    expect((await checkProfile(saved.file)).problems).toEqual([]);
    expect(await readFile(saved.file, 'utf8')).toContain('"../../a/body.bin"');
  });
});

describe('files a profile names', () => {
  const document = {
    target: 'http://h',
    tls: {ca: 'ca.pem'},
    data: {file: 'users.csv'},
    scenarios: [{flow: [{request: {path: '/${data.usr}'}}]}],
  };

  test('that are not there are problems, all at once, each with its line', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'p.json'), JSON.stringify(document, null, 2));
    expect((await checkProfile(path.join(folder, 'p.json'))).problems).toEqual([
      {path: 'tls.ca', line: 4, message: `${path.join(folder, 'ca.pem')} does not exist`},
      {path: 'data.file', line: 7, message: `${path.join(folder, 'users.csv')} does not exist`},
    ]);
  });

  test('are read where a profile is validated: certificates, and columns that templates ask for', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'p.json'), JSON.stringify(document, null, 2));
    await writeFile(path.join(folder, 'ca.pem'), 'no certificate');
    await writeFile(path.join(folder, 'users.csv'), 'user,age\nann,3\n');
    const {problems} = await checkProfile(path.join(folder, 'p.json'));
    expect(problems).toMatchObject([
      {path: 'tls', line: 3, message: expect.stringContaining('ca.pem')},
      {
        path: 'scenarios[0].flow[0].request.path',
        line: 14,
        message: '${data.usr}: users.csv has no column "usr"; did you mean "user"?',
      },
    ]);
  });
});

describe('a saved preset', () => {
  test('reads back as the same profile and never replaces another', async () => {
    const folder = path.join(await tempFolder(), 'profiles');
    const profile = await loadProfile('demo-checkout');
    const first = await saveProfile(folder, profile);
    const second = await saveProfile(folder, profile);
    expect([first.name, second.name]).toEqual(['demo-checkout', 'demo-checkout-2']);
    expect(parseProfile(await readFile(second.file, 'utf8'), second.file)).toEqual({profile: withoutFolder(profile)});
    expect((await readdir(folder)).sort()).toEqual([
      'demo-checkout-2.json',
      'demo-checkout.json',
      'profile.schema.json',
    ]);
  });

  test('keeps templates and writes variables in place of literal secrets', async () => {
    const profile: Profile = {
      ...profileForUrl('https://bob:hunter2@example.com/', {headers: {'X-Api-Key': 'key-1', accept: 'text/html'}}),
      name: 'my API',
      headers: {authorization: 'Bearer abc', cookie: 'a=${env:SID}; b=literal', 'x-auth-token': 'Bearer ${env:TOKEN}'},
    };
    const saved = await saveProfile(await tempFolder(), profile);
    const text = await readFile(saved.file, 'utf8');
    expect(saved.name).toBe('my-api');
    expect(text).not.toMatch(/hunter2|key-1|abc|literal/);
    expect(saved.replaced).toEqual([
      {where: 'target', variable: 'TARGET_PASSWORD'},
      {where: 'authorization', variable: 'AUTHORIZATION'},
      {where: 'cookie', variable: 'COOKIE'},
      {where: 'x-api-key', variable: 'X_API_KEY'},
    ]);
    expect(parseProfile(text, saved.file)).toMatchObject({
      profile: {
        target: 'https://bob:${env:TARGET_PASSWORD}@example.com',
        headers: {
          authorization: '${env:AUTHORIZATION}',
          cookie: '${env:COOKIE}',
          'x-auth-token': 'Bearer ${env:TOKEN}',
        },
        scenarios: [{flow: [{request: {headers: {'X-Api-Key': '${env:X_API_KEY}', accept: 'text/html'}}}]}],
      },
    });
  });

  test('gives two secrets of one header two variables, and equal ones the same', () => {
    const profile = profileForUrl('http://h/', {headers: {authorization: 'one'}});
    const [scenario] = profile.scenarios;
    const step = (authorization: string): Profile['scenarios'][number]['flow'][number] => {
      const first = scenario!.flow[0]!;
      return first.kind === 'request'
        ? {kind: 'request', request: {...first.request, headers: {authorization}}}
        : first;
    };
    const printed = profileDocument({
      ...profile,
      scenarios: [{...scenario!, flow: [step('one'), step('two'), step('one')]}],
    });
    expect(JSON.stringify(printed.document).match(/\$\{env:\w+\}/g)).toEqual([
      '${env:AUTHORIZATION}',
      '${env:AUTHORIZATION_2}',
      '${env:AUTHORIZATION}',
    ]);
  });

  test('into a folder that cannot be written names it', async () => {
    const blocked = path.join(await tempFolder(), 'file');
    await writeFile(blocked, '');
    await expect(saveProfile(path.join(blocked, 'profiles'), profileForUrl('http://h'))).rejects.toMatchObject({
      code: 'ERR_FILE',
    });
  });
});

describe('names and places', () => {
  test('a slug is a safe file name whatever the name', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (text) => {
        expect(slugOf(text)).toMatch(/^(?!\.)[a-z0-9.-]{1,60}$/);
      }),
    );
    expect(slugOf('Größe 1.2 / ../etc')).toBe('gro-e-1.2-.-etc');
    expect(slugOf('')).toBe('unnamed');
  });

  test('user folders follow XDG, and relative values are ignored', () => {
    expect(configFolder({XDG_CONFIG_HOME: '/c', HOME: '/h'})).toBe('/c/perftui');
    expect(configFolder({XDG_CONFIG_HOME: 'c', HOME: '/h'})).toBe('/h/.config/perftui');
    expect(stateFolder({HOME: '/h'})).toBe('/h/.local/state/perftui');
  });
});
