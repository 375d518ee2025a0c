import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import xterm from '@xterm/headless';
import type {GuardedProcess} from '../../../source/tui/app/terminal-guard.ts';

/** A terminal emulator with the two streams a screen needs: what is written becomes cells, keys go in as bytes. */
export interface FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Everything written so far, escape codes and all. */
  written(): string;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** The visible rows as text, blanks at the end cut, once all that was written has been taken in. */
  rows(): Promise<string[]>;
  /** Text, colour and attributes of every cell. */
  cells(): Promise<string[]>;
  isAlternate(): boolean;
  rawModes(): readonly boolean[];
  /** Makes `write` say no until the next drain. */
  stall(): void;
  drain(): void;
}

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true});
  let written = '';
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (mode: boolean) => {
      modes.push(mode);
      return stdin;
    },
    ref: () => stdin,
    unref: () => stdin,
  });
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    writable: true,
    destroyed: false,
    writableEnded: false,
    writableNeedDrain: false,
    write: (data: string, done?: () => void) => {
      written += data;
      emulator.write(data, done);
      return !stdout.writableNeedDrain;
    },
  });
  const settled = (): Promise<void> => new Promise((resolve) => emulator.write('', resolve));
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    written: () => written,
    type: (keys) => stdin.write(keys),
    resize: (newColumns, newRows) => {
      emulator.resize(newColumns, newRows);
      Object.assign(stdout, {columns: newColumns, rows: newRows});
      stdout.emit('resize');
    },
    rows: async () => {
      await settled();
      return Array.from({length: emulator.rows}, (_, row) => lineAt(emulator, row)?.translateToString(true) ?? '');
    },
    cells: async () => {
      await settled();
      return Array.from({length: emulator.rows}, (_, row) => cellsOf(emulator, row));
    },
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    rawModes: () => modes,
    stall: () => {
      stdout.writableNeedDrain = true;
    },
    drain: () => {
      stdout.writableNeedDrain = false;
    },
  };
}

function lineAt(emulator: xterm.Terminal, row: number): ReturnType<xterm.IBuffer['getLine']> {
  return emulator.buffer.active.getLine(emulator.buffer.active.baseY + row);
}

function cellsOf(emulator: xterm.Terminal, row: number): string {
  const line = lineAt(emulator, row);
  const cells = Array.from({length: emulator.cols}, (_, column) => {
    const cell = line?.getCell(column);
    if (cell === undefined) return '';
    const look = [
      cell.getFgColorMode(),
      cell.getFgColor(),
      cell.isBold(),
      cell.isDim(),
      cell.isInverse(),
      cell.isUnderline(),
    ];
    // A blank's colour cannot be seen.
    return cell.getChars().trim() === '' && cell.isInverse() === 0 ? ' ' : `${cell.getChars()}${look.join(',')}`;
  });
  return cells.join('|');
}

/** A process whose events and exit are the test's. */
export function fakeProcess(): GuardedProcess & {readonly emitter: EventEmitter; readonly exits: number[]} {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  return {
    emitter,
    exits,
    on: (event, listener) => emitter.on(event, listener as (...values: unknown[]) => void),
    off: (event, listener) => emitter.off(event, listener as (...values: unknown[]) => void),
    exit: (code) => {
      exits.push(code);
    },
  };
}
