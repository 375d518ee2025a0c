import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {binPath, cleanEnvironment, scratchFolder} from './perftui-process.ts';

/** perftui in a real pseudo-terminal, its screen kept by a terminal emulator. */
export interface DrivenTerminal extends AsyncDisposable {
  readonly folder: string;
  readonly exited: Promise<number>;
  readonly pty: IPty;
  press(keys: string): void;
  /** The screen as text, one line per row. */
  screen(): string;
  /** The screen once `accepts` likes it; rejects with the last screen after `withinMs`. */
  until(accepts: (screen: string) => boolean, withinMs?: number): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Raw bytes the program has written so far. */
  written(): string;
}

export function driveInTerminal(
  args: readonly string[],
  size = {columns: 120, rows: 40},
  env: Record<string, string> = {},
  folder = scratchFolder(),
): DrivenTerminal {
  const terminal = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true, scrollback: 200});
  const pty = spawn(process.execPath, [binPath, ...args], {
    cols: size.columns,
    rows: size.rows,
    cwd: folder,
    env: cleanEnvironment(folder, {TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env}),
  });
  let written = '';
  const listeners = new Set<() => void>();
  pty.onData((data) => {
    written = (written + data).slice(-1_000_000);
    terminal.write(data, () => {
      for (const listener of listeners) listener();
    });
  });
  // The emulator takes what is written in its own time: the screen of the end is on it by then.
  const exited = new Promise<number>((resolve) =>
    pty.onExit(({exitCode}) => terminal.write('', () => resolve(exitCode))),
  );
  const screen = (): string => {
    const {active} = terminal.buffer;
    return Array.from(
      {length: terminal.rows},
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  };
  return {
    folder,
    exited,
    pty,
    screen,
    async [Symbol.asyncDispose]() {
      pty.kill('SIGKILL');
      await exited;
    },
    press: (keys) => pty.write(keys),
    written: () => written,
    resize(columns, rows) {
      terminal.resize(columns, rows);
      pty.resize(columns, rows);
    },
    until: async (accepts, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer);
          listeners.delete(check);
        };
        const check = (): void => {
          const now = screen();
          if (!accepts(now)) return;
          done();
          resolve(now);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`not on the screen within ${withinMs} ms:\n${screen()}`));
        }, withinMs);
        listeners.add(check);
        check();
      }),
  };
}
