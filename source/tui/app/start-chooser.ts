import process from 'node:process';
import type {Chooser} from '../chooser/chooser.ts';
import {installInkHooks} from './ink-hooks.ts';
import type {ChooserDeps} from './mount-chooser.tsx';

/** As `startScreen` for the drive screen: what must stand before Ink is imported, then the chooser. */
export async function startChooser<Choice>(chooser: Chooser<Choice>, deps: ChooserDeps): Promise<Choice | null> {
  process.env['NODE_ENV'] ??= 'production';
  installInkHooks(process.env);
  const {mountChooser} = await import('./mount-chooser.tsx');
  return mountChooser(chooser, deps);
}
