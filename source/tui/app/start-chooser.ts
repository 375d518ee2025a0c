import process from 'node:process';
import type {Chooser} from '../chooser/chooser.ts';
import {installInkHooks} from './ink-hooks.ts';
import type {ChooserDeps} from './mount-chooser.tsx';
import {terminalWatcher} from './terminal-watcher.ts';

/** As `startScreen` for the drive screen: what must stand before Ink is imported, then the chooser. */
export async function startChooser<Choice>(chooser: Chooser<Choice>, deps: ChooserDeps): Promise<Choice | null> {
  process.env['NODE_ENV'] ??= 'production';
  installInkHooks(process.env);
  const watcher = terminalWatcher();
  const [{mountChooser}] = await Promise.all([import('./mount-chooser.tsx'), watcher.ready]);
  return mountChooser(chooser, {...deps, watcher});
}
