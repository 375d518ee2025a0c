import {rm} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {describeError, exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {executorModel} from '../domain/executor.ts';
import {packageVersion} from '../files/package-root.ts';
import {checkProfile, loadProfile, saveProfile} from '../files/profile-store.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {realClock} from '../tui/app/commit-pacer.ts';
import {startChooser} from '../tui/app/start-chooser.ts';
import type {Chooser} from '../tui/chooser/chooser.ts';
import type {FirstRunTexts} from '../tui/chooser/first-run-model.ts';
import {FirstRunChooser} from '../tui/chooser/first-run-chooser.ts';
import {PickerChooser, type PickerChange, type PickerServices} from '../tui/chooser/picker-chooser.ts';
import {initialPicker, withEntries, type PickerEntry} from '../tui/chooser/picker-model.ts';
import {askWhatToDrive} from './accessible-start.ts';
import {askLine} from './ask-line.ts';
import {terminalTheme} from './ask-terminal.ts';
import {demoCommand} from './demo-command.ts';
import {firstRunDrive, firstRunProblem, firstRunSource, lookAtUrl} from './first-run.ts';
import {parseRunFlags, type RunFlags} from './flags.ts';
import {writeHeld} from './held-output.ts';
import {pickerEntries, recordingEntries} from './picker-entries.ts';
import {runCommand} from './run-command.ts';
import {startRun} from './start-run.ts';
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
  const output = chooseOutput(process).kind;
  if (output === 'linear' || flags.headless || flags.dryRun) {
    throw new PerftuiError('ERR_USAGE', 'nothing to do', {
      hint: 'perftui <url> drives a URL, perftui demo the built-in target, perftui --help tells the rest',
    });
  }
  const entries = await pickerEntries(drivesFolder);
  if (output === 'spoken') return askAndStart(entries, flags);
  if (entries.some(({origin}) => origin !== 'shipped')) return pick(entries, flags);
  return beginWithUrl(entries, flags);
}

/**
 * The picker after a run, in the same terminal. What was said of that run's load and requests is not said of the next:
 * only who may be loaded and where figures go to is.
 * @returns null: it was left without another run
 */
export async function pickAfter({yes, workers, prometheus}: RunFlags): Promise<ExitCode | null> {
  const flags: RunFlags = {...parseRunFlags({}), yes, workers, prometheus};
  holdInput();
  let ran = false;
  const onRun = (): void => {
    ran = true;
  };
  const entries = await pickerEntries(drivesFolder);
  const isSpoken = chooseOutput(process).kind === 'spoken';
  // Lines are not drawn over.
  if (isSpoken) writeHeld();
  const exitCode = await (isSpoken ? askAndStart(entries, flags, onRun) : pick(entries, flags, onRun));
  return ran || exitCode !== exitCodes.ok ? exitCode : null;
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
    default:
      return driveTyped(choice.texts, flags);
  }
}

async function driveTyped(texts: FirstRunTexts, flags: RunFlags): Promise<ExitCode> {
  holdInput();
  const source = await firstRunSource(texts, flags);
  if (source !== null) {
    process.stderr.write(source.notes);
    return startRun({profile: source.profile, flags: source.flags, headlessStages: null, defaultBaseline: null});
  }
  const drive = firstRunDrive(texts, flags);
  return runCommand(drive.url, drive.flags);
}

/** The same in plain questions, for a screen reader. */
async function askAndStart(
  entries: readonly PickerEntry[],
  flags: RunFlags,
  onRun: () => void = () => {},
): Promise<ExitCode> {
  const choice = await askWhatToDrive(entries, {
    say: (line) => process.stdout.write(`${line}\n`),
    ask: async (question) => {
      holdInput();
      return askLine(question);
    },
  });
  if (choice.kind === 'leave') return exitCodes.ok;
  onRun();
  return choice.kind === 'start' ? start(choice.entry, flags) : driveTyped(choice.texts, flags);
}

async function pick(entries: readonly PickerEntry[], flags: RunFlags, onRun: () => void = () => {}): Promise<ExitCode> {
  let state = initialPicker(entries);
  for (;;) {
    // eslint-disable-next-line no-await-in-loop -- one choice follows the other
    const choice = await show(new PickerChooser(state, services(flags)));
    if (choice === null) return exitCodes.stoppedBySignal;
    switch (choice.kind) {
      case 'leave':
        return exitCodes.ok;
      case 'start':
        onRun();
        return start(choice.entry, flags);
      case 'manual':
        onRun();
        return start(choice.entry, atZero(choice.entry, flags));
      case 'replay': {
        onRun();
        holdInput();
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        const {replayCommand} = await import('./replay-command.ts');
        return replayCommand(choice.entry.file, flags.yes ? {yes: true} : {});
      }
      case 'open':
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        await openRecording(choice.entry);
        ({state} = choice);
        break;
      case 'edit':
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        await edit(choice.entry);
        // eslint-disable-next-line no-await-in-loop -- one choice follows the other
        state = withEntries(choice.state, await pickerEntries(drivesFolder));
        break;
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
    recordings: async () => recordingEntries(drivesFolder),
    copy: async ({file}, name) =>
      changed(async () => {
        const saved = await saveProfile('profiles', {...(await loadProfile(file)), name});
        return `saved as ${saved.file}`;
      }),
    remove: async ({file, name}) =>
      changed(async () => {
        await rm(file);
        return `${name} is deleted`;
      }),
  };
}

async function changed(work: () => Promise<string>): Promise<PickerChange> {
  try {
    const text = await work();
    return {text, entries: await pickerEntries(drivesFolder)};
  } catch (error) {
    return {text: describeError(error), entries: null};
  }
}

/** No load until somebody drives: the plan is left out. */
function atZero({profile}: PickerEntry, flags: RunFlags): RunFlags {
  const isOpen = profile !== null && executorModel(profile.executor) === 'open';
  return {
    ...flags,
    durationMs: null,
    iterations: null,
    stages: [],
    ...(isOpen ? {rate: 0, vus: null} : {rate: null, vus: 0}),
  };
}

async function openRecording({file}: PickerEntry): Promise<void> {
  const {openCommand} = await import('./open-command.ts');
  const failed = await attempt(() => openCommand(file));
  if (failed) await goBackOnKey();
}

/** The terminal is the editor's while it lasts. */
async function edit({file}: PickerEntry): Promise<void> {
  const {editFile} = await import('./edit-file.ts');
  const failed = await attempt(() => editFile(file, process.env));
  if (failed) await goBackOnKey();
}

async function show<Choice>(chooser: Chooser<Choice>): Promise<Choice | null> {
  const {stdin, stdout} = process;
  return startChooser(chooser, {theme: await terminalTheme(), stdin, stdout});
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
  await goBackOnKey();
}

async function goBackOnKey(): Promise<void> {
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
