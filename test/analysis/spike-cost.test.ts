import {describe, expect, it} from 'vitest';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {createSpikeRecovery, spikeStudy} from '../../source/analysis/spike-recovery.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {
  latenciesAbout,
  simulatedBase,
  simulatedCell,
  simulatedQueueSpike,
  simulatedSpike,
  spikeAtSecond,
  type SimulatedSpike,
} from './simulated-cells.ts';

const setup = {model: 'closed', baseLevel: simulatedBase, factors: [2, 3]} as const;
const shape: SimulatedSpike = {seed: 1, factor: 3, holdSeconds: 30, recoverySeconds: 20, shape: 'step'};
const studyOf = (changes: Partial<SimulatedSpike> = {}) => spikeStudy(setup, simulatedSpike({...shape, ...changes}));

describe('a generator at its end', () => {
  const backAt = spikeAtSecond + 30;
  const known: SimulatedSpike = {...shape, recoverySeconds: 20};
  /** Its own stalls make all slow. */
  const slowed = (from: number, to: number, times = 1): Cell[] => {
    const slow = simulatedSpike({...known, recoverySeconds: 999}).map((cell) =>
      times === 1
        ? cell
        : simulatedCell({
            second: cell.atMs / 1000,
            latenciesUs: latenciesAbout(20_000 * times, 200, seededRandom(cell.atMs)),
            level: simulatedBase,
            inFlight: 4 * times,
          }),
    );
    return simulatedSpike(known).map((cell, second) =>
      second >= from && second < to ? {...slow[second]!, atMs: cell.atMs, saturatedMs: 600, doubtful: true} : cell,
    );
  };

  it('after the spike makes the recovery less certain, not the target slower', () => {
    const {factors, says} = spikeStudy(setup, slowed(backAt + 35, backAt + 50, 20));
    const clear = studyOf(known).factors[0]!;
    const {seconds, plusMinus} = factors[0]!.recovery as {seconds: number; plusMinus: number};
    expect(seconds - plusMinus).toBeLessThanOrEqual(20);
    expect(seconds + plusMinus).toBeGreaterThanOrEqual(20);
    // As uncertain as ever, and by what was hidden.
    expect(seconds - plusMinus).toBeLessThanOrEqual(10);
    expect(plusMinus).toBeGreaterThan(20);
    // The spike itself was as it was to be, and so was its peak.
    expect(factors[0]).toMatchObject({limitedSeconds: 0, peakRatio: clear.peakRatio});
    expect(says).toMatch(/^recovered from 3x in /);
  });

  it('to the end leaves the recovery untold, which is no failure of the target', () => {
    const {factors, says} = spikeStudy(setup, slowed(backAt + 5, backAt + 200));
    expect(factors[0]).toMatchObject({recovery: null, limitedSeconds: 69});
    expect(says).toBe("GENERATOR-LIMITED, not the target's: 3x");
  });

  it('at the very end takes nothing from what was seen before', () => {
    const never = simulatedSpike({...known, recoverySeconds: 999});
    const cells = never.map((cell, second) => (second < backAt + 110 ? cell : {...cell, saturatedMs: 600}));
    const {moreThan} = spikeStudy(setup, cells).factors[0]!.recovery as {moreThan: number};
    expect(moreThan).toBeGreaterThan(95);
  });

  it('in the baseline is left out of what is normal', () => {
    const clear = spikeStudy(setup, simulatedSpike(known));
    const study = spikeStudy(setup, slowed(spikeAtSecond - 25, spikeAtSecond - 20));
    expect(study.baseline.limitedSeconds).toBe(3);
    expect(study.thresholdUs! / clear.thresholdUs!).toBeCloseTo(1, 1);
    expect(study.factors[0]!.recovery).toEqual({seconds: 20, plusMinus: 10});
    expect(study.says).toBe('recovered from 3x in 20s ± 10s');
  });

  it('in all of the baseline leaves nothing to say of the target', () => {
    const study = spikeStudy(setup, slowed(0, spikeAtSecond));
    expect(study.says).toBe("GENERATOR-LIMITED, not the target's: the baseline");
  });
});

describe('requests that are lost', () => {
  it('are those that failed beyond the usual share, until all is well', () => {
    const cells = simulatedSpike({...shape, recoverySeconds: 10}).map((cell) => {
      const second = cell.atMs / 1000;
      const failed = second >= 80 && second < 120 ? 50 : second % 2 === 0 ? 4 : 0;
      return {...cell, total: {...cell.total, failed}};
    });
    // 40 s of 50 a second, of which 1% of 18 000 + 2000 requests were usual.
    const {factors, baseline} = spikeStudy(setup, cells);
    expect(baseline.errorShare).toBeCloseTo(0.01, 10);
    expect(factors[0]!.lost! / 1800).toBeCloseTo(1, 1);
  });
});

