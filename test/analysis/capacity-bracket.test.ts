import {describe, expect, it} from 'vitest';
import {
  afterTrial,
  emptyBracket,
  lowOf,
  narrowRatio,
  nextTrial,
  type Bracket,
  type BracketLimits,
} from '../../source/analysis/capacity-bracket.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';

const limits: BracketLimits = {model: 'closed', gentle: false, startLevel: 10, floorLevel: 1, capLevel: 10_000};

/** The loads tried when `holds` says which of them hold, and how it ended. */
function search(holds: (level: number, phase: string) => boolean, own: Partial<BracketLimits> = {}, near = false) {
  const all = {...limits, ...own};
  let bracket = emptyBracket;
  const tried: {readonly phase: string; readonly level: number; readonly passed: boolean}[] = [];
  for (;;) {
    const next = nextTrial(bracket, all, near);
    if (next.kind === 'end') return {tried, bracket, verdict: next.verdict};
    const passed = holds(next.level, next.phase);
    tried.push({phase: next.phase, level: next.level, passed});
    bracket = afterTrial(bracket, {...next, passed});
    if (tried.length > 500) throw new Error(`no end: ${JSON.stringify(bracket)}`);
  }
}

const levelsOf = (tried: readonly {readonly level: number}[]): readonly number[] => tried.map(({level}) => level);

describe('the next load of a capacity search', () => {
  it('doubles until one fails, halves what lies between in logarithms, and confirms the highest that passed', () => {
    const {tried, bracket, verdict} = search((level) => level <= 177);
    expect(levelsOf(tried)).toEqual([10, 20, 40, 80, 160, 320, 226, 190, 174, 182, 174]);
    expect(tried.at(-1)).toMatchObject({phase: 'confirm', level: 174});
    expect([lowOf(bracket), bracket.high, bracket.confirmed, verdict]).toEqual([174, 182, 174, 'FOUND']);
  });

  it('climbs by half near the limit, by a tenth when it is to be gentle', () => {
    expect(levelsOf(search((level) => level <= 30, {}, true).tried).slice(0, 4)).toEqual([10, 15, 23, 35]);
    const gentle = search((level) => level <= 20, {gentle: true}).tried;
    expect(levelsOf(gentle).slice(0, 9)).toEqual([10, 11, 12, 13, 14, 15, 17, 19, 21]);
  });

  it('is at least the cap where that holds', () => {
    const {tried, verdict, bracket} = search(() => true, {capLevel: 55});
    expect(levelsOf(tried)).toEqual([10, 20, 40, 55, 55]);
    expect([verdict, bracket.high, bracket.confirmed]).toEqual(['AT-LEAST', null, 55]);
  });

  it('goes down where the start fails, to the floor', () => {
    expect(search((level) => level <= 4).bracket).toMatchObject({high: 5, confirmed: 4});
    const none = search(() => false);
    expect(levelsOf(none.tried)).toEqual([10, 5, 3, 2, 1]);
    expect([none.verdict, lowOf(none.bracket), none.bracket.high]).toEqual(['BELOW', null, 1]);
  });

  it('confirms one step below a confirmation that failed', () => {
    const {tried, bracket, verdict} = search((level, phase) => level <= (phase === 'confirm' ? 170 : 177));
    expect(tried.slice(-2)).toEqual([
      {phase: 'confirm', level: 174, passed: false},
      {phase: 'confirm', level: 166, passed: true},
    ]);
    expect([lowOf(bracket), bracket.high, verdict]).toEqual([166, 174, 'FOUND']);
  });

  it('tries whole VUs, and rates below ten in hundredths', () => {
    const {tried} = search((level) => level <= 3.3, {model: 'open', startLevel: 1, floorLevel: 0.1});
    expect(levelsOf(tried)).toEqual([1, 2, 4, 2.83, 3.36, 3.08, 3.22, 3.22]);
    const small = search((level) => level < 3);
    expect([lowOf(small.bracket), small.bracket.high]).toEqual([2, 3]);
  });
});

describe('whatever becomes of its trials', () => {
  function endProblem(verdict: string, bracket: Bracket, capLevel: number): string | null {
    const low = lowOf(bracket);
    if (verdict === 'BELOW') return low === null ? null : 'something passed';
    if (low === null || bracket.confirmed !== low) return 'not confirmed';
    if (verdict === 'AT-LEAST') return low === capLevel ? null : 'not at the cap';
    if (bracket.high === null) return 'nothing failed';
    return bracket.high - low > 1 && bracket.high / low > narrowRatio ? 'too wide' : null;
  }

  /** What is wrong with a search whose trials come out by chance; null: nothing. */
  function randomProblem(seed: number): string | null {
    const random = seededRandom(seed);
    const model = random() < 0.5 ? 'closed' : 'open';
    const startLevel = Math.ceil(random() * 300);
    const capLevel = Math.ceil(random() * 2000);
    const all = {...limits, model, gentle: random() < 0.3, startLevel, capLevel} as const;
    const luck = random();
    let bracket: Bracket = emptyBracket;
    for (let trials = 0; trials < 400; trials++) {
      const next = nextTrial(bracket, all, random() < 0.5);
      const high = bracket.high ?? Number.POSITIVE_INFINITY;
      if ((lowOf(bracket) ?? 0) >= high) return 'low is not below high';
      if (next.kind === 'end') return endProblem(next.verdict, bracket, capLevel);
      if (next.level > capLevel) return 'above the cap';
      if (next.level < 1) return 'below the floor';
      if (next.level >= high) return 'tries what failed';
      if (model === 'closed' && !Number.isInteger(next.level)) return 'a part of a VU';
      bracket = afterTrial(bracket, {...next, passed: random() < luck});
    }
    return 'no end';
  }

  it('ends, with low < high, never above the cap nor at or above what failed', () => {
    const problems = Array.from({length: 500}, (_, seed) => randomProblem(seed + 1)).filter((one) => one !== null);
    expect(problems).toEqual([]);
  });
});
