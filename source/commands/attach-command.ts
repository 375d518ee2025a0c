import process from 'node:process';
import {findRuns, refuseOther, type AttachEnd, type AttachedRun, type FoundRun} from '../coordinator/attach-client.ts';
import {attachFolder} from '../coordinator/attach-folder.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {packageVersion} from '../files/package-root.ts';
import {textSummary} from '../report/text-summary.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {chooseRun} from './choose-run.ts';
import {showSession} from './drive-screen.ts';
import {watchStopSignals} from './stop-signals.ts';
import {hasColours, outputWidth} from './write-output.ts';

/** For the last words of a run that has finished: its files and its teardown are done by then. */
const patienceMs = 5000;

/**
 * `perftui attach [pid|profile]`: the screens on a run that goes on without one in another process of this user. Leaving
 * them leaves the run going.
 * @throws PerftuiError (104) where there is no terminal, no such run, or more than one
 */
export async function attachCommand(names: readonly string[]): Promise<ExitCode> {
  const folder = attachFolder();
  if (folder === null) throw new PerftuiError('ERR_USAGE', 'perftui attach needs a system with Unix sockets');
  const version = packageVersion();
  const silent: number[] = [];
  const found = await findRuns(folder, version, (pid) => silent.push(pid));
  let chosen: FoundRun | null = null;
  try {
    chosen = chooseRun(found, names, silent);
    refuseOther(chosen, version);
    const output = chooseOutput(process);
    if (output.kind === 'linear') {
      throw new PerftuiError('ERR_USAGE', `perftui attach needs a screen: ${output.reason}`, {
        hint: `the run of process ${chosen.about.pid} goes on`,
      });
    }
    return tell(await look(chosen.attach()), chosen);
  } finally {
    for (const run of found) run.close();
  }
}

/** Shows it until it ends or is left. */
async function look(run: AttachedRun): Promise<AttachEnd> {
  const signals = watchStopSignals(process);
  try {
    const exit = await showSession(
      {
        subscribe: (listener) => run.subscribe(listener),
        dispatch(intent) {
          // What ends a session of one's own leaves one of somebody else's.
          if (intent.kind === 'finish' && intent.end) run.detach();
          else run.dispatch(intent);
        },
        ready: run.ready,
        over: run.ended,
        leave: () => run.detach(),
      },
      signals,
    );
    if (exit === 'forced') run.detach();
    return await endOf(run);
  } finally {
    signals.dispose();
    run.detach();
  }
}

/** The screen leaves on the run's last view; what it came to is right behind. */
async function endOf(run: AttachedRun): Promise<AttachEnd> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<AttachEnd>((resolve) => {
    timer = setTimeout(() => resolve({kind: 'finished', summary: null}), patienceMs);
  });
  try {
    return await Promise.race([run.ended, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function tell(end: AttachEnd, {about}: FoundRun): ExitCode {
  if (end.kind === 'lost') {
    throw new PerftuiError('ERR_INTERNAL', `the run is gone: process ${about.pid} ended without a summary`, {
      exitCode: exitCodes.internal,
      hint: 'perftui recover finishes its recording',
    });
  }
  process.stdout.write(lastWords(end, about.pid));
  return exitCodes.ok;
}

function lastWords(end: Exclude<AttachEnd, {kind: 'lost'}>, pid: number): string {
  if (end.kind === 'finished') {
    return end.summary === null ? 'the run has ended without a summary\n' : summaryText(end.summary);
  }
  return end.wasStopped
    ? 'detached: the run was stopped, and ends when nobody is on it\n'
    : `detached, the run goes on: perftui attach ${pid}\n`;
}

function summaryText(summary: RunSummary): string {
  return textSummary(summary, {width: outputWidth(process.stdout), colour: hasColours()});
}
