import {expect, test} from 'vitest';
import type {StudySetup} from '../../source/domain/study.ts';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const stages = [{durationMs: 30_000, target: 5, name: ''}];

test.each([
  {kind: 'soak', model: 'closed', level: 5, durationMs: 30_000},
  {kind: 'spike', model: 'closed', baseLevel: 5, factors: [2]},
] satisfies StudySetup[])('a driven run goes on when its plan has ended, its $kind test does not', (study) => {
  const run = new SessionHarness(profileOf({stages}), {study}).start().wait(29_000);
  expect(run.view().study).toMatchObject({kind: study.kind, state: 'running'});
  const ended = run.wait(5000).view();
  expect(ended.phase).toBe('ENDED');
  expect(ended.study).toMatchObject({kind: study.kind, state: 'done'});
  const later = run.do({kind: 'target', model: 'closed', level: 3, overMs: null}).wait(90_000).view();
  expect(later.load.targetLevel).toBe(3);
  expect(later.study).toEqual(ended.study);
  expect(run.do({kind: 'finish', how: 'stop', end: true}).stop().session.summary().study).toEqual(ended.study);
});
