import {expect, test} from 'vitest';
import type {KeyScope} from '../../source/tui/app/key-table.ts';
import {changes, closes, folderWithProfile, KeyLog, quitAtOnce} from './key-log.ts';
import {bodyChanges, steps, type KeyPressed} from './key-presses.ts';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget, type TargetServer} from './target-server.ts';

const log = new KeyLog();
const slowly = async (): Promise<TargetServer> => startTarget((_, response) => setTimeout(() => response.end('ok'), 5));

/** Through a list, from its first row: each key leaves another one chosen than before. */
const listKeys = ['j', 'k', 'down', 'up', 'pagedown', 'pageup', 'G', 'g', 'end', 'home'];

const through = (scope: KeyScope, sees: KeyPressed['sees'], keys = listKeys): readonly KeyPressed[] =>
  steps(scope, ...keys.map((key) => [key, sees] as const));

/** Opened anew by this key for each way of closing it. */
const closedBy = (
  scope: KeyScope,
  open: string,
  shown: string | RegExp,
  ...keys: readonly string[]
): readonly KeyPressed[] =>
  keys.flatMap((key) => [...steps('session', [open, shown]), ...steps(scope, [key, closes(shown)])]);

async function drive(server: TargetServer, rows = 40, columns = 120): Promise<DrivenTerminal> {
  const driven = driveInTerminal(['run', 'keys'], {columns, rows}, {}, folderWithProfile(server.origin));
  await driven.until((screen) => screen.includes('20 VUs') && /[1-9]\d* req\/s|req\/s +[1-9]/.test(screen));
  return driven;
}

async function takeSnapshots(driven: DrivenTerminal, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await log.play(driven, steps('session', [':', 'Tab:']));
    driven.press(`snapshot ${name}`);
    await log.play(driven, steps('prompt', ['enter', `"${name}" saved`]));
  }
}

test('keys of a question, and of quitting', async () => {
  await using server = await slowly();
  await using driven = await drive(server);
  await log.play(driven, [
    ...closedBy('question', 'W', 'Go?', 'n', 'enter'),
    ...steps('session', ['W', 'Go?']),
    ...steps('question', ['y', '▸ 70 VUs']),
    ...closedBy('quit', 'q', 'QUIT', 'n', 'enter'),
    ...steps('session', ['q', 'QUIT']),
    ...steps('quit', ['d', /drain/]),
  ]);
  expect(await driven.exited).toBe(0);
});

