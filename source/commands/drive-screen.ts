import process from 'node:process';
import type {Coordinator} from '../coordinator/start-coordinator.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {startScreen} from '../tui/app/start-screen.ts';
import {detectTheme} from '../tui/theme/theme.ts';

/** Drives the session on the full screen, and returns what it came to once the screen has been left. */
export async function showDriveScreen(coordinator: Coordinator): Promise<RunSummary> {
  const exit = await startScreen({
    connection: {
      subscribe: (listener) => coordinator.subscribe(listener),
      dispatch: (intent) => coordinator.dispatch(intent, 'operator'),
    },
    theme: detectTheme(process.env, process.stdout),
    stdin: process.stdin,
    stdout: process.stdout,
    onSignal: () => coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'signal'),
  });
  if (exit === 'forced') coordinator.dispatch({kind: 'finish', how: 'stop', end: true}, 'operator');
  return coordinator.finished;
}
