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

/** `248 ▸ 250` while it moves, `250` when it is there: the VUs at work, or the rate commanded at this moment. */
export function levelPieces({load}: Pick<SessionView, 'load'>): readonly Piece[] {
  const target: Piece = [exactLevel(load.targetLevel), tone.strong];
  const now = load.model === 'closed' ? String(load.activeVus) : exactLevel(load.commandedLevel);
  return now === target[0] ? [target] : [[now, tone.strong], [' ▸ ', tone.dim], target];
}

/** `3`, `0.25`: a scenario's weight. */
export function weightText(weight: number): string {
  return Number.isFinite(weight) ? String(Number(weight.toPrecision(6))) : '--';
}

/** `498`, `12.3k`: a measured rate. */
export function shortRate(perSecond: number): string {
  return withoutTrailingZeros(formatNumber(perSecond));
}
