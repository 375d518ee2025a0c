import {fastWidth} from './fast-width.ts';
import {originalModule} from './original-module.ts';

/** What is used of Ink's Output; anything that looks different is left to the original. */
interface WriteOperation {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly transformers: readonly ((line: string, index: number) => string)[];
}

interface Frame {
  readonly output: string;
  readonly height: number;
}

interface OutputLike {
  readonly operations?: readonly WriteOperation[];
  readonly width: number;
  readonly height: number;
  get(): Frame;
}

const {default: Original} = await originalModule<{default: new (options: object) => OutputLike}>(import.meta.url);

/**
 * In place of Ink's Output: when every write is one whole row of plain glyphs starting at the left edge, no two on one
 * line, the rows are the frame. Otherwise Ink's cell grid does it.
 */
export default class FastOutput extends Original {
  override get(): Frame {
    const output = wholeRows(this);
    return output === null ? super.get() : {output, height: this.height};
  }
}

function wholeRows({operations, width, height}: OutputLike): string | null {
  if (!Array.isArray(operations) || !Number.isInteger(height) || height < 0) return null;
  const rows = Array.from({length: height}, () => '');
  for (const operation of operations as readonly WriteOperation[]) {
    const {type, x, y, transformers} = operation;
    if (type !== 'write' || x !== 0 || !Array.isArray(transformers) || rows[y] !== '') return null;
    let line = operation.text;
    for (const transform of transformers as WriteOperation['transformers']) line = transform(line, 0);
    const cells = fastWidth(line);
    if (cells <= 0 || cells > width) return null;
    rows[y] = closed(line);
  }
  return rows.join('\n');
}

/** The row with its styles ended, for they must not run into the next one, and without the blanks after that end. */
function closed(line: string): string {
  return leavesStyleOpen(line) ? `${line}\u001B[0m` : line.trimEnd();
}

/** SGR codes that end a style, and the first code of the ones they end. */
const enders: Readonly<Record<string, string>> = {
  22: '1',
  23: '3',
  24: '4',
  25: '5',
  27: '7',
  28: '8',
  29: '9',
  39: '38',
  49: '48',
  55: '53',
};

function leavesStyleOpen(line: string): boolean {
  let open: string[] = [];
  for (let start = line.indexOf('\u001B['); start !== -1; start = line.indexOf('\u001B[', start + 2)) {
    const code = line.slice(start + 2, line.indexOf('m', start));
    const ended = enders[code];
    if (code === '' || code === '0') open = [];
    else if (ended === undefined) open.push(family(code));
    else open = open.filter((one) => one !== ended);
  }
  return open.length > 0;
}

/** Compound codes and ones not known here belong to no family, so that only a reset ends them. */
function family(code: string): string {
  if (/^(?:38;|3[0-7]$|9[0-7]$)/.test(code)) return /^38;(?:5;\d+|2;\d+;\d+;\d+)$|^\d\d$/.test(code) ? '38' : code;
  if (/^(?:4[0-7]|10[0-7])$/.test(code)) return '48';
  return code === '2' ? '1' : code === '21' ? '4' : code;
}
