import {tone} from '../theme/tone.ts';
import {piecesWidth, type Piece, type Region} from './canvas.ts';
import {fitText, widthOf} from './cell-text.ts';

/**
 * A heading over the whole row: `─ LOAD ───────────── MANUAL over stage 4/5 "peak" ─`.
 * @param variants what stands at the right, longest first: the first that fits is taken; none does: the rule alone
 */
export function drawHeading(
  region: Region,
  y: number,
  title: string,
  variants: readonly (string | readonly Piece[])[] = [],
): void {
  const {columns} = region;
  region.repeat(0, y, '─', columns, tone.dim);
  const named = fitText(title, columns - 4);
  if (named !== '') region.text(1, y, ` ${named} `, tone.strong);
  const left = 3 + widthOf(named) + 1;
  const right = variants.map(piecesOf).find((pieces) => pieces.length > 0 && piecesWidth(pieces) + 3 <= columns - left);
  if (right === undefined) return;
  region.pieces(columns - 3 - piecesWidth(right), y, [[' ', tone.dim], ...right, [' ', tone.dim]]);
}

function piecesOf(variant: string | readonly Piece[]): readonly Piece[] {
  if (typeof variant !== 'string') return variant;
  return variant === '' ? [] : [[variant, tone.dim]];
}
