import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runPerftui} from './perftui-process.ts';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const enter = '\r';
const escape = '\u001B';
const saved = '\u000F';
const leftAlternateScreen = '\u001B[?1049l';

/** Keys after each other, each once the screen shows what must have come before it. */
async function type(driven: DrivenTerminal, steps: readonly (readonly [shown: string, keys: string])[]): Promise<void> {
  for (const [shown, keys] of steps) {
    await driven.until((screen) => screen.includes(shown));
    driven.press(keys);
  }
}

function writeProfile(folder: string, origin: string): void {
  const flow = [{request: {name: 'home', path: '/'}}];
  const profile = {target: origin, executor: 'constant-vus', vus: 2, scenarios: [{name: 'visitor', flow}]};
  mkdirSync(join(folder, 'profiles'), {recursive: true});
  writeFileSync(join(folder, 'profiles/mine.json'), JSON.stringify(profile));
}

test('without a profile the first screen drives the URL that is typed, and gives the terminal back', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([], {columns: 80, rows: 24});
  await type(driven, [
    ['NO SERVER TO HAND?', `${target.origin}\t`],
    ['takes connections', '\t'],
    ['3  limits', 'p95 < 900ms'],
    ['p95 < 900ms', enter],
  ]);
  const screen = await driven.until((now) => /[1-9]\d* req\/s|req\/s +[1-9]/.test(now));
  expect(screen).toContain('cap 50');
  await type(driven, [
    ['HOLD', 'X'],
    ['STOPPED', 'q'],
  ]);
  expect(await driven.exited).toBe(0);
  expect(driven.written()).toContain(leftAlternateScreen);
  expect(driven.screen()).toMatch(/http_req_duration: p\(95\)<900/);
});

test('choose, validate, dry run and back, start, quit; nothing is sent before', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([], {columns: 120, rows: 40});
  // There is nothing in ./profiles yet: the first screen leads to the picker too.
  await type(driven, [
    ['NO SERVER TO HAND?', saved],
    ['CHECKS BEFORE START', 'q'],
  ]);
  expect(await driven.exited).toBe(0);

  writeProfile(driven.folder, target.origin);
  await using picker = driveInTerminal([], {columns: 120, rows: 40}, {}, driven.folder);
  await type(picker, [
    ['takes connections', 'v'],
    ['none: it is valid', escape],
    ['Enter start', '/smoke'],
    ['1 of', escape],
    // What was found stays selected.
    ['m manual', 'g'],
    ['▸ mine', ''],
  ]);
  expect(target.received()).toBe(0);
  await type(picker, [
    ['takes connections', 'd'],
    ['any key goes back', ' '],
  ]);
  expect(target.received()).toBe(1);
  await type(picker, [
    ['takes connections', enter],
    ['2 VUs', ''],
  ]);
  await picker.until((screen) => /[1-9]\d* req\/s/.test(screen));
  await type(picker, [
    ['2 VUs', 'X'],
    ['STOPPED', 'q'],
  ]);
  expect(await picker.exited).toBe(0);
  expect(picker.written().lastIndexOf(leftAlternateScreen)).toBeGreaterThan(picker.written().lastIndexOf('[?1049h'));

  await using again = driveInTerminal([], {columns: 120, rows: 40}, {}, driven.folder);
  await again.until((screen) => /mine .*(?:just now|m ago)/.test(screen));
  again.press('\u0003');
  expect(await again.exited).toBe(0);
});

test('o stops the load and opens the profiles in the same terminal; what was run is told at the end', async () => {
  await using target = await startTarget();
  await using folder = driveInTerminal([], {columns: 80, rows: 24});
  await type(folder, [['NO SERVER TO HAND?', escape]]);
  await folder.exited;
  writeProfile(folder.folder, target.origin);
  await using driven = driveInTerminal([], {columns: 120, rows: 40}, {}, folder.folder);
  await type(driven, [
    ['takes connections', enter],
    ['HOLD', 'o'],
    ['OPEN ANOTHER PROFILE', enter],
    ['2 VUs', 'o'],
    ['OPEN ANOTHER PROFILE', 's'],
    ['CHECKS BEFORE START', '\t\t'],
    ['WHAT TO DO WITH IT', enter],
    ['RECORDED', 'q'],
    ['WHAT TO DO WITH IT', '\t'],
    ['takes connections', 'm'],
    ['IDLE  mine', 'q'],
  ]);
  expect(await driven.exited).toBe(0);
  const after = driven.written().slice(driven.written().lastIndexOf(leftAlternateScreen));
  expect(after.match(/perftui mine /g)).toHaveLength(2);
  expect(driven.written().slice(0, -after.length)).not.toContain('perftui mine ');
});

test('e opens the editor on this terminal, and the picker shows what was saved', async () => {
  await using target = await startTarget();
  await using folder = driveInTerminal([], {columns: 80, rows: 24});
  await type(folder, [['NO SERVER TO HAND?', escape]]);
  await folder.exited;
  writeProfile(folder.folder, target.origin);
  const env = {EDITOR: 'sed -i \'s/"vus":2/"vus":7/\''};
  await using driven = driveInTerminal([], {columns: 120, rows: 40}, env, folder.folder);
  await type(driven, [
    ['▸ mine', 'e'],
    ['7 VUs', 'q'],
  ]);
  expect(await driven.exited).toBe(0);
});

test('questions of a new profile that are left lead back to the picker', async () => {
  await using driven = driveInTerminal([], {columns: 80, rows: 24});
  await type(driven, [
    ['NO SERVER TO HAND?', '\u000E'],
    ['What is to be requested?', '\u0003'],
    ['any key goes on', ' '],
    ['CHECKS BEFORE START', 'q'],
  ]);
  expect(await driven.exited).toBe(0);
});

test('a signal at the picker restores the terminal', async () => {
  await using driven = driveInTerminal([], {columns: 80, rows: 24});
  await driven.until((screen) => screen.includes('NO SERVER TO HAND?'));
  process.kill(driven.pty.pid, 'SIGTERM');
  expect(await driven.exited).toBe(105);
  expect(driven.written()).toContain(leftAlternateScreen);
});

test('without a terminal it is one clear line', async () => {
  const {code, stderr, stdout} = await runPerftui([]);
  expect([code, stdout, stderr.split('\n')]).toEqual([104, '', [expect.stringContaining('nothing to do; '), '']]);
});
