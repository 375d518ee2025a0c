import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {keysCommand} from '../../source/commands/keys-command.ts';
import {applyKeysFile, checkKeys, keysFile} from '../../source/commands/keys-file.ts';
import {PerftuiError} from '../../source/domain/errors.ts';
import {listProfiles} from '../../source/files/profile-store.ts';
import {parseKeyMap} from '../../source/tui/app/key-map.ts';
import {commandOf, keyTable, useKeys} from '../../source/tui/app/key-table.ts';
import {keysSchemaFile, keysSchemaText} from '../tools/keys-schema-text.ts';
import {readmeFile, withKeys} from '../tools/readme-keys.ts';

/** A configuration folder with this keys.json. */
function configured(text: string): {env: Record<string, string>; file: string} {
  const folder = mkdtempSync(path.join(tmpdir(), 'perftui-keys-'));
  mkdirSync(path.join(folder, 'perftui'));
  const file = path.join(folder, 'perftui/keys.json');
  writeFileSync(file, text);
  return {env: {XDG_CONFIG_HOME: folder, HOME: folder}, file};
}

function printed(run: () => unknown): {out: string; error: string} {
  let [out, error] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((error += String(text)), true));
  try {
    run();
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
  return {out, error};
}

afterEach(() => {
  useKeys(keyTable);
  vi.unstubAllEnvs();
});

describe('keys.json', () => {
  test('is found in the configuration folder, or where PERFTUI_KEYS says', () => {
    expect(keysFile({XDG_CONFIG_HOME: '/c'})).toBe('/c/perftui/keys.json');
    expect(keysFile({XDG_CONFIG_HOME: '/c', PERFTUI_KEYS: 'mine.json'})).toBe('mine.json');
  });

  test('is taken whole', () => {
    const {env} = configured('{"step-up": ["ctrl+u"]}');
    applyKeysFile(env, () => {});
    expect(commandOf('ctrl+u')?.id).toBe('step-up');
    expect(commandOf('+')).toBeNull();
  });

  test('each problem has a line with its place, and none of the file is taken', () => {
    const {env, file} = configured('{\n  "pause": ["P"],\n  "step-upp": ["+"],\n  "hold": ["spce"]\n}');
    const lines: string[] = [];
    const error = catchError(() => applyKeysFile(env, (line) => lines.push(line)));
    expect(error).toBeInstanceOf(PerftuiError);
    expect((error as PerftuiError).exitCode).toBe(104);
    expect(lines).toEqual([
      `${file}:3  step-upp  no such command; did you mean "step-up"?`,
      `${file}:4  hold  "spce" is no key; did you mean "space"?`,
    ]);
    expect(commandOf('P')).toBeNull();
  });

  test('that is no JSON says where', () => {
    const {file} = configured('{"pause": ["P"]');
    expect(checkKeys(file).problems).toEqual([expect.stringMatching(/keys\.json:1:\d+ {2}/)]);
  });

  test('that is not there is no problem, unless PERFTUI_KEYS names it', () => {
    applyKeysFile({XDG_CONFIG_HOME: '/nowhere'}, () => {});
    expect(catchError(() => applyKeysFile({PERFTUI_KEYS: '/nowhere/keys.json'}, () => {}))).toBeInstanceOf(
      PerftuiError,
    );
  });

  test('is no profile, beside the user’s own', async () => {
    const {file} = configured('{}');
    const folder = path.dirname(file);
    const listings = await listProfiles({folder: '/nowhere', own: folder, shipped: '/nowhere'});
    expect(listings).toEqual([]);
  });
});

describe('perftui keys', () => {
  test('--check says how many are remapped, or what is wrong with 104', () => {
    const good = configured('{"step-up": ["ctrl+u"], "latency.range": ["V"]}');
    expect(printed(() => expect(keysCommand([good.file], {check: true})).toBe(0)).out).toBe('ok: 2 remapped\n');
    const bad = configured('{"halve": ["ctrl+c"]}');
    const {error} = printed(() => expect(keysCommand([bad.file], {check: true})).toBe(104));
    expect(error).toBe(`${bad.file}:1  halve  ctrl+c is the emergency stop and nothing else\n`);
  });

  test('--print shows every command of every place with the keys it has now', () => {
    const {env} = configured('{"step-up": ["ctrl+u"]}');
    vi.stubEnv('XDG_CONFIG_HOME', env['XDG_CONFIG_HOME']);
    vi.stubEnv('PERFTUI_KEYS', '');
    const {out} = printed(() => keysCommand([], {print: true}));
    expect(out).toMatch(/\^U +step-up +load up one step/);
    for (const {id} of keyTable) expect(out).toContain(id);
    const {out: json} = printed(() => keysCommand([], {json: true}));
    expect((JSON.parse(json) as {commands: unknown[]}).commands).toHaveLength(keyTable.length);
  });
});

describe('what is written from the key table', () => {
  test('is in README as it is now (npm run schema writes it)', () => {
    const readme = readFileSync(readmeFile, 'utf8');
    expect(readme).toBe(withKeys(readme));
  });

  test('is in profiles/keys.schema.json as it is now, which takes what is taken', async () => {
    const text = readFileSync(keysSchemaFile, 'utf8');
    expect(text).toBe(await keysSchemaText());
    const validate = new Ajv2020({strict: true}).compile(JSON.parse(text) as object);
    for (const map of [{'step-up': ['+', 'ctrl+u']}, {'latency.range': ['V']}, {freeze: []}]) {
      expect([validate(map), 'table' in parseKeyMap(map)]).toEqual([true, true]);
    }
    for (const map of [{'step-upp': ['+']}, {pause: 'P'}, {interrupt: ['x']}]) {
      expect([validate(map), 'table' in parseKeyMap(map)]).toEqual([false, false]);
    }
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}
