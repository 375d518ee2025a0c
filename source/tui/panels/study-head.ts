import type {Study} from '../../domain/study.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {tone, type Tone} from '../theme/tone.ts';

const stateTones: Readonly<Record<Study['state'], Tone>> = {
  running: tone.badge,
  paused: tone.nearStrong,
  done: tone.okStrong,
};

/**
 * The state word and what the study says, `RUNNING  bisects: 208 VUs for 12s (200 to 216 VUs so far)`, in at most `most` rows.
 * @param verdict in place of the state word; null: there is none yet
 * @returns rows it took
 */
export function drawSays(region: Region, y: number, study: Study, most: number, verdict: Piece | null = null): number {
  const x = region.pieces(1, y, headPieces(study, verdict));
  const lines = wrapText(saidText(study), Math.max(1, region.columns - x - 1));
  const shown = lines.slice(0, most);
  shown.forEach((line, at) => {
    const isCut = at === shown.length - 1 && lines.length > shown.length;
    const text = isCut ? `${line} ${lines[at + 1]!}` : line;
    region.text(x, y + at, fitText(text, region.columns - x - 1), tone.strong);
  });
  return shown.length;
}

/** Rows that `drawSays` takes. */
export function saysRows(study: Study, columns: number, most: number, verdict: Piece | null = null): number {
  const cells = columns - piecesWidth(headPieces(study, verdict)) - 2;
  return Math.min(most, wrapText(saidText(study), Math.max(1, cells)).length);
}

/** What it says, without the state's word a second time. */
function saidText({state, says}: Study): string {
  return state === 'paused' ? says.replace(/^paused(?:: )?/, '') : says;
}

function headPieces({state}: Study, verdict: Piece | null): readonly Piece[] {
  const word: Piece = [`${state.toUpperCase()}  `, stateTones[state]];
  return [verdict === null ? word : [`${verdict[0]}  `, verdict[1]]];
}
