import process from 'node:process';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {isInScope, keyScopes, presentKeys, type KeyCommand, type KeyScope} from '../tui/app/key-table.ts';
import {keyName} from '../tui/app/key-name.ts';
import type {RawFlags} from './raw-flags.ts';
import {applyKeysFile, checkKeys, keysFile} from './keys-file.ts';
import {keysMarkdown} from './keys-markdown.ts';

/**
 * `perftui keys [--print] [--json | --markdown]`: every key as it is with the user's keys.json.
 * `perftui keys --check [FILE]`: `ok: 3 remapped`, or each problem on a line of its own and 104.
 */
export function keysCommand(rest: readonly string[], flags: RawFlags): ExitCode {
  if (flags['check'] === true) return check(rest, flags['json'] === true);
  if (rest.length > 0) {
    throw new PerftuiError('ERR_USAGE', `too many arguments: ${rest.join(' ')}`, {
      hint: 'usage: perftui keys [--print | --check [FILE]]',
    });
  }
  applyKeysFile(process.env, (line) => process.stderr.write(`perftui: ${line}\n`));
  process.stdout.write(flags['json'] === true ? keysJson() : flags['markdown'] === true ? keysMarkdown() : keysText());
  return exitCodes.ok;
}

function check(rest: readonly string[], asJson: boolean): ExitCode {
  if (rest.length > 1) {
    throw new PerftuiError('ERR_USAGE', `too many arguments: ${rest.join(' ')}`, {
      hint: 'usage: perftui keys --check [FILE]',
    });
  }
  const [given] = rest;
  const {file, result, problems} = checkKeys(given ?? keysFile(process.env));
  const remapped = result !== null && 'table' in result ? result.remapped : 0;
  const isMissing = result === null && problems.length === 0;
  if (isMissing && given !== undefined) throw new PerftuiError('ERR_FILE', `there is no ${file}`);
  if (asJson) {
    process.stdout.write(
      `${JSON.stringify({version: 1, file, ok: problems.length === 0, remapped, problems}, null, 2)}\n`,
    );
  } else if (problems.length > 0) {
    process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
  } else {
    process.stdout.write(isMissing ? `ok: there is no ${file}, keys are as they come\n` : `ok: ${remapped} remapped\n`);
  }
  return problems.length === 0 ? exitCodes.ok : exitCodes.invalidConfig;
}

/** What a place is called in print. */
export const placeNames: Readonly<Record<KeyScope | 'session', string>> = {
  session: 'every view',
  recording: 'a recording (perftui open)',
  drive: 'view 1 Drive',
  endpoints: 'view 2 Endpoints',
  latency: 'view 3 Latency',
  compare: 'view 4 Compare',
  host: 'view 5 Host',
  snaps: 'view 6 Snaps',
  events: 'view 7 Events',
  study: 'view 8 Study',
  help: 'the help',
  quit: 'the question before quitting',
  baseline: 'the list of baselines',
  scenarios: 'the list of scenarios',
  ramp: 'the ramp dialog',
  'snapshot-export': 'the choice of a format',
  'snapshot-delete': 'the question before a snapshot is deleted',
  question: 'a question on the message line',
  prompt: 'a line being typed',
  picker: 'the choice of a profile',
  'first-run': 'the first screen',
};

/** Each place with its commands: keys, the name keys.json takes, what it does. */
export function keysText(): string {
  const sections = keyScopes.map((scope) => {
    const commands = presentKeys().filter((command) => isInScope(command, scope));
    const lines = commands.map((command) => `  ${keysOf(command).padEnd(16)} ${command.id.padEnd(24)} ${command.help}`);
    return [`${placeNames[scope]}${scope === 'session' ? '' : `  (${scope})`}`, ...lines].join('\n');
  });
  return `${sections.join('\n\n')}\n\nkeys.json remaps all but ^C: {"step-up": ["+", "ctrl+u"], "latency.range": ["V"]}\n`;
}

function keysOf({keys}: KeyCommand): string {
  return keys.length === 0 ? '(none)' : keys.map((key) => keyName(key)).join(' ');
}

function keysJson(): string {
  const commands = presentKeys().map(({id, keys, scopes, help, group, load}) => ({
    id,
    keys,
    scopes,
    help,
    group,
    load,
  }));
  return `${JSON.stringify({version: 1, commands}, null, 2)}\n`;
}
