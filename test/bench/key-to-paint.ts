/**
 * Key-to-paint latency and the UI thread's CPU in a pty at 120x40, Ink as it is against Ink with the faster measuring.
 * `live` drives the whole program against a target that answers in 20 ms, 40 virtual users: about 2,000 requests/s.
 * `drive` and `dense` have a session that only posts updates, 4.5 a second.
 *
 *   npm run bench test/bench/key-to-paint.ts [live|drive|dense] [keys] [columns] [rows]
 */
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawn} from '@lydell/node-pty';
import {binPath, cleanEnvironment, scratchFolder} from '../flow/perftui-process.ts';
import type {ProgramOptions} from '../flow/pty-screen-program.ts';
import {startTarget} from '../flow/target-server.ts';

const [mode = 'live', keys = '200', columns = '120', rows = '40'] = process.argv.slice(2);
const dist = new URL(process.env['PERFTUI_DIST'] ?? '../../dist/', import.meta.url).href;
const cpuForMs = 10_000;

await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 20));
for (const stock of [true, false]) {
  const {latenciesMs, cpuShare, requestsPerSecond} = await measure(stock);
  const {median, p99} = quantiles(latenciesMs);
  process.stdout.write(
    `${stock ? 'Ink as it is ' : 'Ink, faster  '} ${columns}x${rows} ${mode}` +
      (mode === 'live' ? ` ${requestsPerSecond.toFixed(0)} req/s` : '') +
      `: key to paint median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (${latenciesMs.length} keys);` +
      ` UI thread without keys ${(cpuShare * 100).toFixed(1)}% of a core\n`,
  );
}

async function measure(stock: boolean): Promise<{latenciesMs: number[]; cpuShare: number; requestsPerSecond: number}> {
  const running = start(stock);
  await running.until('LATENCY|keys');
  await sleep(4_000);
  const received = target.received();
  const before = uiCpuMs(running.pid);
  await sleep(cpuForMs);
  const cpuShare = (uiCpuMs(running.pid) - before) / cpuForMs;
  const requestsPerSecond = ((target.received() - received) * 1000) / cpuForMs;
  running.write('t');
  await running.until('target: 200');
  const latenciesMs: number[] = [];
  for (let index = 0; index < Number(keys); index++) {
    // Off the beat of the updates.
    await sleep(35 + ((index * 7) % 50));
    const sentMs = performance.now();
    running.write(index % 2 === 0 ? '7' : '\u0015');
    await running.until(index % 2 === 0 ? '7 VUs' : 'target: 200');
    latenciesMs.push(performance.now() - sentMs);
  }
  await running.leave();
  return {latenciesMs, cpuShare, requestsPerSecond};
}

interface Running {
  readonly pid: number;
  readonly write: (keys: string) => void;
  /** Resolves once a text was drawn after the last `write`. */
  readonly until: (pattern: string) => Promise<void>;
  readonly leave: () => Promise<void>;
}

function start(stock: boolean): Running {
  const folder = scratchFolder();
  const pty = spawn(process.execPath, ['--no-warnings', ...programArguments()], {
    cols: Number(columns),
    rows: Number(rows),
    cwd: folder,
    env: cleanEnvironment(folder, {
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'C.UTF-8',
      ...(stock ? {PERFTUI_STOCK_INK: '1'} : {}),
    }),
  });
  const exited = new Promise((resolve) => pty.onExit(resolve));
  let seen = '';
  let check: (() => void) | null = null;
  pty.onData((data) => {
    seen += data;
    check?.();
  });
  const write = (text: string): void => {
    seen = '';
    pty.write(text);
  };
  const until = (pattern: string): Promise<void> =>
    new Promise((resolve) => {
      const wanted = new RegExp(pattern);
      check = () => {
        // Colours may change between the words looked for.
        if (!wanted.test(seen.replaceAll(/\u001B\[[\d;]*m/g, ''))) return;
        check = null;
        resolve();
      };
      check();
    });
  const leave = async (): Promise<void> => {
    check = null;
    // The first stops, the last finds no load and quits.
    for (const key of ['\u0003', '\u0003', '\u0003']) {
      write(key);
      await sleep(700);
    }
    await exited;
  };
  return {pid: pty.pid, write, until, leave};
}

function programArguments(): string[] {
  if (mode === 'live') return [binPath, `${target.origin}/`, '-u', '40'];
  const options: ProgramOptions = {dist, draw: mode === 'dense' ? 'dense' : 'drive', hz: 4.5};
  return [fileURLToPath(new URL('../flow/pty-screen-program.ts', import.meta.url)), JSON.stringify(options)];
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

function quantiles(values: readonly number[]): {median: number; p99: number} {
  const sorted = values.toSorted((a, b) => a - b);
  return {median: sorted[Math.floor(sorted.length / 2)] ?? NaN, p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN};
}
