import process from 'node:process';
import meow from 'meow';
import {refuseForeignFlags, writingFlags} from './commands/command-flags.ts';
import {demoCommand} from './commands/demo-command.ts';
import {flagTable, parseRunFlags, refuseEmptyLists, refuseUnknownFlags, type RunFlags} from './commands/flags.ts';
import type {RawFlags} from './commands/raw-flags.ts';
import {guardOutput} from './commands/guard-output.ts';
import {helpText} from './commands/help-text.ts';
import {applyKeysFile} from './commands/keys-file.ts';
import {applyLookFlags} from './commands/look-flags.ts';
import {profilesCommand} from './commands/profiles-command.ts';
import {runCommand} from './commands/run-command.ts';
import {snapshotsCommand} from './commands/snapshots-command.ts';
import {validateCommand} from './commands/validate-command.ts';
import {packageVersion} from './files/package-root.ts';
import {describeError, exitCodeOf, exitCodes, PerftuiError, type ExitCode} from './domain/errors.ts';

/** Parses the command line, runs the command, and returns the exit code. Errors become one line on stderr. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const output = guardOutput(process.stdout, process.stderr);
  try {
    return await output.settle(await dispatch(argv));
  } catch (error) {
    process.stderr.write(`perftui: ${describeError(error)}\n`);
    if (process.env['PERFTUI_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  // Unknown flags and --help are ours to answer: meow would exit with its own codes.
  const {flags, input} = parseArguments(argv);
  if (flags.help) return print(helpText);
  if (flags.version) return print(packageVersion());
  refuseUnknownFlags(flags);
  refuseEmptyLists(argv);
  const [command, ...rest] = input.map(String);
  refuseForeignFlags(flags, command ?? 'run');
  applyLookFlags(flags, process.env);
  if (showsScreen(command, flags)) applyKeysFile(process.env, (line) => process.stderr.write(`perftui: ${line}\n`));
  switch (command) {
    case undefined: {
      const {pickProfile} = await import('./commands/pick-profile.ts');
      return pickProfile(parseRunFlags(flags));
    }
    case 'run':
      return drive(one(rest, 'perftui run <profile|url>'), parseRunFlags(flags));
    case 'demo':
      none(rest, 'perftui demo');
      return demo(parseRunFlags(flags));
    case 'capacity': {
      const argument = one(rest, "perftui capacity <profile|url> --slo 'p(95)<250'");
      const {capacityCommand} = await import('./commands/capacity-command.ts');
      return capacityCommand(argument, flags);
    }
    case 'spike': {
      const argument = one(rest, 'perftui spike <profile|url> --factors 2,3,4,5');
      const {spikeCommand} = await import('./commands/spike-command.ts');
      return spikeCommand(argument, flags);
    }
    case 'soak': {
      const usage = 'perftui soak <profile|url> -d 24h';
      const argument = flags.resume === undefined ? one(rest, usage) : (rest[0] ?? null);
      const {soakCommand} = await import('./commands/soak-command.ts');
      return soakCommand(argument, flags);
    }
    case 'profiles':
      none(rest, 'perftui profiles');
      return profilesCommand();
    case 'snapshots':
      none(rest, 'perftui snapshots');
      return snapshotsCommand();
    case 'validate':
      return validateCommand(one(rest, 'perftui validate <profile>'));
    case 'import': {
      const {importCommand} = await import('./commands/import-command.ts');
      return importCommand(rest, writingFlags(flags));
    }
    case 'export': {
      const {exportCommand} = await import('./commands/export-command.ts');
      return exportCommand(rest, writingFlags(flags));
    }
    case 'new': {
      none(rest, 'perftui new');
      const {newCommand} = await import('./commands/new-command.ts');
      return newCommand(writingFlags(flags));
    }
    case 'compare': {
      const {compareCommand} = await import('./commands/compare-command.ts');
      return compareCommand(rest, flags);
    }
    case 'trend': {
      const {trendCommand} = await import('./commands/trend-command.ts');
      return trendCommand(rest, flags);
    }
    case 'report': {
      const {reportCommand} = await import('./commands/report-command.ts');
      return reportCommand(one(rest, 'perftui report <snapshot|drive> --format md'), flags);
    }
    case 'open': {
      const {openCommand} = await import('./commands/open-command.ts');
      return openCommand(one(rest, 'perftui open <drive|snapshot>'));
    }
    case 'replay': {
      const {replayCommand} = await import('./commands/replay-command.ts');
      return replayCommand(one(rest, 'perftui replay <drive>'), flags);
    }
    case 'recover': {
      const {recoverCommand} = await import('./commands/recover-command.ts');
      return recoverCommand(rest, flags);
    }
    case 'keys': {
      const {keysCommand} = await import('./commands/keys-command.ts');
      return keysCommand(rest, flags);
    }
    case 'attach': {
      const {attachCommand} = await import('./commands/attach-command.ts');
      return attachCommand(rest);
    }
    default:
      none(rest, `perftui ${command}`);
      if (!/^https?:\/\//i.test(command)) {
        throw new PerftuiError('ERR_USAGE', `"${command}" is neither a command nor an http(s) URL`, {
          hint: 'perftui run <profile> runs a profile, perftui --help lists the commands',
        });
      }
      return drive(command, parseRunFlags(flags));
  }
}

function parseArguments(argv: readonly string[]) {
  try {
    return meow(helpText, {
      importMeta: import.meta,
      argv,
      flags: flagTable,
      allowUnknownFlags: true,
      autoHelp: false,
      autoVersion: false,
      description: false,
    });
  } catch (error) {
    // It has no other way of saying that a flag is given twice.
    const [, flag] = (error instanceof Error && /^The flag (--\S+) can only be set once/.exec(error.message)) || [];
    if (flag === undefined) throw error;
    throw new PerftuiError('ERR_USAGE', `${flag} is given twice`, {hint: 'give it once', cause: error});
  }
}

/** There will be a screen with keys: commands that have none are not held up by a keys.json. */
function showsScreen(command: string | undefined, flags: RawFlags): boolean {
  if (flags['headless'] === true || !process.stdin.isTTY || !process.stdout.isTTY) return false;
  return command === undefined || /^(?:run|demo|open|attach|replay|capacity|spike|soak|https?:.*)$/i.test(command);
}

/** The commands that only a few need are loaded when they are. */
async function drive(argument: string, flags: RunFlags): Promise<ExitCode> {
  if (!flags.dryRun) return runCommand(argument, flags);
  const {dryRunCommand} = await import('./commands/dry-run-command.ts');
  return dryRunCommand(argument, flags);
}

async function demo(flags: RunFlags): Promise<ExitCode> {
  return flags.dryRun ? drive('demo-checkout', flags) : demoCommand(flags);
}

function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return exitCodes.ok;
}

function one(rest: readonly string[], usage: string): string {
  if (rest.length === 1) return rest[0]!;
  throw new PerftuiError(
    'ERR_USAGE',
    rest.length === 0 ? 'an argument is missing' : `too many arguments: ${rest.join(' ')}`,
    {
      hint: `usage: ${usage}`,
    },
  );
}

function none(rest: readonly string[], usage: string): void {
  if (rest.length > 0)
    throw new PerftuiError('ERR_USAGE', `too many arguments: ${rest.join(' ')}`, {hint: `usage: ${usage}`});
}
