import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

/** A line that brings less than the screen writes, and a window that is being dragged. */

/** 9,600 baud with a start and a stop bit. */
const bytesPerSecond = 960;

/** Cells of the screen without the first row, whose clock goes on. */
function picture(driven: DrivenTerminal): string {
  return driven.screen().split('\n').slice(1).join('\n');
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) * 1024;
}

it.runIf(process.platform === 'linux')(
  'at 9,600 baud the rate is held, X stops at once, counts agree, and the picture catches up',
  async () => {
    await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
    const size = {columns: 120, rows: 40};
    const args = ['run', `${target.origin}/`, '--rate', '50', '--max-vus', '40'];
    await using driven = driveInTerminal(args, size, {COLORTERM: 'truecolor'});
    await driven.until((screen) => screen.includes('HOLD'));
    await sleep(1_000);
    driven.readAt(bytesPerSecond);
    const {pid} = driven.pty;
    const [receivedBefore, atMs, residentBefore] = [target.received(), performance.now(), residentBytes(pid)];
    for (let index = 0; index < 80; index++) {
      // A window that is dragged costs whole frames, as a repaint does; a held key, a frame a press.
      if (index % 10 === 0) driven.resize(index % 20 === 0 ? 110 : 120, 40);
      driven.press(index % 3 === 0 ? '\u000C' : ',');
      await sleep(100);
    }
    const rate = ((target.received() - receivedBefore) * 1000) / (performance.now() - atMs);
    expect(rate).toBeGreaterThan(40);
    expect(rate).toBeLessThan(60);
    expect(residentBytes(pid) - residentBefore).toBeLessThan(60e6);
    // Not even that: whoever waited for the terminal now would not see the key.
    driven.readAt(0);
    driven.press('\u000C');
    await sleep(1_000);
    driven.press('X');
    await expect
      .poll(async () => {
        const before = target.received();
        await sleep(500);
        return target.received() === before;
      })
      .toBe(true);
    const received = target.received();
    driven.resize(120, 40);
    driven.readAt(null);
    await driven.until((screen) => screen.startsWith(' STOPPED') && screen.includes('q quit'));
    driven.press('f\u000C');
    await driven.until((screen) => screen.includes('FROZEN'));
    driven.press('q');
    expect(await driven.exited).toBe(0);
    const [, answered, aborted = 0] = /requests\s+(\d+)[^\n]*?(?:(\d+) aborted)?\n/.exec(driven.screen()) ?? [];
    expect(Number(answered) + Number(aborted)).toBe(received);
  },
);

it('a storm of a hundred sizes in a second, with keys held: the last one is drawn right', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '2'], {columns: 100, rows: 30});
  await driven.until((screen) => screen.includes('HOLD'));
  for (let index = 0; index < 100; index++) {
    driven.resize(20 + ((index * 67) % 181), 5 + ((index * 23) % 56));
    driven.press('.+');
    await sleep(10);
  }
  driven.resize(120, 40);
  driven.press('X');
  await driven.until((screen) => screen.startsWith(' STOPPED') && screen.includes('q quit'));
  driven.press('f');
  await driven.until((screen) => screen.includes('FROZEN'));
  await expect
    .poll(async () => {
      const before = picture(driven);
      driven.press('\u000C');
      await sleep(300);
      return picture(driven) === before;
    })
    .toBe(true);
  expect(driven.screen().split('\n').at(-1)).toContain('q quit');
  driven.press('q');
  expect(await driven.exited).toBe(0);
});
