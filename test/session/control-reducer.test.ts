import {describe, expect, it} from 'vitest';
import type {Intent} from '../../source/session/intent.ts';
import {ControlHarness, down, heldUp, stages, up} from './control-harness.ts';

const failingSlo = {short: 'p95', used: 1.05};

describe('start', () => {
  it('begins with the constant VUs at once and holds them', () => {
    const run = new ControlHarness({startLevel: 7}).start();
    expect(run.commands).toEqual([
      {
        kind: 'target',
        revision: 1,
        model: 'closed',
        fromLevel: 7,
        toLevel: 7,
        startMs: 0,
        durationMs: 0,
        untilMs: null,
      },
    ]);
    expect([run.phase, run.state.mode]).toEqual(['HOLD', 'manual']);
  });

  it('follows the plan where the profile has stages, one command per straight line', () => {
    const run = new ControlHarness({stages}).start().wait(60_000);
    expect(run.commands).toMatchObject([
      {fromLevel: 0, toLevel: 40, startMs: 0, durationMs: 10_000, untilMs: null},
      {fromLevel: 40, toLevel: 40, startMs: 10_000, durationMs: 30_000, untilMs: null},
      {fromLevel: 40, toLevel: 100, startMs: 40_000, durationMs: 10_000, untilMs: 50_000},
      {fromLevel: 0, toLevel: 0, startMs: 50_000, durationMs: 0},
    ]);
    expect(run.events.map((event) => event.text)).toEqual([
      'auto: stage 1/3 climb, 0 ▸ 40 VUs over 10s',
      'auto: stage 2/3 base, 40 VUs for 30s',
      'auto: stage 3/3 peak, 40 ▸ 100 VUs over 10s',
      'plan ended: VUs leave after their iteration',
    ]);
  });

  it('goes on by hand after the plan when interactive, and finishes when not', () => {
    const byHand = new ControlHarness({stages}).start().wait(51_000);
    expect([byHand.phase, byHand.state.mode]).toEqual(['ENDED', 'manual']);
    byHand.do(up);
    expect([byHand.phase, byHand.target]).toEqual(['RAMP', 10]);
    const headless = new ControlHarness({stages, interactive: false}).start().wait(51_000);
    expect(headless.phase).toBe('DRAIN');
    expect(headless.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 30_000});
    expect(headless.state.finishing).toMatchObject({origin: 'plan'});
  });

  it('keeps the plan under the cap', () => {
    const run = new ControlHarness({stages, capLevel: 20}).start().wait(45_000);
    expect(run.target).toBe(20);
    expect(run.vus).toBe(20);
  });
});

