import {isPrintable, type KeyPress} from './key-press.ts';

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
  switch (press) {
    case 'backspace':
      return replace(prompt, previousBoundary(text, cursor), cursor, '');
    case 'delete':
      return replace(prompt, cursor, nextBoundary(text, cursor), '');
    case 'left':
      return {...prompt, cursor: previousBoundary(text, cursor)};
    case 'right':
      return {...prompt, cursor: nextBoundary(text, cursor)};
    case 'home':
    case 'ctrl+a':
      return {...prompt, cursor: 0};
    case 'end':
    case 'ctrl+e':
      return {...prompt, cursor: text.length};
    case 'ctrl+u':
      return replace(prompt, 0, cursor, '');
    case 'ctrl+k':
      return replace(prompt, cursor, text.length, '');
    case 'ctrl+w':
      return replace(prompt, text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1, cursor, '');
    default:
      return isPrintable(press) && text.length + press.length <= maxLength
        ? replace(prompt, cursor, cursor, press)
        : null;
  }
}

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
