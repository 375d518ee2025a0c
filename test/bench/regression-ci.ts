/**
 * A CI job as it would run: real runs of the built program against the built-in target, each with the one before it as its
 * baseline, first unchanged, then with all service times longer. Each run's target draws other service times. Prints the
 * exit codes, and p95 as each run measured it.
 *
 *   npm run bench test/bench/regression-ci.ts [unchanged pairs, 20] [slowed runs, 10] [seconds a run, 20] [slower by %, 20]
 *
 * From 14 s on a run has a hold of 10 s behind its warm-up; under 20 s fewer of the slowed ones are found.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {startDemo} from '../../source/demo/start-demo.ts';
import {runPerftui, scratchFolder} from '../flow/perftui-process.ts';
import {freePort} from '../free-port.ts';

const [pairs = 20, slowedRuns = 10, seconds = 20, slowerPercent = 20] = process.argv.slice(2).map(Number);
const folder = scratchFolder();
/** The same for every run: baselines match by the target's address. */
const port = await freePort();

function writeProfile(file: string): void {
  const profile = {
    name: 'regression-ci',
    target: `http://127.0.0.1:${port}`,
    executor: 'constant-vus',
    vus: 48,
    duration: `${seconds}s`,
    gracefulStop: '1s',
    scenarios: [
      {
        name: 'mixed',
        flow: [
          {request: {name: 'transact', method: 'POST', path: '/chain/transactions'}},
          {request: {name: 'report', path: '/admin/reports'}},
        ],
      },
    ],
  };
  writeFileSync(join(folder, file), JSON.stringify(profile));
}

interface Outcome {
  readonly code: number | null;
  readonly p95Ms: number;
  readonly said: string;
}

let seed = 0;

async function run(variant: string, name: string, baseline: string | null): Promise<Outcome> {
  const target = await startDemo({variant, seed: ++seed, port});
  const against = baseline === null ? [] : ['--baseline', baseline];
  const files = ['--snapshot', `${name}.json`, '--summary-export', `${name}-summary.json`];
  const {code, stdout, stderr} = await runPerftui(['run', 'profile.json', '--headless', ...files, ...against], {
    cwd: folder,
  });
  await target.stop();
  const said = [...stdout.split('\n'), ...stderr.split('\n')].find((line) => /^ *(against|perftui:)/.test(line)) ?? '';
  return {code, p95Ms: p95Of(join(folder, `${name}-summary.json`)), said: said.trim()};
}

function p95Of(file: string): number {
  const summary = JSON.parse(readFileSync(file, 'utf8')) as {
    results: {metrics: {name: string; values: Record<string, number>}[]};
  };
  return summary.results.metrics.find(({name}) => name === 'http_req_duration')?.values['p(95)'] ?? Number.NaN;
}

function print(name: string, {code, p95Ms, said}: Outcome): void {
  process.stdout.write(`${name.padEnd(14)} exit ${String(code).padEnd(4)} p95 ${p95Ms.toFixed(1)} ms   ${said}\n`);
}

writeProfile('profile.json');

const unchanged: Outcome[] = [];
print('first', await run('demo:platform', 'unchanged-0', null));
for (let nth = 1; nth <= pairs; nth++) {
  const outcome = await run('demo:platform', `unchanged-${nth}`, `unchanged-${nth - 1}.json`);
  print(`unchanged ${nth}`, outcome);
  unchanged.push(outcome);
}
const slowed: Outcome[] = [];
for (let nth = 1; nth <= slowedRuns; nth++) {
  const outcome = await run(
    `demo:platform?slower=${slowerPercent}%`,
    `slowed-${nth}`,
    `unchanged-${Math.max(0, pairs - nth + 1)}.json`,
  );
  print(`slowed ${nth}`, outcome);
  slowed.push(outcome);
}

/** A run whose figures are INVALID (111: a busy machine) proves nothing either way. */
function tally(outcomes: readonly Outcome[], what: string): string {
  const valid = outcomes.filter(({code}) => code !== 111);
  const found = valid.filter(({code}) => code === 112).length;
  const other = valid.filter(({code}) => code !== 0 && code !== 112).length;
  return `${found} of ${valid.length} exit 112 (${what}), ${outcomes.length - valid.length} INVALID, ${other} other exit codes`;
}

process.stdout.write(
  `\nunchanged pairs: ${tally(unchanged, 'false alarms')}\n` +
    `slower by ${slowerPercent}%: ${tally(slowed, 'found')}\n`,
);
