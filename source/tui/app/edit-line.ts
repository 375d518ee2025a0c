import {isPrintable, type KeyPress} from './key-press.ts';
import {ownCommandOf, type CommandId} from './key-table.ts';

const maxLength = 200;
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** A line of text that is being typed. `cursor` counts UTF-16 units. */
export interface EditedLine {
  readonly text: string;
  readonly cursor: number;
}

/** The line after an editing key, or null when the key does not edit. */
export function editLine<Line extends EditedLine>(prompt: Line, press: KeyPress): Line | null {
  const {text, cursor} = prompt;
  const id = ownCommandOf(press, 'prompt')?.id;
  const edit = id === undefined ? undefined : edits[id];
  if (edit !== undefined) {
    const {text: after, cursor: at} = edit(prompt);
    return {...prompt, text: after, cursor: at};
  }
  return isPrintable(press) && text.length + press.length <= maxLength ? replace(prompt, cursor, cursor, press) : null;
}

const edits: Readonly<Partial<Record<CommandId, (line: EditedLine) => EditedLine>>> = {
  'erase-back': (line) => replace(line, previousBoundary(line.text, line.cursor), line.cursor, ''),
  'erase-on': (line) => replace(line, line.cursor, nextBoundary(line.text, line.cursor), ''),
  'char-back': ({text, cursor}) => ({text, cursor: previousBoundary(text, cursor)}),
  'char-on': ({text, cursor}) => ({text, cursor: nextBoundary(text, cursor)}),
  'line-start': ({text}) => ({text, cursor: 0}),
  'line-end': ({text}) => ({text, cursor: text.length}),
  'erase-start': (line) => replace(line, 0, line.cursor, ''),
  'erase-end': (line) => replace(line, line.cursor, line.text.length, ''),
  'erase-word': (line) =>
    replace(line, line.text.slice(0, line.cursor).trimEnd().lastIndexOf(' ') + 1, line.cursor, ''),
};

/** Pasted text as one line at the cursor: line breaks become spaces, other controls go. */
export function pasteLine<Line extends EditedLine>(prompt: Line, pasted: string): Line {
  const line = pasted
    .replaceAll(/[\r\n\t]+/g, ' ')
    .replaceAll(/\p{Control}/gu, '')
    .trim();
  const room = line.slice(0, Math.max(0, maxLength - prompt.text.length)).replace(/[\uD800-\uDBFF]$/, '');
  return replace(prompt, prompt.cursor, prompt.cursor, room);
}

function replace<Line extends EditedLine>(prompt: Line, from: number, to: number, insert: string): Line {
  const {text} = prompt;
  return {...prompt, text: text.slice(0, from) + insert + text.slice(to), cursor: from + insert.length};
}

function previousBoundary(text: string, cursor: number): number {
  let boundary = 0;
  for (const {index} of segmenter.segment(text)) if (index < cursor) boundary = index;
  return boundary;
}

function nextBoundary(text: string, cursor: number): number {
  for (const {index} of segmenter.segment(text)) if (index > cursor) return index;
  return text.length;
}
