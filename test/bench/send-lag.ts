/**
 * How late does the open model start? Arrival rates of 1,000 to 20,000 a second on nginx, by timers and with --precise.
 * Start lag: the generator took the arrival up − its intended start. Send lag: first byte written − intended start.
 * Usage: npm run bench test/bench/send-lag.ts [seconds] [rate …]
 */
import {requireTools, startNginx} from './nginx.ts';
import {runPerftui} from './run-tools.ts';

const [seconds = '8', ...rates] = process.argv.slice(2);
const ms = (value: number | undefined): string => `${(value ?? Number.NaN).toFixed(3)} ms`;
requireTools('nginx');
const nginx = await startNginx();
console.log('| arrivals/s | timing | started/s | send lag p50 | p95 | p99 | max | dropped | missed |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const rate of rates.length > 0 ? rates.map(Number) : [1000, 5000, 10_000, 20_000]) {
    for (const precise of [false, true]) await measure(rate, precise);
  }
} finally {
  await nginx.stop();
}

async function measure(rate: number, precise: boolean): Promise<void> {
  const {summary} = await runPerftui([
    `${nginx.origin}/small`,
    '--rate',
    `${rate}/s`,
    '-d',
    `${seconds}s`,
    '--max-vus',
    '2000',
    '--max-rate',
    '40000',
    ...(precise ? ['--precise'] : []),
  ]);
  const values = (name: string): Readonly<Record<string, number>> =>
    summary.results.metrics.find((metric) => metric.name === name)?.values ?? {};
  const lag = values('send_lag');
  const started = (values('iterations')['count'] ?? Number.NaN) / Number(seconds);
  console.log(
    `| ${rate} | ${precise ? '--precise' : 'timers'} | ${started.toFixed(0)} | ${ms(lag['med'])} | ${ms(lag['p(95)'])} | ${ms(lag['p(99)'])} | ` +
      `${ms(lag['max'])} | ${values('dropped_iterations')['count'] ?? '–'} | ${values('missed_iterations')['count'] ?? '–'} |`,
  );
}
