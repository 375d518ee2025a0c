import {formatDuration} from '../../domain/format.ts';
import type {LoadView, SessionView} from '../../session/view.ts';
import {keyFor} from '../app/key-name.ts';
import {searchIsPaused} from '../app/load-effect.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {withoutTrailingZeros} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import {exactLevel, levelUnit} from './level-text.ts';
import {
  arrivalFigures,
  droppedFigure,
  closedFigures,
  figureVariants,
  modelBadge,
  waitingFigures,
  type Figure,
} from './load-figures.ts';

/** Who drives: longest text first, for a heading. */
export function modeTexts(view: SessionView): string[] {
  const {load} = view;
  const held = load.heldTargetLevel === null ? '' : `held on the way to ${exactLevel(load.heldTargetLevel)}   `;
  const stage = stageText(load);
  if (load.mode === 'search') return searchTexts(view);
  if (searchIsPaused(view)) return pausedTexts(view, held);
  if (load.mode === 'auto') {
    if (stage === null) return [`${held}AUTO`];
    return [`${held}AUTO ${stage}`, `AUTO ${stage}`, 'AUTO'];
  }
  if (stage === null || load.plan === null) return [`${held}MANUAL`, 'MANUAL'];
  if (load.plan.stage >= load.plan.stages.length) return [`${held}MANUAL, ${stage}`, 'MANUAL'];
  return [`${held}MANUAL over ${stage}  a = back to auto`, `MANUAL over ${stage}`, 'MANUAL  a = auto', 'MANUAL'];
}

/**
 * Right of LOAD: the model's badge, its figures and who drives, longest first. The badge stays longest: nothing says what
 * the figures mean as it does. Where there are no lines beside a plot (`compact`), the rates are here too.
 */
export function loadHeadings(view: SessionView, layout: 'plots' | 'compact'): (readonly Piece[])[] {
  const compact = layout === 'compact';
  const gap = compact ? '  ' : '   ';
  const open = view.load.model === 'open';
  const badge: Figure = {pieces: [[compact && open ? 'OPEN' : modelBadge(view), tone.dim]], rank: 0};
  const figures = [
    badge,
    ...closedFigures(view),
    ...(compact ? arrivalFigures(view) : []),
    ...droppedFigure(view),
    ...(compact ? [] : waitingFigures(view)),
  ];
  const sets = figureVariants(figures, gap);
  if (compact) sets.splice(1, 0, ...figureVariants(figures, ' ').slice(0, 1));
  const modes = modeTexts(view).map((text): Piece => [gap + text, tone.dim]);
  return [...sets.flatMap((pieces) => modes.map((mode) => [...pieces, mode])), ...sets];
}

/** A recording is not gone on with. */
function pausedTexts({playback}: SessionView, held: string): string[] {
  const key = playback === null ? keyFor('auto') : null;
  return [
    ...(key === null ? [] : [`${held}SEARCH paused  ${key} = search on`]),
    `${held}SEARCH paused`,
    'SEARCH paused',
  ];
}

/** `SEARCH  bisects: 208 VUs for 12s`; of a recording that ended before its result no more than the word. */
function searchTexts({study}: SessionView): string[] {
  return study?.kind === 'capacity' && study.state === 'running' ? [`SEARCH  ${study.says}`, 'SEARCH'] : ['SEARCH'];
}

/** `+0.4/s`: VUs per second, or a rate's change per second, `+5/s/s`. */
export function rampText({model, rampPerSecond}: Pick<LoadView, 'model' | 'rampPerSecond'>): string {
  return `+${withoutTrailingZeros(rampPerSecond.toFixed(1))}${model === 'open' ? levelUnit(model) : ''}/s`;
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
