import {keyPresses, type KeyPress} from '../tui/app/key-press.ts';

const named: Readonly<Record<string, KeyPress>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[Z': 'shift+tab',
};

// oxlint-disable-next-line no-control-regex -- that is how a sequence begins
const sequence = /\u001B(?:(?<code>\[[\d;?<]*[ -/]*[@-~]|O[@-~])|(?<alone>$)|(?<more>))/;

/** Keys of one read of the terminal, where nothing else tells them apart. Sequences that are no key of ours are left out. */
export function pressesOf(input: string): readonly KeyPress[] {
  const presses: KeyPress[] = [];
  let rest = input;
  for (let match = sequence.exec(rest); match !== null; match = sequence.exec(rest)) {
    presses.push(...keyPresses(rest.slice(0, match.index), {}));
    const {code} = match.groups ?? {};
    const key = code === undefined ? 'escape' : named[code.replace(/^O/, '[')];
    if (key !== undefined) presses.push(key);
    rest = rest.slice(match.index + match[0].length);
  }
  return [...presses, ...keyPresses(rest, {})];
}

/** As it is read aloud. */
export function pressName(press: KeyPress): string {
  return press === ' ' ? 'space' : press;
}
