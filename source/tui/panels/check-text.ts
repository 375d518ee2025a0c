import type {CheckRow, SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {piecesWidth} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {tone} from '../theme/tone.ts';
import {shortCount} from './measured-text.ts';

/** Whether there is anything to say about checks or iterations that broke off. */
export function hasChecks(view: SessionView): boolean {
  return view.checks.length > 0 || view.flowErrors > 0;
}

/** Those that failed, most often first. */
export function failingChecks(view: SessionView): CheckRow[] {
  return view.checks.filter(({failed}) => failed > 0).sort((a, b) => b.failed - a.failed);
}

/** `99.2%`, `--` before the first: never `100%` while one failed, nor `0%` while one passed. */
export function passedText(passed: number, failed: number): string {
  const share = passed / (passed + failed);
  if (!Number.isFinite(share)) return '--';
  if (failed === 0) return '100%';
  if (passed === 0) return '0%';
  const percent = share * 100;
  if (percent >= 99.9) return `${Math.min(99.99, Math.floor(percent * 100) / 100).toFixed(2)}%`;
  return `${Math.max(0.1, Math.floor(percent * 10) / 10).toFixed(1)}%`;
}

/** Of all checks together. */
export function allPassed(view: SessionView): Piece {
  const passed = view.checks.reduce((sum, row) => sum + row.passed, 0);
  const failed = view.checks.reduce((sum, row) => sum + row.failed, 0);
  const text = passedText(passed, failed);
  return [text, failed > 0 ? tone.near : text === '--' ? tone.dim : tone.ok];
}

/** `✗ 10`, `✓`. */
export function failedPiece({failed}: Pick<CheckRow, 'failed'>): Piece {
  return failed > 0 ? [`✗ ${shortCount(failed)}`, tone.over] : ['✓', tone.ok];
}

/** `body contains "x" (cart)`, and of a body that was longer than what is looked at, `3 cut`. */
export function checkText({name, requestName, cut}: CheckRow): string {
  return `${name} (${requestName})${cut > 0 ? `  ${shortCount(cut)} cut at the capture cap` : ''}`;
}

/** `! flow errors 3`; null without any. */
export function flowErrorPiece({flowErrors}: SessionView): Piece | null {
  return flowErrors > 0 ? [`! flow errors ${shortCount(flowErrors)}`, tone.over] : null;
}

/**
 * `checks 99.2%  ✗ 10  body contains "x" (cart)  ✗ 2  status is 200 (login)  ! flow errors 3`: as many of the failing ones as
 * fit, the last cut where it is the only one; what flow errors say in the room that is left. Empty with nothing to say.
 */
export function checkLine(view: SessionView, width: number): readonly Piece[] {
  const line = checksAndErrors(view, width);
  const reason = flowErrorReason(view);
  const room = width - piecesWidth(line);
  return reason === null || room < leastReason ? line : [...line, [fitText(reason[0], room), reason[1]]];
}

/** `: login: nothing found at $.token`, behind the count: what the newest kind says. */
export function flowErrorReason({flowErrors, flowErrorText}: SessionView): Piece | null {
  return flowErrors === 0 || flowErrorText === null ? null : [`: ${flowErrorText}`, tone.plain];
}

/** Narrower, and what a flow error says is a few letters of it. */
const leastReason = 20;

function checksAndErrors(view: SessionView, width: number): readonly Piece[] {
  if (!hasChecks(view)) return [];
  const flow = flowErrorPiece(view);
  const end: readonly Piece[] = flow === null ? [] : [['   ', tone.plain], flow];
  if (view.checks.length === 0) return flow === null ? [] : [flow];
  const line: Piece[] = [['checks ', tone.plain], allPassed(view)];
  const room = width - piecesWidth(end);
  const failing = failingChecks(view);
  for (const [index, row] of failing.entries()) {
    const [count, look] = failedPiece(row);
    const head: readonly Piece[] = [
      ['   ', tone.plain],
      [`${count}  `, look],
    ];
    const left = room - piecesWidth([...line, ...head]);
    const full = checkText(row);
    const others = failing.length - index - 1;
    const text = fitText(full, left - (others > 0 ? 10 : 0));
    if (index > 0 && text !== full) {
      line.push([`   +${others + 1} more`, tone.dim]);
      break;
    }
    if (text === '') break;
    line.push(...head, [text, tone.plain]);
  }
  return [...line, ...end];
}

/** `checks ✗ 12   ! flow errors 3`: the shortest there is, for a heading; empty while all is well. */
export function checkBadge(view: SessionView): readonly Piece[] {
  const failed = view.checks.reduce((sum, row) => sum + row.failed, 0);
  const flow = flowErrorPiece(view);
  const pieces: Piece[] = failed > 0 ? [[`checks ✗ ${shortCount(failed)}`, tone.near]] : [];
  if (flow !== null) pieces.push(...(failed > 0 ? [['  ', tone.dim] as const] : []), flow);
  return pieces;
}
