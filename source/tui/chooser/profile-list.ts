import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {tone} from '../theme/tone.ts';
import {entriesOfKind, selectedEntry, shownEntries, type PickerState} from './picker-model.ts';
import {profileRow, type ProfileRow} from './profile-row.ts';

interface ListColumn {
  readonly key: Exclude<keyof ProfileRow, 'problems'>;
  readonly title: string;
  readonly cells: number;
  readonly isNumber?: boolean;
}

const recordingTitles: Partial<Record<ListColumn['key'], string>> = {
  origin: 'kind',
  load: 'profile',
  lasts: 'lasted',
  lastRun: 'began',
};

const marginCells = 3;
const gapCells = 2;

/** The columns a width has room for; a name is never left out. */
export function listColumns(columns: number, kind: PickerState['kind'] = 'profiles'): readonly ListColumn[] {
  const isRecording = kind === 'recordings';
  const ownCells = columns >= 110 ? 28 : columns >= 72 ? 19 : Math.max(6, Math.min(24, columns - 26));
  // A recording's name begins with its date, and no other column tells of scenarios.
  const nameCells = isRecording && columns >= 72 ? ownCells + 14 : ownCells;
  const wanted: readonly (ListColumn & {readonly from: number})[] = [
    {key: 'name', title: 'name', cells: nameCells, from: 0},
    {key: 'origin', title: 'whose', cells: 7, from: 72},
    {key: 'scenarios', title: 'scen', cells: 4, isNumber: true, from: 72},
    {key: 'stages', title: 'stages', cells: 6, isNumber: true, from: 72},
    {key: 'load', title: 'load', cells: 13, from: 40},
    {key: 'lasts', title: 'lasts', cells: 7, from: 50},
    {key: 'lastRun', title: 'last run', cells: 8, from: 60},
    {key: 'target', title: 'target', cells: Math.min(60, columns - 91), from: 116},
  ];
  return wanted.filter(({from, key}) => columns >= from && !(isRecording && (key === 'scenarios' || key === 'stages')));
}

/** A line of titles, and below it as many profiles as fit, the selected one among them. */
export function drawProfileList(region: Region, state: PickerState, nowMs: number): void {
  const columns = listColumns(region.columns, state.kind);
  const titles = Object.fromEntries(
    columns.map(({key, title}) => [key, (state.kind === 'recordings' ? recordingTitles[key] : undefined) ?? title]),
  ) as unknown as ProfileRow;
  drawRow(region, 0, columns, {...titles, problems: null}, false, true);
  const entries = shownEntries(state);
  const room = region.rows - 1;
  if (entries.length === 0) {
    region.text(marginCells, 1, fitText(emptyText(state), region.columns - 4), tone.near);
    return;
  }
  const top = Math.max(0, Math.min(state.selected - (room >> 1), entries.length - room));
  const selected = selectedEntry(state);
  entries.slice(top, top + room).forEach((entry, index) => {
    drawRow(region, index + 1, columns, profileRow(entry, nowMs), entry === selected, false);
  });
  if (top > 0) region.text(region.columns - 1, 1, '▴', tone.dim);
  if (top + room < entries.length) region.text(region.columns - 1, region.rows - 1, '▾', tone.dim);
}

function emptyText(state: PickerState): string {
  if (entriesOfKind(state).length > 0) return `none of the ${state.kind} holds these words: Esc clears the filter`;
  if (state.kind === 'recordings') return 'nothing has been recorded in this folder yet';
  return state.kind === 'presets' ? 'no preset of your own yet: O in a run saves one' : 'no profile: n makes one';
}

function drawRow(
  region: Region,
  y: number,
  columns: readonly ListColumn[],
  row: ProfileRow,
  isSelected: boolean,
  isTitle: boolean,
): void {
  if (isSelected) region.text(1, y, '▸', tone.strong);
  let x = marginCells;
  for (const {key, cells, isNumber} of columns) {
    const look = isTitle
      ? tone.dim
      : key === 'name' && isSelected
        ? tone.strong
        : key === 'name'
          ? tone.plain
          : tone.dim;
    if (row.problems !== null && key === 'load') {
      region.text(x, y, fitText(row.problems, region.columns - x - 1), tone.over);
      return;
    }
    const text = fitText(row[key], cells);
    if (isNumber === true) region.textRight(x + cells, y, text, look);
    else region.text(x, y, text, isSelected && !isTitle ? tone.strong : look);
    x += cells + gapCells;
  }
}
