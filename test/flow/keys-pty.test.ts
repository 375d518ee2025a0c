import {expect, test} from 'vitest';
import type {KeyScope} from '../../source/tui/app/key-table.ts';
import {closes, folderWithProfile, KeyLog, quitAtOnce} from './key-log.ts';
import {bodyChanges, cursorMoves, falls, rises, steps, target, type KeyPressed} from './key-presses.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const size = {columns: 120, rows: 40};
const log = new KeyLog();

test('keys that drive', async () => {
  await using server = await startTarget((_, response) => setTimeout(() => response.end('ok'), 5));
  await using driven = driveInTerminal(['run', 'keys'], size, {}, folderWithProfile(server.origin));
  await driven.until((screen) => screen.includes('20 VUs') && /[1-9]\d* req\/s/.test(screen));
  await log.play(
    driven,
    steps(
      'session',
      ['+', rises],
      ['=', rises],
      ['w', rises],
      ['-', falls],
      ['s', falls],
      [']', 'step 20'],
      ['[', 'step 10'],
      ['}', /ramp \+(?!2\/s)/],
      ['{', 'ramp +2/s'],
      ['W', (screen) => /Go\?|more than double|▸ 80 VUs/.test(screen)],
    ),
  );
  if (!driven.screen().includes('▸ 80 VUs')) await log.play(driven, steps('question', ['y', '▸ 80 VUs']));
  await log.play(
    driven,
    steps(
      'session',
      ['S', falls],
      ['+', rises],
      [' ', 'on to'],
      [' ', closes('on to')],
      ['x', falls],
      ['z', rises],
      ['p', 'PAUSED'],
      ['p', closes('PAUSED')],
      ['Z', 'no load has held every SLO for 30s yet'],
      ['a', closes('MANUAL')],
      ['+', rises],
      ['X', /^ STOPPED/],
      [' ', (screen) => !screen.startsWith(' STOPPED') && /[1-9]\d* (?:▸ \d+ )?VUs/.test(screen)],
      ['ctrl+c', /^ STOPPED/],
    ),
  );
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

test('^Z, called off while what is under way keeps the load from being gone', async () => {
  await using server = await startTarget(() => {});
  await using driven = driveInTerminal(['run', 'keys'], size, {}, folderWithProfile(server.origin));
  await driven.until((screen) => screen.includes('20 VUs'));
  await log.play(
    driven,
    steps('session', ['ctrl+z', '^Z: load to 0, then suspend'], ['escape', closes('^Z: load to 0')]),
  );
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('keys that open something, and Esc which closes it', async () => {
  await using server = await startTarget((_, response) => setTimeout(() => response.end('ok'), 5));
  await using driven = driveInTerminal(['run', 'keys'], size, {}, folderWithProfile(server.origin));
  await driven.until((screen) => screen.includes('20 VUs') && /[1-9]\d* req\/s/.test(screen));
  const opens = (key: string, what: string): readonly KeyPressed[] =>
    steps('session', [key, what], ['escape', closes(what)]);
  await log.play(driven, [
    ...opens('t', 'target> '),
    ...opens('T', 'Tab field'),
    ...opens('o', 'OPEN ANOTHER PROFILE'),
    ...opens('u', 'writer'),
    ...opens('C', 'note> '),
    ...opens('M', 'mark> '),
    ...opens('O', 'preset name> '),
    ...opens('R', 'name of this recording> '),
    ...opens('B', 'BASELINE'),
    ...opens('?', 'HELP'),
    ...steps('session', [':', 'Tab:'], ['escape', closes('Tab:')]),
    ...steps('session', ['b', /baseline/i], ['m', /mark/], ['c', 'saved'], ['n', 'begun afresh']),
    ...steps('session', [',', /[25]s\/dot/], ['.', '1s/dot'], ['f', 'FROZEN'], ['escape', closes('FROZEN')]),
    ...steps('session', ['y', 'linear'], ['y', closes('linear')], ['i', 'h l cursor'], ['i', closes('h l cursor')]),
  ]);
  const drawn = (): number => driven.written().split('\u001B[2J').length;
  const before = drawn();
  await log.play(driven, steps('session', ['ctrl+l', () => drawn() > before]));
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('keys of the views', async () => {
  await using server = await startTarget((_, response) => setTimeout(() => response.end('ok'), 5));
  await using driven = driveInTerminal(['run', 'keys'], size, {}, folderWithProfile(server.origin));
  await driven.until((screen) => screen.includes('20 VUs') && /[1-9]\d* req\/s/.test(screen));
  await log.play(
    driven,
    steps(
      'session',
      ['2', '[2 Endpoints]'],
      ['3', '[3 Latency]'],
      ['4', '[4 Compare]'],
      ['5', '[5 Host]'],
      ['6', '[6 Snaps]'],
      ['7', '[7 Events]'],
      ['8', 'no study: :capacity'],
      ['1', '[1 Drive]'],
      ['tab', '[2 Endpoints]'],
      ['shift+tab', '[1 Drive]'],
    ),
  );
  const cursorKeys = ['h', 'left', 'H', 'l', 'right', 'L', 'h', 'end', 'h', 'G'];
  await driven.until((screen) => /00:00:(?:0[7-9]|[1-9])/.test(screen));
  // With the picture frozen only keys change what is between its edges.
  const frozen = (scope: KeyScope, ...keys: readonly string[]): readonly KeyPressed[] =>
    steps(scope, ...keys.map((key) => [key, bodyChanges] as const));
  await log.play(driven, [
    ...steps('session', ['f', 'FROZEN']),
    ...steps(null, ['2', '[2 Endpoints]']),
    ...steps(null, ['g', (screen) => screen.split('\n')[4]?.startsWith(' ▸') === true]),
    ...frozen(
      'endpoints',
      'j',
      'k',
      'down',
      'up',
      'G',
      'g',
      'end',
      'home',
      'pagedown',
      'pageup',
      '<',
      '>',
      'r',
      'enter',
    ),
    ...steps(null, ['escape', bodyChanges]),
    ...steps('endpoints', ['d', 'no baseline'], ['/', 'filter> ']),
    ...steps(null, ['escape', closes('filter> ')]),
    ...steps('endpoints', ['e', /\.csv/]),
    ...steps(null, ['3', '[3 Latency]']),
    ...frozen('latency', 'j', 'k', 'down', 'up', ...cursorKeys),
    ...steps('latency', ['v', 'no range']),
    ...steps(null, ['1', '[1 Drive]'], ['escape', closes('no range')], ['escape', closes('h l cursor')]),
    ...steps(
      'drive',
      ...cursorKeys.map((key) => [key, leadsToLive.has(key) ? closes('h l cursor') : cursorMoves] as const),
    ),
    ...steps('drive', ['v', 'no range']),
  ]);
  expect(await quitAtOnce(driven, log)).toBe(0);
});

test('held keys, two in one read, a paste, and keys while the window changes', async () => {
  await using server = await startTarget((_, response) => setTimeout(() => response.end('ok'), 5));
  await using driven = driveInTerminal([`${server.origin}/`, '-u', '5'], size);
  await driven.until((screen) => screen.includes('5 VUs') && /[1-9]\d* req\/s/.test(screen));
  driven.press('++');
  await driven.until((screen) => screen.includes('▸ 25 VUs'));
  driven.press('123');
  await driven.until((screen) => screen.includes('[3 Latency]'));
  driven.press('1');
  await driven.until((screen) => screen.includes('[1 Drive]'));
  driven.press('\u001B[200~+++XXq\u001B[201~');
  await driven.until((screen) => screen.includes('pasted text is not taken as keys'));
  expect(driven.screen()).not.toMatch(/STOPPED|QUIT/);
  // A held key: 30 a second, as one read each. It stops where it has doubled what it began with, or at 50.
  for (let press = 0; press < 60; press++) {
    driven.press('+');
    await new Promise((resolve) => setTimeout(resolve, 33));
  }
  const held = await driven.until((screen) => /▴ .*steps/.test(screen) || /(?:▸ )?50 VUs/.test(screen));
  expect(target(held)).toBeLessThanOrEqual(55);
  for (const [columns, rows, drawn] of [
    [80, 24, /q quit *$/m],
    [40, 8, /^(?!.*Endpoints)[^]*VUs/],
    [200, 60, 'STATUS'],
    [120, 40, /q quit *$/m],
  ] as const) {
    driven.resize(columns, rows);
    for (const key of ['2', '1', '-']) driven.press(key);
    await driven.until((screen) => (typeof drawn === 'string' ? screen.includes(drawn) : drawn.test(screen)));
  }
  await driven.until((screen) => screen.includes('[1 Drive]') && screen.includes('q quit'));
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

/** The cursor of the drive view is gone where it is live. */
const leadsToLive: ReadonlySet<string> = new Set(['end', 'G']);

test('every key of these places has been pressed above', () => {
  expect(log.missing('keys')).toEqual([]);
});
