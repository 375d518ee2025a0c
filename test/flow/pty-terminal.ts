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
  /** Cells of a row in reverse video, as a cursor or a badge is; a negative row counts from the last one. */
  reversed(row: number): readonly number[];
  /** The screen once `accepts` likes it; rejects with the last screen after `withinMs`. */
  until(accepts: (screen: string) => boolean, withinMs?: number): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Raw bytes the program has written so far. */
  written(): string;
  /** From now on as much is read as a line of this speed brings; 0: nothing, null: as it comes. */
  readAt(bytesPerSecond: number | null): void;
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
  // Half a frame is nothing to go by.
  const sequence = '\u001B[?2026';
  let parsed = '';
  let isDrawing = false;
  let bytesPerSecond: number | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  pty.onData((data) => {
    if (bytesPerSecond !== null) {
      pty.pause();
      if (bytesPerSecond > 0) pause = setTimeout(() => pty.resume(), (Buffer.byteLength(data) * 1000) / bytesPerSecond);
    }
    written = (written + data).slice(-1_000_000);
    terminal.write(data, () => {
      parsed = (parsed + data).slice(-sequence.length - data.length);
      const [began, ended] = [parsed.lastIndexOf(`${sequence}h`), parsed.lastIndexOf(`${sequence}l`)];
      if (began !== ended) isDrawing = began > ended;
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
    reversed(row) {
      const {active} = terminal.buffer;
      const line = active.getLine(active.viewportY + (row < 0 ? terminal.rows + row : row));
      return Array.from({length: terminal.cols}, (_, x) => x).filter((x) => line?.getCell(x)?.isInverse());
    },
    press: (keys) => pty.write(keys),
    written: () => written,
    readAt(next) {
      bytesPerSecond = next;
      clearTimeout(pause);
      if (next === 0) pty.pause();
      else pty.resume();
    },
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
          if (isDrawing || !accepts(now)) return;
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
