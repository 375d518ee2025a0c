import type {Theme} from '../theme/theme.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {cellsOf, isSimple, widthOf} from './cell-text.ts';

/** A grid of cells, glyph and tone each. What does not fit is clipped; a wide glyph is never torn. */
export class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly #glyphs: string[];
  readonly #tones: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#glyphs = Array.from<string>({length: columns * rows}).fill(' ');
    this.#tones = new Uint8Array(columns * rows);
  }

  /** The whole canvas as a region to draw in. */
  region(): Region {
    return new Region(this, 0, 0, this.columns, this.rows);
  }

  /** Sets one cell that lies on the canvas to a glyph of one cell. */
  set(x: number, y: number, glyph: string, tone: Tone): void {
    const at = y * this.columns + x;
    if (this.#glyphs[at] === '') this.#glyphs[at - 1] = ' ';
    else if (x + 1 < this.columns && this.#glyphs[at + 1] === '') this.#glyphs[at + 1] = ' ';
    this.#glyphs[at] = glyph;
    this.#tones[at] = tone;
  }

  /** Sets two cells to one wide glyph. */
  setWide(x: number, y: number, glyph: string, tone: Tone): void {
    this.set(x, y, ' ', tone);
    this.set(x + 1, y, ' ', tone);
    const at = y * this.columns + x;
    this.#glyphs[at] = glyph;
    this.#glyphs[at + 1] = '';
  }

  /** Every row as a string of exactly `columns` cells, with the fewest SGR codes; each row stands alone. */
  toRows(theme: Theme): string[] {
    const lines: string[] = [];
    for (let y = 0; y < this.rows; y++) lines.push(this.#row(y * this.columns, theme));
    return lines;
  }

  #row(start: number, theme: Theme): string {
    const {open, close, substitute} = theme;
    let line = '';
    let current: number = tone.plain;
    for (let at = start; at < start + this.columns; at++) {
      let glyph = this.#glyphs[at]!;
      const wanted = this.#tones[at]!;
      // A space looks the same in every tone but the inverse ones.
      if (wanted !== current && (glyph !== ' ' || isInverse(open[wanted]!) || isInverse(open[current]!))) {
        line += close[current]! + open[wanted]!;
        current = wanted;
      }
      if (substitute !== null && (glyph === '' || glyph > '~')) glyph = substitute(glyph);
      line += glyph;
    }
    return line + close[current]!;
  }
}

function isInverse(sgr: string): boolean {
  return sgr.includes('\u001B[7m');
}

/** A rectangle of a canvas with its own origin; whatever is drawn outside of it is clipped. */
export class Region {
  readonly columns: number;
  readonly rows: number;
  readonly #canvas: Canvas;
  readonly #left: number;
  readonly #top: number;

  constructor(canvas: Canvas, left: number, top: number, columns: number, rows: number) {
    this.#canvas = canvas;
    this.#left = Math.max(0, left);
    this.#top = Math.max(0, top);
    this.columns = Math.max(0, Math.min(columns, canvas.columns - this.#left));
    this.rows = Math.max(0, Math.min(rows, canvas.rows - this.#top));
  }

  /** A part of this region; what sticks out is cut off. */
  inner(x: number, y: number, columns: number, rows: number): Region {
    const width = Math.min(columns, this.columns - x);
    const height = Math.min(rows, this.rows - y);
    return new Region(this.#canvas, this.#left + x, this.#top + y, width, height);
  }

  /** One glyph of one cell, ours to trust. */
  put(x: number, y: number, glyph: string, tone: Tone): void {
    // Written so that NaN is outside.
    if (!(x >= 0 && y >= 0 && x < this.columns && y < this.rows)) return;
    this.#canvas.set(this.#left + x, this.#top + y, glyph, tone);
  }

  /** Text from anywhere, starting at `x`. @returns the column after it, as if nothing had been clipped */
  text(x: number, y: number, text: string, tone: Tone): number {
    if (isSimple(text)) {
      for (let index = 0; index < text.length; index++) this.put(x + index, y, text[index]!, tone);
      return x + text.length;
    }
    const cells = cellsOf(text);
    for (let index = 0; index < cells.length; index++) {
      if (cells[index] === '') continue;
      if (cells[index + 1] === '') this.#putWide(x + index, y, cells[index]!, tone);
      else this.put(x + index, y, cells[index]!, tone);
    }
    return x + cells.length;
  }

  /** Text that ends before column `end`. @returns its first column */
  textRight(end: number, y: number, text: string, tone: Tone): number {
    const x = end - widthOf(text);
    this.text(x, y, text, tone);
    return x;
  }

  /** Pieces of text one after the other. @returns the column after them */
  pieces(x: number, y: number, pieces: readonly Piece[]): number {
    let at = x;
    for (const [text, tone] of pieces) at = this.text(at, y, text, tone);
    return at;
  }

  /** One row of one glyph. */
  repeat(x: number, y: number, glyph: string, count: number, tone: Tone): void {
    const end = Math.min(x + count, this.columns);
    for (let at = Math.max(0, x); at < end; at++) this.put(at, y, glyph, tone);
  }

  clear(): void {
    for (let y = 0; y < this.rows; y++) this.repeat(0, y, ' ', this.columns, tone.plain);
  }

  /** Half a wide glyph at the edge of the region becomes a space. */
  #putWide(x: number, y: number, glyph: string, tone: Tone): void {
    if (x >= 0 && x + 1 < this.columns && y >= 0 && y < this.rows) {
      this.#canvas.setWide(this.#left + x, this.#top + y, glyph, tone);
      return;
    }
    this.put(x, y, ' ', tone);
    this.put(x + 1, y, ' ', tone);
  }
}

export type Piece = readonly [text: string, tone: Tone];

/** Cells that pieces take. */
export function piecesWidth(pieces: readonly Piece[]): number {
  let width = 0;
  for (const [text] of pieces) width += widthOf(text);
  return width;
}
