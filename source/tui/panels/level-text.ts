import {formatNumber} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {withoutTrailingZeros} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';

/** `250`: a level as it was commanded, never shortened; its unit is `levelUnit`. */
export function exactLevel(level: number): string {
  return Number.isFinite(level) ? String(Math.round(level * 100) / 100) : '--';
}

/** ` VUs` or `/s`: what stands after a level. */
export function levelUnit(model: LoadModel): string {
  return model === 'closed' ? ' VUs' : '/s';
}

/** `250 VUs`, `500/s`. */
export function levelText(model: LoadModel, level: number): string {
  return exactLevel(level) + levelUnit(model);
}

/**
 * `248 ▸ 250` while it moves, `250` when it is there: VUs, or iterations started per second (measured, then commanded).
 * No arrivals yet: `-- ▸ 500`.
 */
export function levelPieces({load, arrivals}: Pick<SessionView, 'load' | 'arrivals'>): readonly Piece[] {
  const target: Piece = [exactLevel(load.targetLevel), tone.strong];
  const now = load.model === 'closed' ? String(load.activeVus) : rateNow(load, arrivals);
  return now === null || now === target[0] ? [target] : [[now, tone.strong], [' ▸ ', tone.dim], target];
}

/** The rate offered of late; null where it is the target, give or take what the window blurs. */
function rateNow(load: SessionView['load'], arrivals: SessionView['arrivals']): string | null {
  if (arrivals === null) return '--';
  const offered = arrivals.offeredPerSecond;
  // After a stop nothing is offered at once: the window still means the seconds before.
  if (load.targetLevel === 0 && load.etaMs === null) return null;
  const isThere = load.etaMs === null && Math.abs(offered - load.targetLevel) <= Math.max(1, 0.05 * load.targetLevel);
  return isThere ? null : shortRate(offered);
}

/** `498`, `12.3k`: a measured rate. */
export function shortRate(perSecond: number): string {
  return withoutTrailingZeros(formatNumber(perSecond));
}
