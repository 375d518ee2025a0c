/**
 * Feeds both transports the same seeded odd responses and tells where they differ without being meant to.
 * Usage: npm run bench test/differential/fuzz.ts -- [--cases 100000] [--seed 1] [--from 0] [--corpus]
 * --from takes the run up at that case; --corpus runs every split of every hand-written response instead.
 */
import {parseArgs} from 'node:util';
import {splitCases, wholeCases} from './cases.ts';
import {Comparer, describeDifference} from './compare.ts';
import {fuzzCase} from './fuzz-cases.ts';
import {minimised} from './minimise.ts';
import {describeCase, type Case} from './outcome.ts';

const {values} = parseArgs({
  options: {
    cases: {type: 'string', default: '100000'},
    seed: {type: 'string', default: '1'},
    from: {type: 'string', default: '0'},
    corpus: {type: 'boolean', default: false},
  },
});
const wanted = Number(values.cases);
const seed = Number(values.seed);
const first = Number(values.from);
/** More of them would say nothing new. */
const maxShown = 20;

let comparer = new Comparer();
const byRule = new Map<string, number>();
let run = 0;
let differing = 0;
let unlisted = 0;
let crashes = 0;
const startMs = performance.now();

async function isUnlisted(one: Case): Promise<boolean> {
  try {
    return (await comparer.compare(one)).unlisted.length > 0;
  } catch {
    comparer = new Comparer();
    return false;
  }
}

async function examine(one: Case, origin: string): Promise<void> {
  run++;
  try {
    const comparison = await comparer.compare(one);
    if (comparison.differs.length === 0) return;
    differing++;
    for (const {name} of comparison.rules) byRule.set(name, (byRule.get(name) ?? 0) + 1);
    if (comparison.unlisted.length === 0) return;
    if (++unlisted > maxShown) return;
    const small = await minimised(one, isUnlisted);
    console.log(`unlisted, ${origin}: ${describeCase(small)}\n  ${describeDifference(await comparer.compare(small))}`);
  } catch (error) {
    crashes++;
    comparer = new Comparer();
    console.log(`crash, ${origin}: ${describeCase(one)}\n  ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function report(): void {
  const seconds = (performance.now() - startMs) / 1000;
  console.log(`\n${run} cases in ${seconds.toFixed(0)} s (${(run / seconds).toFixed(0)}/s), ${differing} differ`);
  for (const [name, count] of [...byRule].sort(([, one], [, other]) => other - one)) console.log(`  ${count}  ${name}`);
  console.log(`${unlisted} differ without being meant to, ${crashes} crashes`);
}

/** What a transport throws outside of our calls is its fault too. */
process.on('uncaughtException', (error) => {
  crashes++;
  console.log(`uncaught at case ${first + run - 1} of seed ${seed}: ${error.stack}`);
});
process.on('SIGINT', () => {
  report();
  process.exit(130);
});

if (values.corpus) {
  for (const one of wholeCases()) await examine(one, one.name);
  for (const one of splitCases()) await examine(one, one.name);
} else {
  for (let nth = first; nth < first + wanted; nth++) {
    await examine(fuzzCase(seed, nth), `--seed ${seed} --from ${nth} --cases 1`);
  }
}
report();
process.exitCode = unlisted + crashes > 0 ? 1 : 0;
