/**
 * What the screen costs in a real pty, Ink as it is against Ink as this screen uses it, in turns of the same run:
 * UI-thread CPU per frame and per second, key-to-paint, time to the first frame, bytes written.
 *
 *   live   the whole program, 120x40, while its workers send as many of 20,000 requests/s to an nginx beside it as the
 *          machine gives; data grows from nothing
 *   full   the screen on full data that changes 4.5 times a second, while another perftui sends the same beside it
 *
 * Quiet machine, Linux, nginx; under 4 minutes. Quantiles are over all keys of all rounds, other figures medians of rounds.
 *
 *   npm run bench test/bench/paint-cost.ts [rounds=3] [keys=60] [requests/s=20000]
 */
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawn} from '@lydell/node-pty';
import {binPath, cleanEnvironment, scratchFolder, startPerftui} from '../flow/perftui-process.ts';
import type {ProgramOptions} from '../flow/pty-screen-program.ts';
import {requireTools, startNginx} from './nginx.ts';

type Mode = 'live' | 'full';

interface Measured {
  readonly firstFrameMs: number;
  readonly cpuShare: number;
  readonly cpuMsPerFrame: number;
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly requestsPerSecond: number;
  readonly keysMs: readonly number[];
}

const [rounds = '3', keys = '60', rate = '20000'] = process.argv.slice(2);
const dist = new URL(process.env['PERFTUI_DIST'] ?? '../../dist/', import.meta.url).href;
const size = {cols: 120, rows: 40};
const settleMs = 2_500;
const restMs = 6_000;
/** Ink begins every write of a frame so. */
const frameStart = '\u001B[?2026h';

requireTools('nginx');
const nginx = await startNginx();
const loadArguments = ['run', `${nginx.origin}/small`, '--rate', rate, '--max-rate', rate, '--max-vus', '200', '--yes'];
const results = new Map<string, Measured[]>();
try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const mode of ['live', 'full'] as const) {
      for (const stock of round % 2 === 0 ? [true, false] : [false, true]) {
        const name = `${mode} ${stock ? 'stock' : 'ours'}`;
        results.set(name, [...(results.get(name) ?? []), await measure(mode, stock)]);
      }
    }
  }
} finally {
  await nginx.stop();
}
print();
process.exit(0);

async function measure(mode: Mode, stock: boolean): Promise<Measured> {
  const beside = mode === 'full' ? startPerftui([...loadArguments, '-d', '40s', '--headless']) : null;
  if (beside !== null) await sleep(1_500);
  const running = start(mode, stock);
  const firstFrameMs = await running.until(/TRAFFIC/);
  await sleep(settleMs);
  const [cpuBefore, bytesBefore, framesBefore] = [uiCpuMs(running.pid), running.bytes(), running.frames()];
  await sleep(restMs);
  const cpuMs = uiCpuMs(running.pid) - cpuBefore;
  const frames = running.frames() - framesBefore;
  const bytes = running.bytes() - bytesBefore;
  const keysMs = await pressKeys(running);
  const summary = await running.leave();
  beside?.child.kill('SIGTERM');
  const said = beside === null ? summary : (await beside.finished).stdout;
  return {
    firstFrameMs,
    cpuShare: cpuMs / restMs,
    cpuMsPerFrame: cpuMs / frames,
    framesPerSecond: (frames * 1000) / restMs,
    bytesPerSecond: (bytes * 1000) / restMs,
    requestsPerSecond: requestsPerSecond(said),
    keysMs,
  };
}

/** A digit into the open prompt and out of it again: the preview beside it changes with every press. */
async function pressKeys(running: Running): Promise<number[]> {
  running.write('t');
  await running.until(/target:/);
  const keysMs: number[] = [];
  for (let index = 0; index < Number(keys); index++) {
    // Off the beat of the updates.
    await sleep(35 + ((index * 7) % 50));
    const types = index % 2 === 0;
    running.write(types ? '7' : '\u0015');
    keysMs.push(await running.until(types ? /\b7(?: VUs|\/s)/ : /target: /));
  }
  running.write('\u001B');
  await sleep(100);
  return keysMs;
}

