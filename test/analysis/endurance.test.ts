import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {driftOf, driftSpan} from '../../source/analysis/endurance-drift.ts';
import {createEndurance, soakStudy} from '../../source/analysis/endurance.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import type {SoakFigure, SoakStudy} from '../../source/domain/study.ts';
import {bucketOf, mergeSeconds} from '../../source/files/merge-drive.ts';
import {mergeCells, type Cell} from '../../source/metrics/cell.ts';
import {cellOfSecond} from '../../source/metrics/file-cell.ts';
import {cellOf, hostPointOf} from '../../source/session/snapshot-cells.ts';
import {latenciesAbout, simulatedCell, wandering} from './simulated-cells.ts';
import {simulatedMinutes} from './simulated-minutes.ts';
import {unknownNumbers} from './unknown-numbers.ts';

interface Soak {
  readonly minutes: number;
  readonly seed?: number;
  readonly p95Drift?: number;
  readonly leakPerHour?: number;
  readonly targetLeakPerHour?: number;
  readonly errors?: (minute: number) => number;
  readonly slower?: number;
}

/** Cells of 10 s: ten requests a second. */
function soakCells({minutes, seed = 1, p95Drift = 0, leakPerHour = 0, targetLeakPerHour, errors, slower = 0}: Soak) {
  const random = seededRandom(seed);
  const latency = wandering(random, 0.5, 0.03);
  const seconds = minutes * 60;
  return Array.from({length: seconds / 10}, (_, i): Cell => {
    const second = i * 10;
    const share = second / seconds;
    const hours = second / 3600;
    const count = Math.round(100 * (1 - slower * share));
    const cell = simulatedCell({
      second,
      latenciesUs: latenciesAbout(20_000 * (1 + p95Drift) ** share * Math.exp(latency()), count, random),
      level: 50,
      failed: Math.round(count * (errors?.(second / 60) ?? 0)),
      rssBytes: 200e6 * (1 + leakPerHour * hours) + 40e6 * ((second % 220) / 220) + 1e6 * random(),
      ...(targetLeakPerHour !== undefined && {
        targetMemoryBytes: 4e9 * (1 + targetLeakPerHour * hours) + 1e7 * random(),
      }),
    });
    return {...cell, seconds: 10, coveredMs: 10_000};
  });
}

const setup = {model: 'closed', level: 50} as const;
const drift = (study: SoakStudy, figure: SoakFigure) => study.drifts.find((one) => one.figure === figure)!;

describe('a run of hours in which nothing changes', () => {
  const study = soakStudy(setup, soakCells({minutes: 120, targetLeakPerHour: 0}));

  it('is steady in every figure', () => {
    expect(study.drifts.map(({figure, verdict}) => `${figure}: ${verdict}`)).toEqual([
      'p95: STEADY',
      'throughput: STEADY',
      'errors: STEADY',
      'memory: STEADY',
      'target memory: STEADY',
    ]);
    expect(study.says).toBe('no drift in 1h54m at the load');
  });

  it('is shown by periods that cover it without a gap', () => {
    expect(study.periods.map(({startMs}) => startMs)).toEqual(Array.from({length: 24}, (_, n) => n * 300_000));
    expect(study.periods.at(-1)!.endMs).toBe(7_200_000);
    for (const period of study.periods) {
      expect(period).toMatchObject({
        level: 50,
        vus: 50,
        requestsPerSecond: 10,
        errorShare: 0,
        cpu: 0.5,
        targetCpu: null,
      });
      expect(period.p95Us! / 20_000).toBeCloseTo(Math.exp(1.645 * 0.4), 0);
      // The floor under the garbage, not its mean.
      expect(period.memoryBytes!).toBeLessThan(215e6);
    }
  });
});

