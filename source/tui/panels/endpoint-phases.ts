import {formatLatency} from '../../domain/format.ts';
import type {LookView, PhaseRow} from '../../session/look.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {filledCells} from '../plots/bar.ts';
import {tone} from '../theme/tone.ts';

const names: Readonly<Record<PhaseRow['phase'], string>> = {
  blocked: 'blocked',
  connecting: 'connect',
  tls: 'tls',
  sending: 'send',
  waiting: 'wait (ttfb)',
  receiving: 'receive',
};

/** Rows that all phases take, with their heading. */
export function phaseRows({phases}: LookView): number {
  return Math.max(1, phases.length) + 1;
}

/**
 * Where the time of a request goes, as means over all of them:
 *
 *        connect      ▮                                 200µs    0%   2.10ms where it took any
 *        wait (ttfb)  ▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮▮       249ms   95%
 */
export function drawEndpointPhases(
  region: Region,
  look: LookView,
  {seconds, isRecording}: {readonly seconds: number; readonly isRecording: boolean},
): void {
  const heading = isRecording ? 'PHASES' : `PHASES  mean of last ${seconds}s`;
  drawHeading(region, 0, heading, ['where the time goes']);
  if (look.phases.length === 0) {
    region.text(3, 1, fitText(unknownText(isRecording), region.columns - 4), tone.dim);
    return;
  }
  const own = region.columns >= 100 ? 28 : 0;
  const end = region.columns - 2 - own;
  const cells = Math.max(0, end - 16 - 14);
  look.phases.slice(0, region.rows - 1).forEach((row, at) => {
    const y = at + 1;
    region.text(3, y, names[row.phase], tone.plain);
    region.repeat(16, y, '▮', filledCells(row.share, cells), tone.ok);
    region.textRight(end - 6, y, ...meanPiece(row));
    region.textRight(end, y, row.meanUs === null ? '' : shareText(row.share), tone.plain);
    if (own > 0) region.text(end + 3, y, rareText(row), tone.dim);
  });
}

const recordingText = 'a recording does not hold them: they are shown while a run lasts';

function unknownText(isRecording: boolean): string {
  return isRecording ? recordingText : 'not known: nothing ended, or the transport does not tell';
}

function shareText(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)}%` : '--';
}

function meanPiece({meanUs, perRequestUs}: PhaseRow): Piece {
  return meanUs === null ? ['--', tone.dim] : [formatLatency(perRequestUs), tone.plain];
}

/** Of a phase that few requests have the mean over all of them says little. */
function rareText({meanUs, perRequestUs}: PhaseRow): string {
  return meanUs === null || meanUs <= perRequestUs * 1.1 ? '' : `${formatLatency(meanUs)} where it took any`;
}

/** `wait 249ms 95%   receive 12.4ms 5%`: the largest first, for one row. */
export function phasePieces({phases}: LookView, isRecording: boolean): readonly string[] {
  if (isRecording && phases.length === 0) return [`phases: ${recordingText}`];
  return phases
    .filter(({meanUs, share}) => meanUs !== null && share >= 0.005)
    .toSorted((a, b) => b.share - a.share)
    .map(({phase, perRequestUs, share}) => {
      const name = phase === 'waiting' ? 'wait' : names[phase];
      return `${name} ${formatLatency(perRequestUs)} ${shareText(share)}`;
    });
}
