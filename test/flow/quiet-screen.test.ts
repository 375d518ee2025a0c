import {expect, test} from 'vitest';
import {fakeTerminal} from '../tui/app/fake-terminal.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const size = {columns: 80, rows: 24};
const frameBegins = '\u001B[?2026h';

/** Run time in the header, s. */
function clockOf(screen: string): number {
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec(screen)!;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** All that stands still on a frozen screen: an alert is told all the same, in the message row above the keys. */
function stillRows(screen: string): readonly string[] {
  const rows = screen.split('\n');
  return rows.filter((_, row) => row !== 0 && row !== rows.length - 2);
}

test('a frozen screen writes its first row, and alerts, and only as they change', {timeout: 60_000}, async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 50));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '5'], size);
  await driven.until((screen) => /req\/s +\d/.test(screen) && screen.includes('HOLD'));
  driven.press('f');
  const frozen = await driven.until((screen) => screen.includes('FROZEN'));
  // What was on its way when the key came is drawn by then.
  const begun = clockOf(await driven.until((screen) => clockOf(screen) > clockOf(frozen)));
  const rows = stillRows(driven.screen());
  const before = driven.written().length;
  await driven.until((screen) => clockOf(screen) >= begun + 4);
  expect(stillRows(driven.screen())).toEqual(rows);
  const replayed = fakeTerminal(size.columns, size.rows);
  replayed.stdout.write(driven.written().slice(0, before));
  const frames = driven.written().slice(before).split(frameBegins).slice(1);
  expect(frames.length).toBeGreaterThan(2);
  for (const frame of frames) {
    const shown = await replayed.cells();
    replayed.stdout.write(frameBegins + frame);
    // None is written that changes nothing.
    expect((await replayed.cells()).join('\n')).not.toBe(shown.join('\n'));
  }
});

test('a first screen that nobody touches writes nothing', {timeout: 60_000}, async () => {
  await using driven = driveInTerminal([], size);
  await driven.until((screen) => screen.includes('target'));
  // Quiet for a second and a half, whenever that begins.
  await expect
    .poll(
      async () => {
        const before = driven.written().length;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return driven.written().length - before;
      },
      {timeout: 20_000},
    )
    .toBe(0);
});
