import {widthOf} from './cell-text.ts';

/** Words in lines of at most `width` cells; a longer word is a line of its own. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  // Parts that belong together stand apart by three spaces and break there first.
  for (const part of text.split(/(?<=\S)(?= {3})/)) {
    for (const word of widthOf(part.trim()) <= width ? [part] : part.split(/(?<=\S)(?= )/)) {
      if (line === '') line = word.trimStart();
      else if (widthOf(line) + widthOf(word) <= width) line += word;
      else {
        lines.push(line);
        line = word.trimStart();
      }
    }
  }
  return [...lines, line];
}
