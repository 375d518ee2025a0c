import {formatClock} from '../../domain/format.ts';
import type {ValidityReason} from '../../domain/run-validity.ts';
import type {SessionView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {validityPiece} from './header.ts';

/** How the generator is now: `✓ healthy: latencies can be trusted`, or what stands in the way. */
export function healthPieces({generator, playback}: SessionView): readonly Piece[] {
  const {verdict, reason} = generator;
  if (playback !== null) {
    // Which second was doubtful is in the file; that the generator was well in the others, nobody said.
    return verdict === 'ok'
      ? [['a recording: how the generator was is not in it', tone.dim]]
      : [['~ latencies of this second are doubtful', tone.near]];
  }
  if (verdict === 'ok') return [['✓ healthy: latencies can be trusted', tone.ok]];
  const [sign, own]: readonly [string, Tone] = verdict === 'warn' ? ['~', tone.nearStrong] : ['!', tone.overStrong];
  const words = verdict === 'warn' ? 'close to its limit' : 'SATURATED, latencies read high';
  return [[`${sign} ${words}`, own], ...(reason === null ? [] : [[`: ${reason}`, tone.plain] as const])];
}

type Line = readonly Piece[];

/** The same over as many lines as it takes. */
function healthLines(view: SessionView, width: number): readonly Line[] {
  const pieces = healthPieces(view);
  const [head, reason] = pieces;
  if (reason === undefined || piecesWidth(pieces) <= width) return [pieces];
  return [[head!], ...indented(reason[0].replace(/^: /, ''), '  ', width, reason[1])];
}

/** The run's own judgement, each reason with what to do about it. */
function judgementLines({validity, playback}: SessionView, width: number): readonly Line[] {
  if (validity === null) return [[[playback === null ? 'not judged yet' : 'the run was not judged', tone.dim]]];
  const {sinceMs, reasons} = validity;
  const since = sinceMs === null ? '' : `   since ${formatClock(sinceMs)}`;
  const own = sinceMs === null ? tone.dim : tone.plain;
  return [
    [['run ', tone.dim], validityPiece(validity), [since, tone.dim]],
    ...reasons.flatMap((reason) => reasonLines(reason, own, width)),
  ];
}

function reasonLines({text, hint}: ValidityReason, own: Tone, width: number): readonly Line[] {
  const advice = hint === '' ? '' : `   ▸ ${hint}`;
  const told: Line = [
    [`  ${text}`, own],
    [advice, tone.dim],
  ];
  if (piecesWidth(told) <= width) return [told];
  return [...indented(text, '  ', width, own), ...(hint === '' ? [] : indented(hint, '  ▸ ', width, tone.dim))];
}

/** Wrapped, the lines after the first as far in as its text. */
function indented(text: string, before: string, width: number, own: Tone): readonly Line[] {
  return wrapText(text, width - before.length).map((line, at) => [
    [at === 0 ? `${before}${line}` : `${' '.repeat(before.length)}${line}`, own],
  ]);
}

/** Rows the panel has to say something with, its heading included. */
export function verdictRows(view: SessionView, columns: number): number {
  return 1 + healthLines(view, columns - 2).length + judgementLines(view, columns - 2).length;
}

/** Heading, how the generator is now, and how far the run's figures can be trusted. */
export function drawVerdict(region: Region, view: SessionView): void {
  const width = region.columns - 2;
  drawHeading(region, 0, 'HEALTH', ['can the figures be trusted, and what to do']);
  const lines = [...healthLines(view, width), ...judgementLines(view, width)];
  lines.slice(0, region.rows - 1).forEach((pieces, index) => drawCut(region, index + 1, pieces, width));
}

/** One row: the health alone, and the run's judgement where it fits beside. */
export function drawHealthLine(region: Region, y: number, view: SessionView): void {
  const width = region.columns - 2;
  const health = healthPieces(view);
  drawCut(region, y, health, width);
  if (view.validity === null) return;
  const judged: readonly Piece[] = [['run ', tone.dim], validityPiece(view.validity)];
  const x = region.columns - 1 - piecesWidth(judged);
  if (piecesWidth(health) + 3 < x) region.pieces(x, y, judged);
}

function drawCut(region: Region, y: number, pieces: readonly Piece[], width: number): void {
  let x = 1;
  for (const [text, own] of pieces) {
    const shown = fitText(text, Math.max(0, width + 1 - x));
    region.text(x, y, shown, own);
    x += widthOf(shown);
  }
}
