import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ProgramOptions} from './pty-screen-program.ts';
import {ptyTerminal, type PtyTerminal} from './pty-emulator.ts';

const dist = process.env['PERFTUI_DIST'] ?? new URL('../../dist/', import.meta.url).href;
const program = new URL('pty-screen-program.ts', import.meta.url).pathname;
const size = {columns: 100, rows: 30};
let running: PtyTerminal[] = [];

function programArguments(options: Partial<ProgramOptions>): string[] {
  return [
    '--no-warnings',
    program,
    JSON.stringify({dist, draw: 'drive', hz: 4.5, ...options} satisfies ProgramOptions),
  ];
}

function start(options: Partial<ProgramOptions> = {}, at = size, env: Record<string, string> = {}): PtyTerminal {
  const terminal = ptyTerminal(process.execPath, programArguments(options), at, env);
  running.push(terminal);
  return terminal;
}

beforeAll(() => {
  if (!existsSync(new URL('tui/app/mount-screen.js', dist))) throw new Error(`${dist} is not built: npm run build`);
});

afterEach(() => {
  for (const terminal of running) terminal.kill();
  running = [];
});

/** Asks the screen to finish, from any state with load. */
async function quit(terminal: PtyTerminal): Promise<string[]> {
  terminal.type('q');
  await terminal.shows('QUIT');
  terminal.type('s');
  const rows = await terminal.shows('LEFT');
  expect(await terminal.exited).toBe(0);
  return rows;
}

/** A frame may come in several pieces: the cells once they no longer change. */
async function settledCells(terminal: ReturnType<typeof start>): Promise<string[]> {
  for (let before = await terminal.cells(); ;) {
    await sleep(150);
    const cells = await terminal.cells();
    if (cells.join() === before.join()) return cells;
    before = cells;
  }
}

describe('the built screen in a real pty', () => {
  it('draws on the alternate screen, answers keys, and gives the terminal back', async () => {
    const terminal = start();
    await terminal.shows('TRAFFIC');
    expect(terminal.isAlternate()).toBe(true);
    terminal.type('?');
    await terminal.shows('EMERGENCY STOP');
    terminal.type('\u001B');
    await terminal.shows('TRAFFIC');
    terminal.type('\u0003');
    await terminal.shows(/ 0 (?:▸ 0 )?VUs|VUs +0/);
    terminal.type('q');
    const rows = await terminal.shows('LEFT');
    expect(terminal.isAlternate()).toBe(false);
    const left = rows.join('');
    expect(left).toContain('"exit":"finished"');
    expect(left).toContain('"patched":true');
    expect(left).toContain('"emergency-stop"');
    expect(await terminal.exited).toBe(0);
  });

  it('follows the window through SIGWINCH, down to 10x3 and back', async () => {
    const terminal = start();
    await terminal.shows('TRAFFIC');
    for (const [columns, rows] of [
      [10, 3],
      [160, 50],
      [40, 8],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await terminal.shows(columns < 60 ? '248' : 'ENDPOINTS');
    }
    // The emulator folds the rows of before at once: they may say the same until they are drawn anew.
    await expect.poll(async () => (await terminal.shows('q quit')).at(-1)).toContain('+/- load');
    await quit(terminal);
  });

  it('a drawing that throws leaves one clear line on the shell’s screen', async () => {
    const terminal = start({draw: 'throw-later', hz: 20});
    const rows = await terminal.shows('perftui: the screen failed: a plot broke');
    expect(await terminal.exited).toBe(109);
    expect(terminal.isAlternate()).toBe(false);
    expect(rows.filter((row) => row !== '')).toHaveLength(1);
  });

  it('an exception anywhere leaves one clear line too', async () => {
    const terminal = start({crashAfterMs: 1_500});
    await terminal.shows('TRAFFIC');
    const rows = await terminal.shows('internal error: something else broke');
    expect(await terminal.exited).toBe(109);
    expect(terminal.isAlternate()).toBe(false);
    expect(rows.filter((row) => row !== '')).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('%s finishes the session and restores the terminal', async (signal) => {
    const terminal = start();
    await terminal.shows('TRAFFIC');
    process.kill(terminal.pid, signal);
    const rows = await terminal.shows('LEFT');
    expect(rows.join('')).toContain('{"kind":"finish","how":"stop","end":true}');
    expect(terminal.isAlternate()).toBe(false);
    expect(await terminal.exited).toBe(0);
  });

  it('what others write does not reach the screen', async () => {
    const terminal = start({noise: true});
    await terminal.shows('TRAFFIC');
    await sleep(600);
    expect((await terminal.rows()).join('\n')).not.toContain('noise');
    await quit(terminal);
  });

  it('shows the same cells with Ink as it is', async () => {
    const screens = await Promise.all(
      [{}, {PERFTUI_STOCK_INK: '1'}].map(async (env) => {
        const terminal = start({hz: 0.001}, {columns: 120, rows: 40}, env);
        const cells: string[][] = [];
        await terminal.shows('POST /api/login');
        cells.push(await settledCells(terminal));
        terminal.type('?');
        await terminal.shows('EMERGENCY STOP');
        cells.push(await settledCells(terminal));
        terminal.type('?M漢字 é👍');
        await terminal.shows('漢字');
        cells.push(await settledCells(terminal));
        terminal.resize(80, 24);
        await terminal.shows('worst first');
        cells.push(await settledCells(terminal));
        return cells;
      }),
    );
    for (const [index, cells] of screens[0]!.entries()) expect(cells).toEqual(screens[1]![index]);
  });

  it('a terminal that stops reading costs nothing but frames', async () => {
    const terminal = start({draw: 'dense', hz: 30});
    await terminal.shows('keys');
    const memory = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${terminal.pid}/status`, 'utf8'))?.[1] ?? NaN);
    await sleep(500);
    const beforeKb = memory();
    terminal.pause();
    await sleep(3_000);
    const afterKb = memory();
    terminal.resume();
    terminal.type('?');
    await sleep(300);
    terminal.type('\u0003\u0003');
    await sleep(300);
    terminal.type('\u0003');
    await terminal.shows('LEFT');
    expect(afterKb - beforeKb).toBeLessThan(30_000);
    expect(await terminal.exited).toBe(0);
  });
});

describe.skipIf(!hasBash())('under a shell with job control', () => {
  it('^Z takes the load to 0, stops the job, and fg brings the screen back without load', async () => {
    const terminal = ptyTerminal('bash', ['--norc', '--noprofile', '-i'], size, {PS1: 'shell> '});
    running.push(terminal);
    await terminal.shows('shell>');
    terminal.type(
      `'${process.execPath}' ${programArguments({})
        .map((one) => `'${one}'`)
        .join(' ')}\r`,
    );
    await terminal.shows('TRAFFIC');
    terminal.type('\u001A');
    await terminal.shows('Stopped');
    expect(terminal.isAlternate()).toBe(false);
    terminal.type('echo cooked again\r');
    await terminal.shows(/^cooked again/m);
    terminal.type('fg\r');
    await terminal.shows('TRAFFIC');
    expect(terminal.isAlternate()).toBe(true);
    terminal.type('q');
    const rows = await terminal.shows(/LEFT[^]*shell>/);
    expect(rows.join('')).toContain('{"kind":"finish","how":"drain","end":false}');
    terminal.type('exit\r');
    await terminal.exited;
  });
});

function hasBash(): boolean {
  try {
    execFileSync('bash', ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
