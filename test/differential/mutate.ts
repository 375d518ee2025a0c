import type {Dice} from './cases.ts';
import {corpus} from './corpus/corpus.ts';

/** Bytes that mean something to a parser. */
const telling = Array.from('\r\n\0 \t:;,"=/0159afAFgHT+-.\x7f\x80\xff');
const fragments = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.0 200 OK\r\n',
  'HTTP/1.1 103 Early Hints\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'content-length: 5\r\n',
  'content-length: 0\r\n',
  'transfer-encoding: chunked\r\n',
  'connection: close\r\n',
  'connection: keep-alive\r\n',
  'keep-alive: timeout=1\r\n',
  '5\r\nhello\r\n',
  '0\r\n\r\n',
  ';a=b',
  ' \r\n',
  'x: y\r\n',
];
/** Longer ones are left alone: they would only make the run slow. */
const mutableBytes = 4096;
const short = corpus.filter(({bytes}) => bytes.length <= mutableBytes).map(({bytes}) => bytes);

type Mutation = (text: string, dice: Dice) => string;

const cutAt = (text: string, at: number, until: number, replacement: string): string =>
  text.slice(0, at) + replacement + text.slice(until);

const mutations: readonly Mutation[] = [
  // One byte: gone, new, another, twice, of the other case.
  (text, dice) => dropBytes(text, dice, 1),
  (text, dice) => insert(text, dice, dice.pick(telling)),
  (text, dice) => replaceByte(text, dice, dice.pick(telling)),
  (text, dice) => replaceByte(text, dice, String.fromCharCode(dice.below(256))),
  (text, dice) => {
    const at = dice.below(text.length);
    return insertAt(text, at, text.charAt(at));
  },
  (text, dice) => {
    const at = dice.below(text.length);
    const char = text.charAt(at);
    return cutAt(text, at, at + 1, char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase());
  },
  // Several.
  (text, dice) => dropBytes(text, dice, 1 + dice.below(8)),
  (text, dice) => insert(text, dice, dice.pick(fragments)),
  (text, dice) => text.slice(0, dice.below(text.length + 1)),
  (text, dice) => changeDigits(text, dice),
  (text, dice) => moveLine(text, dice, true),
  (text, dice) => moveLine(text, dice, false),
  // Two responses: one's start and the other's end, or one after the other.
  (text, dice) => text.slice(0, dice.below(text.length + 1)) + otherEnd(dice),
  (text, dice) => text + dice.pick(short),
];

/** A response of the corpus with one to four things about it changed. */
export function mutated(dice: Dice): string {
  let text = dice.pick(short);
  const times = 1 + dice.below(4);
  for (let nth = 0; nth < times; nth++) text = dice.pick(mutations)(text, dice);
  return text.slice(0, 2 * mutableBytes);
}

function dropBytes(text: string, dice: Dice, count: number): string {
  const at = dice.below(text.length);
  return cutAt(text, at, at + count, '');
}

function insert(text: string, dice: Dice, what: string): string {
  return insertAt(text, dice.below(text.length + 1), what);
}

function insertAt(text: string, at: number, what: string): string {
  return cutAt(text, at, at, what);
}

function replaceByte(text: string, dice: Dice, byte: string): string {
  const at = dice.below(text.length);
  return cutAt(text, at, at + 1, byte);
}

function changeDigits(text: string, dice: Dice): string {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return text;
  const {index, 0: digits} = dice.pick(numbers);
  const changed = dice.pick([
    String(Number(digits) + 1),
    String(Math.max(0, Number(digits) - 1)),
    `0${digits}`,
    `${digits}0`,
    String(dice.below(1000)),
    '',
  ]);
  return cutAt(text, index, index + digits.length, changed);
}

/** Takes a line out, or copies it, and puts it in before another. */
function moveLine(text: string, dice: Dice, keeps: boolean): string {
  const lines = text.split('\r\n');
  const from = dice.below(lines.length);
  const line = lines[from]!;
  if (!keeps) lines.splice(from, 1);
  lines.splice(dice.below(lines.length + 1), 0, line);
  return lines.join('\r\n');
}

function otherEnd(dice: Dice): string {
  const other = dice.pick(short);
  return other.slice(dice.below(other.length + 1));
}
