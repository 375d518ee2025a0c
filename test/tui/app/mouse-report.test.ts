import * as fc from 'fast-check';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {PassThrough} from 'node:stream';
import {KeyInput} from '../../../source/tui/app/key-input.ts';
import {MouseSieve, type MouseEvent} from '../../../source/tui/app/mouse-report.ts';

const click = '\u001B[<0;10;5M';

function sifted(chunks: readonly string[]): {text: string; events: MouseEvent[]; held: boolean} {
  const sieve = new MouseSieve();
  const parts = chunks.map((chunk) => sieve.push(chunk));
  return {
    text: parts.map(({text}) => text).join(''),
    events: parts.flatMap(({events}) => [...events]),
    held: sieve.isHolding,
  };
}

describe('the mouse’s reports', () => {
  it.each([
    [click, [{kind: 'click', x: 9, y: 4}]],
    ['\u001B[<0;10;5m', []],
    ['\u001B[<64;1;1M', [{kind: 'wheel-up', x: 0, y: 0}]],
    ['\u001B[<65;300;90M', [{kind: 'wheel-down', x: 299, y: 89}]],
    ['\u001B[<16;2;2M', [{kind: 'click', x: 1, y: 1}]],
    ['\u001B[<2;2;2M', []],
    ['\u001B[<35;2;2M', []],
    ['\u001B[<0;0;5M', []],
    ['\u001B[M !!', []],
    ['\u001B[<0;1M', []],
    ['\u001B[<9;9;9;9x', []],
  ])('%j is no key', (report, events) => {
    expect(sifted([`a${report}b`])).toEqual({text: 'ab', events, held: false});
  });

  it.each([
    '\u001B[A',
    '\u001B[1;5C',
    '\u001B[3~',
    '\u001BOP',
    '\u001Bx',
    '\u001B\u001B[A',
    '\u001B[200~ab\u001B[201~',
    'é漢👍',
  ])('%j is left to the keys', (keys) => {
    expect(sifted([keys])).toEqual({text: keys, events: [], held: false});
  });

  it('^C inside half a report is a key still', () => {
    expect(sifted(['\u001B[<0;10', '\u0003']).text).toBe('\u0003');
  });

  it('split anywhere, among any keys, none comes through and no key is lost', () => {
    const key = fc.constantFrom('+', 'X', ' ', '2', '\u001B[A', '\u001B[B', '\r', '\u0003', 'M', '<', '[', ';');
    const report = fc
      .tuple(fc.constantFrom(0, 1, 2, 35, 64, 65), fc.nat(300), fc.nat(99), fc.constantFrom('M', 'm'))
      .map(([button, x, y, end]) => ({report: `\u001B[<${button};${x};${y}${end}`}));
    const cuts = fc.array(fc.nat(400), {maxLength: 12});
    fc.assert(
      fc.property(fc.array(fc.oneof(key, report), {maxLength: 20}), cuts, (parts, cut) => {
        const all = parts.map((part) => (typeof part === 'string' ? part : part.report)).join('');
        const places = [...new Set(cut.map((at) => at % (all.length + 1)))].sort((one, two) => one - two);
        const chunks = [0, ...places].map((from, index) => all.slice(from, places[index]));
        const {text, held} = sifted(chunks);
        expect(text).toBe(parts.filter((part) => typeof part === 'string').join(''));
        expect(held).toBe(false);
      }),
    );
  });

  it('nothing at all makes it throw, or hold what could be a key for longer than a report is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({unit: 'binary', maxLength: 30})), (chunks) => {
        const sieve = new MouseSieve();
        for (const chunk of chunks) sieve.push(chunk);
        expect(sieve.release().length).toBeLessThan(50);
      }),
    );
  });
});

describe('the terminal’s input', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  function input(): {stdin: PassThrough; keys: KeyInput; read: string[]; events: MouseEvent[]} {
    const stdin = new PassThrough();
    const events: MouseEvent[] = [];
    const keys = new KeyInput(stdin as unknown as NodeJS.ReadStream, (event) => events.push(event));
    const read: string[] = [];
    keys.on('readable', () => {
      for (let text = keys.read(); text !== null; text = keys.read()) read.push(text);
    });
    return {stdin, keys, read, events};
  }

  const arrives = async (stdin: PassThrough, text: string): Promise<void> => {
    stdin.write(text);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('comes through as it is, reports on the side', async () => {
    const {stdin, read, events} = input();
    await arrives(stdin, `+${click}-`);
    expect([read.join(''), events.length]).toEqual(['+-', 1]);
  });

  it('lets the Escape key through when nothing follows it', async () => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    const {stdin, read} = input();
    await arrives(stdin, '\u001B');
    expect(read).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(read).toEqual(['\u001B']);
  });

  it('drops half a report whose end never comes', async () => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    const {stdin, read} = input();
    await arrives(stdin, '\u001B[<0;1');
    vi.advanceTimersByTime(1000);
    await arrives(stdin, '+');
    expect(read).toEqual(['+']);
  });

  it.each(['0;5M', 'm', ';3;5M'])('what comes late of one that was dropped (%s) is no key either', async (end) => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    const {stdin, read} = input();
    await arrives(stdin, '\u001B[<0;1');
    vi.advanceTimersByTime(1000);
    await arrives(stdin, `${end}+`);
    await arrives(stdin, '5m');
    expect(read.join('')).toBe('+5m');
  });

  it('leaves the terminal alone while nobody listens', async () => {
    const {stdin, keys} = input();
    keys.removeAllListeners('readable');
    expect(stdin.listenerCount('readable')).toBe(0);
    await arrives(stdin, '+');
    expect(keys.read()).toBeNull();
  });
});
