import {formatDuration} from '../../domain/format.ts';
import type {LoadView, SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {withoutTrailingZeros} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';

/** `248 ▸ 250` while it moves, `250` when it is there. */
export function vusPieces({activeVus, targetVus}: LoadView): readonly Piece[] {
  const active: Piece = [String(activeVus), tone.strong];
  return activeVus === targetVus ? [active] : [active, [' ▸ ', tone.dim], [String(targetVus), tone.strong]];
}

/** Who drives: longest text first, for a heading. */
export function modeTexts(view: SessionView): string[] {
  const {load} = view;
  const held = load.heldTargetVus === null ? '' : `held on the way to ${load.heldTargetVus}   `;
  const stage = stageText(load);
  if (load.mode === 'auto') {
    if (stage === null) return [`${held}AUTO`];
    return [`${held}AUTO ${stage}`, `AUTO ${stage}`, 'AUTO'];
  }
  if (stage === null || load.plan === null) return [`${held}MANUAL`, 'MANUAL'];
  if (load.plan.stage >= load.plan.stages.length) return [`${held}MANUAL, ${stage}`, 'MANUAL'];
  return [`${held}MANUAL over ${stage}  a = back to auto`, `MANUAL over ${stage}`, 'MANUAL  a = auto', 'MANUAL'];
}

/** `+0.4/s`. */
export function rampText(vusPerSecond: number): string {
  return `+${withoutTrailingZeros(vusPerSecond.toFixed(1))}/s`;
}

/** `eta 5s`, or '' when it is where it should be. */
export function etaText({etaMs}: LoadView): string {
  return etaMs === null ? '' : `eta ${formatDuration(Math.ceil(etaMs / 1000) * 1000)}`;
}

function stageText({plan}: LoadView): string | null {
  if (plan === null) return null;
  const stage = plan.stages[plan.stage];
  if (stage === undefined) return 'plan ended';
  const name = stage.name === '' ? '' : ` "${fitText(stage.name, 16)}"`;
  return `stage ${plan.stage + 1}/${plan.stages.length}${name}`;
}
