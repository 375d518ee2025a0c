import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program in a real pty, with an emulator that reads what it writes. */
export interface PtyTerminal {
  readonly pid: number;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  rows(): Promise<string[]>;
  /** Text and colour of every cell. */
  cells(): Promise<string[]>;
  isAlternate(): boolean;
  /** Waits until `text` is on the screen; says what was there instead when it never comes. */
  shows(text: string | RegExp, timeoutMs?: number): Promise<string[]>;
  /** Stops and goes on reading what the program writes. */
  pause(): void;
  resume(): void;
  readonly bytes: () => number;
  readonly exited: Promise<number>;
  kill(): void;
}

export function ptyTerminal(
  file: string,
  args: readonly string[],
  size: {columns: number; rows: number},
  extraEnv: Readonly<Record<string, string>> = {},
): PtyTerminal {
  // CI would have the program write lines.
  const {CI: _ci, ...env} = process.env;
  const pty: IPty = spawn(file, [...args], {
    cols: size.columns,
    rows: size.rows,
    env: {...env, TERM: 'xterm-256color', ...extraEnv},
  });
  const emulator = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true, scrollback: 200});
  let bytes = 0;
  pty.onData((data) => {
    bytes += data.length;
    emulator.write(data);
  });
  const settled = (): Promise<void> => new Promise((resolve) => emulator.write('', resolve));
  const rows = async (): Promise<string[]> => {
    await settled();
    const {active} = emulator.buffer;
    return Array.from(
      {length: emulator.rows},
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  };
  return {
    pid: pty.pid,
    type: (keys) => pty.write(keys),
    resize: (columns, rowCount) => {
      emulator.resize(columns, rowCount);
      pty.resize(columns, rowCount);
    },
    rows,
    cells: async () => {
      await settled();
      return Array.from({length: emulator.rows}, (_, row) => cellsOf(emulator, row));
    },
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    shows: async (text, timeoutMs = 15_000) => {
      const deadlineMs = performance.now() + timeoutMs;
      for (;;) {
        const seen = await rows();
        const all = seen.join('\n');
        if (typeof text === 'string' ? all.includes(text) : text.test(all)) return seen;
        if (performance.now() > deadlineMs) throw new Error(`${String(text)} never came; the screen shows\n${all}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    bytes: () => bytes,
    exited: new Promise((resolve) => pty.onExit(({exitCode}) => resolve(exitCode))),
    kill: () => pty.kill('SIGKILL'),
  };
}

function cellsOf(emulator: xterm.Terminal, row: number): string {
  const {active} = emulator.buffer;
  const line = active.getLine(active.baseY + row);
  return Array.from({length: emulator.cols}, (_, column) => {
    const cell = line?.getCell(column);
    if (cell === undefined || (cell.getChars().trim() === '' && cell.isInverse() === 0)) return ' ';
    return `${cell.getChars()}${cell.getFgColor()},${cell.isBold()},${cell.isDim()},${cell.isInverse()}`;
  }).join('|');
}
