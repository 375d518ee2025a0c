import {reportFormats} from '../../domain/report-format.ts';
import type {SessionView} from '../../session/view.ts';
import {wouldRaise} from '../app/load-effect.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {SnapsScreen} from '../ui-state.ts';
import {markedSnaps} from './snaps-rows.ts';

/** Rows of the list, its heading included. */
export const actionRows = 7;

/** What can be done with the selected snapshot, and by which key. */
export function drawSnapsActions(region: Region, view: SessionView, snaps: SnapsScreen): void {
  drawHeading(region, 0, 'ACTIONS');
  const actions: readonly (readonly [key: string, text: string])[] = [
    ['B', 'make this the baseline'],
    ['Enter', enterText(view, snaps)],
    ['v', 'mark; with two marked, Enter compares them with each other'],
    ['n', 'name and note'],
    ['e', `export: ${reportFormats.join(', ')}`],
    ['D', 'delete (asks, default No; baseline is protected)'],
  ];
  actions.slice(0, region.rows - 1).forEach(([key, text], at) => {
    region.text(3, at + 1, key, tone.strong);
    region.text(11, at + 1, fitText(text, region.columns - 12), tone.plain);
  });
}

function enterText(view: SessionView, snaps: SnapsScreen): string {
  const [now, before] = markedSnaps(view, snaps);
  if (now === undefined || before === undefined) return 'open in Compare against live';
  return `compare the two marked: ${fitText(now.name, 30)} against ${fitText(before.name, 30)}`;
}

const never = 99;

const emptyKeys = [
  ['-', 'load'],
  ['X', 'STOP'],
  ['c', 'capture'],
  ['esc', 'back'],
] as const;

/** The view's key line, as many as fit: what lowers load, Enter and esc stay longest. */
export function snapsKeys(view: SessionView, columns: number): readonly (readonly [key: string, word: string])[] {
  if (view.snapshots.length === 0) return emptyKeys;
  const keys: readonly (readonly [rank: number, key: string, word: string])[] = [
    [0, '-', 'load'],
    [wouldRaise('hold', view) ? never : 0, 'space', 'hold'],
    [0, 'X', 'STOP'],
    [6, 'j k', 'row'],
    [1, 'Enter', 'compare'],
    [2, 'v', 'mark'],
    [3, 'B', 'base'],
    [4, 'n', 'note'],
    [5, 'e', 'export'],
    [7, 'D', 'delete'],
    [8, '/', 'filter'],
    [9, '< >', 'sort'],
    [10, 'c', 'capture'],
    [0, 'esc', 'back'],
  ];
  let shown = keys.filter(([rank]) => rank < never);
  const width = (): number => shown.reduce((sum, [, key, word]) => sum + widthOf(key) + widthOf(word) + 3, 0);
  while (width() > columns && shown.length > 1) {
    const worst = Math.max(...shown.map(([rank]) => rank));
    if (worst === 0) break;
    shown = shown.filter(([rank]) => rank !== worst);
  }
  return shown.map(([, key, word]) => [key, word]);
}
