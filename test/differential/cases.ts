import {nextState, seedOf, uniformOf} from '../../source/engine/seeded-random.ts';
import {corpus} from './corpus/corpus.ts';
import {endings, keptSizes, methods, type Case, type Ending, type Method} from './outcome.ts';

/** Seeded numbers for what must be the same in every run. */
export class Dice {
  #state: number;

  constructor(seed: number, stream = 0) {
    this.#state = seedOf(seed, stream);
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = nextState(this.#state);
    return uniformOf(this.#state);
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

/** A case of the corpus with its entry's name. */
export interface CorpusCase extends Case {
  readonly name: string;
}

/** Responses longer than this are not split at every byte: only near both ends and here and there between. */
const longBytes = 3000;

/** Cuts bytes before each of the positions (ascending, each inside the bytes). */
export function splitAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const to of [...positions, bytes.length]) {
    if (to > from) pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}

/** Where a response is split in two: everywhere, unless it is long. */
export function splitPositions(length: number): number[] {
  const all = Array.from({length: Math.max(0, length - 1)}, (_, nth) => nth + 1);
  return length <= longBytes
    ? all
    : all.filter((at) => at < 64 || at > length - 64 || at % 16_384 < 2 || at % 6151 === 0);
}

/** Each entry whole, by every method and ending. */
export function* wholeCases(): Generator<CorpusCase> {
  for (const {name, bytes} of corpus) {
    const whole = Buffer.from(bytes, 'latin1');
    for (const [method, ending] of ways()) yield {name, method, ending, pieces: whole.length === 0 ? [] : [whole]};
  }
}

/** Each entry in two pieces, split at every position, by every method and ending; and byte by byte. */
export function* splitCases(): Generator<CorpusCase> {
  for (const {name, bytes} of corpus) {
    const whole = Buffer.from(bytes, 'latin1');
    const positions = splitPositions(whole.length);
    for (const [method, ending] of ways()) {
      for (const at of positions) yield {name, method, ending, pieces: splitAt(whole, [at])};
      if (whole.length <= longBytes && whole.length > 2)
        yield {name, method, ending, pieces: splitAt(whole, positions)};
    }
  }
}

/** Some of `splitCases`, each entry as likely as any other; now and then a short one byte by byte. */
export function* sampledSplits(dice: Dice, count: number): Generator<CorpusCase> {
  for (let nth = 0; nth < count; nth++) {
    const {name, bytes} = dice.pick(splittable);
    const whole = Buffer.from(bytes, 'latin1');
    const positions = splitPositions(whole.length);
    const every = whole.length < 300 && dice.below(40) === 0;
    const pieces = splitAt(whole, every ? positions : [dice.pick(positions)]);
    yield {name, method: dice.pick(methods), ending: dice.pick(endings), pieces, keptBytes: dice.pick(keptSizes)};
  }
}

const splittable = corpus.filter(({bytes}) => bytes.length > 1);

function ways(): (readonly [Method, Ending])[] {
  return methods.flatMap((method) => endings.map((ending) => [method, ending] as const));
}