describe('a drift that was put in', () => {
  it('is found in p95, and told to a percent or so', () => {
    const study = soakStudy(setup, soakCells({minutes: 240, p95Drift: 0.15}));
    const found = drift(study, 'p95');
    expect(found.verdict).toBe('DRIFT');
    expect(found.p).toBeLessThan(0.01);
    expect(found.change).toBeGreaterThan(0.12);
    expect(found.change).toBeLessThan(0.18);
    expect((1 + found.perHour!) ** 4 - 1).toBeCloseTo(found.change!, 6);
    expect(study.says).toMatch(/^p95 \+1\d%$/);
  });

  it('is found in the throughput only where it falls', () => {
    const slower = drift(soakStudy(setup, soakCells({minutes: 60, slower: 0.2})), 'throughput');
    expect(slower.verdict).toBe('DRIFT');
    expect(slower.change).toBeCloseTo(-0.2, 1);
    const faster = drift(soakStudy(setup, soakCells({minutes: 60, slower: -0.2})), 'throughput');
    expect(faster.verdict).toBe('STEADY');
    expect(faster.p).toBeGreaterThan(0.99);
  });

  it('is found in errors, as a difference of shares', () => {
    const found = drift(soakStudy(setup, soakCells({minutes: 60, errors: (minute) => minute / 1000})), 'errors');
    expect(found.verdict).toBe('DRIFT');
    expect(found.change).toBeCloseTo(0.06, 2);
    const few = drift(
      soakStudy(setup, soakCells({minutes: 60, errors: (minute) => (minute === 40 ? 0.01 : 0)})),
      'errors',
    );
    expect(few.verdict).toBe('STEADY');
  });
});

describe('memory', () => {
  it('that grows by a sixth an hour leaks, and is told in bytes an hour', () => {
    const study = soakStudy(setup, soakCells({minutes: 180, leakPerHour: 0.16, targetLeakPerHour: 0.12}));
    expect(drift(study, 'memory').verdict).toBe('LEAK');
    expect(drift(study, 'memory').perHour! / 32e6).toBeCloseTo(1, 1);
    expect(drift(study, 'target memory').verdict).toBe('LEAK');
    expect(study.says).toMatch(/^memory \+3\d\.\dMB\/h \(LEAK\), target memory \+4\d\dMB\/h \(LEAK\)$/);
  });

  it('that has grown by less than a tenth so far has drifted: a leak is seen, not reckoned', () => {
    const early = drift(soakStudy(setup, soakCells({minutes: 30, targetLeakPerHour: 0.16})), 'target memory');
    expect(early.verdict).toBe('DRIFT');
    expect(early.perHour! / 4e9).toBeGreaterThan(0.1);
    const fast = drift(soakStudy(setup, soakCells({minutes: 30, targetLeakPerHour: 0.4})), 'target memory');
    expect(fast.verdict).toBe('LEAK');
  });

  it('that grows slowly drifts', () => {
    const found = drift(soakStudy(setup, soakCells({minutes: 240, targetLeakPerHour: 0.03})), 'target memory');
    expect(found.verdict).toBe('DRIFT');
    expect(found.change).toBeCloseTo(0.12, 2);
  });

  it("of the generator is not judged in its first hour, in which it fills what it keeps, and is the target's", () => {
    const study = soakStudy(setup, soakCells({minutes: 60, leakPerHour: 0.5, targetLeakPerHour: 0.5}));
    expect(drift(study, 'memory').verdict).toBe('UNKNOWN');
    expect(drift(study, 'target memory').verdict).toBe('LEAK');
  });

  it('of a target that is not observed is unknown', () => {
    const found = drift(soakStudy(setup, soakCells({minutes: 60})), 'target memory');
    expect(found).toEqual({
      figure: 'target memory',
      change: null,
      perHour: null,
      p: null,
      blocks: 0,
      verdict: 'UNKNOWN',
    });
  });
});

describe('a short run', () => {
  it('is too short to tell', () => {
    const study = soakStudy(setup, soakCells({minutes: 10}));
    expect(drift(study, 'p95')).toMatchObject({verdict: 'TOO SHORT', p: null, blocks: 9});
    expect(study.says).toBe('too short to tell: 9 of 12 blocks');
    expect(soakStudy(setup, [])).toMatchObject({durationMs: 0, periods: [], says: 'nothing was measured'});
  });
});

describe('a run that is long enough for latency and not for memory', () => {
  it('says so of each', () => {
    const study = soakStudy(setup, soakCells({minutes: 15, targetLeakPerHour: 0}));
    expect(study.drifts.map(({verdict}) => verdict)).toEqual(['STEADY', 'STEADY', 'STEADY', 'UNKNOWN', 'TOO SHORT']);
    expect(study.says).toBe('no drift in 14m at the load; target memory too short to tell: 11 of 12 blocks');
  });
});

