import type {Key} from 'ink';

/**
 * One key as the handlers know it: a printable grapheme as it is (`+`, `W`, ` `), or one of `enter`, `escape`, `up`,
 * `down`, `left`, `right`, `home`, `end`, `backspace`, `delete`, `tab`, `shift+tab`, `pageup`, `pagedown`,
 * `ctrl+<letter>`, `alt+<grapheme>`.
 */
export type KeyPress = string;

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

const named: readonly (readonly [keyof Key, KeyPress])[] = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['home', 'home'],
  ['end', 'end'],
  ['tab', 'tab'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
];

/**
 * Ink's input event as single keys. One read of the terminal may hold several keys (`++`, `200\r`) and Ink hands them
 * over as one event.
 */
export function keyPresses(input: string, key: Partial<Key>): readonly KeyPress[] {
  if (key.tab === true && key.shift === true) return ['shift+tab'];
  for (const [flag, name] of named) if (key[flag] === true) return [name];
  // Even with Alt or after an Escape in the same read: the stop must never be lost.
  if (key.ctrl === true) return input.length === 1 ? [`ctrl+${input.toLowerCase()}`] : [];
  const presses = [...segmenter.segment(input)]
    .map(({segment}) => graphemePress(segment))
    .filter((press) => press !== '');
  return key.meta === true ? presses.map((press) => `alt+${press}`) : presses;
}

/** A key that stands for one character of text. */
export function isPrintable(press: KeyPress): boolean {
  if (press.length === 1) return true;
  if (/^[a-z]+(?:\+.+)?$/.test(press)) return false;
  return [...segmenter.segment(press)].length === 1;
}

function graphemePress(segment: string): KeyPress {
  const code = segment.codePointAt(0)!;
  if (segment === '\r' || segment === '\n' || segment === '\r\n') return 'enter';
  if (code === 0x09) return 'tab';
  if (code === 0x08 || code === 0x7f) return 'backspace';
  if (code === 0x1b) return 'escape';
  if (code >= 1 && code <= 26) return `ctrl+${String.fromCharCode(code + 96)}`;
  return code < 0x20 || (code >= 0x80 && code < 0xa0) ? '' : segment;
}
