import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import {findLines, parseJson} from '../files/parse-json.ts';
import {joinPath} from '../files/profile-reader.ts';
import {configFolder, type Environment} from '../files/user-folders.ts';
import {parseKeyMap, type KeyMapResult} from '../tui/app/key-map.ts';
import {useKeys} from '../tui/app/key-table.ts';

/** PERFTUI_KEYS, else `$XDG_CONFIG_HOME/perftui/keys.json`. */
export function keysFile(env: Environment): string {
  const named = env['PERFTUI_KEYS'];
  return named === undefined || named === '' ? path.join(configFolder(env), 'keys.json') : named;
}

export interface CheckedKeys {
  readonly file: string;
  /** Null: there is no such file. */
  readonly result: KeyMapResult | null;
  /** One line each, with their place in the file; empty: it can be used. */
  readonly problems: readonly string[];
}

/** A keys.json read and checked. A file that cannot be read is a problem; that there is none is not. */
export function checkKeys(file: string): CheckedKeys {
  if (!existsSync(file)) return {file, result: null, problems: []};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {file, result: null, problems: [`${file}: cannot be read: ${reason}`]};
  }
  const parsed = parseJson(text);
  if ('fault' in parsed) {
    const {line, column, message} = parsed.fault;
    return {file, result: null, problems: [`${file}:${line}:${column}  ${message}`]};
  }
  const result = parseKeyMap(parsed.value);
  if (!('problems' in result)) return {file, result, problems: []};
  const names = Object.keys(typeof parsed.value === 'object' ? (parsed.value ?? {}) : {});
  const lines = findLines(text, new Set(names.map((name) => memberPath(name))));
  const problems = result.problems.map(({name, message}) => {
    const written = names.find((one) => one === name) ?? names.find((one) => one.endsWith(`.${name}`)) ?? name;
    const line = lines.get(memberPath(written));
    return [line === undefined ? file : `${file}:${line}`, name, message].filter((part) => part !== '').join('  ');
  });
  return {file, result, problems};
}

/** The path of a member as `findLines` names it. */
function memberPath(name: string): string {
  return joinPath('', name);
}

/**
 * Takes the user's keys before there is a screen. Where the file has problems each gets a line of its own, and none of it
 * is taken: half a map would be worse than none.
 * @throws PerftuiError (104)
 */
export function applyKeysFile(env: Environment, writeError: (line: string) => void): void {
  const file = keysFile(env);
  if (env['PERFTUI_KEYS'] && !existsSync(file)) throw new PerftuiError('ERR_FILE', `PERFTUI_KEYS: there is no ${file}`);
  const {result, problems} = checkKeys(file);
  if (problems.length > 0) {
    for (const problem of problems) writeError(problem);
    throw new PerftuiError(
      'ERR_FILE',
      `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${file}`,
      {
        hint: 'nothing was started; perftui keys --check looks at it again',
      },
    );
  }
  if (result !== null && 'table' in result) useKeys(result.table);
}
