import type {Dice} from './cases.ts';

const versions = ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2'];
const statuses = ['200 OK', '200 OK', '200 OK', '404 Not Found', '503', '204 No Content', '304 Not Modified', '299 '];
const names = ['x', 'X-Trace', 'set-cookie', 'date', 'server', 'etag', 'vary', 'content-type', 'content-encoding'];
const values = ['', 'y', 'a, b', 'text/html; charset=utf-8', '"q"', 'caf\xe9', '\t', 'x'.repeat(200), 'W/"1"', '0'];
const spaces = ['', ' ', ' ', ' ', '  ', '\t'];
const connections = ['close', 'keep-alive', 'Close', 'keep-alive, close', 'upgrade', 'te, close', ''];
const extensions = ['', '', '', '', ';a', ';a=b', ';a="b c"', ' ', ';', ';a;b=1'];

/** A response put together from the parts HTTP/1.x has, mostly right. */
export function generated(dice: Dice): string {
  const first = head(dice) + body(dice);
  if (dice.below(12) > 0) return first;
  return first + dice.pick(['\r\n', 'x', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', head(dice)]);
}

function head(dice: Dice): string {
  const early = dice.below(15) === 0 ? `HTTP/1.1 103 Early Hints\r\n${header(dice)}\r\n` : '';
  const lines = Array.from({length: dice.below(5)}, () => header(dice));
  if (dice.below(4) === 0) lines.push(`Connection:${dice.pick(spaces)}${dice.pick(connections)}\r\n`);
  return `${early}${dice.pick(versions)} ${dice.pick(statuses)}\r\n${lines.join('')}`;
}

function header(dice: Dice): string {
  return `${dice.pick(names)}:${dice.pick(spaces)}${dice.pick(values)}${dice.pick(spaces)}\r\n`;
}

/** The header that frames the body, the end of the head, the body. */
function body(dice: Dice): string {
  const length = dice.pick([0, 1, 2, 5, 16, 100, 1023, 1024, 1025]);
  const bytes = Array.from({length}, () => String.fromCharCode(dice.below(256))).join('');
  switch (dice.below(8)) {
    case 0:
      return `\r\n${bytes}`;
    case 1:
      return `content-length: ${dice.below(20)}\r\n\r\n${bytes}`;
    case 2:
    case 3:
    case 4:
      return `Content-Length:${dice.pick(spaces)}${length}\r\n\r\n${bytes}`;
    default:
      return `Transfer-Encoding:${dice.pick(spaces)}chunked\r\n\r\n${chunksOf(bytes, dice)}`;
  }
}

function chunksOf(bytes: string, dice: Dice): string {
  let wire = '';
  for (let from = 0; from < bytes.length;) {
    const size = Math.min(bytes.length - from, 1 + dice.below(300));
    const digits = dice.below(2) === 0 ? size.toString(16) : size.toString(16).toUpperCase();
    wire += `${'0'.repeat(dice.below(6) === 0 ? dice.below(4) : 0)}${digits}${extension(dice)}\r\n`;
    wire += `${bytes.slice(from, from + size)}\r\n`;
    from += size;
  }
  const trailers = dice.below(6) === 0 ? header(dice) : '';
  return `${wire}0${extension(dice)}\r\n${trailers}\r\n`;
}

function extension(dice: Dice): string {
  return dice.below(4) === 0 ? dice.pick(extensions) : '';
}
