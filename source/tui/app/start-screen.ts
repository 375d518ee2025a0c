import process from 'node:process';
import {installInkHooks} from './ink-hooks.ts';
import type {ScreenDeps} from './run-screen.tsx';
import type {ScreenExit} from './screen-controller.ts';
import {terminalWatcher} from './terminal-watcher.ts';

/**
 * The way in for a command: prepares what must stand before React and Ink are imported (their production build, the
 * faster measuring), then draws until the session is finished. Import nothing else of the screen statically.
 */
export async function startScreen(deps: ScreenDeps): Promise<ScreenExit> {
  process.env['NODE_ENV'] ??= 'production';
  installInkHooks(process.env);
  const watcher = terminalWatcher();
  const [{runScreen}] = await Promise.all([import('./run-screen.tsx'), watcher.ready]);
  return runScreen({...deps, watcher});
}
