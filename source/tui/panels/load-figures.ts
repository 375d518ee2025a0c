import type {SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {shortRate} from './level-text.ts';
import {quantilePiece, shortCount} from './measured-text.ts';

/** A figure in a heading; the highest rank goes first where the room is short, 0 stays. */
export interface Figure {
  readonly pieces: readonly Piece[];
  readonly rank: number;
}

/** What the latencies of the model are: the badge a run wears. */
export function modelBadge({load}: Pick<SessionView, 'load'>): 'CLOSED: service time' | 'OPEN: response time' {
  return load.model === 'closed' ? 'CLOSED: service time' : 'OPEN: response time';
}

/** `X₀ 412/s   suppressed 1.2k   blocked 12/250`: what a closed run does not show by itself; empty while unknown. */
export function closedFigures({closed, load}: SessionView): Figure[] {
  if (closed === null) return [];
  const figures: Figure[] = [{pieces: [[`X₀ ${shortRate(closed.expectedPerSecond)}/s`, tone.dim]], rank: 3}];
  const suppressed = closed.suppressed >= 1;
  figures.push({
    pieces: [[`suppressed ${countText(closed.suppressed)}`, suppressed ? tone.near : tone.dim]],
    rank: suppressed ? 2 : 4,
  });
  if (closed.blockedVus > 0) {
    figures.push({pieces: [[`blocked ${closed.blockedVus}/${load.activeVus}`, tone.near]], rank: 1});
  }
  return figures;
}

/** `offered 500  started 498  achieved 490`: an open run in the headline window. */
export function arrivalFigures({arrivals}: SessionView): Figure[] {
  if (arrivals === null) return [];
  return [
    {pieces: ratePieces('offered', arrivals.offeredPerSecond), rank: 3},
    {pieces: ratePieces('started', arrivals.startedPerSecond), rank: 4},
    {pieces: ratePieces('achieved', arrivals.achievedPerSecond), rank: 2},
  ];
}

/** `! dropped 12`: over the run; bright while arrivals are being dropped, marked for the rest of it. */
export function droppedFigure({arrivals}: SessionView): Figure[] {
  if (arrivals === null) return [];
  const look: Tone = arrivals.droppedPerSecond > 0 ? tone.overStrong : tone.over;
  return [{pieces: [lostPiece('dropped', arrivals.dropped, look)], rank: arrivals.dropped > 0 ? 1 : 5}];
}

/** `! missed 3   queued 3   send lag p99 1.2ms   VUs 63/400`: how arrivals wait, for a VU and in the generator. */
export function waitingFigures({arrivals, load}: SessionView): Figure[] {
  if (arrivals === null) return [];
  const {queued, missed, sendLag} = arrivals;
  const [lag, look] = quantilePiece(sendLag?.p99 ?? null);
  const figures: Figure[] = [
    {pieces: [[`queued ${queued}`, queued > 0 ? tone.near : tone.dim]], rank: queued > 0 ? 1 : 3},
    {
      pieces: [
        ['send lag p99 ', tone.dim],
        [lag, look],
      ],
      rank: 2,
    },
  ];
  const busy = arrivals.maxVus > 0 && load.activeVus >= arrivals.maxVus;
  figures.push({pieces: [[`VUs ${load.activeVus}/${arrivals.maxVus}`, busy ? tone.near : tone.dim]], rank: 4});
  return missed > 0 ? [{pieces: [lostPiece('missed', missed, tone.over)], rank: 1}, ...figures] : figures;
}

/** The figures with fewer and fewer of them, all first: variants for a heading. */
export function figureVariants(figures: readonly Figure[], gap: string): (readonly Piece[])[] {
  const variants: (readonly Piece[])[] = [];
  for (let kept = figures; kept.length > 0;) {
    variants.push(joinedPieces(kept, gap));
    const worst = Math.max(...kept.map(({rank}) => rank));
    const at = kept.findLastIndex(({rank}) => rank === worst);
    kept = kept.filter((_, index) => index !== at);
  }
  return variants;
}

/** Figures beside each other. */
export function joinedPieces(figures: readonly Figure[], gap: string): readonly Piece[] {
  return figures.flatMap(({pieces}, index) => (index === 0 ? pieces : [[gap, tone.dim] as const, ...pieces]));
}

function ratePieces(word: string, perSecond: number): readonly Piece[] {
  return [
    [`${word} `, tone.dim],
    [shortRate(perSecond), Number.isFinite(perSecond) ? tone.plain : tone.dim],
  ];
}

/** `! dropped 12`: colour never stands alone. */
function lostPiece(word: string, count: number, look: Tone): Piece {
  return count > 0 ? [`! ${word} ${countText(count)}`, look] : [`${word} ${countText(count)}`, tone.dim];
}

function countText(count: number): string {
  return Number.isFinite(count) ? shortCount(count) : '--';
}
