import type {IBufferCell, Terminal} from '@xterm/headless';
import {palette} from '../../source/tui/theme/palette.ts';

const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const colours = {background: '#11151a', text: '#d7dde4'};
const ansi16 = [
  '#2b3138', '#ff5f87', '#5fd787', '#f5d547', '#56b4e9', '#9d7bff', '#5fd7d7', '#d7dde4',
  '#6b7480', '#ff87a7', '#87e7a7', '#ffe77f', '#87cefa', '#bda3ff', '#87e7e7', '#ffffff',
]; // prettier-ignore
// In sixteen colours the picture has those of the palette all the same.
for (const {colours: of} of palette.values()) {
  if (of.dark !== null) ansi16[of.dark.basic >= 90 ? of.dark.basic - 82 : of.dark.basic - 30] = `#${of.dark.hex.toLowerCase()}`;
}

/** Style and text of neighbouring cells that look the same. */
interface Run {
  column: number;
  readonly fill: string;
  readonly bold: boolean;
  readonly dim: boolean;
  text: string;
}

/**
 * The terminal's screen as an SVG picture. Blocks, braille, bars and lines are drawn as shapes, so that the picture looks
 * the same whatever fonts its reader has.
 */
export function terminalSvg(terminal: Terminal, title: string): string {
  const width = terminal.cols * cellWidth + 16;
  const height = terminal.rows * cellHeight + 16;
  const rows = Array.from({length: terminal.rows}, (_, row) => drawRow(terminal, row)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" role="img" aria-label="${escapeXml(title)}">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="6" fill="${colours.background}"/>
<g transform="translate(8 8)" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}" xml:space="preserve">
${rows}
</g>
</svg>
`;
}

function drawRow(terminal: Terminal, row: number): string {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const parts: string[] = [];
  let run: Run | null = null;
  const flush = (): void => {
    if (run !== null && run.text.trim() !== '') parts.push(drawText(run, row));
    run = null;
  };
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const glyph = cell.getChars() || ' ';
    const [ink, paper] = coloursOf(cell);
    if (paper !== null) parts.push(box(column, row, 0, 0, 1, 1, paper));
    const shape = drawShape(glyph, column, row, ink);
    if (shape !== null || glyph === ' ') {
      flush();
      if (shape) parts.push(cell.isDim() ? `<g opacity=".6">${shape}</g>` : shape);
      continue;
    }
    const bold = cell.isBold() !== 0;
    const dim = cell.isDim() !== 0;
    if (run === null || run.fill !== ink || run.bold !== bold || run.dim !== dim) {
      flush();
      run = {column, fill: ink, bold, dim, text: ''};
    }
    run.text += glyph;
  }
  flush();
  return parts.join('');
}

function drawText({column, fill, bold, dim, text}: Run, row: number): string {
  const length = round(text.length * cellWidth);
  const style = `${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity=".6"' : ''}`;
  return `<text x="${round(column * cellWidth)}" y="${row * cellHeight + 13.5}" fill="${fill}"${style} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(text)}</text>`;
}

function drawShape(glyph: string, column: number, row: number, fill: string): string | null {
  const code = glyph.codePointAt(0)!;
  if (code >= 0x2581 && code <= 0x2588) {
    const share = (code - 0x2580) / 8;
    return box(column, row, 0, 1 - share, 1, share, fill);
  }
  if (code >= 0x2800 && code <= 0x28ff) return brailleDots(code - 0x2800, column, row, fill);
  switch (glyph) {
    case '▮':
      return box(column, row, 0.12, 0.18, 0.76, 0.64, fill);
    case '▯':
      return box(column, row, 0.12, 0.44, 0.76, 0.12, fill, 0.35);
    case '─':
      return box(column, row, 0, 0.47, 1, 0.06, fill, 0.7);
    case '╌':
      return box(column, row, 0.1, 0.47, 0.3, 0.06, fill) + box(column, row, 0.6, 0.47, 0.3, 0.06, fill);
    case '│':
      return box(column, row, 0.44, 0, 0.12, 1, fill, 0.7);
    default:
      return null;
  }
}

/** Bits 0-2 and 6 are the left column from the top, 3-5 and 7 the right one. */
function brailleDots(bits: number, column: number, row: number, fill: string): string {
  const places = [
    [0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3],
  ] as const; // prettier-ignore
  return places
    .filter((_, bit) => (bits >> bit) & 1)
    .map(([x, y]) => {
      const cx = round((column + 0.25 + x * 0.5) * cellWidth);
      const cy = round((row + 0.125 + y * 0.25) * cellHeight);
      return `<circle cx="${cx}" cy="${cy}" r="1.35" fill="${fill}"/>`;
    })
    .join('');
}

function box(column: number, row: number, x: number, y: number, w: number, h: number, fill: string, opacity = 1): string {
  const faint = opacity === 1 ? '' : ` opacity="${opacity}"`;
  return `<rect x="${round((column + x) * cellWidth)}" y="${round((row + y) * cellHeight)}" width="${round(w * cellWidth + (w === 1 ? 0.2 : 0))}" height="${round(h * cellHeight)}" fill="${fill}"${faint}/>`;
}

function coloursOf(cell: IBufferCell): [ink: string, paper: string | null] {
  const ink = cell.isFgDefault() ? colours.text : colour(cell.getFgColor(), cell.isFgRGB());
  const paper = cell.isBgDefault() ? null : colour(cell.getBgColor(), cell.isBgRGB());
  return cell.isInverse() ? [paper ?? colours.background, ink] : [ink, paper];
}

function colour(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) return ansi16[value]!;
  if (value >= 232) {
    const grey = 8 + (value - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const steps = [0, 95, 135, 175, 215, 255];
  const index = value - 16;
  return `rgb(${steps[Math.floor(index / 36)]},${steps[Math.floor(index / 6) % 6]},${steps[index % 6]})`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
