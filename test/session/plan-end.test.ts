import {describe, expect, it} from 'vitest';
import type {Stage} from '../../source/domain/profile.ts';
import {ControlHarness} from './control-harness.ts';

describe('the end of a plan', () => {
  it('is sent with the line after which there is no load, so that no tick is waited for', () => {
    const drops: Stage[] = [
      {durationMs: 1050, target: 40, name: null},
      {durationMs: 0, target: 0, name: null},
      {durationMs: 1000, target: 0, name: null},
      {durationMs: 1000, target: 10, name: null},
    ];
    for (const model of ['closed', 'open'] as const) {
      const run = new ControlHarness({stages: drops, model, interactive: false}).start().wait(3100);
      const ends = run.commands.map((command) => (command.kind === 'target' ? command.untilMs : command.kind));
      expect(ends).toEqual([1050, 2050, 3050, 'stop']);
    }
  });

  it('comes by itself no more once the operator holds or pauses, and again once the plan goes on', () => {
    const hold = [{durationMs: 5000, target: 40, name: null}] as const;
    for (const kind of ['hold', 'pause'] as const) {
      const run = new ControlHarness({stages: [{durationMs: 0, target: 40, name: null}, ...hold]}).start();
      expect(run.commands).toMatchObject([{toLevel: 40, untilMs: 5000}]);
      run.wait(1000).do({kind});
      expect(run.commands.at(-1)).toMatchObject({fromLevel: 40, toLevel: 40, untilMs: null});
      run.wait(9000);
      expect(run.vus).toBe(40);
      run.do(kind === 'hold' ? {kind: 'auto'} : {kind: 'pause'}).wait(100);
      expect(run.commands.findLast((command) => command.kind === 'target')).toMatchObject({untilMs: 14_000});
    }
  });
});