describe('minutes at another load', () => {
  it('are left out of drifts, and shown in the periods', () => {
    const cells = soakCells({minutes: 90}).map((cell) => {
      const isOther = cell.atMs >= 1_800_000 && cell.atMs < 3_000_000;
      if (!isOther) return cell;
      const load = {...cell.load, vus: 80, meanVus: 80, minVus: 80, maxVus: 80, targetVus: 80};
      return {...cell, load};
    });
    const study = soakStudy(setup, cells);
    const all = soakStudy(setup, soakCells({minutes: 90}));
    expect(drift(study, 'p95').blocks).toBeLessThan(drift(all, 'p95').blocks - 5);
    expect(study.periods.map(({level}) => level)).toContain(80);
  });

  it('are those with another rate in the open model, of whatever cells they are', () => {
    const cells = Array.from({length: 60 * 30}, (_, second) => {
      const level = second >= 300 && second < 330 ? 200 : 100;
      return simulatedCell({second, latenciesUs: latenciesAbout(9000, 20, seededRandom(second)), model: 'open', level});
    });
    const open = {model: 'open', level: 100} as const;
    const wide = soakStudy(open, merged(cells, 60));
    expect(drift(wide, 'p95').blocks).toBe(drift(soakStudy(open, cells), 'p95').blocks);
    // Without the first minute, of which it is not known where it began, the one with the other rate, and the warm-up.
    expect(drift(wide, 'p95').blocks).toBe(30 - 1 - 1 - 2);
  });
});

/** Cells of `width` s, each of all before within it. */
function merged(cells: readonly Cell[], width: number): Cell[] {
  const groups = Map.groupBy(cells, ({atMs}) => Math.floor(atMs / (width * 1000)));
  return [...groups].map(([group, parts]) => mergeCells(parts, group * width * 1000, width));
}

describe('cells of 1, 10 and 60 s', () => {
  const random = seededRandom(9);
  const cells = Array.from({length: 1500}, (_, second) =>
    simulatedCell({
      second,
      latenciesUs: latenciesAbout(5000 + 100 * (second % 17), 5 + (second % 5), random),
      level: 50,
      failed: second % 50 === 0 ? 1 : 0,
      rssBytes: 1e8 + 1e6 * random(),
      targetMemoryBytes: 1e9 + 1e7 * random(),
      targetCpu: random(),
    }),
  );
  const fine = soakStudy(setup, cells);

  it('come to the same', () => {
    for (const width of [10, 60]) expect(rounded(soakStudy(setup, merged(cells, width)))).toEqual(rounded(fine));
  });

  it('come to the same when the far ones are wide, as in a recording', () => {
    const mixed = [...merged(cells.slice(0, 300), 60), ...merged(cells.slice(300, 900), 10), ...cells.slice(900)];
    expect(rounded(soakStudy(setup, mixed))).toEqual(rounded(fine));
  });

  it('come to the same when they were written to a file and merged there', () => {
    const seconds = cells.map((cell) => ({kind: 'second', cell: cellOf(cell), host: hostPointOf(cell)}) as const);
    for (const width of [1, 10, 60]) {
      const groups = Map.groupBy(seconds, ({cell}) => bucketOf(cell.atMs, width));
      const read = [...groups].map(([atMs, parts]) => cellOfSecond(mergeSeconds(parts, atMs, width)));
      const study = soakStudy(setup, read);
      // Of means files keep some six digits, of counts all.
      expect(rounded(study.periods, 5)).toEqual(rounded(fine.periods, 5));
      expect(study.drifts.slice(0, 3)).toEqual(fine.drifts.slice(0, 3));
      expect(study.drifts.map(({verdict}) => verdict)).toEqual(fine.drifts.map(({verdict}) => verdict));
    }
  });

  it('are taken in once: a recording read again after a crash adds what is new alone', () => {
    const endurance = createEndurance(setup);
    for (const cell of cells.slice(0, 700)) endurance.cell(cell);
    endurance.study();
    for (const cell of cells) endurance.cell(cell);
    expect(endurance.finish()).toEqual(fine);
  });

  it('come to what is known when it is over, looked at meanwhile or not', () => {
    const endurance = createEndurance(setup);
    for (const cell of cells) {
      endurance.cell(cell);
      if (cell.atMs % 50_000 === 0) endurance.study();
    }
    expect(endurance.study().state).toBe('running');
    expect(endurance.finish()).toEqual(fine);
  });
});

