import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';

/** What is said in one piece: it stands on a row with others as far as there is room. */
export type Fact = readonly Piece[];

const gap = 3;

/** Facts in rows of so many cells, in their order; one that is longer has a row of its own. */
export function factRows(facts: readonly Fact[], cells: number): readonly (readonly Fact[])[] {
  const rows: Fact[][] = [];
  let used = 0;
  for (const fact of facts) {
    const width = piecesWidth(fact);
    const last = rows.at(-1);
    if (last === undefined || used + gap + width > cells) {
      rows.push([fact]);
      used = width;
    } else {
      last.push(fact);
      used += gap + width;
    }
  }
  return rows;
}

/** Draws them from row `y` on, in at most `most` rows; a fact that does not fit ends in `…`. @returns rows it took */
export function drawFacts(region: Region, y: number, facts: readonly Fact[], most: number): number {
  const rows = factRows(facts, region.columns - 2).slice(0, most);
  rows.forEach((row, at) => {
    let x = 1;
    for (const fact of row) {
      for (const [text, look] of fact) x = region.text(x, y + at, fitText(text, region.columns - 1 - x), look);
      x += gap;
    }
  });
  return rows.length;
}