describe('what else a spike cost', () => {
  const inSpike = ({atMs}: Cell): boolean => atMs >= spikeAtSecond * 1000 && atMs < (spikeAtSecond + 30) * 1000;

  it('is no goodput where three times the load brought three times the answers', () => {
    expect(studyOf().factors[0]!.goodputLost).toBe(0);
  });

  it('is goodput: answers that did not grow with the load, and those that were errors', () => {
    const stuck = simulatedSpike(shape).map((cell) =>
      inSpike(cell) ? {...cell, total: {...cell.total, answered: 200, failed: 50}} : cell,
    );
    // Of 600 a second, 150 were good.
    expect(spikeStudy(setup, stuck).factors[0]!.goodputLost).toBeCloseTo(0.75, 10);
  });

  it('is no goodput that long iterations have yet to bring, and unknown where they outlast most of the spike', () => {
    const open = {model: 'open', baseLevel: 10, factors: [3]} as const;
    /** Iterations of a request a second: an arrival more is felt for as many seconds. */
    const lasting = (seconds: number) => {
      const random = seededRandom(1);
      const rates = Array.from({length: 200}, (_, at) => (at >= spikeAtSecond && at < spikeAtSecond + 30 ? 30 : 10));
      const cells = rates.map((level, second) => {
        const vus = rates.slice(Math.max(0, second - seconds), second).reduce((sum, rate) => sum + rate, 0);
        const latenciesUs = latenciesAbout(20_000, second < seconds ? 10 * seconds : vus, random);
        return simulatedCell({second, latenciesUs, model: 'open', level, vus, inFlight: 1});
      });
      return spikeStudy(open, cells).factors[0]!.goodputLost;
    };
    expect(lasting(1)).toBeLessThan(0.01);
    expect(lasting(10)).toBeLessThan(0.01);
    expect(lasting(20)).toBeNull();
  });

  it('is arrivals that found no free VU, until all was well; the closed model has none', () => {
    const open = {model: 'open', baseLevel: 60, factors: [2]} as const;
    const {cells} = simulatedQueueSpike({seed: 1, baseRate: 60, factor: 2, holdSeconds: 30, servedPerSecond: 110});
    const dropping = cells.map((cell) => ({
      ...cell,
      metrics: {...cell.metrics, arrivalsDropped: inSpike(cell) ? 7 : 0},
    }));
    expect(spikeStudy(open, dropping).factors[0]!.dropped).toBe(210);
    expect(studyOf().factors[0]!.dropped).toBeNull();
  });

  it("is in doubt for the seconds in which the generator was at its end, the baseline's told apart", () => {
    const limited = simulatedSpike(shape).map((cell) => {
      const second = cell.atMs / 1000;
      const isLimited = second === 70 || (second >= 85 && second < 97);
      return isLimited ? {...cell, saturatedMs: 500, doubtful: true} : cell;
    });
    const {baseline, factors, says} = spikeStudy(setup, limited);
    expect(baseline.limitedSeconds).toBe(0.5);
    expect(factors[0]!.limitedSeconds).toBe(6);
    expect(says).toBe("GENERATOR-LIMITED, not the target's: 3x");
  });
});

describe('a recovery in the open model', () => {
  it('is counted from when what arrived in the spike has had the time of an iteration', () => {
    const open = {model: 'open', baseLevel: 10, factors: [3]} as const;
    const random = seededRandom(1);
    const iterationSeconds = 12;
    const rates = Array.from({length: 260}, (_, at) => (at >= spikeAtSecond && at < spikeAtSecond + 30 ? 30 : 10));
    // As slow as there are many at work: the target itself needs no time at all.
    const cells = rates.map((level, second) => {
      const at = rates.slice(Math.max(0, second - iterationSeconds), second);
      const vus = second < iterationSeconds ? 10 * iterationSeconds : at.reduce((sum, rate) => sum + rate, 0);
      const latenciesUs = latenciesAbout(200 * vus, vus, random);
      return simulatedCell({second, latenciesUs, model: 'open', level, vus, inFlight: 3});
    });
    const {seconds} = spikeStudy(open, cells).factors[0]!.recovery as {seconds: number};
    expect(seconds).toBeLessThanOrEqual(2);
  });
});

describe('a base that was not held, for want of VUs', () => {
  it('is told: nothing after it means what it says', () => {
    const open = {model: 'open', baseLevel: 60, factors: [2]} as const;
    const {cells} = simulatedQueueSpike({seed: 1, baseRate: 60, factor: 2, holdSeconds: 30, servedPerSecond: 110});
    const dropping = cells.map((cell) => ({...cell, metrics: {...cell.metrics, arrivalsDropped: 6}}));
    const said = 'the base was not held: 10.0% of its arrivals found no free VU';
    expect(spikeStudy(open, dropping).says).toContain(said);
    expect(spikeStudy(open, cells).says).not.toContain(said);
    const early = createSpikeRecovery(open);
    for (const cell of dropping.slice(0, 40)) early.second(cell);
    expect(early.study().says).toBe(`measuring the baseline, ${said}`);
  });
});
