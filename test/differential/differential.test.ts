import {expect, test} from 'vitest';
import {Dice, sampledSplits, wholeCases} from './cases.ts';
import {Comparer, describeDifference} from './compare.ts';
import {corpus} from './corpus/corpus.ts';
import {fuzzCase} from './fuzz-cases.ts';
import {intendedDifferences} from './intended-differences.ts';
import {describeCase, type Case} from './outcome.ts';

/** Of all split positions of the corpus, and of the fuzzer's cases: the rest is for `fuzz.ts`. */
const splitShare = 6000;
const fuzzShare = 6000;

const comparer = new Comparer();
const seen = new Set<string>();

/** What differs without being meant to, one line each. */
async function unlistedOf(cases: Iterable<Case>): Promise<string[]> {
  const lines: string[] = [];
  for (const one of cases) {
    const comparison = await comparer.compare(one);
    for (const {name} of comparison.rules) seen.add(name);
    if (comparison.unlisted.length > 0)
      lines.push(`${describeCase(one).slice(0, 300)}: ${describeDifference(comparison)}`);
  }
  return lines;
}

function* fuzzed(count: number): Generator<Case> {
  for (let nth = 0; nth < count; nth++) yield fuzzCase(20_261, nth);
}

test('the corpus holds at least 150 responses, each with a name of its own', () => {
  expect(corpus.length).toBeGreaterThan(400);
  expect(new Set(corpus.map(({name}) => name)).size).toBe(corpus.length);
  // One character is one byte.
  expect(corpus.filter(({bytes}) => /[^\0-\xff]/.test(bytes))).toEqual([]);
});

test('http1 and undici make the same of every response of the corpus, by GET and HEAD, whatever the connection does next', async () => {
  expect(await unlistedOf(wholeCases())).toEqual([]);
});

test('every intended difference still occurs', () => {
  expect(intendedDifferences.map(({name}) => name).filter((name) => !seen.has(name))).toEqual([]);
});

test('where a response is split between two reads changes nothing', async () => {
  expect(await unlistedOf(sampledSplits(new Dice(1), splitShare))).toEqual([]);
}, 60_000);

test('http1 and undici make the same of fuzzed responses', async () => {
  expect(await unlistedOf(fuzzed(fuzzShare))).toEqual([]);
}, 60_000);
