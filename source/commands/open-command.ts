import path from 'node:path';
import process from 'node:process';
import {PerftuiError, type ExitCode, exitCodes} from '../domain/errors.ts';
import type {SessionConnection} from '../tui/app/session-connection.ts';
import {createPlayback, type Playback} from '../session/playback.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {startScreen} from '../tui/app/start-screen.ts';
import {startSpoken} from './accessible-session.ts';
import {terminalTheme} from './ask-terminal.ts';
import {loadRecord} from './load-record.ts';

/** How often a recording that plays is drawn. */
const updateMs = 200;

/** `perftui open <drive|snapshot>`: a recording on the screens, as it was when it happened. */
export async function openCommand(name: string): Promise<ExitCode> {
  const {file, kind, snapshot, drive} = await loadRecord(name);
  const output = chooseOutput(process);
  if (output.kind === 'linear') {
    throw new PerftuiError('ERR_USAGE', `perftui open needs a screen (${output.reason})`, {
      hint: `perftui report ${name} prints it`,
    });
  }
  if (snapshot.cells.length === 0) {
    throw new PerftuiError('ERR_SNAPSHOT', `${file} holds no second of load: there is nothing to show`);
  }
  const playback = createPlayback({file: path.basename(file), kind, snapshot, drive}, () => performance.now());
  const {stdin, stdout} = process;
  const deps = {connection: connectionTo(playback), stdin, stdout};
  if (output.kind === 'spoken') await startSpoken(deps);
  else await startScreen({...deps, theme: await terminalTheme()});
  return exitCodes.ok;
}

/** A key is answered at once, a recording that plays is drawn as a live run would be. */
function connectionTo(playback: Playback): SessionConnection {
  const listeners = new Set<(update: NonNullable<ReturnType<Playback['takeUpdate']>>) => void>();
  const publish = (): void => {
    const update = playback.takeUpdate();
    if (update !== null) for (const listener of listeners) listener(update);
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      publish();
      const timer = setInterval(() => {
        playback.tick();
        publish();
      }, updateMs);
      return () => {
        clearInterval(timer);
        listeners.delete(listener);
      };
    },
    dispatch(intent) {
      playback.dispatch(intent);
      setImmediate(publish);
    },
  };
}