test('keys of the help, of the scenarios and of the ramp dialog', async () => {
  await using server = await slowly();
  await using driven = await drive(server, 24, 80);
  await log.play(driven, [
    ...steps('session', ['?', 'HELP']),
    ...through('help', bodyChanges),
    ...steps('help', ['/', 'search> ']),
    ...steps('session', ['escape', closes('search> ')], ['escape', closes('HELP')]),
    ...closedBy('help', '?', 'HELP', 'enter', 'q'),
  ]);
  const weight = changes(/reader +(\S+)/);
  await log.play(driven, [
    ...steps('session', ['u', /▸ reader +3/]),
    ...through('scenarios', changes(/▸ (reader|writer)/)),
    ...steps('scenarios', ['+', weight], ['=', weight], ['-', weight]),
    ...steps('scenarios', ['m', /reader +muted/], [' ', closes(/reader +muted/)], ['enter', closes('SCENARIOS')]),
    ...closedBy('scenarios', 'u', 'SCENARIOS', 'q'),
  ]);
  const typesIn = (field: string) => (): boolean => {
    const row = driven
      .screen()
      .split('\n')
      .findIndex((line) => line.includes(`│  ${field}`));
    return row !== -1 && driven.reversed(row).length > 0;
  };
  await log.play(driven, [
    ...steps('session', ['T', typesIn('go to')]),
    ...steps(null, ['3', /go to +3 /], ['0', /go to +30 /]),
    ...steps('ramp', ['tab', typesIn('over')], ['right', '▸steps'], ['left', '▸linear']),
    ...steps('ramp', ['shift+tab', typesIn('go to')], ['down', typesIn('over')], ['up', typesIn('go to')]),
    ...steps('ramp', ['enter', /▸ 30|VUs +30 /]),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('keys of the baseline’s list, and of exporting and deleting a snapshot', async () => {
  await using server = await slowly();
  await using driven = await drive(server);
  await takeSnapshots(driven, 'one', 'two', 'three');
  const chosen = changes(/│ {2}▸ .{2}(\S+)/);
  const withoutBaseline = (key: string): readonly KeyPressed[] => [
    ...steps('session', ['B', 'BASELINE']),
    ...steps('baseline', ['enter', (screen) => screen.includes('baseline three ') && !screen.includes('BASELINE')]),
    ...steps('session', ['B', 'BASELINE']),
    ...steps('baseline', [key, (screen) => screen.includes('no baseline ') && !screen.includes('BASELINE')]),
  ];
  await log.play(driven, [
    ...steps('session', ['4', '[4 Compare]'], ['B', 'BASELINE']),
    ...through('baseline', chosen),
    ...steps('session', ['escape', closes('BASELINE')]),
    ...['n', 'delete', 'backspace'].flatMap((key) => withoutBaseline(key)),
    ...closedBy('baseline', 'B', 'BASELINE', 'q'),
    ...steps('session', ['6', '[6 Snaps]']),
    ...steps('snaps', ['e', 'EXPORT']),
    ...through('snapshot-export', changes(/│ ▸ (\w+)/)),
    ...steps('snapshot-export', ['q', closes('EXPORT')]),
    ...steps('snaps', ['e', 'EXPORT']),
    ...steps('snapshot-export', ['e', closes('EXPORT')]),
    ...steps('snaps', ['e', 'EXPORT']),
    ...steps('snapshot-export', ['enter', /three\S*\.json/]),
    ...['n', 'enter', 'q'].flatMap((key) => [
      ...steps('snaps', ['D', 'DELETE']),
      ...steps('snapshot-delete', [key, closes('DELETE')]),
    ]),
    ...steps('snaps', ['D', 'DELETE']),
    ...steps('snapshot-delete', ['y', '2 snapshots']),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('keys of a line that is being typed', async () => {
  await using server = await slowly();
  await using driven = await drive(server);
  const typed = (): string => /^ :(.*?)(?: {3,}.*)?$/.exec(driven.screen().split('\n').at(-1) ?? '')?.[1] ?? '';
  const reads = (text: string) => (): boolean => typed() === text;
  /** The cursor on this letter of the line. */
  const on = (at: number) => (): boolean => driven.reversed(-1).includes(at + 2);
  await log.play(driven, steps('session', [':', 'Tab:']));
  driven.press('window');
  await log.play(driven, [
    ...steps('prompt', ['enter', 'begin afresh']),
    ...steps('session', [':', 'Tab:']),
    ...steps('prompt', ['up', reads('window_')], ['down', reads('_')]),
  ]);
  driven.press('them');
  await log.play(driven, steps('prompt', ['tab', reads('theme _')]));
  driven.press('one two');
  await log.play(driven, [
    ...steps(null, ['x', reads('theme one twox_')]),
    ...steps('prompt', ['backspace', reads('theme one two_')], ['left', on(12)], ['left', on(11)], ['right', on(12)]),
    ...steps('prompt', ['home', on(0)], ['end', reads('theme one two_')], ['ctrl+a', on(0)]),
    ...steps('prompt', ['delete', reads('heme one two')], ['ctrl+e', reads('heme one two_')]),
    ...steps(
      'prompt',
      ['ctrl+w', reads('heme one _')],
      ['left', on(8)],
      ['left', on(7)],
      ['ctrl+k', reads('heme on_')],
    ),
    ...steps('prompt', ['left', on(6)], ['ctrl+u', reads('n')]),
    ...steps('session', ['escape', closes(/^ :/m)]),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('every key of these dialogs has been pressed above', () => {
  expect(log.missing('keys-dialogs')).toEqual([]);
});
