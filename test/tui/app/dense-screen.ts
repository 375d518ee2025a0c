import type {DrawScreen} from '../../../source/tui/app/screen-app.tsx';

const esc = '\u001B[';

/** Rows as dense as the drive view's (braille, blocks, colours), that change with every update. For Ink's own cost. */
export const denseScreen: DrawScreen = (mirror, screen, size) => {
  const seed = mirror?.view.elapsedMs ?? 0;
  return Array.from({length: size.rows}, (_, row) => {
    if (row === size.rows - 1)
      return bottom(screen.prompt === null ? 'keys' : `target> ${screen.prompt.text}_`, size.columns);
    if (row === size.rows - 2) return bottom(screen.hint?.text ?? '', size.columns);
    return denseRow(row, seed, size.columns);
  });
};

function bottom(text: string, columns: number): string {
  return text.padEnd(columns).slice(0, columns);
}

function denseRow(row: number, seed: number, columns: number): string {
  let line = '';
  for (let column = 0; column < columns; column++) {
    if (column % 8 === 0) line += `${esc}38;2;${(row * 6) % 256};${(column * 2) % 256};200m`;
    const noise = (row * 31 + column * 17 + Math.floor(seed / 200) * (row % 3)) % 256;
    line +=
      column < 10
        ? String.fromCharCode(0x61 + (noise % 26))
        : String.fromCharCode((row % 2 === 0 ? 0x2800 : 0x2580) + (row % 2 === 0 ? noise : noise % 32));
  }
  return `${line}${esc}39m`;
}
