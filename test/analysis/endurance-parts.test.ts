import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createEndurance, joinParts, nextPartMs, soakStudy} from '../../source/analysis/endurance.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import type {SoakDrift, SoakStudy} from '../../source/domain/study.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import {latenciesAbout, simulatedCell} from './simulated-cells.ts';

const minutes = 25;
const random = seededRandom(4);
/** 25 minutes in cells of 10 s, in which memory and p95 grow. */
const cells = Array.from({length: minutes * 6}, (_, index): Cell => {
  const cell = simulatedCell({
    second: index * 10,
    latenciesUs: latenciesAbout(9000 * (1 + index / 1000), 20, random),
    level: 50,
    failed: index % 40 === 0 ? 1 : 0,
    rssBytes: 2e8 + 1e6 * random(),
    targetMemoryBytes: 1e9 + 1e6 * index + 1e6 * random(),
  });
  return {...cell, seconds: 10, coveredMs: 10_000};
});
const setup = {model: 'closed', level: 50, durationMs: minutes * 60_000} as const;

/** As its own process has measured it: from 0 on. */
function ownTime(part: readonly Cell[], startMs: number): Cell[] {
  return part.map((cell) => ({...cell, atMs: cell.atMs - startMs}));
}

/** Killed after `kept` cells, and gone on with at the next whole minute. */
function killedAfter(part: readonly Cell[], kept: number): {before: Cell[]; after: Cell[]} {
  const before = part.slice(0, kept);
  const onMs = nextPartMs(before);
  const left = part.filter(({atMs}) => atMs >= onMs);
  return {before, after: ownTime(left, onMs)};
}

const isOwnMemory = ({figure}: SoakDrift): boolean => figure === 'memory';

const anyCut = fc.integer({min: 0, max: cells.length});

describe('an endurance test that was killed and goes on', () => {
  it('comes to what the same cells come to in one run, but for the memory of the generator, which is another', () => {
    fc.assert(
      fc.property(anyCut, (kept) => {
        const {before, after} = killedAfter(cells, kept);
        const endurance = createEndurance(setup, before);
        for (const cell of after) endurance.cell(cell);
        const lost = cells.filter(({atMs}) => atMs < before.length * 10_000 || atMs >= nextPartMs(before));
        const {drifts, ...study} = endurance.finish();
        const {drifts: inOne, ...whole} = soakStudy(setup, lost);
        const own = soakStudy(setup, after).drifts.filter(isOwnMemory);
        expect(drifts.filter((drift) => !isOwnMemory(drift))).toEqual(inOne.filter((drift) => !isOwnMemory(drift)));
        expect(drifts.filter(isOwnMemory).map(({verdict, p}) => [verdict, p])).toEqual(
          own.map(({verdict, p}) => [verdict, p]),
        );
        expect(study).toEqual({...whole, says: study.says});
      }),
      {numRuns: 40},
    );
  });

  it('comes to the same in however many parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 40}), {maxLength: 6}), (lengths) => {
        const parts: Cell[][] = [];
        let rest: Cell[] = [...cells];
        const kept: Cell[] = [];
        let startMs = 0;
        for (const length of lengths) {
          const {before, after} = killedAfter(rest, length);
          parts.push(before);
          kept.push(...before.map((cell) => ({...cell, atMs: cell.atMs + startMs})));
          startMs += nextPartMs(before);
          rest = after;
        }
        parts.push(rest);
        kept.push(...rest.map((cell) => ({...cell, atMs: cell.atMs + startMs})));
        expect(joinParts(parts)).toEqual(kept);
        const endurance = createEndurance(setup, joinParts(parts.slice(0, -1)));
        for (const cell of rest) endurance.cell(cell);
        expect(endurance.finish().drifts.filter((drift) => !isOwnMemory(drift))).toEqual(
          soakStudy(setup, kept).drifts.filter((drift) => !isOwnMemory(drift)),
        );
      }),
      {numRuns: 30},
    );
  });

  it('keeps its drift: what was found in one run is found in two', () => {
    const {before, after} = killedAfter(cells, 77);
    const endurance = createEndurance(setup, before);
    for (const cell of after) endurance.cell(cell);
    const found = (study: SoakStudy): unknown =>
      study.drifts.filter(({verdict}) => verdict === 'LEAK' || verdict === 'DRIFT').map(({figure}) => figure);
    expect(found(endurance.finish())).toEqual(found(soakStudy(setup, cells)));
    expect(found(endurance.finish())).toContain('target memory');
  });

  it('finds no drift in the memory of a generator that is larger after it was started anew', () => {
    const minute = (index: number, rssBytes: number): Cell => ({
      ...simulatedCell({second: index * 60, latenciesUs: [9000], level: 50, rssBytes: rssBytes + 1e6 * random()}),
      seconds: 60,
      coveredMs: 60_000,
    });
    const endurance = createEndurance(
      setup,
      Array.from({length: 100}, (_, index) => minute(index, 2e8)),
    );
    for (let index = 0; index < 120; index++) endurance.cell(minute(index, 2.4e8));
    expect(endurance.finish().drifts.find(isOwnMemory)?.verdict).toBe('STEADY');
  });

  it('says what is planned of it and counts from the start of its first process', () => {
    const {before, after} = killedAfter(cells, 63);
    const endurance = createEndurance(setup, before);
    for (const cell of after.slice(0, 12)) endurance.cell(cell);
    const study = endurance.study();
    expect(study.durationMs).toBe((63 + 12) * 10_000);
    expect(study.periods[10]).toMatchObject({startMs: 600_000, endMs: 630_000});
    expect(study.plannedMs).toBe(minutes * 60_000);
    expect(study.periods.at(0)!.startMs).toBe(0);
    expect(study.periods.at(-1)!.endMs).toBe(nextPartMs(before) + 120_000);
  });
});
