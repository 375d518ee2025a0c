import {formatNumber} from '../../domain/format.ts';
import type {ScenarioRow, SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawBar} from '../plots/bar.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {firstShown} from './first-shown.ts';
import {weightText} from './level-text.ts';
import {quantilePiece} from './measured-text.ts';

/** Cells of the columns after the name; `was` only where a weight is not the profile's. */
const cells = {weight: 8, was: 10, share: 6, vus: 8, rate: 8, p95: 8, errors: 7} as const;
type Column = keyof typeof cells;
const heads: Readonly<Record<Column, string>> = {
  weight: 'weight',
  was: 'profile',
  share: 'share',
  vus: 'VUs',
  rate: 'req/s',
  p95: 'p95',
  errors: 'err%',
};
const nameX = 3;
const leastName = 8;
const leastBar = 8;
const mostBar = 24;

/**
 * Column heads and one row per scenario; the selected one is kept in sight.
 *
 *         name        weight   profile share     VUs   req/s     p95   err%
 *     ▸ shopper            3             75%     150     120   263ms   0.12  ▮▮▮▮▮▮▮▮
 *       admin          muted         1    0%       0      --      --     --  ▯▯▯▯▯▯▯▯
 */
export function drawScenarioRows(region: Region, view: SessionView, selected: number): void {
  const {scenarios} = view;
  const places = placeColumns(region.columns, scenarios);
  region.text(nameX, 0, 'name', tone.dim);
  for (const [column, end] of places.ends) region.textRight(end, 0, heads[column], tone.dim);
  const room = Math.max(0, region.rows - 1);
  const current = Math.min(selected, scenarios.length - 1);
  const from = firstShown(current, scenarios.length, room);
  scenarios.slice(from, from + room).forEach((row, index) => {
    drawScenario(region, index + 1, row, {...places, isSelected: from + index === current});
  });
}

interface Places {
  readonly nameCells: number;
  /** Where each column ends. */
  readonly ends: ReadonlyMap<Column, number>;
  readonly bar: number;
  /** The bar of the largest scenario is full. */
  readonly mostShare: number;
}

/** Names get what they need, then bars what is left; under 74 columns some figures are left out. */
function placeColumns(width: number, scenarios: readonly ScenarioRow[]): Places {
  const isChanged = scenarios.some(({weight, profileWeight}) => weight !== profileWeight);
  let columns = (Object.keys(cells) as Column[]).filter((column) => column !== 'was' || isChanged);
  const taken = (): number => columns.reduce((sum, column) => sum + cells[column], nameX + 1);
  for (const dispensable of ['errors', 'rate', 'vus'] as const) {
    if (taken() + leastName > width) columns = columns.filter((column) => column !== dispensable);
  }
  const longest = Math.max(leastName, ...scenarios.map(({name}) => widthOf(name)));
  const spare = Math.max(0, width - taken());
  const nameCells = Math.min(spare, longest);
  const barRoom = spare - nameCells - 2;
  const ends = new Map<Column, number>();
  let x = nameX + nameCells;
  for (const column of columns) ends.set(column, (x += cells[column]));
  const mostShare = Math.max(0, ...scenarios.map(({share}) => share));
  return {nameCells, ends, bar: barRoom >= leastBar ? Math.min(mostBar, barRoom) : 0, mostShare};
}

function drawScenario(
  region: Region,
  y: number,
  row: ScenarioRow,
  look: Places & {readonly isSelected: boolean},
): void {
  const {nameCells, ends, bar, mostShare, isSelected} = look;
  const own: Tone = isSelected ? tone.strong : row.weight === 0 ? tone.dim : tone.plain;
  if (isSelected) region.text(1, y, '▸', tone.strong);
  region.text(nameX, y, fitText(row.name, nameCells), own);
  for (const [column, end] of ends) {
    const [text, shown] = cellPieces[column](row, own);
    region.textRight(end, y, fitText(text, cells[column] - 1), shown);
  }
  if (bar === 0) return;
  const x = Math.max(0, ...ends.values()) + 2;
  drawBar(region, x, y, bar, mostShare > 0 ? row.share / mostShare : 0, tone.ok);
}

const cellPieces: Readonly<Record<Column, (row: ScenarioRow, own: Tone) => Piece>> = {
  weight: ({weight}, own) => (weight === 0 ? ['muted', tone.nearStrong] : [weightText(weight), own]),
  was: ({weight, profileWeight}) => [weight === profileWeight ? '' : weightText(profileWeight), tone.dim],
  share: ({share}, own) => [shareText(share), own],
  vus: ({activeVus}, own) => [String(Math.round(activeVus)), own],
  rate: ({requestsPerSecond: rate}, own) => (rate === null ? ['--', tone.dim] : [formatNumber(rate), own]),
  p95: ({p95}, own) => quantilePiece(p95, own),
  errors: ({errorShare}, own) => errorPiece(errorShare, own),
};

/** `75%`, `0.4%`: a small class is not nobody. */
function shareText(share: number): string {
  if (!Number.isFinite(share)) return '--';
  const percent = share * 100;
  return percent > 0 && percent < 0.95 ? `${Math.max(0.1, percent).toFixed(1)}%` : `${Math.round(percent)}%`;
}

function errorPiece(share: number | null, own: Tone): Piece {
  if (share === null || !Number.isFinite(share)) return ['--', tone.dim];
  const percent = share * 100;
  const printed = percent >= 99.95 ? '100' : percent >= 9.995 ? percent.toFixed(1) : percent.toFixed(2);
  return [printed, percent > 0 ? tone.near : own];
}
