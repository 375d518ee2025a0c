import {widthOf} from '../tui/canvas/cell-text.ts';
import {wrapText} from '../tui/canvas/wrap-text.ts';

/** Under the words behind the clock: `00:12:36 `. */
const indent = ' '.repeat(9);

export interface LineTerminal {
  readonly write: (text: string) => void;
  /** Columns of the terminal. */
  readonly columns: () => number;
}

/** Writes lines one after the other, and text as it is typed: never a control character but the end of a line. */
export class AccessibleWriter {
  readonly #terminal: LineTerminal;
  #typed: {readonly label: string; readonly text: string} | null = null;
  #last = '';

  constructor(terminal: LineTerminal) {
    this.#terminal = terminal;
  }

  /** A line; what does not fit goes on below, indented. What is being typed is said again behind it. */
  line(text: string): void {
    const typed = this.#typed;
    if (typed !== null) this.#terminal.write('\n');
    const width = Math.max(20, this.#terminal.columns());
    const [first = '', ...rest] = widthOf(text) < width ? [text] : wrapped(text, width);
    this.#terminal.write([first, ...rest.map((one) => indent + one)].map((one) => `${one}\n`).join(''));
    this.#last = text;
    if (typed !== null) this.#terminal.write(typed.label + typed.text);
  }

  /** A key: once, however often it repeats. */
  key(name: string): void {
    const line = `> ${name}`;
    if (line !== this.#last) this.line(line);
  }

  /** What is being typed; null: nothing any more. */
  typing(label: string, text: string | null): void {
    const before = this.#typed;
    if (text === null) {
      if (before !== null) this.#terminal.write('\n');
      this.#typed = null;
      return;
    }
    this.#typed = {label, text};
    if (before === null || before.label !== label) this.#terminal.write((before === null ? '' : '\n') + label + text);
    else if (text.startsWith(before.text)) this.#terminal.write(text.slice(before.text.length));
    else this.#terminal.write(`\n${label}${text}`);
    this.#last = '';
  }
}

function wrapped(text: string, width: number): readonly string[] {
  // The first line is not indented: it may be longer.
  const [first = ''] = wrapText(text, width - 1);
  return [first, ...wrapText(text.slice(first.length).trim(), width - 1 - indent.length)];
}
