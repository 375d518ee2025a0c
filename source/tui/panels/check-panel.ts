import type {SessionView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {allPassed, checkLine, checkText, failedPiece, failingChecks, flowErrorPiece, passedText} from './check-text.ts';

/** One row: how many checks held, and those that did not. */
export function drawCheckLine(region: Region, y: number, view: SessionView): void {
  region.pieces(1, y, checkLine(view, region.columns - 2));
}

/**
 * Heading and one row per check, those that failed first: ` ✗ 10   98.1%  body contains "x" (cart)`.
 */
export function drawCheckPanel(region: Region, view: SessionView): void {
  const failing = failingChecks(view);
  const rows = [...failing, ...view.checks.filter(({failed}) => failed === 0)];
  const room = Math.max(0, region.rows - 1);
  const hidden = rows.length - room;
  const flow = flowErrorPiece(view);
  const gap: Piece = ['   ', tone.dim];
  const all: readonly Piece[] = [allPassed(view), [' passed', tone.dim]];
  const more: readonly Piece[] = hidden > 0 ? [[`+${hidden} more`, tone.dim], gap] : [];
  const broken: readonly Piece[] = flow === null ? [] : [flow];
  const checks = view.checks.length === 0 ? [] : all;
  const joined = [...broken, ...(broken.length > 0 && checks.length > 0 ? [gap] : []), ...checks];
  drawHeading(region, 0, 'CHECKS', [
    [...more, ...joined, ['   since start', tone.dim]],
    [...more, ...joined],
    joined,
    broken.length > 0 ? broken : checks,
  ]);
  rows.slice(0, room).forEach((row, index) => {
    const count = failedPiece(row);
    region.pieces(1, index + 1, [count]);
    region.textRight(17, index + 1, passedText(row.passed, row.failed), row.failed > 0 ? tone.near : tone.dim);
    const x = Math.max(19, 3 + piecesWidth([count]));
    region.text(x, index + 1, fitText(checkText(row), region.columns - 1 - x), row.failed > 0 ? tone.plain : tone.dim);
  });
}
