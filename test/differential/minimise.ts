import type {Case} from './outcome.ts';
import {splitAt} from './cases.ts';

/** Tries at most this often: a small case soon is worth more than the smallest one later. */
const maxTries = 400;

/** The same case with as few pieces and bytes as still show the fault. */
export async function minimised(one: Case, stillFails: (smaller: Case) => Promise<boolean>): Promise<Case> {
  let best = one;
  const budget = {left: maxTries};
  const take = async (smaller: Case): Promise<boolean> => {
    if (budget.left-- <= 0 || !(await stillFails(smaller))) return false;
    best = smaller;
    return true;
  };

  await take({...best, pieces: [Buffer.concat(best.pieces)]});
  await take({...best, ending: 'open'});
  await take({...best, method: 'GET'});
  for (let size = Math.ceil(lengthOf(best) / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < lengthOf(best) && budget.left > 0;) {
      if (!(await take(without(best, at, size)))) at += size;
    }
  }
  return best;
}

function lengthOf({pieces}: Case): number {
  return pieces.reduce((sum, {length}) => sum + length, 0);
}

/** Takes `count` bytes out; what is left is split where it was. */
function without(one: Case, at: number, count: number): Case {
  const whole = Buffer.concat(one.pieces);
  const left = Buffer.concat([whole.subarray(0, at), whole.subarray(at + count)]);
  let end = 0;
  const positions = one.pieces
    .map(({length}) => (end += length))
    .map((position) => (position <= at ? position : Math.max(at, position - count)))
    .filter((position) => position > 0 && position < left.length);
  return {...one, pieces: splitAt(left, positions)};
}
