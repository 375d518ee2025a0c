import {describe, expect, it} from 'vitest';
import type {Intent} from '../../source/session/intent.ts';
import type {SessionPhase} from '../../source/session/view.ts';
import {ControlHarness, stages, up} from './control-harness.ts';

const load = (level: number, model: 'closed' | 'open' = 'closed'): Intent => ({
  kind: 'search-load',
  model,
  level,
  overMs: 3000,
  why: 'climb',
});

describe('the load of a search', () => {
  const enter: Readonly<Record<SessionPhase, () => ControlHarness>> = {
    STARTING: () => new ControlHarness(),
    IDLE: () => new ControlHarness({startLevel: 0}).start(),
    RAMP: () => new ControlHarness({stages}).start().wait(5000),
    HOLD: () => new ControlHarness().start().settleAt(20),
    PAUSED: () => new ControlHarness().start().settleAt(20).do({kind: 'pause'}),
    DRAIN: () => new ControlHarness().start().settleAt(20).do({kind: 'finish', how: 'drain', end: true}),
    STOPPED: () => new ControlHarness().start().settleAt(20).do({kind: 'emergency-stop'}),
    ENDED: () => new ControlHarness({stages}).start().wait(51_000),
  };

  it.each([
    ['STARTING', 'STARTING 0 manual'],
    ['IDLE', 'RAMP 120 search'],
    ['RAMP', 'RAMP 120 search'],
    ['HOLD', 'RAMP 120 search'],
    ['PAUSED', 'PAUSED 120 search'],
    ['DRAIN', 'DRAIN 0 manual'],
    ['STOPPED', 'RAMP 120 search'],
    ['ENDED', 'RAMP 120 search'],
  ] as const)('in %s is %s, and asks nothing', (phase, expected) => {
    const run = enter[phase]();
    run.do(load(120), 'search');
    expect(run.question).toBeNull();
    expect(`${run.phase} ${run.target} ${run.state.mode}`).toBe(expected);
  });

  it('climbs within its time, falls at once, and never above the cap', () => {
    const run = new ControlHarness({capLevel: 100}).start().do(load(500)).wait(1500);
    expect(run.vus).toBeCloseTo(50.5, 0);
    expect(run.wait(1500).vus).toBe(100);
    expect(run.do(load(30)).vus).toBe(30);
  });

  it('is undone in one go, whatever it tried', () => {
    const run = new ControlHarness().start().settleAt(20).do(load(40)).wait(5000).do(load(80)).wait(5000);
    run.do({kind: 'undo'});
    expect([run.target, run.state.mode]).toEqual([20, 'manual']);
  });

  it('goes back to its model at once, and undo over that too', () => {
    const run = new ControlHarness({startLevel: 10}).start().toRate(30);
    run.do(load(12)).wait(3000);
    expect([run.state.model, run.target, run.state.mode]).toEqual(['closed', 12, 'search']);
    expect(run.events.at(-1)?.kind).toBe('model');
    run.do({kind: 'undo'});
    expect([run.state.model, run.target]).toEqual(['open', 30]);
  });

  it('given back stays as it is: a climb ends where it is', () => {
    const run = new ControlHarness().start().settleAt(20).do(load(80)).wait(1500).do({kind: 'search-end'});
    expect([run.phase, run.target, run.vus, run.state.mode]).toEqual(['HOLD', 50, 50, 'manual']);
    const plain = new ControlHarness({stages}).start().wait(5000).do({kind: 'search-end'});
    expect(plain.state.mode).toBe('auto');
  });

  it('taken over by a step goes on from where the climb was', () => {
    const run = new ControlHarness().start().settleAt(20).do(load(80)).wait(1500).do(up);
    expect([run.target, run.state.mode]).toEqual([60, 'manual']);
  });
});
