import {Dice, splitAt} from './cases.ts';
import {generated} from './generate.ts';
import {mutated} from './mutate.ts';
import {endings, keptSizes, methods, type Case} from './outcome.ts';

/** The nth case of a seed: the same in every run, whatever came before it. */
export function fuzzCase(seed: number, nth: number): Case {
  const dice = new Dice(seed, nth);
  const text = dice.below(3) === 0 ? generated(dice) : mutated(dice);
  const bytes = Buffer.from(text, 'latin1');
  return {
    method: dice.below(8) === 0 ? 'HEAD' : methods[0],
    ending: dice.pick(endings),
    pieces: splitAt(bytes, splitPoints(bytes.length, dice)),
    keptBytes: dice.pick(keptSizes),
  };
}

/** None to four places, mostly few; now and then every byte of a short one. */
function splitPoints(length: number, dice: Dice): number[] {
  if (length < 2) return [];
  if (length < 200 && dice.below(50) === 0) return Array.from({length: length - 1}, (_, at) => at + 1);
  const count = dice.pick([0, 0, 1, 1, 1, 2, 3, 4]);
  const points = Array.from({length: count}, () => 1 + dice.below(length - 1));
  return points.sort((one, other) => one - other);
}
