import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {Intent} from '../session/intent.ts';
import type {ViewUpdate} from '../session/view.ts';
import {installInkHooks} from '../tui/app/ink-hooks.ts';
import type {SessionConnection} from '../tui/app/session-connection.ts';
import type {ScreenExit} from '../tui/app/screen-controller.ts';
import {startScreen} from '../tui/app/start-screen.ts';
import {terminalWatcher} from '../tui/app/terminal-watcher.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {terminalTheme} from './ask-terminal.ts';
import type {StopSignals} from './stop-signals.ts';

/** A session to be shown, wherever it lives. */
export interface ShownSession {
  subscribe(listener: (update: ViewUpdate) => void): () => void;
  dispatch(intent: Intent): void;
  /** Settles when there is something to be shown; rejects when it never comes to that. */
  readonly ready: Promise<void>;
  /** Settles, either way, once it will never say any more. */
  readonly over: Promise<unknown>;
  /** A signal has come, or the terminal has gone: the screen is to be left. */
  leave(): void;
}

/**
 * Drives the session on the full screen, and returns what it came to once the screen has been left, and what is to be
 * shown next. Rejects with PerftuiError when the session cannot go on; the terminal has been given back by then.
 */
export async function showDriveScreen(
  coordinator: Coordinator,
  signals: Pick<StopSignals, 'handOver'>,
): Promise<{readonly summary: RunSummary; readonly next: 'picker' | null}> {
  let next: 'picker' | null = null;
  const exit = await showSession(
    {
      subscribe: (listener) => coordinator.subscribe(listener),
      dispatch: (intent) => {
        // Asked to quit after all, the operator does not want the profiles any more.
        if (intent.kind === 'finish' && intent.end) next = intent.next ?? null;
        coordinator.dispatch(intent, 'operator');
      },
      ready: coordinator.ready,
      over: coordinator.finished,
      leave: () => coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'signal'),
    },
    signals,
  );
  if (exit === 'forced') coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'operator');
  const summary = await coordinator.finished;
  return {summary, next: exit === 'forced' ? null : next};
}

/** The full screen, or what a screen reader says of it, until the session has finished or the operator does not wait for that. */
export async function showSession(session: ShownSession, signals: Pick<StopSignals, 'handOver'>): Promise<ScreenExit> {
  signals.handOver(() => session.leave());
  const connection: SessionConnection = {
    subscribe(listener) {
      // The screen guards its terminal by itself from now on.
      signals.handOver(() => {});
      return subscribeToItsEnd(session, listener);
    },
    dispatch: (intent) => session.dispatch(intent),
  };
  const {stdin, stdout} = process;
  const deps = {connection, stdin, stdout, onSignal: () => session.leave()};
  if (chooseOutput(process).kind === 'spoken') {
    // Its modules are those of every view: a screen must not wait for them.
    const {startSpoken} = await import('./accessible-session.ts');
    await session.ready;
    return startSpoken(deps);
  }
  loadAhead();
  // Drawn while the session comes up. One that cannot begin takes the screen with it, and says why when that is gone.
  const failures: unknown[] = [];
  const lost = new Promise<void>((resolve) => {
    session.ready.catch((error: unknown) => {
      failures.push(error);
      resolve();
    });
  });
  const exit = await startScreen({...deps, lost, theme: await terminalTheme()});
  if (failures.length > 0) throw failures[0];
  return exit;
}

/** The screen's modules load while the terminal is asked. So does what watches over it. */
function loadAhead(): void {
  installInkHooks(process.env);
  terminalWatcher();
  // What is wrong with them is told when the screen is started.
  import('../tui/app/run-screen.tsx').catch(() => undefined);
}

/** A session that is gone will never say that it has finished: the screen is told so in its place, and leaves. */
function subscribeToItsEnd(session: ShownSession, listener: (update: ViewUpdate) => void): () => void {
  let last: ViewUpdate | null = null;
  const unsubscribe = session.subscribe((update) => {
    last = update;
    listener(update);
  });
  let listening = true;
  const end = (): void => {
    if (!listening || last === null || last.view.finished) return;
    listener({...last, columns: [], events: [], view: {...last.view, finished: true}});
  };
  session.over.then(end, end);
  return () => {
    listening = false;
    unsubscribe();
  };
}
