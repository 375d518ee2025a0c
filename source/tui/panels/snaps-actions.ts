import {reportFormats} from '../../domain/report-format.ts';
import type {SessionView} from '../../session/view.ts';
import {keyFor} from '../app/key-name.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {SnapsScreen} from '../ui-state.ts';
import {markedSnaps} from './snaps-rows.ts';

/** Rows of the list, its heading included. */
export const actionRows = 7;

/** What can be done with the selected snapshot, and by which key. */
export function drawSnapsActions(region: Region, view: SessionView, snaps: SnapsScreen): void {
  drawHeading(region, 0, 'ACTIONS');
  const actions: readonly (readonly [key: string | null, text: string])[] = [
    [keyFor('baseline-choose'), 'make this the baseline'],
    [keyFor('open', 'snaps'), enterText(view, snaps)],
    [keyFor('row-mark', 'snaps'), 'mark; with two marked, Enter compares them with each other'],
    [keyFor('row-note', 'snaps'), 'name and note'],
    [keyFor('export', 'snaps'), `export: ${reportFormats.join(', ')}`],
    [keyFor('delete', 'snaps'), 'delete (asks, default No; baseline is protected)'],
  ];
  actions.slice(0, region.rows - 1).forEach(([key, text], at) => {
    region.text(3, at + 1, key ?? '', tone.strong);
    region.text(11, at + 1, fitText(text, region.columns - 12), tone.plain);
  });
}

function enterText(view: SessionView, snaps: SnapsScreen): string {
  const [now, before] = markedSnaps(view, snaps);
  if (now === undefined || before === undefined) return 'open in Compare against live';
  return `compare the two marked: ${fitText(now.name, 30)} against ${fitText(before.name, 30)}`;
}
