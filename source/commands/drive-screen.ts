import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {ViewUpdate} from '../session/view.ts';
import {installInkHooks} from '../tui/app/ink-hooks.ts';
import {startScreen} from '../tui/app/start-screen.ts';
import {detectTheme} from '../tui/theme/theme.ts';
import type {StopSignals} from './stop-signals.ts';

/**
 * Drives the session on the full screen, and returns what it came to once the screen has been left. Rejects with
 * PerftuiError when the session cannot go on; the terminal has been given back by then.
 */
export async function showDriveScreen(
  coordinator: Coordinator,
  signals: Pick<StopSignals, 'handOver'>,
): Promise<RunSummary> {
  const stop = (): void => coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'signal');
  signals.handOver(stop);
  loadAhead();
  // A session that cannot begin must not leave a screen behind that nothing will ever end.
  await coordinator.ready;
  const exit = await startScreen({
    connection: {
      subscribe(listener) {
        // The screen guards its terminal by itself from now on.
        signals.handOver(() => {});
        return subscribeToItsEnd(coordinator, listener);
      },
      dispatch: (intent) => coordinator.dispatch(intent, 'operator'),
    },
    theme: detectTheme(process.env, process.stdout),
    stdin: process.stdin,
    stdout: process.stdout,
    onSignal: stop,
  });
  if (exit === 'forced') coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'operator');
  return coordinator.finished;
}

/** The screen's modules load while the coordinator comes up: 0.2 s earlier to the first frame. */
function loadAhead(): void {
  installInkHooks(process.env);
  // What is wrong with them is told when the screen is started.
  import('../tui/app/run-screen.tsx').catch(() => undefined);
}

/** A coordinator that is gone will never say that it has finished: the screen is told so in its place, and leaves. */
function subscribeToItsEnd(coordinator: Coordinator, listener: (update: ViewUpdate) => void): () => void {
  let last: ViewUpdate | null = null;
  const unsubscribe = coordinator.subscribe((update) => {
    last = update;
    listener(update);
  });
  let listening = true;
  coordinator.finished.catch(() => {
    if (listening && last !== null) listener({...last, columns: [], events: [], view: {...last.view, finished: true}});
  });
  return () => {
    listening = false;
    unsubscribe();
  };
}
