/** 1 for every code unit that is one cell wide on its own and joins with no neighbour of the table. */
const narrow = new Uint8Array(0x10000);

const ranges: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
  // Greek letters.
  [0x391, 0x3a1],
  [0x3a3, 0x3c9],
  // Dashes, quotes, dagger, bullet, ellipsis, per mille.
  [0x2013, 0x2027],
  [0x2030, 0x2030],
  // Arrows.
  [0x2190, 0x21ff],
  // Mathematical operators.
  [0x2200, 0x22ff],
  // Box drawing, blocks, geometric shapes but the two that are wide.
  [0x2500, 0x25fc],
  [0x25ff, 0x25ff],
  // Check marks and crosses.
  [0x2713, 0x2718],
  // Braille.
  [0x2800, 0x28ff],
];

for (const [from, to] of ranges) narrow.fill(1, from, to + 1);

/**
 * Cells the text takes, SGR sequences (`ESC [ digits and ; m`) counting nothing; -1 when it holds anything that is not
 * surely one cell per code unit, line breaks included.
 */
export function fastWidth(text: string): number {
  const {length} = text;
  let width = 0;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (narrow[unit] === 1) {
      width++;
      continue;
    }
    if (unit !== 0x1b || text.charCodeAt(index + 1) !== 0x5b) return -1;
    index += 2;
    while (isSgrParameter(text.charCodeAt(index))) index++;
    if (text.charCodeAt(index) !== 0x6d) return -1;
  }
  return width;
}

function isSgrParameter(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || unit === 0x3b;
}
