/*
 * How well `perftui capacity` finds a capacity that is known: real searches over loopback of demo targets in processes of
 * their own, a few at once. The truth is the target's own queue in virtual time, held as much longer and as far away as
 * each search's target and client measured it to be (see queue-truth.ts).
 *
 *   node test/bench/capacity-real.ts [searches, 20] [at once, 4] [--variant demo:capacity-small] [--slo 'p(95)<150']
 *     [--loads 'VUs that think 1 s,Poisson arrivals'] [--minutes 15] [--out FILE]
 *
 * Needs dist. Each search is a line of JSON in FILE as soon as it has ended. ^C ends the searches under way, and the rest
 * is told. `near` is whether the interval, 5% wider at both ends, holds the truth.
 */
import {appendFileSync} from 'node:fs';
import {availableParallelism, cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {findVariant} from '../../source/demo/variants.ts';
import {runSearch, type SearchResult} from './capacity-run.ts';
import {worlds} from './capacity-worlds.ts';
import {truthByCosts} from '../demo/queue-truth.ts';
import {median} from './run-tools.ts';
import {errorsText, percent, searchError, type SearchError} from './search-errors.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    variant: {type: 'string', default: 'demo:capacity-small'},
    slo: {type: 'string', default: 'p(95)<150'},
    loads: {type: 'string', default: 'VUs that think 1 s,Poisson arrivals'},
    minutes: {type: 'string', default: '15'},
    out: {type: 'string', default: join(tmpdir(), `perftui-capacity-${Date.now()}.jsonl`)},
  },
});
const searches = Number(positionals[0] ?? 20);
const atOnce = Number(positionals[1] ?? 4);
const variant = findVariant(values.variant);
const names = values.loads.split(',').map((name) => name.trim());
const unknown = names.filter((name) => worlds[name] === undefined);
if (unknown.length > 0)
  throw new Error(`no such load: ${unknown.join(', ')}; known: ${Object.keys(worlds).join(', ')}`);

interface Judged extends SearchResult, SearchError {
  readonly index: number;
  readonly load: string;
  readonly truth: number;
}

function print(one: Judged): void {
  const {index, load, study, truth, error, inside, near, seconds, costs, problem} = one;
  const range = study === null ? '--' : `[${study.low ?? '--'}, ${study.high ?? '--'})`;
  const costText =
    costs === null ? '--' : `${(costs.lateUs / 1000).toFixed(2)} + ${(costs.wayUs / 1000).toFixed(2)} ms`;
  const cells = [
    index,
    load,
    study?.verdict ?? problem ?? '--',
    range,
    truth.toFixed(1),
    error === null ? '--' : percent(error),
    inside ? 'yes' : 'no',
    near ? 'yes' : 'no',
    seconds.toFixed(0),
    study?.trials.length ?? '--',
    costText,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function printTotals(name: string, all: readonly Judged[]): void {
  const found = all.filter(({study}) => study?.verdict === 'FOUND');
  const others = all.filter((one) => !found.includes(one)).map(({study, problem}) => study?.verdict ?? problem);
  const othersText = others.length > 0 ? `, the others ${others.join(', ')}` : '';
  console.log(`\n${name}: ${found.length} of ${all.length} FOUND${othersText}`);
  if (found.length === 0) return;
  const times = found.map(({seconds}) => seconds);
  console.log(`  ${errorsText(found)}`);
  console.log(`  median ${median(times).toFixed(0)} s, most ${Math.max(...times).toFixed(0)} s`);
}

console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}; ${searches} searches of ${variant.name}, ${atOnce} at once`,
);
console.log(`the truth is simulated first; results go to ${values.out}`);
const truths = new Map(
  names.map((name) => {
    const objective = `http_req_duration: ${values.slo}`;
    const truth = truthByCosts({variant, load: worlds[name]!, objective, repeats: 3, requests: 200_000});
    const [bare, late, way] = [0, 1, 2].map((at) =>
      truth({lateUs: at === 1 ? 1000 : 0, wayUs: at === 2 ? 1000 : 0}).toFixed(1),
    );
    console.log(`  ${name}: ${bare}; ${late} if held 1 ms longer, ${way} if 1 ms away`);
    return [name, truth];
  }),
);
console.log('\n| # | load | verdict | interval | truth | middle/truth − 1 | inside | near | s | trials | late + way |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|');

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
const done: Judged[] = [];
let next = 0;

async function work(): Promise<void> {
  while (next < searches && !stop.signal.aborted) {
    const index = ++next;
    const load = names[(index - 1) % names.length]!;
    const result = await runSearch({
      variant,
      load: worlds[load]!,
      slo: values.slo,
      seed: index,
      mostMs: Number(values.minutes) * 60_000,
      signal: stop.signal,
    });
    const truth = truths.get(load)!(result.costs ?? {lateUs: 0, wayUs: 0});
    const range = result.study ?? {low: null, high: null};
    const judged: Judged = {...result, index, load, truth, ...searchError(range, truth)};
    done.push(judged);
    appendFileSync(values.out, `${JSON.stringify(judged)}\n`);
    print(judged);
  }
}

await Promise.all(Array.from({length: Math.min(atOnce, searches)}, work));
for (const name of names) {
  const ofLoad = done.filter(({load}) => load === name);
  printTotals(name, ofLoad);
}
if (names.length > 1) printTotals('all', done);
