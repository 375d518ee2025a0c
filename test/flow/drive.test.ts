import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const enter = '\r';
const leftAlternateScreen = '\u001B[?1049l';

/** `12 VUs` or `12 ▸ 20 VUs` in the load area. */
function activeVus(screen: string): number {
  return Number(/(\d+) (?:▸ \d+ )?VUs/.exec(screen)?.[1] ?? Number.NaN);
}

test('start, raise and see virtual users rise, snapshot, emergency stop, quit', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '5']);
  await driven.until((screen) => activeVus(screen) === 5 && /[1-9]\d* req\/s/.test(screen));
  driven.press('++');
  const risen = await driven.until((screen) => activeVus(screen) > 5);
  expect(risen).toContain('▸ 25');
  driven.press('c');
  await driven.until((screen) => screen.includes('saved'));
  expect(readdirSync(join(driven.folder, 'snapshots')).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED') && activeVus(screen) === 0);
  const stoppedAt = target.received();
  await sleep(500);
  expect(target.received()).toBe(stoppedAt);
  driven.press('q');
  expect(await driven.exited).toBe(0);
  expect(driven.written()).toContain(leftAlternateScreen);
  expect(driven.screen()).toMatch(/requests +\d/);
});

test('t 50r switches to an arrival rate while load runs, t 5v back to VUs, z undoes the switch', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '5']);
  await driven.until((screen) => activeVus(screen) === 5);
  expect(driven.screen()).toContain('CLOSED: service time');
  driven.press(`t50r/0s${enter}`);
  await driven.until((screen) => screen.includes('OPEN: response time'));
  const [before, beforeMs] = [target.received(), performance.now()];
  await sleep(2000);
  const perSecond = ((target.received() - before) / (performance.now() - beforeMs)) * 1000;
  expect(perSecond).toBeGreaterThan(35);
  expect(perSecond).toBeLessThan(65);
  driven.press(`t5v${enter}`);
  await driven.until((screen) => screen.includes('CLOSED: service time') && activeVus(screen) === 5);
  driven.press('z');
  await driven.until((screen) => screen.includes('OPEN: response time'));
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

test('quitting asks while load runs: Enter stays, s stops and leaves', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([`${target.origin}/`], {columns: 80, rows: 24});
  await driven.until((screen) => screen.includes('HOLD'));
  driven.press('q');
  await driven.until((screen) => screen.includes('QUIT'));
  driven.press(enter);
  await driven.until((screen) => !screen.includes('QUIT'));
  driven.press('q');
  await driven.until((screen) => screen.includes('QUIT'));
  driven.press('s');
  expect(await driven.exited).toBe(0);
});

test('above twice the load a raise asks, and only y accepts', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '30']);
  await driven.until((screen) => activeVus(screen) === 30);
  driven.press(`t100${enter}`);
  await driven.until((screen) => screen.includes('y = yes'));
  driven.press(enter);
  await driven.until((screen) => !screen.includes('y = yes'));
  expect(driven.screen()).not.toContain('▸ 100');
  driven.press(`t100/1s${enter}`);
  await driven.until((screen) => screen.includes('y = yes'));
  driven.press('y');
  await driven.until((screen) => activeVus(screen) === 100);
  driven.press('t500r');
  await driven.until((screen) => screen.includes('switch to OPEN: 500/s'));
  driven.press('\u001B');
  await sleep(100);
  driven.press('\u0003');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

test('any size can be had while it runs, down to 10x3', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
  await using driven = driveInTerminal([`${target.origin}/`]);
  await driven.until((screen) => screen.includes('HOLD'));
  driven.resize(40, 8);
  await driven.until((screen) => screen.includes('raising is off'));
  driven.press('+');
  await sleep(300);
  driven.resize(10, 3);
  await driven.until((screen) => screen.split('\n').length === 3 && screen.includes('HOLD'));
  driven.resize(200, 60);
  const wide = await driven.until((screen) => screen.includes('STATUS') && screen.includes('LOAD'));
  expect(activeVus(wide)).toBe(1);
  driven.press('X');
  await driven.until((screen) => screen.includes('STOPPED'));
  driven.press('q');
  expect(await driven.exited).toBe(0);
});

test('a terminal that stops reading for 8 s changes no load and loses no request', async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 50));
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '10'], {columns: 200, rows: 60});
  await driven.until((screen) => activeVus(screen) === 10);
  await sleep(2000);
  driven.pty.pause();
  const perSecond: number[] = [];
  for (let second = 0; second < 8; second++) {
    const before = target.received();
    await sleep(1000);
    perSecond.push(target.received() - before);
  }
  driven.pty.resume();
  await driven.until((screen) => Number(/00:00:(\d\d)/.exec(screen)?.[1]) >= 10);
  // 10 users, 50 ms an answer: 200 a second less what a busy machine takes, in every one of the stalled seconds.
  expect(Math.min(...perSecond)).toBeGreaterThan(50);
  driven.press('p');
  await driven.until((screen) => screen.includes('PAUSED') && /in-flight +0/.test(screen));
  await sleep(1000);
  driven.press('q');
  await sleep(300);
  driven.press('s');
  expect(await driven.exited).toBe(0);
  const requests = /requests +([\d ]+?) {2}/.exec(driven.screen())![1]!.replaceAll(' ', '');
  expect(Number(requests)).toBe(target.received());
});

test('SIGTERM stops the load, restores the terminal, and prints the summary', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([`${target.origin}/`]);
  await driven.until((screen) => screen.includes('HOLD'));
  process.kill(driven.pty.pid, 'SIGTERM');
  expect(await driven.exited).toBe(0);
  expect(driven.written()).toContain(leftAlternateScreen);
  expect(driven.screen()).toContain('stopped by signal');
});