describe('steps', () => {
  it('climb at ramp speed and fall at once, from the target and not from the present load', () => {
    const run = new ControlHarness().start().settleAt(60);
    run.do(up);
    expect(run.commands.at(-1)).toMatchObject({fromLevel: 60, toLevel: 70, durationMs: 1000});
    run.wait(500).do(up);
    expect(run.commands.at(-1)).toMatchObject({fromLevel: 65, toLevel: 80, durationMs: 1500});
    run.do({kind: 'step', steps: -5, repeat: false});
    expect(run.commands.at(-1)).toMatchObject({toLevel: 30, durationMs: 0});
  });

  it('lowering a far target keeps the climb no faster than it was', () => {
    const run = new ControlHarness().start().to(50, 100_000).wait(50_000).do(down);
    const last = run.commands.at(-1)!;
    expect(last).toMatchObject({kind: 'target', toLevel: 40});
    const slope = last.kind === 'target' ? (last.toLevel - last.fromLevel) / (last.durationMs / 1000) : Number.NaN;
    expect(slope).toBeLessThanOrEqual(0.491);
  });

  it('merge into one toast and one event', () => {
    const run = new ControlHarness().start().settleAt(240);
    const eventsBefore = run.events.length;
    run.do(up).wait(300).do(up).wait(300).do(up);
    expect(run.notice?.text).toBe('▴ 240 ▸ 270 VUs (3 steps) over 2s       z = undo');
    run.wait(1500);
    expect(run.events.slice(eventsBefore).map((event) => [event.text, event.mark])).toEqual([
      ['manual: 240 ▸ 270 VUs over 2s', '▴270'],
    ]);
    run.do({kind: 'undo'});
    expect(run.target).toBe(240);
  });

  it('go manual and stop the stage clock', () => {
    const run = new ControlHarness({stages}).start().wait(20_000).do(up).wait(300).do(up).wait(5000);
    expect(run.state.mode).toBe('manual');
    expect(run.state.clock).toEqual({atMs: 20_000, sinceMs: 20_000, running: false});
    expect(run.events.at(-1)?.text).toBe('manual: 40 ▸ 60 VUs over 2s (override of stage 2/3)');
  });

  it('are cut at the cap with a notice', () => {
    const run = new ControlHarness({capLevel: 65}).start().settleAt(60).do(up);
    expect(run.target).toBe(65);
    expect(run.notice?.text).toContain('that is the cap');
    run.do(up);
    expect([run.target, run.question]).toEqual([65, null]);
    expect(run.notice?.text).toContain('at the cap of 65 VUs');
  });

  it('held down: five a second at most, until twice the load the hold began at', () => {
    const run = new ControlHarness({capLevel: 4000}).start().settleAt(60);
    const before = run.commands.length;
    run.do(up);
    for (let at = 0; at < 30; at++) run.wait(33).do(heldUp);
    expect(run.commands.length - before).toBeLessThanOrEqual(6);
    for (let at = 0; at < 300; at++) run.wait(33).do(heldUp);
    expect([run.target, run.question]).toEqual([120, null]);
    expect(run.notice?.text).toContain('held key stops at 120 VUs');
  });

  it('held down from little: stops at 50', () => {
    const run = new ControlHarness().start().do(up);
    for (let at = 0; at < 300; at++) run.wait(33).do(heldUp);
    expect(run.target).toBe(50);
  });

  it('have sizes and speeds to choose from, the profile’s own among them', () => {
    const run = new ControlHarness({step: 7, rampPerSecond: 0.4});
    const larger: Intent = {kind: 'step-size', direction: 1};
    run.do(larger);
    expect(run.settings.step).toBe(10);
    run.do({kind: 'step-size', direction: -1});
    expect(run.settings.step).toBe(7);
    for (let i = 0; i < 9; i++) run.do(larger);
    expect(run.settings.step).toBe(50);
    run.do({kind: 'cap', model: 'closed', level: 1000});
    for (let i = 0; i < 9; i++) run.do(larger);
    expect(run.settings.step).toBe(500);
    run.do({kind: 'ramp-speed', direction: -1});
    expect(run.settings.rampPerSecond).toBe(0.2);
    for (let i = 0; i < 20; i++) run.do({kind: 'ramp-speed', direction: 1});
    expect(run.settings.rampPerSecond).toBe(500);
  });

  it('change a climb under way with the ramp speed', () => {
    const run = new ControlHarness().start().to(41).wait(1000).do({kind: 'ramp-speed', direction: 1});
    expect(run.commands.at(-1)).toMatchObject({fromLevel: 11, toLevel: 41, durationMs: 1500});
  });
});

