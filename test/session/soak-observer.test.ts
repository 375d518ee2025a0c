import {describe, expect, test} from 'vitest';
import type {Cell} from '../../source/metrics/cell.ts';
import {createStudyObserver} from '../../source/session/study-observer.ts';
import {simulatedCell} from '../analysis/simulated-cells.ts';

const question = {kind: 'soak', model: 'closed', level: 10, durationMs: 7_200_000} as const;
const second = (at: number): Cell => simulatedCell({second: at, latenciesUs: [900, 1000, 1100], rssBytes: 1e8});
const minutes = (count: number): Cell[] =>
  Array.from({length: count}, (_, minute) => ({...second(minute * 60), seconds: 60, coveredMs: 60_000}));

/** Seconds of this process at which something new is told. */
function toldAt(seconds: number, earlier: readonly Cell[] = []): number[] {
  const observer = createStudyObserver(question, earlier);
  return [...Array(seconds).keys()].filter((at) => observer.second(second(at)) !== null);
}

describe('an endurance test that is watched', () => {
  test('tells each second at first, then ever less often', () => {
    const told = toldAt(1200);
    expect(told.slice(0, 60)).toEqual([...Array(60).keys()]);
    const last = told.slice(-3);
    expect(last[2]! - last[1]!).toBeGreaterThanOrEqual(15);
    expect(last[2]! - last[1]!).toBeLessThanOrEqual(21);
  });

  test('tells once a minute of a run of hours, whoever has run the most of it', () => {
    expect(toldAt(200, minutes(180))).toEqual([0, 60, 120, 180]);
  });

  test('goes on from what was measured before', () => {
    const observer = createStudyObserver(question, minutes(30));
    const study = observer.second(second(0));
    expect(study).toMatchObject({kind: 'soak', durationMs: 1_801_000, plannedMs: 7_200_000});
    expect(study?.kind === 'soak' && study.periods.at(-1)!.endMs).toBe(1_801_000);
    expect(observer.finish()).toMatchObject({state: 'done', durationMs: 1_801_000});
  });

  test('is over when all that was planned is measured and no load is commanded any more', () => {
    const observer = createStudyObserver({...question, durationMs: 20_000}, []);
    for (let at = 0; at < 25; at++) observer.second(second(at));
    expect(observer.second(second(25))).toMatchObject({state: 'running', durationMs: 26_000});
    const idle = simulatedCell({second: 26, latenciesUs: [], level: 0});
    expect(observer.second(idle)).toMatchObject({state: 'done', durationMs: 27_000});
    expect(observer.second({...idle, atMs: 27_000})).toBeNull();
    expect(observer.finish()).toMatchObject({state: 'done', durationMs: 27_000});
  });
});
