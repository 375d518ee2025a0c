import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {KeyScope} from '../../source/tui/app/key-table.ts';
import {changes, closes, folderWithProfile, KeyLog, quitAtOnce} from './key-log.ts';
import {bodyChanges, steps, type KeyPressed} from './key-presses.ts';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const size = {columns: 120, rows: 40};
const log = new KeyLog();
const slowly = async (): ReturnType<typeof startTarget> =>
  startTarget((_, response) => setTimeout(() => response.end('ok'), 5));

/** Through a list of three or more rows, from its first: each key leaves another row chosen than before. */
const listKeys = ['j', 'k', 'down', 'up', 'pagedown', 'pageup', 'G', 'g', 'end', 'home'];

const through = (scope: KeyScope, sees: KeyPressed['sees'], keys = listKeys): readonly KeyPressed[] =>
  steps(scope, ...keys.map((key) => [key, sees] as const));

const rowChanges = changes(/^ ▸.{4}(\S+)/m);

test('keys of Snaps, Compare and Events, and those of a recording', async () => {
  await using server = await slowly();
  const folder = folderWithProfile(server.origin);
  await using driven = driveInTerminal(['run', 'keys'], size, {}, folder);
  await driven.until((screen) => screen.includes('20 VUs') && /[1-9]\d* req\/s/.test(screen));
  for (const name of ['one', 'two', 'three']) {
    await log.play(driven, steps('session', [':', 'Tab:']));
    driven.press(`snapshot ${name}`);
    await log.play(driven, steps('prompt', ['enter', `"${name}" saved`]));
  }
  await log.play(driven, [
    ...steps('session', ['6', /^ ▸.{4}three /m]),
    ...through('snaps', rowChanges),
    ...steps('snaps', ['>', closes('newest first')], ['<', 'newest first']),
    ...steps('snaps', ['v', /^ ▸ .v three /m], ['v', closes(/^ ▸ .v three /m)]),
    ...steps('snaps', ['n', 'name | note> '], ['/', /name \| note> .*\//]),
    ...steps('session', ['escape', closes('name | note> ')]),
    ...steps('snaps', ['/', 'filter> ']),
    ...steps('session', ['escape', closes('filter> ')]),
    ...steps('snaps', ['e', 'EXPORT']),
    ...steps('session', ['escape', closes('EXPORT')]),
    ...steps('snaps', ['D', 'DELETE']),
    ...steps('session', ['escape', closes('DELETE')], ['B', 'baseline: "three"']),
    ...steps('snaps', ['j', rowChanges], ['enter', '[4 Compare]']),
    ...steps(null, ['d', /B = two /]),
  ]);
  const aligned = changes(/\[(load|window|time)\]/);
  await driven.until((screen) => /\d(?:pp|%) /.test(screen));
  await log.play(driven, [
    ...through('compare', aligned, ['l', 'right', 'h', 'left']),
    ...steps('compare', ['d', bodyChanges], ['u', /A = two /], ['4', /B = three /]),
    ...steps('session', ['m', 'mark 1'], ['m', 'mark 2'], ['7', /^▸.*mark 2/m]),
    ...through('events', changes(/^▸\S+ +(.{20})/m)),
    ...steps('events', ['>', closes('all kinds')], ['<', 'all kinds'], ['/', 'filter> ']),
    ...steps('session', ['escape', closes('filter> ')]),
    ...steps('events', ['enter', '[3 Latency]']),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);

  const [drive = ''] = readdirSync(join(folder, 'snapshots/drives'));
  await using recorded = driveInTerminal(['open', drive.replace('.jsonl', '')], size, {}, folder);
  await recorded.until((screen) => /\d of \d\d:/.test(screen));
  const moves = changes(/ (\S+) of \d\d:/);
  await log.play(recorded, [
    ...through('recording', moves, ['h', 'l', 'left', 'right', 'H', 'L', 'g', 'G', 'home']),
    ...steps('recording', [' ', 'playing'], ['end', moves]),
  ]);
  recorded.press('q');
  expect(await recorded.exited).toBe(0);
});

test('keys of Host, which scroll the workers', async () => {
  await using server = await slowly();
  const folder = folderWithProfile(server.origin);
  const small = {columns: 60, rows: 16};
  await using driven = driveInTerminal(['run', 'keys', '--workers', '3'], small, {}, folder);
  await driven.until((screen) => /req\/s +[1-9]/.test(screen));
  await log.play(driven, [...steps('session', ['5', /1-1 of 3/]), ...through('host', changes(/ (\d)-\d of 3/))]);
  expect(await quitAtOnce(driven, log)).toBe(0);
});

/** Run clock, s. */
const clock = (screen: string): number => {
  const [, minutes = '', seconds = ''] = /^.*00:(\d\d):(\d\d)/.exec(screen) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

/** A trial that is taken the load from is one of the list; where the search has ended by itself it is begun anew. */
async function threeTrials(driven: DrivenTerminal): Promise<void> {
  const isThere = (screen: string): boolean => /\d-\d of [3-9]/.test(screen);
  while (!isThere(driven.screen())) {
    const isOver = !/^ (?:PAUSED|RUNNING) /m.test(driven.screen());
    driven.press(isOver ? ':capacity p(95)<2000\r' : 'a');
    const begun = await driven.until((screen) => /^ (?!PAUSED)[A-Z-]+ {2}\S/m.test(bodyOf(screen)), 20_000);
    await driven.until((screen) => clock(screen) >= clock(begun) + 2 || isThere(screen), 20_000);
    driven.press(' ');
    await driven.until((screen) => !/^ RUNNING /m.test(bodyOf(screen)), 20_000);
  }
}

const bodyOf = (screen: string): string => screen.split('\n').slice(2).join('\n');

test('keys of Study, which scroll the trials of a search and put them in order', async () => {
  await using server = await slowly();
  const folder = folderWithProfile(server.origin);
  await using driven = driveInTerminal(['run', 'keys'], {columns: 60, rows: 16}, {}, folder);
  await driven.until((screen) => /req\/s +[1-9]/.test(screen));
  await threeTrials(driven);
  await log.play(driven, [
    ...through('study', changes(/ (\d)-\d of \d/)),
    ...steps('study', ['>', 'by load'], ['<', 'newest first']),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);
}, 90_000);

test('every key of these views has been pressed above', () => {
  expect(log.missing('keys-views')).toEqual([]);
});
