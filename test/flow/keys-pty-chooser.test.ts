import {expect, test} from 'vitest';
import {changes, closes, folderWithProfile, KeyLog} from './key-log.ts';
import {steps, type KeyPressed} from './key-presses.ts';
import {runPerftui, scratchFolder} from './perftui-process.ts';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const size = {columns: 120, rows: 40};
const log = new KeyLog();

const chosen = changes(/^ ▸ (\S+)/m);
const checked = (screen: string): boolean => screen.includes('▸ keys ') && screen.includes('takes connections');

/** How often the screen was drawn from nothing. */
const drawn = (driven: DrivenTerminal): number => driven.written().split('\u001B[2J').length;

function repaints(driven: DrivenTerminal): KeyPressed['sees'] {
  const before = drawn(driven);
  return () => drawn(driven) > before;
}

test('keys of the picker', async () => {
  await using server = await startTarget();
  const folder = folderWithProfile(server.origin);
  const recorded = await runPerftui(['run', 'keys', '--headless', '-d', '1s', '-u', '1'], {cwd: folder});
  expect(recorded.stderr).not.toContain('perftui:');
  const env = {EDITOR: 'sed -i "s/\\"startVUs\\":20/\\"startVUs\\":7/"'};
  await using driven = driveInTerminal([], size, env, folder);
  await driven.until(checked);
  const list = ['j', 'k', 'down', 'up', 'pagedown', 'pageup', 'G', 'g', 'end', 'home'];
  await log.play(driven, [
    ...steps('picker', ...list.map((key) => [key, chosen] as const)),
    ...steps('picker', ['ctrl+l', repaints(driven)], ['?', 'KEYS'], ['escape', closes('KEYS')]),
    ...steps('picker', ['v', 'none: it is valid'], ['q', closes('none: it is valid')], ['?', 'KEYS']),
    ...steps('picker', ['enter', closes('KEYS')], ['/', 'Enter keep']),
    ...steps(null, ['escape', closes('Enter keep')]),
    ...steps('picker', ['e', / ramping-vus: 7/], ['O', 'COPY OF']),
    ...steps(null, ['enter', /▸ keys-2 /]),
    ...steps('picker', ['D', 'DELETE']),
    ...steps(null, ['y', closes(/^[ ▸]+keys-2 +here/m)]),
    ...steps('picker', ['g', checked], ['d', 'any key goes back']),
    ...steps(null, [' ', checked]),
    ...steps('picker', ['n', 'What is to be requested?']),
    ...steps(null, ['ctrl+c', 'any key goes on'], [' ', checked]),
    ...steps('picker', ['tab', 'PRESETS ─'], ['tab', 'RECORDINGS']),
    ...steps('picker', ['shift+tab', /─ PRESETS ─/], ['tab', 'RECORDINGS'], ['r', /[1-9]\d* req\/s|req\/s +[1-9]/]),
  ]);
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

test('keys of the picker that start or leave', async () => {
  await using server = await startTarget();
  const folder = folderWithProfile(server.origin);
  for (const [key, shown] of [
    ['enter', 'HOLD'],
    ['m', 'IDLE  keys'],
  ] as const) {
    await using driven = driveInTerminal([], size, {}, folder);
    await driven.until(checked);
    await log.play(driven, steps('picker', [key, (screen) => screen.includes(shown) && screen.includes('[1 Drive]')]));
    if (key === 'enter') driven.press('X');
    await driven.until((screen) => key === 'm' || screen.includes('STOPPED'));
    driven.press('q');
    expect(await driven.exited).toBe(0);
  }
  for (const key of ['q', 'escape', 'ctrl+c']) {
    await using driven = driveInTerminal([], size, {}, folder);
    await driven.until(checked);
    driven.press({q: 'q', escape: '\u001B'}[key] ?? '\u0003');
    expect(await driven.exited).toBe(0);
    log.note('picker', key);
  }
});

test('keys of the first screen', async () => {
  await using server = await startTarget();
  await using driven = driveInTerminal([], {columns: 80, rows: 24});
  const ready = 'NO SERVER TO HAND?';
  await driven.until((screen) => screen.includes(ready));
  /** The row of a field has the cursor. */
  const at = (field: string) => (): boolean => {
    const row = driven
      .screen()
      .split('\n')
      .findIndex((line) => new RegExp(`^ +\\d +${field} `).test(line));
    return row !== -1 && driven.reversed(row).length > 0;
  };
  driven.press(`${server.origin}/`);
  await log.play(driven, [
    ...steps('first-run', ['tab', at('requests')], ['down', at('limits')], ['up', at('requests')]),
    ...steps('first-run', ['ctrl+l', repaints(driven)], ['ctrl+n', 'What is to be requested?']),
    ...steps(null, ['ctrl+c', 'any key goes on'], [' ', 'CHECKS BEFORE START']),
  ]);
  driven.press('q');
  expect(await driven.exited).toBe(0);

  for (const [key, shown] of [
    ['ctrl+o', 'CHECKS BEFORE START'],
    ['ctrl+d', '[1 Drive]'],
  ] as const) {
    await using other = driveInTerminal([], size);
    await other.until((screen) => screen.includes(ready));
    await log.play(other, steps('first-run', [key, shown]));
    other.press(key === 'ctrl+d' ? 'Xq' : 'q');
    if (key === 'ctrl+d') await other.until((screen) => screen.includes('STOPPED') || !screen.includes('[1 Drive]'));
    other.press('\u0003');
    expect(await other.exited).toBe(0);
  }
  const folder = scratchFolder();
  for (const key of ['escape', 'ctrl+c']) {
    await using other = driveInTerminal([], size, {}, folder);
    await other.until((screen) => screen.includes(ready));
    other.press(key === 'escape' ? '\u001B' : '\u0003');
    expect(await other.exited).toBe(0);
    log.note('first-run', key);
  }
  await using first = driveInTerminal([], size, {}, folder);
  await first.until((screen) => screen.includes(ready));
  first.press(`${server.origin}/`);
  await log.play(first, steps('first-run', ['enter', '[1 Drive]']));
  first.press('X');
  await first.until((screen) => screen.includes('STOPPED'));
  first.press('q');
  expect(await first.exited).toBe(0);
});

test('every key of the picker and of the first screen has been pressed above', () => {
  expect(log.missing('keys-chooser')).toEqual([]);
});
