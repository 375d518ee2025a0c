/**
 * Key-to-paint latency and the screen's CPU in a pty at 120x40, Ink as it is against Ink with the faster measuring.
 *
 *   npm run build && node test/bench/key-to-paint.ts [keys] [dense|drive] [columns] [rows]
 */
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import type {ProgramOptions} from '../flow/pty-screen-program.ts';

const [keys = '200', draw = 'drive', columns = '120', rows = '40'] = process.argv.slice(2);
const dist = new URL(process.env['PERFTUI_DIST'] ?? '../../dist/', import.meta.url).href;
const program = new URL('../flow/pty-screen-program.ts', import.meta.url).pathname;

for (const stock of [true, false]) {
  const result = await measure(stock);
  const {median, p99} = quantiles(result.latenciesMs);
  process.stdout.write(
    `${stock ? 'stock  ' : 'patched'} ${columns}x${rows} ${draw}: key to paint median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms` +
      ` (${result.latenciesMs.length} keys); CPU at 4.5 updates/s without keys ${(result.cpuShare * 100).toFixed(1)}% of a core\n`,
  );
}

async function measure(stock: boolean): Promise<{latenciesMs: number[]; cpuShare: number}> {
  const withKeys = start(stock);
  const latenciesMs: number[] = [];
  await withKeys.until('keys|space hold');
  withKeys.write('t');
  await withKeys.until('target: 200');
  for (let index = 0; index < Number(keys); index++) {
    // Off the beat of the updates.
    await sleep(35 + ((index * 7) % 50));
    const sentMs = performance.now();
    withKeys.write(index % 2 === 0 ? '7' : '\u0015');
    await withKeys.until(index % 2 === 0 ? '7 VUs' : 'target: 200');
    latenciesMs.push(performance.now() - sentMs);
  }
  await withKeys.leave();
  const quiet = start(stock);
  await sleep(12_000);
  return {latenciesMs, cpuShare: await quiet.leave()};
}

interface Running {
  write(keys: string): void;
  until(pattern: string): Promise<void>;
  leave(): Promise<number>;
}

function start(stock: boolean): Running {
  const options: ProgramOptions = {dist, draw: draw as ProgramOptions['draw'], hz: 4.5};
  const {CI: _ci, ...env} = process.env;
  const pty = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(options)], {
    cols: Number(columns),
    rows: Number(rows),
    env: {...env, TERM: 'xterm-256color', ...(stock ? {PERFTUI_STOCK_INK: '1'} : {})},
  });
  let seen = '';
  let check: (() => void) | null = null;
  pty.onData((data) => {
    seen += data;
    check?.();
  });
  const until = (pattern: string): Promise<void> =>
    new Promise((resolve) => {
      const wanted = new RegExp(pattern);
      check = () => {
        // Colours may change between the words looked for.
        if (!wanted.test(seen.replaceAll(/\u001B\[[\d;]*m/g, ''))) return;
        seen = '';
        check = null;
        resolve();
      };
      check();
    });
  const write = (text: string): void => {
    seen = '';
    pty.write(text);
  };
  return {
    write,
    until,
    leave: async () => {
      let last = '';
      pty.onData((data) => {
        last += data;
      });
      const exited = new Promise((resolve) => pty.onExit(resolve));
      write('\u0003\u0003');
      await sleep(600);
      write('\u0003');
      await exited;
      return Number(/"cpuShare":([\d.e-]+)/.exec(last)?.[1] ?? NaN);
    },
  };
}

function quantiles(values: readonly number[]): {median: number; p99: number} {
  const sorted = values.toSorted((a, b) => a - b);
  return {median: sorted[Math.floor(sorted.length / 2)] ?? NaN, p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN};
}
