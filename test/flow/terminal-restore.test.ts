import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {driveInTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';
import {terminalShell, type TerminalShell} from './terminal-shell.ts';

/** Whatever ends perftui, the shell it was started from goes on in a terminal as it was. */

const killed = 'perftui was killed';
/** Mends nothing and tells the modes again and again: only what stays so counts. */
const leavesModes = '"$@"; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.2; echo "left=$(stty -g)"; done';
const stopKey = '\u0003';

interface Way {
  readonly name: string;
  readonly end: (shell: TerminalShell, pid: number) => Promise<void> | void;
  readonly env?: Readonly<Record<string, string>>;
  /** What the shell's screen then shows. */
  readonly shows: RegExp;
}

async function atRest(shell: TerminalShell): Promise<void> {
  shell.type(stopKey);
  await shell.until(/STOPPED/);
}

function accident(thread: 'coordinator' | 'worker'): Record<string, string> {
  const file = fileURLToPath(new URL('crash-thread.ts', import.meta.url));
  return {NODE_OPTIONS: `--import="${file}"`, CRASH_THREAD: thread, CRASH_AFTER_MS: '0'};
}

const ways: readonly Way[] = [
  {
    name: 'q at rest',
    end: async (shell) => {
      await atRest(shell);
      shell.type('q');
    },
    shows: /requests[^]*shell> $/m,
  },
  {
    name: '^C at rest',
    end: async (shell) => {
      await atRest(shell);
      shell.type(stopKey);
    },
    shows: /requests[^]*shell> $/m,
  },
  {name: 'SIGTERM', end: (_, pid) => void process.kill(pid, 'SIGTERM'), shows: /requests[^]*shell> $/m},
  {name: 'SIGHUP', end: (_, pid) => void process.kill(pid, 'SIGHUP'), shows: /requests[^]*shell> $/m},
  {name: 'SIGINT from outside', end: (_, pid) => void process.kill(pid, 'SIGINT'), shows: /requests[^]*shell> $/m},
  {
    name: 'an exception in the coordinator',
    env: {...accident('coordinator'), CRASH_FILE: 'crash'},
    end: ({folder}) => writeFileSync(join(folder, 'crash'), ''),
    shows: /^perftui: the coordinator thread ended: boom\n[^]*shell> $/m,
  },
  {name: 'SIGKILL', end: (_, pid) => void process.kill(pid, 'SIGKILL'), shows: /perftui was killed[^]*shell> $/m},
];

describe.skipIf(!has('bash') || process.platform !== 'linux')('the terminal after', () => {
  it.each(ways)('$name', async ({end, env, shows}) => {
    await using target = await startTarget();
    await using shell = await terminalShell(env);
    const before = await shell.state();
    const pid = await shell.start([`${target.origin}/`, '-u', '2']);
    const watcher = watcherOf(pid);
    await end(shell, pid);
    await shell.until(shows);
    expect(await shell.state()).toEqual(before);
    expect(shell.written().includes(killed)).toBe(shows.source.includes(killed));
    await expect.poll(() => existsSync(`/proc/${watcher}`)).toBe(false);
    const received = target.received();
    await shell.state();
    expect(target.received()).toBe(received);
  });

  it('SIGKILL under a parent that mends nothing: the modes of the line too', async () => {
    await using target = await startTarget();
    await using shell = await terminalShell();
    const {line} = await shell.state();
    const pid = await shell.start([`${target.origin}/`], leavesModes);
    process.kill(pid, 'SIGKILL');
    expect(await shell.until(new RegExp(`^left=${line}$`, 'm'))).toContain(killed);
  });

  it('SIGKILL while lines are said for a screen reader: the modes of the line, and no control code', async () => {
    await using target = await startTarget();
    await using shell = await terminalShell({ACCESSIBLE: '1'});
    const {line} = await shell.state();
    const before = shell.written().length;
    const pid = await shell.start([`${target.origin}/`], leavesModes, /load 1\./);
    process.kill(pid, 'SIGKILL');
    expect(await shell.until(new RegExp(`^left=${line}$`, 'm'))).toContain(killed);
    const said = shell.written().slice(before);
    expect(said.slice(said.indexOf('screen reader'))).not.toContain('\u001B');
  });

  it('SIGKILL, and a shell that was quicker: its prompt comes once more, where it can be seen', async () => {
    await using target = await startTarget();
    await using shell = await terminalShell();
    const before = await shell.state();
    const pid = await shell.start([`${target.origin}/`]);
    const watcher = watcherOf(pid);
    process.kill(watcher, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    await shell.until(/shell> /);
    process.kill(watcher, 'SIGCONT');
    expect(await shell.until(/^perftui was killed.*\n(?:.*Killed.*\n)?shell> $/m)).not.toContain('HOLD');
    await expect.poll(() => existsSync(`/proc/${watcher}`)).toBe(false);
    expect(await shell.state()).toEqual(before);
  });

  it('SIGKILL of a job that was suspended: nothing is written, and nothing stays', async () => {
    await using target = await startTarget();
    await using shell = await terminalShell();
    const before = await shell.state();
    const pid = await shell.start([`${target.origin}/`]);
    const watcher = watcherOf(pid);
    shell.type('\u001A');
    await shell.until(/Stopped/);
    expect(await shell.state()).toEqual(before);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => existsSync(`/proc/${watcher}`)).toBe(false);
    expect(await shell.state()).toEqual(before);
    expect(shell.written()).not.toContain(killed);
  });
});

it.runIf(process.platform === 'linux')('a window that is closed takes load, process and watcher with it', async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([`${target.origin}/`, '-u', '2']);
  await driven.until((screen) => screen.includes('HOLD'));
  const {pid} = driven.pty;
  const watcher = watcherOf(pid);
  (driven.pty as unknown as {destroy(): void}).destroy();
  await expect.poll(() => [pid, watcher].filter(isAlive)).toEqual([]);
  const received = target.received();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(target.received()).toBe(received);
});

/** A process that has ended may still have to be waited for by its parent. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The process that gives the terminal back in its stead. */
function watcherOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  expect(readFileSync(`/proc/${child}/cmdline`, 'utf8')).toContain('perftui-terminal');
  return Number(child);
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