describe('guards', () => {
  it('ask above twice the load, once above 50 VUs; only yes accepts', () => {
    const run = new ControlHarness().start().settleAt(30);
    run.to(50);
    expect(run.question).toBeNull();
    run.settleAt(60).to(121);
    expect([run.question, run.target]).toEqual(['60 to 121 VUs is more than double. Go?', 60]);
    run.do({kind: 'answer', yes: false});
    expect([run.question, run.target]).toEqual([null, 60]);
    run.to(121).yes();
    expect(run.target).toBe(121);
  });

  it('count from the target agreed to, not from a slow climb towards it', () => {
    const run = new ControlHarness({rampPerSecond: 1}).start().settleAt(10).to(50).wait(5000);
    expect(run.vus).toBeLessThan(20);
    for (const _ of [1, 2, 3]) run.do({kind: 'step', steps: 1, repeat: false}).wait(300);
    expect([run.question, run.target]).toEqual([null, 80]);
    for (const _ of [1, 2, 3]) run.do({kind: 'step', steps: 1, repeat: false}).wait(300);
    expect([run.question === null, run.target]).toEqual([false, 100]);
  });

  it('let a question run out after 10 s', () => {
    const run = new ControlHarness().start().settleAt(60).to(200).wait(9900);
    expect(run.question).not.toBeNull();
    run.wait(100);
    expect(run.question).toBeNull();
    run.yes();
    expect(run.target).toBe(60);
    expect(run.notice?.text).toBe('no answer: target stays 60 VUs');
    const told = 'no answer: target stays 60 VUs (60 to 200 VUs is more than double. Go?)';
    expect(run.events.map(({text}) => text)).toContain(told);
  });

  it('drop a question for any other load intent, which is taken itself', () => {
    const run = new ControlHarness().start().settleAt(60).to(200).do(down);
    expect([run.question, run.target]).toEqual([null, 50]);
  });

  it('keep a question open under the held key that led to it', () => {
    const run = new ControlHarness().start().settleAt(60);
    run.do({kind: 'step', steps: 10, repeat: false});
    const asked = run.question;
    run.wait(300).do({kind: 'step', steps: 10, repeat: true});
    expect(run.question).toBe(asked);
    expect(asked).not.toBeNull();
  });

  it('turn a target above the cap into a question that raises the cap and goes', () => {
    const run = new ControlHarness().start().settleAt(248).to(420);
    expect(run.question).toBe('248 to 420 VUs is over the cap 400. Raise the cap and go?');
    run.yes();
    expect([run.settings.capLevel, run.target]).toEqual([420, 420]);
  });

  it('refuse what the machine cannot hold', () => {
    const run = new ControlHarness({vusLimit: 500}).start().to(501);
    expect([run.question, run.notice?.text]).toEqual([null, expect.stringContaining('500 VUs at most')]);
    run.do({kind: 'cap', model: 'closed', level: 600});
    expect(run.settings.capLevel).toBe(400);
  });

  it('ask on the first raise while a critical SLO fails, once per breach', () => {
    const run = new ControlHarness().start().settleAt(60);
    run.facts = {...run.facts, failingSlo};
    run.do(up);
    expect(run.question).toBe('p95 is over its SLO (105%): 60 to 70 VUs. Go all the same?');
    run.yes().wait(2000).do(up).wait(2000);
    expect([run.question, run.target]).toEqual([null, 80]);
    run.facts = {...run.facts, failingSlo: null};
    run.wait(1000);
    run.facts = {...run.facts, failingSlo};
    run.do(up);
    expect(run.question).toContain('p95 is over its SLO');
  });

  it('never ask about less load', () => {
    const run = new ControlHarness().start().settleAt(60);
    run.facts = {...run.facts, failingSlo, lastGood: {closed: 20, open: null}};
    for (const intent of [down, {kind: 'halve'}, {kind: 'last-good'}, {kind: 'hold'}, {kind: 'pause'}] as const) {
      run.do(intent);
      expect(run.question).toBeNull();
    }
  });
});

