import {PerftuiError} from '../domain/errors.ts';
import {dashed, outputFlag, type flagTable, type RawFlags} from './flags.ts';

/** Flags that say how a profile is written, not how it runs. */
export function writingFlags(raw: RawFlags): {
  readonly output: string | null;
  readonly think: boolean;
  readonly assets: boolean;
} {
  return {output: outputFlag(raw), think: raw['think'] !== false, assets: raw['assets'] !== false};
}

/** Commands with a screen. */
const screens = ['run', 'demo', 'replay', 'open', 'attach'];

/** Flags of single commands, with the commands they go with. All others are a run's. */
const commandFlags: Partial<Record<keyof typeof flagTable, readonly string[]>> = {
  output: ['import', 'export', 'new', 'report', 'compare', 'trend'],
  think: ['import', 'new'],
  assets: ['import', 'new'],
  baseline: ['run', 'demo', 'replay', 'report'],
  dryRun: ['run', 'demo'],
  align: ['compare'],
  format: ['compare', 'trend', 'report'],
  toProfile: ['replay'],
  all: ['recover'],
  force: ['compare'],
  theme: screens,
  glyphs: screens,
  screenReader: screens,
  print: ['keys'],
  check: ['keys'],
  json: ['keys'],
  markdown: ['keys'],
};

const runs = ['run', 'demo', 'replay'];

/** Those that send nothing. */
const otherCommands: ReadonlySet<string> = new Set(
  'profiles snapshots validate import export new compare trend report open recover attach keys'.split(' '),
);

/**
 * Throws PerftuiError (104) naming every flag that is given and goes with other commands only.
 * @param command what is no command is a URL, and so a run
 */
export function refuseForeignFlags(raw: RawFlags, command: string): void {
  const own = otherCommands.has(command) || runs.includes(command) ? command : 'run';
  const foreign = Object.entries(raw).flatMap(([flag, value]) => {
    const commands = commandFlags[flag as keyof typeof flagTable] ?? runs;
    return isGiven(flag, value) && !commands.includes(own) ? [{flag, commands}] : [];
  });
  if (foreign.length === 0) return;
  const problems = foreign.map(({flag, commands}) => {
    const name = isSwitchedOff(flag) ? `no-${flag}` : dashed(flag);
    return `--${name} goes with perftui ${commands.join(', ')}`;
  });
  const isRun = !otherCommands.has(command);
  throw new PerftuiError('ERR_USAGE', problems.join('; '), {
    hint:
      isRun && foreign.some(({flag}) => flag === 'output')
        ? 'a run keeps its results with --snapshot NAME or --summary-export FILE'
        : 'see perftui --help',
  });
}

function isGiven(flag: string, value: unknown): boolean {
  if (isSwitchedOff(flag)) return value === false;
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Written `--no-…`. */
function isSwitchedOff(flag: string): boolean {
  return flag === 'think' || flag === 'assets' || flag === 'reuse' || flag === 'cookies';
}
