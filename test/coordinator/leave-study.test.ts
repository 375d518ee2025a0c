import {expect, it} from 'vitest';
import {leaveRun} from '../../source/coordinator/attach-leave.ts';
import type {SessionView} from '../../source/session/view.ts';
import {StudyHarness} from '../session/study-harness.ts';
import {sampleView} from '../tui/app/sample-session.ts';

const search = new StudyHarness().intoTrial(1).do({kind: 'halve'}).study();

function left(phase: SessionView['phase'], state: typeof search.state, load: Partial<SessionView['load']> = {}) {
  const {intents, text} = leaveRun(
    sampleView({
      load: {plan: null, mode: state === 'running' ? 'search' : 'manual', targetLevel: 40, ...load},
      view: {phase, study: {...search, state}},
    }),
  );
  return [intents.map(({kind}) => kind), text];
}

it('a paused search goes on when the last operator leaves, unless its load is none', () => {
  expect(left('HOLD', 'paused')).toEqual([['auto'], 'operator left: the search goes on']);
  expect(left('PAUSED', 'paused')).toEqual([['pause', 'auto'], 'operator left: the search goes on']);
  expect(left('STOPPED', 'paused', {targetLevel: 0})).toEqual([['finish'], 'operator left: no load, the run ends']);
  expect(left('IDLE', 'paused', {targetLevel: 0})).toEqual([['finish'], 'operator left: no load, the run ends']);
});

it('a search under way, or over, changes nothing about leaving', () => {
  expect(left('HOLD', 'running')).toEqual([[], null]);
  expect(left('HOLD', 'done')).toEqual([[], null]);
});
