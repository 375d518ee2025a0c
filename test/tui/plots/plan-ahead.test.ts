import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {PlanView, SessionView} from '../../../source/session/view.ts';
import {columnWindow, type ColumnWindow} from '../../../source/tui/plots/column-window.ts';
import {aheadColumns, planAhead} from '../../../source/tui/plots/plan-ahead.ts';
import {checkoutPeak, elapsedMs} from '../fixtures/checkout-peak.ts';

const stages: PlanView['stages'] = [
  {name: 'warm', target: 100, durationMs: 10_000},
  {name: 'hold', target: 100, durationMs: 10_000},
  {name: '', target: 300, durationMs: 0},
  {name: 'peak', target: 300, durationMs: 5000},
  {name: 'cool', target: 0, durationMs: 10_000},
];

function viewOf(plan: Partial<PlanView>, changes: Partial<SessionView> = {}): SessionView {
  const {load} = checkoutPeak().view;
  const whole: PlanView = {stages, stage: 0, progress: 0, model: 'closed', level: 0, heldMs: 0, ...plan};
  return checkoutPeak({load: {...load, plan: whole, capLevel: 1000}, ...changes}).view;
}

/** Columns of a second, the newest ending now. */
function windowOf(ahead: number): ColumnWindow {
  return columnWindow(checkoutPeak().columns[1], 1, 40 + ahead, elapsedMs, ahead);
}

function levels(view: SessionView, ahead: number): number[] {
  return [...(planAhead(view, windowOf(ahead))?.values ?? [])];
}

describe('the plan ahead of now', () => {
  test('goes on from where its clock stands, in the columns of its times', () => {
    const view = viewOf({progress: 0.5, level: 50});
    expect(levels(view, 8)).toEqual([60, 70, 80, 90, 100, 100, 100, 100]);
  });

  test('jumps where a stage takes no time, and ends with the plan', () => {
    const view = viewOf({stage: 1, progress: 0.75, level: 100});
    const falling = [285, 255, 225, 195, 165, 135, 105, 75, 45, 15];
    const none = Number.NaN;
    expect(levels(view, 20)).toEqual([100, 100, 300, 300, 300, 300, 300, ...falling, none, none, none]);
  });

  test('is never above the cap, as the plan is not', () => {
    const {load} = viewOf({stage: 1, progress: 0.75, level: 100});
    expect(levels(viewOf({}, {load: {...load, capLevel: 200}}), 4)).toEqual([100, 100, 200, 200]);
  });

  test('says where stages begin and the plan ends, as far as that is in sight', () => {
    const view = viewOf({stage: 1, progress: 0.75, level: 100});
    const turnsOf = (ahead: number): unknown =>
      planAhead(view, windowOf(ahead))?.turns.map(({column, stage}) => [column, stage?.from, stage?.target]);
    expect(turnsOf(20)).toEqual([
      [2, 100, 300],
      [2, 300, 300],
      [7, 300, 0],
      [17, undefined, undefined],
    ]);
    expect(turnsOf(5)).toEqual([
      [2, 100, 300],
      [2, 300, 300],
    ]);
  });
});

describe('the room for it', () => {
  const room = (view: SessionView, count = 100, seconds = 1, perCell: 1 | 2 = 1): number =>
    aheadColumns(view, count, seconds, perCell);

  test('is a quarter of the columns in whole cells, also while an operator holds the plan', () => {
    expect(room(viewOf({}))).toBe(25);
    expect(room(viewOf({}), 100, 1, 2)).toBe(24);
    const {load} = viewOf({heldMs: 60_000});
    expect(room(viewOf({}, {load: {...load, mode: 'manual'}}))).toBe(25);
  });

  test('is none without a plan, after it, for a plan of the other model, on the way out, and where it would be no column', () => {
    const {load} = viewOf({});
    expect(room(viewOf({}, {load: {...load, plan: null}}))).toBe(0);
    expect(room(viewOf({stage: 5}))).toBe(0);
    expect(room(viewOf({model: 'open'}))).toBe(0);
    for (const phase of ['DRAIN', 'ENDED'] as const) expect(room(viewOf({}, {phase}))).toBe(0);
    expect(room(viewOf({stage: 4, progress: 0.95}))).toBe(0);
    expect(room(viewOf({}), 100, 60)).toBe(0);
  });
});

test('whatever the plan: as many columns as are free, levels between those of its stages, gaps only after its end', () => {
  const anyStage = fc.record({
    name: fc.string({maxLength: 5}),
    target: fc.nat(1000),
    durationMs: fc.oneof(fc.constant(0), fc.nat(100_000)),
  });
  const anyPlan = fc.record({
    stages: fc.array(anyStage, {minLength: 1, maxLength: 8}),
    stage: fc.nat(8),
    progress: fc.double({min: 0, max: 1, noNaN: true}),
    level: fc.double({min: 0, max: 1000, noNaN: true}),
  });
  fc.assert(
    fc.property(anyPlan, fc.integer({min: 1, max: 60}), fc.integer({min: 0, max: 1999}), (plan, ahead, laterMs) => {
      const view = viewOf(plan, {elapsedMs: elapsedMs + laterMs});
      const window = columnWindow(checkoutPeak().columns[1], 1, 40 + ahead, view.elapsedMs, ahead);
      expect(window.count + window.ahead).toBe(40 + ahead);
      const {values, turns} = planAhead(view, window)!;
      expect(values).toHaveLength(ahead);
      const known = [...values].filter((value) => !Number.isNaN(value));
      expect([...values.subarray(0, known.length)]).toEqual(known);
      const targets = plan.stages.map(({target}) => target);
      const most = Math.max(plan.level, ...targets) + 1e-6;
      const least = Math.min(plan.level, ...targets) - 1e-6;
      for (const value of known) expect(value >= least && value <= most).toBe(true);
      const at = turns.map(({column}) => column);
      expect(at).toEqual(at.toSorted((a, b) => a - b));
    }),
  );
});
