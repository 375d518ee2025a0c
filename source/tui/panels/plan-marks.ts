import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import type {PlanAhead, PlanTurn} from '../plots/plan-ahead.ts';
import {tone} from '../theme/tone.ts';
import type {MarkPlace} from './event-marks.ts';
import {exactLevel} from './level-text.ts';

/** Cells of a stage's name beside its mark. */
const nameCells = 12;

/**
 * Right of now on the row of the events, dim: where the plan's next stages begin and where it ends, `▴260 peak`, `▾0`,
 * `end`. The longest of name, level and direction that leaves the next one in sight.
 */
export function drawPlanMarks(region: Region, y: number, place: MarkPlace, ahead: PlanAhead | null): void {
  if (ahead === null) return;
  const {window, perCell, whole} = place;
  const nowX = place.x + Math.floor(window.count / perCell);
  const end = nowX + Math.floor(window.ahead / perCell);
  let free = nowX;
  ahead.turns.forEach((turn, index) => {
    const x = nowX + Math.floor(turn.column / perCell);
    const next = ahead.turns[index + 1];
    const limit = next === undefined ? end : Math.max(x + 2, nowX + Math.floor(next.column / perCell));
    const [shortest, ...longer] = markTexts(turn).toReversed();
    const fitting = whole
      ? longer.findLast((text) => x + widthOf(text) + (next === undefined ? 0 : 1) <= limit)
      : undefined;
    const text = fitting ?? shortest!;
    if (x < free || x + widthOf(text) > end) return;
    free = region.text(x, y, text, tone.dim) + 1;
  });
}

/** Longest first. */
function markTexts({stage}: PlanTurn): readonly string[] {
  if (stage === null) return ['end', '|'];
  const {name, from, target} = stage;
  const direction = target > from ? '▴' : target < from ? '▾' : '▸';
  const level = direction + exactLevel(target);
  return [...(name === '' ? [] : [`${level} ${fitText(name, nameCells)}`]), level, direction];
}
