import {formatClock, formatDuration} from '../../domain/format.ts';
import type {RunValidity} from '../../domain/run-validity.ts';
import type {SessionPhase, SessionView, ValidityView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {shortCount} from './measured-text.ts';
import {sloSummary} from './slo-text.ts';

const phaseTones: Readonly<Record<SessionPhase, Tone>> = {
  STARTING: tone.badge,
  IDLE: tone.badge,
  RAMP: tone.badge,
  HOLD: tone.badge,
  PAUSED: tone.nearStrong,
  DRAIN: tone.nearStrong,
  STOPPED: tone.overStrong,
  ENDED: tone.badge,
};

interface HeaderItem {
  readonly pieces: readonly Piece[];
  /** Dropped first where the row is short; 0 is never dropped. */
  readonly rank: number;
  /** Foreign text that may be cut to this many cells before anything is dropped. */
  readonly least?: number;
}

/**
 * ` RAMP  checkout-peak  localhost:8080  00:12:34  SLO 4/5 ! p95  VALID                FROZEN`: the state word always
 * at the same place. The right end is the recording's, and while the picture stands, the freeze's.
 */
export function drawHeader(region: Region, view: SessionView, frozenAtMs: number | null): void {
  const gap = region.columns >= 100 ? 3 : 2;
  const right = rightEnd(view, frozenAtMs);
  const room = region.columns - 2 - (right === null ? 0 : widthOf(right[0]) + gap);
  const kept = fitItems(headerItems(view, region.columns), room, gap);
  let x = 1;
  for (const item of kept) {
    x = region.pieces(x, 0, item.pieces) + (item === kept[0] ? 2 : gap);
  }
  if (right !== null) region.textRight(region.columns - 1, 0, right[0], right[1]);
}

function rightEnd({recording}: SessionView, frozenAtMs: number | null): Piece | null {
  if (frozenAtMs !== null) return [`FROZEN ${formatClock(frozenAtMs)}`, tone.nearStrong];
  return recording === null ? null : ['REC', tone.dim];
}

/** Certificates are not verified: whoever answers is taken for the target. */
export const insecurePiece: Piece = ['INSECURE', tone.nearStrong];

/** `VALID`, `DEGRADED`, `INVALID`: whether the run's own figures can be trusted. */
export function validityPiece({verdict}: ValidityView): Piece {
  return [verdict, validityTones[verdict]];
}

const validityTones: Readonly<Record<RunValidity, Tone>> = {
  VALID: tone.dim,
  DEGRADED: tone.nearStrong,
  INVALID: tone.overStrong,
};

/** The state word in its tone, four cells or more; of a recording, that it is one. */
export function phasePiece(view: SessionView): Piece {
  if (view.playback !== null) return ['RECORDED', tone.nearStrong];
  return [view.phase, phaseTones[view.phase]];
}

function headerItems(view: SessionView, columns: number): HeaderItem[] {
  const {totals} = view;
  const label = targetText(view, columns);
  const items: HeaderItem[] = [
    {pieces: [phasePiece(view)], rank: 0},
    ...(view.origin.endsWith(`/${view.profileName}`)
      ? []
      : [{pieces: [[view.profileName, tone.strong] as const], rank: 4, least: 8}]),
    {pieces: [[label, tone.plain]], rank: 5, least: 10},
    {pieces: [[formatClock(view.elapsedMs), tone.plain]], rank: 1},
  ];
  const slo = sloSummary(view);
  if (slo.length > 0) items.push({pieces: slo, rank: 2});
  if (view.insecure) items.push({pieces: [insecurePiece], rank: 1});
  const {validity} = view;
  if (validity !== null) items.push({pieces: [validityPiece(validity)], rank: validity.verdict === 'VALID' ? 3 : 1});
  // This screen is no news to whoever looks at it.
  const others = view.attached - (view.remote === true ? 1 : 0);
  if (others > 0) items.push({pieces: [[`+${others} attached`, tone.dim]], rank: 7});
  if (columns < 100) return items;
  items.push({pieces: [[`${shortCount(totals.answered)} req`, tone.plain]], rank: 6});
  items.push({pieces: [[`${shortCount(totals.failed)} err`, totals.failed > 0 ? tone.near : tone.plain]], rank: 6});
  if (view.workers.alive < view.workers.wanted) {
    items.push({pieces: [[`workers ${view.workers.alive}/${view.workers.wanted}`, tone.overStrong]], rank: 3});
  }
  const {transport} = view;
  if (columns < 160) return transport === null ? items : [...items, {pieces: [[transport.kind, tone.dim]], rank: 7.5}];
  if (view.thinkMs > 0) items.push({pieces: [[`think ${formatDuration(view.thinkMs)}`, tone.dim]], rank: 7});
  if (transport !== null) {
    const {kind, reason} = transport;
    items.push({pieces: [[reason === '' ? kind : `${kind} (${reason})`, tone.dim]], rank: 8, least: kind.length});
  }
  if (view.profileRevision !== null) {
    items.push({pieces: [[`profile rev ${view.profileRevision}`, tone.dim]], rank: 9});
  }
  return items;
}

/** A name says more than the address behind it, where there is room for one only. */
function targetText({origin, targetLabel}: SessionView, columns: number): string {
  const target = columns >= 110 ? origin : origin.replace(/^https?:\/\//, '');
  if (targetLabel === origin) return target;
  return columns < 100 ? targetLabel : `${targetLabel} ${target}`;
}

/** From this rank on an item is dropped rather than a name cut. */
const dispensable = 7;

/** Drops what is dispensable, cuts long names, then drops whole items by rank until the rest fits. */
function fitItems(items: readonly HeaderItem[], room: number, gap: number): readonly HeaderItem[] {
  let kept = items;
  for (;;) {
    const over = widthOfAll(kept, gap) - room;
    if (over <= 0) return kept;
    const worst = Math.max(...kept.map((item) => item.rank));
    const cut = shorten(kept, over);
    if (worst < dispensable && widthOfAll(cut, gap) <= room) return cut;
    if (worst === 0) return kept;
    kept = kept.filter((item) => item.rank !== worst);
  }
}

/** The longest first: a long name must not hide which host is under load. */
function shorten(items: readonly HeaderItem[], over: number): readonly HeaderItem[] {
  const widths = items.map(({pieces}) => piecesWidth(pieces));
  const spare = (at: number): number => (widths[at]! > (items[at]!.least ?? Infinity) ? widths[at]! : 0);
  for (let left = over; left > 0; left--) {
    let longest = 0;
    for (let at = 1; at < items.length; at++) if (spare(at) > spare(longest)) longest = at;
    if (spare(longest) === 0) break;
    widths[longest]!--;
  }
  return items.map((item, at) => {
    const [[text, look]] = item.pieces as readonly [Piece];
    return widths[at] === piecesWidth(item.pieces) ? item : {...item, pieces: [[fitText(text, widths[at]!), look]]};
  });
}

function widthOfAll(items: readonly HeaderItem[], gap: number): number {
  return items.reduce((sum, item) => sum + piecesWidth(item.pieces) + gap, -gap);
}
