import {existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {runPerftui, scratchFolder, startPerftui} from './perftui-process.ts';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget, type TargetServer} from './target-server.ts';

/** A run without a screen, listening in a runtime folder of its own. */
async function headlessRun(target: TargetServer, args: readonly string[]) {
  const folder = scratchFolder();
  const runtime = join(folder, 'r');
  mkdirSync(runtime, {mode: 0o700});
  const env = {XDG_RUNTIME_DIR: runtime};
  const {child, finished} = startPerftui(['run', target.origin, '--headless', ...args], {cwd: folder, env});
  const socket = join(runtime, 'perftui', `${child.pid}.sock`);
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error((await finished).stderr);
    await sleep(20);
  }
  const events = (): string => {
    const drives = join(folder, 'snapshots', 'drives');
    return readdirSync(drives)
      .map((name) => readFileSync(join(drives, name), 'utf8'))
      .join('');
  };
  return {child, finished, env, folder, socket, events};
}

const size = {columns: 120, rows: 40};

describe.concurrent('perftui attach', {timeout: 90_000}, () => {
  it('opens the screens on a headless run, drives it, and leaves it going to its own end', async () => {
    await using target = await startTarget();
    const run = await headlessRun(target, ['-u', '2', '-d', '14s']);
    await using screen = driveInTerminal(['attach'], size, run.env, run.folder);
    await screen.until((text) => /2(?: ▸ 2)? VUs|VUs +2/.test(text), 30_000);
    screen.press('+');
    await screen.until((text) => /(?:\b1[01]|[3-9]) ▸ 12|(?<!▸ )12 VUs/.test(text), 20_000);
    screen.press('q');
    await screen.until((text) => text.includes('detached, the run goes on: perftui attach'), 20_000);
    expect(await screen.exited).toBe(0);
    const {code, stdout} = await run.finished;
    expect(code).toBe(0);
    // More than the plan has: what was asked for from the screen has been sent.
    expect(stdout).toMatch(/peak (?:[3-9]|1[0-2]) VUs/);
    expect(run.events()).toContain('operator left: back to the plan');
    expect(existsSync(run.socket)).toBe(false);
  });

  it('an emergency stop from there stops the load at once; left so, the run ends', async () => {
    await using target = await startTarget();
    const run = await headlessRun(target, ['-u', '2', '-d', '60s']);
    await using screen = driveInTerminal(['attach', String(run.child.pid)], size, run.env, run.folder);
    await screen.until((text) => /2(?: ▸ 2)? VUs|VUs +2/.test(text), 30_000);
    screen.press('X');
    await screen.until((text) => text.includes('STOPPED'), 20_000);
    screen.press('q');
    expect(await screen.exited).toBe(0);
    const {stdout} = await run.finished;
    expect(stdout).toContain('stopped by operator');
    expect(run.events()).toContain('operator left: no load, the run ends');
  });

  it('the end of the run closes the screen, gives the terminal back and prints the summary', async () => {
    await using target = await startTarget();
    const run = await headlessRun(target, ['-u', '1', '-d', '60s']);
    await using screen = driveInTerminal(['attach'], size, run.env, run.folder);
    await screen.until((text) => text.includes('TRAFFIC'), 30_000);
    run.child.kill('SIGTERM');
    await screen.until((text) => text.includes('stopped by signal'), 20_000);
    expect(await screen.exited).toBe(0);
    expect(screen.written()).toContain('\u001B[?1049l');
    expect((await run.finished).code).toBe(105);
  });

  it('a run that is killed lets go of the screen with one clear line', async () => {
    await using target = await startTarget();
    const run = await headlessRun(target, ['-u', '1', '-d', '60s']);
    await using screen = driveInTerminal(['attach'], size, run.env, run.folder);
    await screen.until((text) => text.includes('TRAFFIC'), 30_000);
    run.child.kill('SIGKILL');
    await screen.until((text) => text.includes(`the run is gone: process ${run.child.pid} ended without`), 20_000);
    expect(await screen.exited).toBe(109);
    expect(screen.written()).toContain('\u001B[?1049l');
    // What it left behind is found dead, and goes.
    const again = await runPerftui(['attach'], {cwd: run.folder, env: run.env});
    expect([again.code, again.stderr]).toEqual([104, expect.stringContaining('no run to attach to')]);
    expect(existsSync(run.socket)).toBe(false);
  });

  it('of several runs asks which, by their process, target and load', async () => {
    await using target = await startTarget();
    const first = await headlessRun(target, ['-u', '1', '-d', '60s']);
    const second = startPerftui(['run', target.origin, '--headless', '-u', '1', '-d', '60s'], {
      cwd: first.folder,
      env: first.env,
    });
    while (!existsSync(join(first.folder, 'r', 'perftui', `${second.child.pid}.sock`))) await sleep(20);
    const asked = await runPerftui(['attach'], {cwd: first.folder, env: first.env});
    expect(asked.code).toBe(104);
    expect(asked.stderr).toContain('2 runs: ');
    for (const {pid} of [first.child, second.child]) expect(asked.stderr).toMatch(new RegExp(`${pid} \\S+ on \\S+ at`));
    const none = await runPerftui(['attach', '1'], {cwd: first.folder, env: first.env});
    expect([none.code, none.stderr]).toEqual([104, expect.stringContaining('no run is 1: ')]);
    first.child.kill('SIGTERM');
    second.child.kill('SIGTERM');
    await Promise.all([first.finished, second.finished]);
  });
});