/** Means differ in their last digits by the order in which they were added. */
function rounded(figures: SoakStudy | SoakStudy['periods'], digits = 9): unknown {
  return JSON.parse(JSON.stringify(figures), (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(digits)) : value,
  );
}

describe('a day', () => {
  it('is at most 24 periods, each of all its requests', () => {
    const minute = (index: number): Cell => ({
      ...simulatedCell({second: index * 60, latenciesUs: [1000, 2000, 3000], level: 50}),
      seconds: 60,
      coveredMs: 60_000,
    });
    const endurance = createEndurance(setup);
    for (let index = 0; index < 1440; index++) endurance.cell(minute(index));
    const day = endurance.study();
    expect(day.periods).toHaveLength(24);
    expect(day.periods[5]).toMatchObject({startMs: 5 * 3_600_000, endMs: 6 * 3_600_000, requestsPerSecond: 0.05});
    endurance.cell(minute(1440));
    expect(endurance.finish().periods).toHaveLength(7);
  });
});

describe('simulated runs', () => {
  it('without a drift are rarely said to have one', () => {
    let found = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const span = driftSpan(simulatedMinutes({seed, minutes: 240, memory: 0.7}));
      if (driftOf('p95', span).verdict !== 'STEADY') found++;
      if (driftOf('memory', span).verdict !== 'STEADY') found++;
    }
    expect(found).toBeLessThanOrEqual(4);
  });

  it('with a drift of 15% are found, all of them', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const {verdict} = driftOf('p95', driftSpan(simulatedMinutes({seed, minutes: 240, drift: 0.15})));
      expect(verdict).toBe('DRIFT');
    }
  });

  it('of an hour whose heap is still finding its size do not leak', () => {
    let found = 0;
    for (let seed = 1; seed <= 60; seed++) {
      if (driftOf('memory', driftSpan(simulatedMinutes({seed, minutes: 60}))).verdict !== 'STEADY') found++;
    }
    expect(found).toBeLessThanOrEqual(3);
  });
});

describe('whatever cells come', () => {
  const anyCell = fc.record({
    gap: fc.constantFrom(0, 0, 0, 1, 59, 7000),
    latencies: fc.array(fc.integer({min: 0, max: 2e8}), {maxLength: 30}),
    level: fc.constantFrom(0, 1, 50, 51, Number.NaN),
    coveredMs: fc.constantFrom(0, 500, 1000, 2500),
    rss: fc.constantFrom(null, 0, 1e8, Number.NaN),
    model: fc.constantFrom('open' as const, 'closed' as const),
    copies: fc.integer({min: 1, max: 120}),
  });

  it('figures are known or null, and periods in order', () => {
    fc.assert(
      fc.property(
        fc.array(anyCell, {maxLength: 12}),
        fc.constantFrom('open' as const, 'closed' as const),
        (all, model) => {
          const endurance = createEndurance({model, level: 50});
          let second = 0;
          for (const {gap, latencies, level, coveredMs, rss, copies, model: own} of all) {
            for (let i = 0; i < copies; i++) {
              const cell = simulatedCell({second, latenciesUs: latencies, level, rssBytes: rss, model: own});
              endurance.cell({...cell, coveredMs});
              second++;
            }
            second += gap;
          }
          const study = endurance.finish();
          expect(unknownNumbers(study)).toEqual([]);
          const edges = study.periods.flatMap(({startMs, endMs}) => [startMs, endMs]);
          expect(edges.toSorted((a, b) => a - b)).toEqual(edges);
        },
      ),
      {numRuns: 60},
    );
  });
});

it('has no period of the second in which the last answers came in', () => {
  const cells = soakCells({minutes: 3});
  const tail = simulatedCell({second: 180, latenciesUs: [20_000], level: 0});
  const {periods} = soakStudy(setup, [...cells, tail]);
  expect(periods.map(({endMs}) => endMs)).toEqual([60_000, 120_000, 180_000]);
  // What is all there is stands.
  expect(soakStudy(setup, [simulatedCell({second: 0, latenciesUs: [20_000], level: 0})]).periods).toHaveLength(1);
});
