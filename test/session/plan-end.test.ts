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

  it('lets iterations end where there is load to the last, and is as fast as the stages where they bring it to 0', () => {
    const base = {durationMs: 1000, target: 40, name: null};
    const ends = [
      {after: [], drains: [true]},
      {after: [{durationMs: 0, target: 0, name: null}], drains: [undefined]},
      {after: [{durationMs: 500, target: 0, name: null}], drains: [undefined]},
      {after: [{durationMs: 0, target: 0, name: null}, base, base], drains: [undefined, true]},
    ];
    for (const model of ['closed', 'open'] as const) {
      for (const {after, drains} of ends) {
        const stages = [{durationMs: 0, target: 40, name: null}, base, ...after];
        const run = new ControlHarness({stages, model, interactive: false}).start().wait(2950);
        const told = run.commands.filter((command) => command.kind === 'target' && command.untilMs !== null);
        expect(told.map((command) => command.kind === 'target' && command.drains)).toEqual(drains);
      }
    }
  });

  it('a last stage that is over between two ticks still takes the load to 0 before the drain', () => {
    const stages = [
      {durationMs: 0, target: 40, name: null},
      {durationMs: 1010, target: 40, name: null},
      {durationMs: 16, target: 0, name: null},
    ];
    const last = (interactive: boolean) =>
      new ControlHarness({stages, interactive}).start().wait(1500).commands.slice(-2);
    expect(last(false)).toMatchObject([{kind: 'target', toLevel: 0, durationMs: 0}, {kind: 'stop'}]);
    expect(last(true).at(-1)).toMatchObject({kind: 'target', toLevel: 0, durationMs: 0});
    for (const command of [...last(false), ...last(true)]) expect(command).not.toHaveProperty('drains');
  });

  it('says how VUs leave', () => {
    const hold = [
      {durationMs: 0, target: 40, name: null},
      {durationMs: 1000, target: 40, name: null},
    ];
    const last = {durationMs: 0, target: 0, name: null};
    const said = (stages: readonly Stage[], interactive: boolean) =>
      new ControlHarness({stages, interactive}).start().wait(1500).events.at(-1)!.text;
    expect(said(hold, false)).toBe('drain (plan ended): 40 VUs leave after their iteration');
    expect(said([...hold, last], false)).toBe('drain (plan ended): 40 VUs leave after their answer');
    expect(said(hold, true)).toBe('plan ended: VUs leave after their iteration');
    expect(said([...hold, last], true)).toBe('plan ended: VUs leave after their answer');
  });

  it('drains a driven run too, and so does ^Z', () => {
    const stages = [{durationMs: 1000, target: 40, name: null}];
    const ended = new ControlHarness({stages}).start().wait(1500);
    expect(ended.commands.at(-1)).toMatchObject({kind: 'target', toLevel: 0, drains: true});
    const suspended = new ControlHarness().start().settleAt(20).do({kind: 'finish', how: 'drain', end: false});
    expect(suspended.commands.at(-1)).toMatchObject({kind: 'target', toLevel: 0, drains: true});
    const lowered = new ControlHarness()
      .start()
      .settleAt(20)
      .do({kind: 'target', model: 'closed', level: 0, overMs: 0});
    expect(lowered.commands.at(-1)).not.toHaveProperty('drains');
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
