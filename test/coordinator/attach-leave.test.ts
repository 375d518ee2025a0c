import {describe, expect, it} from 'vitest';
import {leaveRun} from '../../source/coordinator/attach-leave.ts';
import type {SessionView} from '../../source/session/view.ts';
import {sampleView} from '../tui/app/sample-session.ts';

const plan: SessionView['load']['plan'] = {
  stages: [{name: 'base', target: 50, durationMs: 60_000}],
  stage: 0,
  progress: 0.5,
  model: 'closed',
  level: 50,
  heldMs: 1000,
};

function left(load: Partial<SessionView['load']>, phase: SessionView['phase'] = 'HOLD', finished = false) {
  const {intents, text} = leaveRun(sampleView({load: {plan, mode: 'manual', ...load}, view: {phase, finished}}));
  return [intents.map(({kind}) => kind), text];
}

describe('a run that the last operator has left', () => {
  it('goes back to its plan, unasked', () => {
    expect(left({})).toEqual([['auto', 'answer'], 'operator left: back to the plan']);
    expect(left({}, 'PAUSED')).toEqual([['pause', 'auto', 'answer'], 'operator left: back to the plan']);
  });

  it('goes on as it is where it follows its plan, or has none', () => {
    expect(left({mode: 'auto'})).toEqual([[], null]);
    expect(left({plan: null, targetLevel: 5})).toEqual([[], null]);
    expect(left({mode: 'auto'}, 'PAUSED')).toEqual([['pause'], 'operator left: the pause ends']);
  });

  it('is not started again with nobody looking: stopped, without load or beyond its plan it ends', () => {
    expect(left({}, 'STOPPED')).toEqual([['finish'], 'operator left: no load, the run ends']);
    expect(left({plan: null, targetLevel: 0})).toEqual([['finish'], 'operator left: no load, the run ends']);
    expect(left({plan: {...plan, stage: 1}})).toEqual([['finish'], 'operator left: the plan is over, the run ends']);
  });

  it('is left alone when it is ending', () => {
    expect(left({}, 'DRAIN')).toEqual([[], null]);
    expect(left({}, 'HOLD', true)).toEqual([[], null]);
  });
});
