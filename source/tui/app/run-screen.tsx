import {withThemeName, type Theme} from '../theme/theme.ts';
import {columnSecondsOf} from '../views/layout.ts';
import {momentAt} from '../views/moment-at.ts';
import {renderScreen} from '../views/screen.ts';
import {mountScreen, type MountDeps} from './mount-screen.tsx';
import type {ScreenExit} from './screen-controller.ts';

export interface ScreenDeps extends Omit<MountDeps, 'draw' | 'columnSeconds' | 'momentAt'> {
  readonly theme: Theme;
}

/**
 * The drive screen, from entering the alternate screen to having left it. Resolves when the session is finished
 * (`forced`: the operator would not wait). A failure to draw stops the load and rejects with one clear PerftuiError.
 */
export function runScreen({theme, ...deps}: ScreenDeps): Promise<ScreenExit> {
  return mountScreen({
    ...deps,
    draw: (mirror, screen, size) => renderScreen(mirror, screen, size, withThemeName(theme, screen.theme)),
    momentAt: (mirror, screen, size, {x, y}) => momentAt({mirror, screen, size, theme}, x, y),
    columnSeconds: (screen, size, elapsedMs) => columnSecondsOf(screen, size, theme, elapsedMs),
  });
}
