import {PerftuiError} from '../domain/errors.ts';
import {outputFlag, type flagTable} from './flags.ts';
import {dashed, type RawFlags} from './raw-flags.ts';

/** Flags that say how a profile is written, not how it runs. */
export function writingFlags(raw: RawFlags): {
  readonly output: string | null;
  readonly think: boolean;
  readonly assets: boolean;
} {
  return {output: outputFlag(raw), think: raw['think'] !== false, assets: raw['assets'] !== false};
}

/** Commands that find something out about a target. */
const studies = ['capacity', 'spike', 'soak'];

/** Those that load one. */
const runs = ['run', 'demo', 'replay', ...studies];

/** Commands with a screen. */
const screens = [...runs, 'open', 'attach'];

/** Flags of single commands, with the commands they go with. All others are a run's. */
const commandFlags: Partial<Record<keyof typeof flagTable, readonly string[]>> = {
  output: ['import', 'export', 'new', 'report', 'compare', 'trend'],
  think: ['import', 'new'],
  assets: ['import', 'new'],
  baseline: [...runs, 'report'],
  dryRun: ['run', 'demo'],
  // A replay says itself why it takes none of these.
  duration: ['run', 'demo', 'replay', 'soak'],
  iterations: ['run', 'demo', 'replay'],
  stage: ['run', 'demo', 'replay'],
  threshold: ['run', 'demo', 'replay', 'spike', 'soak'],
  slo: ['capacity'],
  gentle: ['capacity'],
  factors: ['spike'],
  hold: ['spike'],
  recovery: ['spike'],
  resume: ['soak'],
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

/** What stands in for a flag that a command has no use for. */
const insteads: Readonly<Record<string, string>> = {
  'run slo': '--threshold says what a run has to hold',
  'spike slo': '--threshold says what the run has to hold',
  'soak slo': '--threshold says what the run has to hold',
  'capacity iterations': 'a search ends when it has found it',
  'capacity threshold': "--slo 'p(95)<250' says what is to hold",
  'capacity duration': 'a search ends when it has found it',
  'capacity stage': 'a search finds its loads itself, from -u or --rate on',
  'spike duration': '--hold and --recovery say how long',
  'spike stage': '--factors, --hold and --recovery say what the load is',
  'soak stage': 'an endurance test holds one load, that of -u or --rate',
};

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
  throw new PerftuiError('ERR_USAGE', problems.join('; '), {
    hint: hintFor(
      own,
      foreign.map(({flag}) => flag),
    ),
  });
}

function hintFor(command: string, flags: readonly string[]): string {
  const [instead] = flags.flatMap((flag) => insteads[`${command} ${flag}`] ?? []);
  if (instead !== undefined) return instead;
  return runs.includes(command) && flags.includes('output')
    ? 'a run keeps its results with --snapshot NAME or --summary-export FILE'
    : 'see perftui --help';
}

function isGiven(flag: string, value: unknown): boolean {
  if (isSwitchedOff(flag)) return value === false;
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Written `--no-…`. */
function isSwitchedOff(flag: string): boolean {
  return flag === 'think' || flag === 'assets' || flag === 'reuse' || flag === 'cookies';
}
