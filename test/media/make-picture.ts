/**
 * Makes the pictures in media/ from the cells of two real runs in a pseudo-terminal: perftui demo driven by keys for three
 * minutes (drive, endpoints, latency), and a capacity search of some five (capacity). Needs rsvg-convert (Debian:
 * librsvg2-bin).
 * Usage: npm run picture -- [columns=120 rows=40] [folder=media] [drive|capacity]
 */
import {execFileSync} from 'node:child_process';
import {join, resolve} from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {requireTools} from '../bench/nginx.ts';
import {binPath, cleanEnvironment, repositoryRoot, scratchFolder} from '../flow/perftui-process.ts';
import {terminalSvg} from './terminal-svg.ts';

const [columns = '120', rows = '40', output = join(repositoryRoot, 'media')] = process.argv.slice(2);
const size = {cols: Number(columns), rows: Number(rows)};
/** More than the size it is read at: sharp on every display. */
const zoom = '1.5';

/** What an operator does to find the knee, each key after a wait in seconds: up in fifties, a mark, and on into the alert. */
const drive: readonly (readonly [number, string])[] = [
  [45, '}'], [1, '}'], [1, 'W'], [20, 'W'], [20, 'W'], [30, 'm'], [1, 'W'], [30, ''],
]; // prettier-ignore

/** Each view by its key, what has to be on the screen before it is taken, and the keys that make it worth looking at. */
const views = [
  {name: 'drive', keys: ['1'], shows: /\[1 Drive\]/, title: 'load, traffic and latency on one time axis'},
  {name: 'endpoints', keys: ['2'], shows: /\[2 Endpoints\]/, title: 'every endpoint, worst first'},
  {name: 'latency', keys: ['3'], shows: /\[3 Latency\]/, title: 'how latency is spread, and where it bends'},
] as const;

const longestSearchMs = 900_000;
const over = /\b(?:FOUND|AT-LEAST|BELOW|GENERATOR-LIMITED)\b/;

requireTools('rsvg-convert');
const folder = resolve(output);
const wanted = process.argv[5];

if (wanted !== 'capacity') {
  const demo = startSession('demo');
  for (const [seconds, key] of drive) {
    await sleep(seconds * 1000);
    demo.press(key);
    if (key === 'W') {
      await sleep(500);
      if (demo.screen().includes('y = yes')) demo.press('y');
    }
  }
  for (const {name, keys, shows, title} of views) {
    for (const key of keys) demo.press(key);
    // What is looked at has to come from the session first.
    await sleep(2_000);
    demo.take(name, shows, title);
  }
  await demo.leave();
}
if (wanted === undefined || wanted === 'capacity') {
  const search = startSession('capacity', 'find-capacity');
  const untilMs = Date.now() + longestSearchMs;
  while (!over.test(search.screen()) && Date.now() < untilMs) await sleep(1_000);
  // What it has said last is gone from the message line then.
  await sleep(6_000);
  search.take('capacity', /\bFOUND\b/, 'a capacity search: every trial with its margin of error, and what it found');
  await search.leave();
}
process.exit(0);

interface Session {
  press(keys: string): void;
  screen(): string;
  /** Writes the screen as media/NAME.png; throws where it does not show what it should. */
  take(name: string, shows: RegExp, title: string): void;
  leave(): Promise<void>;
}

function startSession(...args: readonly string[]): Session {
  const terminal = new xterm.Terminal({...size, allowProposedApi: true, scrollback: 0});
  const scratch = scratchFolder();
  const env = cleanEnvironment(scratch, {TERM: 'xterm-256color', COLORTERM: 'truecolor', COLORFGBG: '15;0', LANG: 'C.UTF-8'});
  const child = spawn(process.execPath, [binPath, ...args], {...size, cwd: scratch, env});
  const exited = new Promise<void>((resolve) => child.onExit(() => resolve()));
  child.onData((data) => terminal.write(data));
  // What the program asks is answered as a terminal does.
  terminal.onData((answer) => child.write(answer));

  function screen(): string {
    const {active} = terminal.buffer;
    const line = (row: number): string => active.getLine(active.viewportY + row)?.translateToString(true) ?? '';
    return Array.from({length: terminal.rows}, (_, row) => line(row)).join('\n');
  }

  return {
    press: (keys) => child.write(keys),
    screen,
    take(name, shows, title) {
      if (!shows.test(screen())) throw new Error(`${name} is not on the screen:\n${screen()}`);
      const svg = terminalSvg(terminal, `perftui: ${title}`);
      execFileSync('rsvg-convert', ['-z', zoom, '-o', join(folder, `${name}.png`)], {input: svg});
    },
    async leave() {
      child.write('\u0003');
      await sleep(1_500);
      child.write('\u0003');
      await Promise.race([exited, sleep(5_000)]);
      child.kill();
    },
  };
}
