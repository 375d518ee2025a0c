import {describe, expect, it} from 'vitest';
import {createPlateauTracker, plateausOfCells, type HeldSpan, type HoldSecond} from '../../source/analysis/plateaus.ts';
import {simulatedRun} from './simulated-run.ts';

type Second = Partial<HoldSecond> & {readonly level: number};

/** Feeds seconds in a row; which ones belonged to a hold, and the holds. */
function follow(seconds: readonly Second[], leastSeconds?: number) {
  const tracker = createPlateauTracker(leastSeconds === undefined ? {} : {leastSeconds});
  const spans: HeldSpan[] = [];
  const belonging: number[] = [];
  const begun: number[] = [];
  for (const [i, second] of seconds.entries()) {
    const step = tracker.second({
      atMs: i * 1000,
      seconds: 1,
      model: 'closed',
      targetLevel: second.level,
      paused: false,
      vus: second.level,
      ...second,
    });
    if (step.ended !== null) spans.push(step.ended);
    if (step.begins) begun.push(i);
    if (step.belongs) belonging.push(i);
  }
  const current = tracker.current();
  const last = tracker.finish();
  if (last !== null) spans.push(last);
  return {spans, belonging, begun, current, last};
}

const hold = (level: number, seconds: number, more: Partial<HoldSecond> = {}): readonly Second[] =>
  Array.from({length: seconds}, () => ({level, ...more}));

describe('a plateau', () => {
  it('is a hold without the seconds it took to settle', () => {
    const {spans, belonging, begun} = follow(hold(50, 20));
    expect(spans).toEqual([{startMs: 3000, endMs: 20_000, model: 'closed', level: 50}]);
    expect(begun).toEqual([3]);
    expect(belonging).toEqual(Array.from({length: 17}, (_, i) => i + 3));
  });

  it('leaves ramps out, on both sides', () => {
    const ramp = Array.from({length: 10}, (_, i) => ({level: 50 + i, targetLevel: 60}));
    const {spans} = follow([...hold(50, 15), ...ramp, ...hold(60, 20)]);
    expect(spans).toEqual([
      {startMs: 3000, endMs: 15_000, model: 'closed', level: 50},
      {startMs: 28_000, endMs: 45_000, model: 'closed', level: 60},
    ]);
  });

  it('waits until the VUs are there', () => {
    const late = hold(50, 8, {vus: 20});
    expect(follow([...late, ...hold(50, 20)]).spans).toEqual([
      {startMs: 10_000, endMs: 28_000, model: 'closed', level: 50},
    ]);
    expect(follow(hold(50, 60, {vus: 20})).spans).toEqual([]);
  });

  it('does not wait for VUs in the open model, where the target makes their number', () => {
    expect(follow(hold(500, 20, {model: 'open', vus: 3})).spans).toHaveLength(1);
  });

  it('settles longer where requests take long, ten seconds at most', () => {
    expect(follow(hold(50, 30, {p95Us: 2_000_000})).spans[0]!.startMs).toBe(7000);
    expect(follow(hold(50, 30, {p95Us: 60_000_000})).spans[0]!.startMs).toBe(11_000);
    expect(follow(hold(50, 30, {p95Us: Number.NaN})).spans[0]!.startMs).toBe(3000);
  });

  it('lasts ten seconds at least', () => {
    expect(follow(hold(50, 12)).spans).toEqual([]);
    expect(follow(hold(50, 13)).spans).toHaveLength(1);
    expect(follow(hold(50, 8), 5).spans).toHaveLength(1);
  });

  it.each<[string, Second]>([
    ['a pause', {level: 50, paused: true}],
    ['another level', {level: 51}],
    ['the other model', {level: 50, model: 'open'}],
    ['the beginning of a ramp', {level: 50, targetLevel: 70}],
  ])('is ended by %s, and what was gathered begins anew', (_what, second) => {
    const {spans, begun} = follow([...hold(50, 15), second, ...hold(50, 15)]);
    expect(spans).toHaveLength(2);
    expect(spans[0]).toMatchObject({startMs: 3000, endMs: 15_000});
    expect(begun).toHaveLength(2);
  });

  it('lasts through a second that was read late', () => {
    const late = hold(50, 15).map((one, i) => ({...one, atMs: 17_000 + i * 1000}));
    expect(follow([...hold(50, 15), ...late]).spans).toEqual([
      {startMs: 3000, endMs: 32_000, model: 'closed', level: 50},
    ]);
  });

  it('is ended by many seconds that are missing', () => {
    const gap = hold(50, 15).map((one, i) => ({...one, atMs: 40_000 + i * 1000}));
    expect(follow([...hold(50, 15), ...gap]).spans).toHaveLength(2);
  });

  it('is none without load', () => {
    expect(follow(hold(0, 60)).spans).toEqual([]);
  });

  it('is known while it lasts, and told once', () => {
    const {current, last, spans} = follow(hold(50, 20));
    expect(current).toEqual(last);
    expect(spans).toHaveLength(1);
  });
});

describe('plateaus of a file', () => {
  it('are found in its cells', () => {
    const level = (second: number) => (second < 20 ? 20 : second < 30 ? second : 30);
    const {cells} = simulatedRun({seed: 1, seconds: 57, requestsPerSecond: 10, level});
    expect(plateausOfCells(cells)).toEqual([
      {startMs: 3000, endMs: 21_000, model: 'closed', level: 20},
      {startMs: 33_000, endMs: 60_000, model: 'closed', level: 30},
    ]);
  });
});
