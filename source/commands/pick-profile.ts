import path from 'node:path';
import process from 'node:process';
import {describeError, exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {packageVersion} from '../files/package-root.ts';
import {checkProfile} from '../files/profile-store.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {realClock} from '../tui/app/commit-pacer.ts';
import {startChooser} from '../tui/app/start-chooser.ts';
import type {Chooser} from '../tui/chooser/chooser.ts';
import {FirstRunChooser} from '../tui/chooser/first-run-chooser.ts';
import {PickerChooser, type PickerServices} from '../tui/chooser/picker-chooser.ts';
import {initialPicker, withEntries, type PickerEntry} from '../tui/chooser/picker-model.ts';
import {detectTheme} from '../tui/theme/theme.ts';
import {demoCommand} from './demo-command.ts';
import {firstRunDrive, firstRunProblem, lookAtUrl} from './first-run.ts';
import type {RunFlags} from './flags.ts';
import {pickerEntries} from './picker-entries.ts';
import {runCommand} from './run-command.ts';
import {makeStartChecks} from './start-checks.ts';
import {problemLine} from './validate-command.ts';
import {waitForKey} from './wait-key.ts';

const drivesFolder = path.join('snapshots', 'drives');
const patienceMs = 2000;

/**
 * `perftui` without a command, in a terminal: the first screen for somebody who has no profile yet, else the picker.
 * The flags are those of the run that is chosen.
 * @throws PerftuiError (104) where no screen can be drawn
 */
export async function pickProfile(flags: RunFlags): Promise<ExitCode> {
  if (chooseOutput(process).kind !== 'screen' || flags.headless || flags.dryRun) {
    throw new PerftuiError('ERR_USAGE', 'nothing to do', {
      hint: 'perftui <url> drives a URL, perftui demo the built-in target, perftui --help tells the rest',
    });
  }
  const entries = await pickerEntries(drivesFolder);
  if (entries.some(({origin}) => origin !== 'shipped')) return pick(entries, flags);
  return beginWithUrl(entries, flags);
}

async function beginWithUrl(entries: readonly PickerEntry[], flags: RunFlags): Promise<ExitCode> {
  const chooser = new FirstRunChooser({
    version: packageVersion(),
    problemOf: firstRunProblem,
    look: async (target) => {
      const {outcome, text, brief} = await lookAtUrl(target, {flags, patienceMs});
      return {outcome: outcome === 'warning' ? 'unknown' : outcome, text, brief};
    },
  });
  const choice = await show(chooser);
  if (choice === null) return exitCodes.stoppedBySignal;
  switch (choice.kind) {
    case 'leave':
      return exitCodes.ok;
    case 'demo':
      return demoCommand(flags);
    case 'open':
      return pick(entries, flags);
    case 'new':
      await makeNew();
      return pick(await pickerEntries(drivesFolder), flags);
    case 'drive':
    default: {
      holdInput();
      const drive = firstRunDrive(choice.texts, flags);
      return runCommand(drive.url, drive.flags);
    }
  }
}

async function pick(entries: readonly PickerEntry[], flags: RunFlags): Promise<ExitCode> {
  let state = initialPicker(entries);
  for (;;) {
    // eslint-disable-next-line no-await-in-loop -- one choice follows the other
    const choice = await show(new PickerChooser(state, services(flags)));
    if (choice === null) return exitCodes.stoppedBySignal;
    switch (choice.kind) {
      case 'leave':
        return exitCodes.ok;
      case 'start':
        return start(choice.entry, flags);
      case 'dry-run':
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        await dryRunAndWait(choice.entry, flags);
        ({state} = choice);
        break;
      case 'new':
      default:
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        await makeNew();
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        state = withEntries(choice.state, await pickerEntries(drivesFolder));
    }
  }
}

function services(flags: RunFlags): PickerServices {
  return {
    version: packageVersion(),
    clock: realClock,
    nowMs: () => Date.now(),
    check: async ({file}, tell, signal) => makeStartChecks(file, {flags, env: process.env, patienceMs}, tell, signal),
    validate: async ({file}) =>
      checkProfile(file).then(
        ({path: place, problems}) => problems.map((problem) => problemLine(place, problem)),
        (error: unknown) => [describeError(error)],
      ),
  };
}

async function show<Choice>(chooser: Chooser<Choice>): Promise<Choice | null> {
  const {stdin, stdout, env} = process;
  return startChooser(chooser, {theme: detectTheme(env, stdout), stdin, stdout});
}

async function start(entry: PickerEntry, flags: RunFlags): Promise<ExitCode> {
  holdInput();
  const isDemo = entry.origin === 'shipped' && entry.name === 'demo-checkout';
  return isDemo ? demoCommand(flags) : runCommand(entry.file, flags);
}

/** What goes wrong is told, and the picker comes back. */
async function dryRunAndWait({file}: PickerEntry, flags: RunFlags): Promise<void> {
  const {dryRunCommand} = await import('./dry-run-command.ts');
  await attempt(() => dryRunCommand(file, flags));
  process.stdout.write('\nany key goes back to the profiles ');
  await waitForKey(process.stdin);
  process.stdout.write('\n');
}

async function makeNew(): Promise<void> {
  const {newCommand} = await import('./new-command.ts');
  const failed = await attempt(() => newCommand({output: null}));
  if (!failed) return;
  process.stdout.write('any key goes on to the profiles ');
  await waitForKey(process.stdin);
  process.stdout.write('\n');
}

/** Ink lets go of the input when it leaves: a question would not keep the process waiting for its answer. */
function holdInput(): void {
  process.stdin.ref();
}

/** @returns true: it failed, which has been told */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  holdInput();
  try {
    await work();
    return false;
  } catch (error) {
    process.stderr.write(`perftui: ${describeError(error)}\n`);
    return true;
  }
}