interface Running {
  readonly pid: number;
  readonly bytes: () => number;
  readonly frames: () => number;
  readonly write: (keys: string) => void;
  /** Resolves once a text was drawn after the last `write`, to the ms that took. */
  readonly until: (wanted: RegExp) => Promise<number>;
  /** Resolves to what stands on the shell's screen. */
  readonly leave: () => Promise<string>;
}

function start(mode: Mode, stock: boolean): Running {
  const folder = scratchFolder();
  let writtenMs = performance.now();
  const pty = spawn(process.execPath, ['--no-warnings', ...programArguments(mode)], {
    ...size,
    cwd: folder,
    env: cleanEnvironment(folder, {
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      COLORFGBG: '15;0',
      LANG: 'C.UTF-8',
      ...(stock ? {PERFTUI_STOCK_INK: '1'} : {}),
    }),
  });
  const exited = new Promise((resolve) => pty.onExit(resolve));
  let seen = '';
  let tail = '';
  let bytes = 0;
  let frames = 0;
  let check: (() => void) | null = null;
  pty.onData((data) => {
    bytes += Buffer.byteLength(data);
    frames += data.split(frameStart).length - 1;
    seen += data;
    tail = (tail + data).slice(-20_000);
    // As a terminal answers where its cursor is.
    if (data.includes('\u001B[6n')) pty.write('\u001B[1;1R\u001B[1;2R');
    check?.();
  });
  const write = (text: string): void => {
    seen = '';
    writtenMs = performance.now();
    pty.write(text);
  };
  return {
    pid: pty.pid,
    bytes: () => bytes,
    frames: () => frames,
    write,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${wanted} was not drawn:\n${plain(seen)}`)), 30_000);
        check = () => {
          if (!wanted.test(plain(seen))) return;
          check = null;
          clearTimeout(timer);
          resolve(performance.now() - writtenMs);
        };
        check();
      }),
    leave: async () => {
      // The first stops, the last finds no load and quits.
      for (const key of ['\u0003', '\u0003', '\u0003']) {
        write(key);
        await sleep(700);
      }
      await exited;
      return plain(tail);
    },
  };
}

/** Colours may change between the words looked for. */
function plain(text: string): string {
  return text.replaceAll(/\u001B\[[\d;?]*[a-zA-Z]/g, '');
}

function programArguments(mode: Mode): string[] {
  if (mode === 'live') return [binPath, ...loadArguments];
  const options: ProgramOptions = {dist, draw: 'drive', hz: 4.5};
  return [fileURLToPath(new URL('../flow/pty-screen-program.ts', import.meta.url)), JSON.stringify(options)];
}

/** Of a run's summary: mean over its time; NaN where it says none. */
function requestsPerSecond(summary: string): number {
  const [, value, thousand] = /traffic +mean ([\d.]+)(k?)\/s/.exec(summary) ?? [];
  return value === undefined ? Number.NaN : Number(value) * (thousand === 'k' ? 1000 : 1);
}

/** CPU time of a process's main thread, ms (Linux; NaN elsewhere). */
function uiCpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function print(): void {
  const header = [
    `${size.cols}x${size.rows}`,
    'first frame',
    'UI thread',
    'CPU/frame',
    'frames/s',
    'bytes/s',
    'key median',
    'key p99',
    'req/s',
  ];
  const rows = [...results].map(([name, all]) => {
    const middle = (of: (one: Measured) => number): number => quantile(all.map(of), 0.5);
    const keysMs = all.flatMap((one) => one.keysMs);
    return [
      name,
      `${middle(({firstFrameMs}) => firstFrameMs).toFixed(0)} ms`,
      `${(middle(({cpuShare}) => cpuShare) * 100).toFixed(1)}%`,
      `${middle(({cpuMsPerFrame}) => cpuMsPerFrame).toFixed(1)} ms`,
      middle(({framesPerSecond}) => framesPerSecond).toFixed(1),
      middle(({bytesPerSecond}) => bytesPerSecond).toFixed(0),
      `${quantile(keysMs, 0.5).toFixed(1)} ms`,
      `${quantile(keysMs, 0.99).toFixed(1)} ms`,
      middle((one) => one.requestsPerSecond).toFixed(0),
    ];
  });
  for (const row of [header, ...rows]) {
    process.stdout.write(
      `${row.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(11))).join(' ')}\n`,
    );
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
