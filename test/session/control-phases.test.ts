import {describe, expect, it} from 'vitest';
import type {Intent} from '../../source/session/intent.ts';
import type {SessionPhase} from '../../source/session/view.ts';
import {ControlHarness, down, stages, up} from './control-harness.ts';

describe('every load intent in every phase', () => {
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
  const intents: readonly (readonly [string, Intent])[] = [
    ['up', up],
    ['down', down],
    ['target', {kind: 'target', model: 'closed', level: 30, overMs: null}],
    ['hold', {kind: 'hold'}],
    ['pause', {kind: 'pause'}],
    ['undo', {kind: 'undo'}],
    ['last-good', {kind: 'last-good'}],
    ['halve', {kind: 'halve'}],
    ['auto', {kind: 'auto'}],
    ['emergency-stop', {kind: 'emergency-stop'}],
    ['drain', {kind: 'finish', how: 'drain', end: false}],
    ['quit', {kind: 'finish', how: 'stop', end: true}],
  ];
  /** Phase and target afterwards, in the order of `intents`; last-good is 25 VUs. */
  const expected: Readonly<Record<SessionPhase, readonly string[]>> = {
    STARTING: Array.from({length: 11}, () => 'STARTING 0').concat('STARTING 0'),
    IDLE: [
      'RAMP 10',
      'IDLE 0',
      'RAMP 30',
      'IDLE 0',
      'IDLE 0',
      'IDLE 0',
      'RAMP 25',
      'IDLE 0',
      'IDLE 0',
      'STOPPED 0',
      'IDLE 0',
      'DRAIN 0',
    ],
    RAMP: [
      'RAMP 50',
      'RAMP 30',
      'RAMP 30',
      'HOLD 20',
      'PAUSED 20',
      'RAMP 40',
      'RAMP 25',
      'HOLD 10',
      'RAMP 40',
      'STOPPED 0',
      'IDLE 0',
      'DRAIN 0',
    ],
    HOLD: [
      'RAMP 30',
      'HOLD 10',
      'RAMP 30',
      'HOLD 20',
      'PAUSED 20',
      'HOLD 1',
      'RAMP 25',
      'HOLD 10',
      'HOLD 20',
      'STOPPED 0',
      'IDLE 0',
      'DRAIN 0',
    ],
    PAUSED: [
      'PAUSED 30',
      'PAUSED 10',
      'PAUSED 30',
      'PAUSED 20',
      'HOLD 20',
      'PAUSED 1',
      'PAUSED 25',
      'PAUSED 10',
      'PAUSED 20',
      'STOPPED 0',
      'IDLE 0',
      'DRAIN 0',
    ],
    DRAIN: Array.from({length: 12}, () => 'DRAIN 0'),
    STOPPED: [
      'RAMP 10',
      'STOPPED 0',
      'RAMP 30',
      'RAMP 20',
      'STOPPED 0',
      'RAMP 20',
      'RAMP 25',
      'STOPPED 0',
      'STOPPED 0',
      'STOPPED 0',
      'STOPPED 0',
      'DRAIN 0',
    ],
    ENDED: [
      'RAMP 10',
      'ENDED 0',
      'RAMP 30',
      'ENDED 0',
      'ENDED 0',
      'ENDED 0',
      'RAMP 25',
      'ENDED 0',
      'ENDED 0',
      'STOPPED 0',
      'ENDED 0',
      'DRAIN 0',
    ],
  };
  const cases = (Object.keys(enter) as SessionPhase[]).flatMap((phase) =>
    intents.map(([name, intent], index) => ({phase, name, intent, after: expected[phase][index]!})),
  );
  it.each(cases)('$name in $phase makes it $after', ({phase, intent, after}) => {
    const run = enter[phase]();
    run.facts = {...run.facts, lastGood: {closed: 25, open: null}};
    expect(run.phase).toBe(phase);
    run.do(intent);
    expect(`${run.phase} ${run.target}`).toBe(after);
  });
});
