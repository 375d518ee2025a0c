import {expect, test} from 'vitest';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const size = {columns: 80, rows: 24};
const asksColour = '\u001B]11;?';

test.each([
  {TERM: 'xterm', colours: '16', glyphs: 'full'},
  {TERM: 'xterm-256color', colours: '256', glyphs: 'full'},
  {TERM: 'screen', colours: '16', glyphs: 'full'},
  {TERM: 'screen-256color', colours: '256', glyphs: 'full'},
  {TERM: 'tmux-256color', colours: '256', glyphs: 'full'},
  {TERM: 'linux', colours: '16', glyphs: 'blocks'},
  {TERM: 'vt100', colours: 'none', glyphs: 'full'},
  {TERM: 'xterm', LANG: 'C', colours: '16', glyphs: 'ascii'},
])('TERM=$TERM is drawn on, and left as it was', {timeout: 60_000}, async ({colours, glyphs, ...env}) => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 100));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '2'], size, env);
  await driven.until((screen) => /req\/s +\d/.test(screen) && screen.includes('HOLD'));
  driven.press('q');
  await driven.until((screen) => screen.includes('QUIT'));
  driven.press('s');
  expect(await driven.exited).toBe(0);
  const written = driven.written();
  const entered = written.indexOf('\u001B[?1049h');
  const left = written.lastIndexOf('\u001B[?1049l');
  expect(entered).toBeGreaterThan(-1);
  expect(left).toBeGreaterThan(entered);
  // Modes as they were: what was switched on last was off.
  for (const mode of ['?1049', '?2004', '?2026', '?1000', '?1006']) {
    expect(written.lastIndexOf(`\u001B[${mode}l`)).toBeGreaterThanOrEqual(written.lastIndexOf(`\u001B[${mode}h`));
  }
  expect(written.lastIndexOf('\u001B[?25h')).toBeGreaterThan(written.lastIndexOf('\u001B[?25l'));
  const drawn = written.slice(entered, left);
  expect(/\u001B\[38;5;/.test(drawn)).toBe(colours === '256');
  expect(/\u001B\[(?:3[0-7]|9[0-7])m/.test(drawn)).toBe(colours === '16');
  expect(/[⠁-⣿]/.test(drawn)).toBe(false);
  expect(/[^\u0000-\u007E]/.test(drawn)).toBe(glyphs !== 'ascii');
  expect(written.includes(asksColour)).toBe(!['linux', 'vt100', 'screen'].includes(env.TERM));
  expect(driven.screen()).toMatch(/requests +\d/);
});

test('an answer that comes late is no key', {timeout: 60_000}, async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 100));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '2'], size);
  await driven.until((screen) => /req\/s +\d/.test(screen) && screen.includes('HOLD'));
  const answer = '\u001B]11;rgb:1e1e/f2f2/2e2e\u001B\\\u001B[5;1R\u001B[5;2R';
  // In two pieces, as over a slow line, and a key right behind.
  driven.press(answer.slice(0, 12));
  driven.press(`${answer.slice(12)}]`);
  await driven.until((screen) => /step 20/.test(screen));
  expect(driven.screen()).not.toMatch(/FROZEN|name this|>|rgb/);
});
