import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {binPath, cleanEnvironment, scratchFolder} from './perftui-process.ts';

/** A shell with job control in a real pseudo-terminal, for what a program leaves behind there. */
export interface TerminalShell extends AsyncDisposable {
  readonly folder: string;
  type(keys: string): void;
  /**
   * Starts perftui as the shell's foreground job and returns its process id. `under`: a shell command whose `"$@"` is
   * perftui. `shows`: what is on the screen once it is up.
   */
  start(args: readonly string[], under?: string, shows?: RegExp): Promise<number>;
  /** The visible screen, once it matches. */
  until(wanted: RegExp): Promise<string>;
  /** What a program may have changed of the terminal: modes of the emulator, and those of the line as `stty -g` says. */
  state(): Promise<TerminalState>;
  written(): string;
}

export interface TerminalState {
  readonly screen: 'normal' | 'alternate';
  readonly cursor: 'shown' | 'hidden';
  readonly bracketedPaste: boolean;
  readonly mouse: string;
  readonly isBold: boolean;
  readonly line: string;
}

const size = {cols: 100, rows: 30};

export async function terminalShell(env: Readonly<Record<string, string>> = {}): Promise<TerminalShell> {
  const folder = scratchFolder();
  const inputrc = join(folder, 'inputrc');
  // The shell's own bracketed paste would hide whether perftui has left its on.
  writeFileSync(inputrc, 'set enable-bracketed-paste off\n');
  writeFileSync(join(folder, 'start.sh'), 'echo $$ >pid; exec "$@"\n');
  const emulator = new xterm.Terminal({...size, allowProposedApi: true, scrollback: 500});
  const pty = spawn('bash', ['--norc', '--noprofile', '-i'], {
    ...size,
    cwd: folder,
    env: cleanEnvironment(folder, {TERM: 'xterm-256color', LANG: 'C.UTF-8', PS1: 'shell> ', INPUTRC: inputrc, ...env}),
  });
  let written = '';
  const listeners = new Set<() => void>();
  pty.onData((data) => {
    written = (written + data).slice(-2_000_000);
    emulator.write(data, () => {
      for (const listener of listeners) listener();
    });
  });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const screen = (): string => {
    const {active} = emulator.buffer;
    return Array.from(
      {length: size.rows},
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    ).join('\n');
  };
  const until = (wanted: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const now = screen();
        if (!wanted.test(now)) return;
        clearTimeout(timer);
        listeners.delete(check);
        resolve(now);
      };
      const timer = setTimeout(() => {
        listeners.delete(check);
        reject(new Error(`${wanted} did not come to the screen:\n${screen()}`));
      }, 30_000);
      listeners.add(check);
      check();
    });
  const type = (keys: string): void => pty.write(keys);
  let asked = 0;
  await until(/shell> $/m);
  return {
    folder,
    type,
    until,
    written: () => written,
    start: async (args, under = 'exec "$@"', shows = /HOLD|RAMP/) => {
      const command = ['sh', 'start.sh', process.execPath, binPath, ...args].map((one) => `'${one}'`).join(' ');
      type(`clear; sh -c '${under}' sh ${command}\r`);
      await until(shows);
      return Number(readFileSync(join(folder, 'pid'), 'utf8'));
    },
    state: async () => {
      asked++;
      type(`echo "line-${asked}=$(stty -g)"\r`);
      const shown = await until(new RegExp(`^line-${asked}=(\\S+)`, 'm'));
      return {
        screen: emulator.buffer.active.type,
        cursor: /\u001B\[\?25([hl])(?![^]*\u001B\[\?25[hl])/.exec(written)?.[1] === 'l' ? 'hidden' : 'shown',
        bracketedPaste: emulator.modes.bracketedPasteMode,
        mouse: emulator.modes.mouseTrackingMode,
        isBold: isCursorBold(emulator),
        line: new RegExp(`^line-${asked}=(\\S+)`, 'm').exec(shown)![1]!,
      };
    },
    async [Symbol.asyncDispose]() {
      pty.kill('SIGKILL');
      await exited;
    },
  };
}

/** Whether what the shell has printed last carries a style of somebody else's. */
function isCursorBold({buffer: {active}}: xterm.Terminal): boolean {
  const cell = active.getLine(active.baseY + active.cursorY)?.getCell(0);
  return cell !== undefined && (cell.isBold() !== 0 || cell.isInverse() !== 0 || !cell.isFgDefault());
}
