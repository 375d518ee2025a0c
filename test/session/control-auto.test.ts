import {describe, expect, it} from 'vitest';
import {ControlHarness, stages} from './control-harness.ts';

describe('auto', () => {
  it('climbs to the plan at ramp speed, and only then the stage clock goes on', () => {
    const run = new ControlHarness({stages}).start().wait(20_000).do({kind: 'halve'}).wait(5000);
    run.do({kind: 'auto'});
    expect(run.commands.at(-1)).toMatchObject({fromLevel: 20, toLevel: 40, durationMs: 2000});
    run.wait(2000);
    expect(run.state.clock).toMatchObject({atMs: 20_000, sinceMs: 27_000, running: true});
    run.wait(20_000 + 5000);
    expect(run.vus).toBeCloseTo(70, 0);
  });

  it('falls to the plan at once', () => {
    const run = new ControlHarness({stages}).start().wait(20_000).settleAt(90).do({kind: 'auto'});
    expect(run.vus).toBe(40);
    expect(run.state.mode).toBe('auto');
  });

  it('asks nothing to go on where it was held, whatever fraction of a VU the plan was at', () => {
    const failingSlo = {short: 'p95', used: 2};
    for (let heldMs = 1010; heldMs < 10_000; heldMs += 130) {
      const run = new ControlHarness({stages}).start().wait(heldMs).do({kind: 'hold'});
      run.facts = {...run.facts, failingSlo};
      run.wait(3000).do({kind: 'auto'});
      expect([heldMs, run.question, run.state.mode]).toEqual([heldMs, null, 'auto']);
    }
  });

  it('asks before it raises much', () => {
    const long = [{durationMs: 1000, target: 100, name: null}, ...stages];
    const run = new ControlHarness({stages: long}).start().wait(1000).settleAt(20).do({kind: 'auto'});
    expect(run.question).toBe('20 to 100 VUs is more than double. Go?');
    run.yes();
    expect(run.state.mode).toBe('auto');
  });

  it('says why it cannot', () => {
    expect(new ControlHarness().start().do({kind: 'auto'}).notice?.text).toBe('no plan: the profile has no stages');
    const ended = new ControlHarness({stages}).start().wait(60_000).do({kind: 'auto'});
    expect(ended.notice?.text).toBe('the plan has ended');
  });
});
