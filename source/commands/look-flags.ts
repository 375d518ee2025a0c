import {PerftuiError} from '../domain/errors.ts';
import {glyphSets} from '../tui/theme/glyph-set.ts';
import {themeNames} from '../tui/theme/theme-name.ts';
import {wordFlag} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';

/**
 * `--theme`, `--glyphs` and `--screen-reader`: each says what a variable of the environment says, and comes before it. All
 * that draws reads it there.
 * @throws PerftuiError (104) for another theme or glyph set
 */
export function applyLookFlags(raw: RawFlags, env: NodeJS.ProcessEnv): void {
  const theme = wordFlag(raw, 'theme', themeNames, null);
  if (theme !== null) env['PERFTUI_THEME'] = theme;
  const glyphs = wordFlag(raw, 'glyphs', glyphSets, null);
  if (glyphs !== null) env['PERFTUI_GLYPHS'] = glyphs;
  if (raw['screenReader'] !== true) return;
  if (raw['headless'] === true) {
    throw new PerftuiError('ERR_USAGE', '--screen-reader and --headless exclude each other', {
      hint: 'ACCESSIBLE=1 --headless writes lines for a screen reader, without keys',
    });
  }
  env['ACCESSIBLE'] = '1';
}
