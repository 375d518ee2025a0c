import type {ScreenSize} from '../ui-state.ts';
import type {KeyState} from './key-outcome.ts';

/** Why load may not be raised now, as the message line says it; null when it may. */
export function raisingIsOff(state: KeyState, size: ScreenSize, plotsVisible: boolean): string | null {
  if (state.leaving !== 'no') return 'finishing: raising is off';
  if (state.suspending) return '^Z: load goes to 0 first; Esc = stay';
  if (plotsVisible) return null;
  if (state.screen.overlay !== null) return 'raising is off while this is open: Esc first';
  const hidden = size.columns >= 60 && size.rows >= 16;
  if (hidden) return 'raising is off where live plots are hidden: 1 Drive first';
  return `window under 60x16 (${size.columns}x${size.rows}): raising is off`;
}