describe('hold, pause, undo', () => {
  it('holds at the present number, then goes on to where it was going', () => {
    const run = new ControlHarness().start().to(41).wait(2000).do({kind: 'hold'});
    expect([run.phase, run.vus, run.state.held?.targetLevel]).toEqual(['HOLD', 21, 41]);
    run.wait(5000).do({kind: 'hold'});
    expect([run.phase, run.target, run.state.held]).toEqual(['RAMP', 41, null]);
  });

  it('holds the plan and gives the load back to it', () => {
    const run = new ControlHarness({stages}).start().wait(5000).do({kind: 'hold'}).wait(7000);
    expect([run.state.mode, run.vus]).toEqual(['manual', 20]);
    run.do({kind: 'hold'}).wait(5000);
    expect([run.state.mode, run.vus]).toEqual(['auto', 40]);
  });

  it('brings the load before a stop back, asking where that raises much', () => {
    const run = new ControlHarness().start().settleAt(248).do({kind: 'emergency-stop'});
    expect([run.phase, run.vus, run.state.resumeLevel]).toEqual(['STOPPED', 0, 248]);
    expect(run.commands.at(-1)).toMatchObject({kind: 'abort'});
    run.do({kind: 'hold'});
    expect(run.question).toBe('0 to 248 VUs is more than double. Go?');
    run.yes();
    expect([run.phase, run.target]).toEqual(['RAMP', 248]);
  });

  it('pauses a climb where it is and goes on with what was left of it', () => {
    const run = new ControlHarness().start().to(41).wait(2000).do({kind: 'pause'}).wait(9000);
    expect([run.phase, run.vus]).toEqual(['PAUSED', 21]);
    expect(run.commands.slice(-2)).toMatchObject([
      {kind: 'pause', paused: true},
      {kind: 'target', toLevel: 21},
    ]);
    run.do({kind: 'pause'});
    expect(run.commands.slice(-2)).toMatchObject([
      {kind: 'pause', paused: false},
      {kind: 'target', fromLevel: 21, toLevel: 41, durationMs: 2000},
    ]);
  });

  it('stops the stage clock while paused and never jumps when going on', () => {
    const run = new ControlHarness({stages}).start().wait(5000).do({kind: 'pause'}).wait(20_000).do({kind: 'pause'});
    run.wait(2500);
    expect(run.state.mode).toBe('auto');
    expect(run.vus).toBeCloseTo(30, 0);
  });

  it('undoes one load change at a time', () => {
    const run = new ControlHarness().start().settleAt(20).settleAt(30).settleAt(40);
    run.do({kind: 'undo'});
    expect(run.target).toBe(30);
    run.do({kind: 'undo'});
    expect(run.target).toBe(20);
    run.do({kind: 'undo'}).do({kind: 'undo'});
    expect([run.target, run.notice?.text]).toEqual([1, 'nothing to undo']);
  });

  it('halves what is there, also on the way up', () => {
    const run = new ControlHarness().start().to(41).wait(2000).do({kind: 'halve'});
    expect([run.target, run.vus]).toEqual([10, 10]);
  });

  it('goes back to the last good load', () => {
    const run = new ControlHarness().start().settleAt(60).do({kind: 'last-good'});
    expect(run.notice?.text).toContain('no load has held every SLO');
    run.facts = {...run.facts, lastGood: {closed: 48, open: null}};
    run.do({kind: 'last-good'});
    expect(run.target).toBe(48);
  });
});

describe('cap and finish', () => {
  it('a lower cap takes the load down with it', () => {
    const run = new ControlHarness().start().settleAt(60).do({kind: 'cap', model: 'closed', level: 30});
    expect([run.settings.capLevel, run.target, run.vus]).toEqual([30, 30, 30]);
  });

  it('a drain can be cut short, and load keys are off meanwhile', () => {
    const run = new ControlHarness().start().settleAt(60);
    run.do({kind: 'finish', how: 'drain', end: true}, 'signal');
    expect([run.phase, run.commands.at(-1)]).toMatchObject(['DRAIN', {kind: 'stop', graceMs: 30_000}]);
    run.do(up);
    expect(run.notice?.text).toBe('finishing: load keys are off');
    run.do({kind: 'emergency-stop'});
    expect(run.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 0});
    expect(run.state.finishing).toMatchObject({how: 'stop', origin: 'signal'});
  });

  it('draining for ^Z leaves the session as it is, and space brings the load back', () => {
    const run = new ControlHarness().start().settleAt(40).do({kind: 'finish', how: 'drain', end: false});
    expect([run.vus, run.state.resumeLevel, run.state.finishing]).toEqual([0, 40, null]);
    run.do({kind: 'hold'});
    expect(run.target).toBe(40);
  });

  it('does not leave a pause behind when the load is stopped', () => {
    const run = new ControlHarness().start().settleAt(40).do({kind: 'pause'}).do({kind: 'emergency-stop'});
    expect([run.phase, run.state.paused]).toEqual(['STOPPED', null]);
    expect(run.commands.slice(-2)).toMatchObject([{kind: 'abort'}, {kind: 'pause', paused: false}]);
  });
});
