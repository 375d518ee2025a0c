import type {SessionView} from '../../session/view.ts';
import {fitText} from '../canvas/cell-text.ts';
import {snapRows} from '../panels/snaps-rows.ts';
import type {ScreenState} from '../ui-state.ts';

/** `name | note` for the prompt. The last bar parts them: one in the note becomes `/`. Controls do not get into a line. */
export function editText(name: string, note: string | null): string {
  const parts = note === null || note === '' ? [name, ''] : [name, note.replaceAll('|', '/')];
  return parts.map((part) => part.replaceAll(/\p{Control}/gu, ' ').trim()).join(' | ');
}

/** The name, and what stands behind the last bar; without a bar, or with nothing behind it, there is no note. */
export function parseEdit(text: string): {readonly name: string; readonly note: string | null} {
  const bar = text.lastIndexOf('|');
  const name = (bar === -1 ? text : text.slice(0, bar)).trim();
  const note = bar === -1 ? '' : text.slice(bar + 1).trim();
  return {name, note: note === '' ? null : note};
}

/** What Enter would write. */
export function previewEdit(text: string): NonNullable<ScreenState['hint']> {
  const {name, note} = parseEdit(text);
  if (name === '') return {text: '! a snapshot has a name: name | note', tone: 'over'};
  const behind = note === null ? 'no note' : `note "${fitText(note, 40)}"`;
  return {text: `▸ name "${fitText(name, 40)}", ${behind}     name | note`, tone: 'plain'};
}

/** How many snapshots the filter leaves, and what it looks at. */
export function previewFilter(filter: string, view: SessionView | null): NonNullable<ScreenState['hint']> {
  const all = view?.snapshots.length ?? 0;
  const left = snapRows(view, {selected: null, marked: [], filter, sort: 'when'}).length;
  return {text: `▸ ${left} of ${all}     looks at name, note, git, profile, target, host`, tone: 'plain'};
}
