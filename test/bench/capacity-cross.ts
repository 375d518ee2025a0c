/*
 * Do other tools see at a load what perftui sees there? perftui, Debian's wrk and Debian's locust in turns with as many
 * users who think 0.5 to 1.5 s, as a capacity search has found, on the same demo target; beside each what the target
 * itself saw in the middle of the run. All begin with a pause, so that nobody's users start at once. `apart`: the ranges
 * of the rounds have nothing in common with perftui's. Its think times are drawn from one seed: every round has the same
 * ones, whose mean is off by chance (289 ms / √draws: 0.4% in 30 s of 200 users), and its rate with it.
 *
 *   node test/bench/capacity-cross.ts [VUs, 200] [rounds, 3] [seconds, 30] [--variant demo:capacity-small]
 *
 * Needs dist, and the Debian packages wrk and python3-locust.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {startDemo} from '../../source/demo/start-demo.ts';
import {requireTools} from './nginx.ts';
import {median, runPerftui, type Figures} from './run-tools.ts';
import {locustCommand, runLocust, runThinkingWrk, wrkCommand, wrkThink} from './thinking-tools.ts';

requireTools('wrk', 'locust');
const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {variant: {type: 'string', default: 'demo:capacity-small'}},
});
const vus = Number(positionals[0] ?? 200);
const rounds = Number(positionals[1] ?? 3);
const seconds = Math.max(15, Number(positionals[2] ?? 30));

interface Seen {
  readonly own: Figures;
  /** As the target itself saw it, ms. */
  readonly targetP95: number;
  readonly targetPerSecond: number;
}

interface TargetTruth {
  readonly total: {
    readonly received: number;
    readonly completed: number;
    readonly totalUs: {readonly p95Us: number};
  };
}

const folder = mkdtempSync(join(tmpdir(), 'perftui-cross-'));
const demo = await startDemo({variant: values.variant, seed: 1});
process.once('SIGINT', () => {
  rmSync(folder, {recursive: true, force: true});
  process.exit(130);
});

const profile = join(folder, 'cross.json');
writeFileSync(
  profile,
  JSON.stringify({
    target: demo.origin,
    executor: 'constant-vus',
    vus,
    duration: `${seconds}s`,
    // As the others do, who cut off what is under way.
    gracefulStop: '0s',
    scenarios: [{name: 'user', flow: [{think: '500ms-1500ms'}, {request: {method: 'GET', path: '/api/work'}}]}],
  }),
);
const cross = {url: `${demo.origin}/api/work`, origin: demo.origin, users: vus, seconds, folder};

/** In turns. */
const tools: Readonly<Record<string, () => Promise<Figures>>> = {
  perftui: async () => (await runPerftui([profile, '--allow-invalid'])).figures,
  wrk: async () => runThinkingWrk(cross),
  locust: async () => runLocust(cross),
};

async function targetTruth(): Promise<TargetTruth> {
  return (await (await fetch(`${demo.origin}/__truth`)).json()) as TargetTruth;
}

/** The target looks at the middle of it: from 5 s after the first request on, to 3 s before the end. */
async function measure(run: () => Promise<Figures>): Promise<Seen> {
  await resetTruth();
  const running = run();
  // Whatever becomes of it is told where it is awaited.
  running.catch(() => {});
  const patienceMs = performance.now() + 60_000;
  while ((await targetTruth()).total.received === 0 && performance.now() < patienceMs) await sleep(50);
  await sleep(5000);
  await resetTruth();
  const sinceMs = performance.now();
  await sleep((seconds - 8) * 1000);
  const {total} = await targetTruth();
  const watchedSeconds = (performance.now() - sinceMs) / 1000;
  const targetP95 = total.totalUs.p95Us / 1000;
  return {own: await running, targetP95, targetPerSecond: total.completed / watchedSeconds};
}

async function resetTruth(): Promise<void> {
  await (await fetch(`${demo.origin}/__truth/reset`, {method: 'POST'})).text();
}

function turned<Item>(items: readonly Item[], by: number): readonly Item[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Median, and from the least to the most. */
function spread(all: readonly number[]): string {
  const digits = Math.max(...all) < 1000 ? 1 : 0;
  return `${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)} to ${Math.max(...all).toFixed(digits)})`;
}

function rowOf(name: string, seen: readonly Seen[], base: readonly Seen[]): string {
  const of = (pick: (one: Seen) => number, all = seen): readonly number[] => all.map(pick);
  /** To perftui's, and whether the two ranges have something in common. */
  const ratio = (pick: (one: Seen) => number): string => {
    const overlaps =
      Math.max(...of(pick)) >= Math.min(...of(pick, base)) && Math.min(...of(pick)) <= Math.max(...of(pick, base));
    return `${(median(of(pick)) / median(of(pick, base))).toFixed(3)}${overlaps ? '' : ' apart'}`;
  };
  const cells = [
    name,
    spread(of(({own}) => own.perSecond)),
    ratio(({own}) => own.perSecond),
    spread(of(({own}) => own.p95)),
    ratio(({own}) => own.p95),
    spread(of(({targetP95}) => targetP95)),
    spread(of(({targetPerSecond}) => targetPerSecond)),
  ];
  return `| ${cells.join(' | ')} |`;
}

try {
  console.log(`${values.variant}, ${vus} users who think 0.5 to 1.5 s, ${rounds} rounds of ${seconds} s in turns`);
  console.log(`  perftui run cross.json --headless --allow-invalid`);
  console.log(`  ${wrkCommand(cross).join(' ')}   (think.lua: ${wrkThink.replaceAll('\n', ' ')})`);
  console.log(`  ${locustCommand(cross).join(' ')}\n`);
  const seen = new Map(Object.keys(tools).map((name) => [name, [] as Seen[]]));
  for (let round = 1; round <= rounds; round++) {
    // Each is the first in turn: what else runs on the machine shall not always meet the same one.
    for (const [name, run] of turned(Object.entries(tools), round - 1)) {
      const one = await measure(run);
      seen.get(name)!.push(one);
      const {perSecond, p95} = one.own;
      console.log(
        `  round ${round} ${name}: ${perSecond.toFixed(1)} req/s, p95 ${p95.toFixed(1)} ms (target: ${one.targetPerSecond.toFixed(1)} req/s, p95 ${one.targetP95.toFixed(1)} ms)`,
      );
    }
  }
  console.log('\n| tool | req/s | ratio | p95, ms | ratio | p95 by the target, ms | req/s by the target |');
  console.log('|---|---|---|---|---|---|---|');
  for (const [name, all] of seen) console.log(rowOf(name, all, seen.get('perftui')!));
} finally {
  await demo.stop();
  rmSync(folder, {recursive: true, force: true});
}
