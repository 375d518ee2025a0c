import {describe, expect, test} from 'vitest';
import {detectTheme, type ThemeEnvironment} from '../../../source/tui/theme/detect-theme.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';

const tty = {isTTY: true};
const base = {TERM: 'xterm-256color', LANG: 'en_US.UTF-8'};

describe('a theme is detected', () => {
  test.for<[ThemeEnvironment, boolean, string]>([
    [base, true, '256'],
    [{...base, COLORTERM: 'truecolor'}, true, 'truecolor'],
    [{...base, COLORTERM: 'truecolor', NO_COLOR: '1'}, true, 'none'],
    [{...base, NO_COLOR: ''}, true, '256'],
    [{...base, NO_COLOR: '1', FORCE_COLOR: '3'}, true, 'none'],
    [{...base, FORCE_COLOR: '0'}, true, 'none'],
    [{...base, FORCE_COLOR: '1'}, true, '16'],
    [{...base, FORCE_COLOR: '3'}, false, 'truecolor'],
    [{...base, FORCE_COLOR: ''}, false, '256'],
    [base, false, 'none'],
    [{TERM: 'xterm'}, true, '16'],
    [{TERM: 'dumb'}, true, 'none'],
    [{TERM: 'xterm-direct'}, true, 'truecolor'],
    [{}, true, 'none'],
  ])('colour of %j, terminal %j: %s', ([env, isTTY, colour]) => {
    expect(detectTheme(env, {isTTY}).colour).toBe(colour);
  });

  test.for<[ThemeEnvironment, string]>([
    [base, 'full'],
    [{...base, LANG: 'C'}, 'ascii'],
    [{...base, LC_ALL: 'POSIX'}, 'ascii'],
    [{...base, LC_ALL: 'C.UTF-8'}, 'full'],
    [{...base, LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'de_DE.utf8'}, 'full'],
    [{...base, TERM: 'linux'}, 'blocks'],
    [{...base, PERFTUI_GLYPHS: 'ascii'}, 'ascii'],
    [{...base, LANG: 'C', PERFTUI_GLYPHS: 'full'}, 'full'],
    [{...base, PERFTUI_GLYPHS: 'fancy'}, 'full'],
    [{TERM: 'xterm'}, 'full'],
  ])('glyphs of %j: %s', ([env, glyphs]) => expect(detectTheme(env, tty).glyphs).toBe(glyphs));

  test.for<[ThemeEnvironment, string]>([
    [base, 'dark'],
    [{...base, COLORFGBG: '0;15'}, 'light'],
    [{...base, COLORFGBG: '15;0'}, 'dark'],
    [{...base, COLORFGBG: '0;15', PERFTUI_THEME: 'dark'}, 'dark'],
    [{...base, PERFTUI_THEME: 'light'}, 'light'],
  ])('background of %j: %s', ([env, background]) => expect(detectTheme(env, tty).background).toBe(background));
});

describe('every theme', () => {
  const themes = (['none', '16', '256', 'truecolor'] as const).flatMap((colour) =>
    (['dark', 'light'] as const).map((background) => createTheme({colour, glyphs: 'full', background})),
  );

  test('never paints the background and closes what it opens', () => {
    for (const {open, close} of themes) {
      open.forEach((sgr, tone) => {
        expect(sgr).not.toMatch(/\[(?:4\d|48|10\d)[;m]/);
        expect(close[tone] === '').toBe(sgr === '');
      });
    }
  });

  test('without colour tells worse from good by attributes alone', () => {
    const {open} = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
    for (const sgr of open) expect(sgr.replaceAll(/\u001B\[[127]m/g, '')).toBe('');
    expect(new Set([open[3], open[8]]).size).toBe(2);
  });
});
